import { declareAccess } from '../../../platform/access/access';
import { CONCERNED, withinAgreement } from '../agreement/agreement.access';
import { AgreementEvent } from './history.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    agreementEvent: AgreementEvent;
  }
}

declareAccess<AgreementEvent>(AgreementEvent, {
  id: 'agreementEvent',
  within: 'agreement',
  row: withinAgreement(CONCERNED),
  open: ['id', 'kind', 'at', 'by', 'unit', 'note', 'chainHash'],
});
