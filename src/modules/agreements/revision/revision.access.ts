import { declareAccess } from '../../../platform/access/access';
import { MEMBER, withinAgreement } from '../agreement/agreement.access';
import { AgreementRevision } from './revision.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    revision: AgreementRevision;
  }
}

declareAccess<AgreementRevision>(AgreementRevision, {
  id: 'revision',
  within: 'agreement',
  row: withinAgreement(MEMBER),
  open: ['id', 'ordinal', 'body', 'author', 'createdAt', 'contentHash', 'canonicalText', 'diff'],
});
