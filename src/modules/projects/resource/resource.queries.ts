import type { EntityManager } from 'typeorm';
import { Resource } from './resource.entity';

/** A resource, locked until the transaction ends: its bookings are placed, and its status and quantity changed, one after another. */
export async function lockResource(manager: EntityManager, allianceId: string, id: string): Promise<Resource | null> {
  await manager.query('select from resources where alliance_id = $1 and id = $2 for no key update', [allianceId, id]);
  return manager.findOneBy(Resource, { allianceId, id });
}
