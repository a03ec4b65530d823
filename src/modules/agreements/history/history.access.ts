import { declareAccess } from '../../../platform/access/access';
import { and } from '../../../platform/database/sql';
import { CONCERNED, isPartyAt, withinAgreement } from '../agreement/agreement.access';
import { AgreementEvent } from './history.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    agreementEvent: AgreementEvent;
  }
}

declareAccess<AgreementEvent>(AgreementEvent, {
  id: 'agreementEvent',
  within: 'agreement',
  row: (event) =>
    and(
      withinAgreement<AgreementEvent>(CONCERNED)(event),
      isPartyAt({ allianceId: event.allianceId, id: event.agreementId }, event.at),
    ),
  open: ['id', 'kind', 'at', 'by', 'unit', 'note', 'chainHash'],
});
