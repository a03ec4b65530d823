import { declareAccess } from '../../../platform/access/access';
import { CONCERNED, withinAgreement } from '../agreement/agreement.access';
import { AgreementEvent } from './history.entity';

declareAccess<AgreementEvent>(AgreementEvent, {
  id: 'agreementEvent',
  within: 'agreement',
  row: withinAgreement(CONCERNED),
  open: ['id', 'kind', 'at', 'by', 'unit', 'note', 'chainHash'],
});
