import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { Alliance } from '../alliance/alliance.entity';
import { byMembers } from '../shared/rights';
import { GoverningDocument } from './governing-document.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    document: GoverningDocument;
  }
}

/** Whether no later edition has taken its place. */
export const inForce = (document: Row<GoverningDocument>): Sql => sql`not exists (
  select
  from governing_documents newer
  where newer.alliance_id = ${document.allianceId}
    and newer.kind = ${document.kind}
    and newer.title = ${document.title}
    and newer.edition > ${document.edition}
)`;

declareAccess<GoverningDocument>(GoverningDocument, {
  id: 'document',
  row: (document) => or(byMembers(document), inForce(document)),
  open: ['id', 'kind', 'title', 'body', 'edition', 'adoptedOn', 'editions'],
  rules: { acknowledgedBy: byMembers as Rule<GoverningDocument> },
});

extendAccess(Alliance, { open: ['governingDocuments'] });
