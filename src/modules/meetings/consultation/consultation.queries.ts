import { In, type EntityManager } from 'typeorm';
import { Expert } from '../../alliance/expert/expert.entity';

/** Locks a consultation until the transaction ends. */
export async function lockConsultationRow(manager: EntityManager, id: string): Promise<void> {
  await manager.query('select from consultations where id = $1 for no key update', [id]);
}

/** Those of these appointments that are the alliance's. */
export async function expertsAmong(
  manager: EntityManager,
  allianceId: string,
  ids: readonly string[],
): Promise<Expert[]> {
  return manager.findBy(Expert, { allianceId, id: In([...ids]) });
}
