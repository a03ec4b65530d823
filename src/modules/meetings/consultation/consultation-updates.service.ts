import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { Consultation } from './consultation.entity';

/**
 * Has those who follow a consultation shown it as it stands now.
 * @param concerns only those who are asked, where it changed in nothing but the agenda items that are about it
 */
export function emitConsultation(
  tx: WriteTransaction,
  { allianceId, id }: Pick<Consultation, 'allianceId' | 'id'>,
  concerns: 'all' | 'experts',
): void {
  const content = { consultation: id, ...(concerns === 'experts' ? { experts: true } : {}) };
  tx.emit({ feed: 'consultationUpdates', allianceId, streamId: id, content });
}
