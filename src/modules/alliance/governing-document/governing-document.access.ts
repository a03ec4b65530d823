import { declareAccess, everyone, extendAccess, type Rule } from '../../../platform/access/access';
import { Alliance } from '../alliance/alliance.entity';
import { byMembers } from '../shared/rights';
import { GoverningDocument } from './governing-document.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    document: GoverningDocument;
  }
}

declareAccess<GoverningDocument>(GoverningDocument, {
  id: 'document',
  row: everyone,
  open: ['id', 'kind', 'title', 'body', 'edition', 'adoptedOn', 'editions'],
  rules: { acknowledgedBy: byMembers as Rule<GoverningDocument> },
});

extendAccess(Alliance, { open: ['governingDocuments'] });
