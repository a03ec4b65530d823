import { globalId, newId } from '../../../platform/database/ids';
import { refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { stale } from '../../../platform/writes/writer';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { findVisible } from '../../alliance/shared/authorisation';
import { changesBetween } from '../../alliance/shared/changes';
import { InputReferences } from '../../alliance/shared/input-references';
import { notFound } from '../../alliance/shared/refusals';
import { cleanText } from '../../alliance/shared/roster';
import { Territory } from '../../alliance/territory/territory.entity';
import { moveBookings, placedBookings } from '../booking/booking.queries';
import { arranged, greatestOverlap } from '../booking/booking.rules';
import { answerRounds } from '../list-round/list-round.queries';
import { actingFault, keepingFault } from '../shared/acting-unit';
import { Resource, ResourceStatus } from './resource.entity';
import type { PublishResourceInput, UpdateResourceInput } from './resource.inputs';
import { lockResource } from './resource.queries';
import { endsBeforeItBegins, keepsForResidents, resourceAfter, type ResourceContent } from './resource.rules';

/** Puts a resource on the list (发布资源): by the staff of the unit that offers or keeps it, or the secretariat. */
export const publishResource: Service<PublishResourceInput, { resource: string }> = async (tx, input) => {
  const { manager } = tx;
  const unit = await findVisible(tx, MemberUnit, rowId(input.unitId));
  if (unit === null) return notFound('unitId');
  const { allianceId, id: unitId } = unit;
  const fault = await actingFault(tx, allianceId, unitId, 'unitId');
  if (fault !== null) return fault;
  const provider = input.provider === undefined || input.provider === null ? null : cleanText(input.provider);
  if (provider !== null && !keepsForResidents(unit)) return refuse('INVALID', 'resource.providerElsewhere', 'provider');
  const references = new InputReferences<PublishResourceInput>(manager, allianceId);
  const territoryId = (await references.one(Territory, input.territoryId, 'territoryId')) ?? null;
  if (references.refused !== null) return references.refused;
  const resource = {
    allianceId,
    id: newId(),
    title: cleanText(input.title),
    description: cleaned(input.description) || null,
    category: input.category,
    kind: input.kind,
    unitId,
    provider,
    territoryId,
    capacity: cleaned(input.capacity) || null,
    quantity: input.quantity ?? 1,
    availableFrom: input.availableFrom ?? null,
    availableUntil: input.availableUntil ?? null,
    status: ResourceStatus.AVAILABLE,
    createdAt: tx.now,
    version: 1,
  };
  if (endsBeforeItBegins(resource)) return refuse('INVALID', 'resource.endsFirst', 'availableUntil');
  await manager.insert(Resource, resource);
  await answerRounds(tx, allianceId, unitId);
  tx.audit({
    allianceId,
    action: 'publishResource',
    subject: globalId('resource', resource.id),
    details: { title: resource.title, unit: globalId('unit', unitId) },
  });
  return { resource: resource.id };
};

/** Changes a resource (修改资源): by the staff of the unit that keeps it, or the secretariat. */
export const updateResource: Service<UpdateResourceInput, { resource: string }> = async (tx, input) => {
  const { manager } = tx;
  const id = rowId(input.resourceId);
  const visible = await findVisible(tx, Resource, id);
  if (visible === null) return notFound('resourceId');
  const { allianceId, unitId } = visible;
  const fault = await keepingFault(tx, allianceId, unitId, 'resourceId');
  if (fault !== null) return fault;
  const before = await lockResource(manager, allianceId, id);
  if (before === null) return notFound('resourceId');
  if (typeof input.expectedVersion === 'number' && input.expectedVersion !== before.version)
    return stale(before.version);
  const references = new InputReferences<UpdateResourceInput>(manager, allianceId);
  const territoryId = await references.one(Territory, input.territoryId, 'territoryId');
  if (references.refused !== null) return references.refused;
  const texts = {
    ...(input.title === undefined ? {} : { title: cleanText(input.title) }),
    ...(input.description === undefined ? {} : { description: cleaned(input.description) || null }),
    ...(input.capacity === undefined ? {} : { capacity: cleaned(input.capacity) || null }),
  };
  const after = resourceAfter(before, input, texts, territoryId);
  if (endsBeforeItBegins(after)) return refuse('INVALID', 'resource.endsFirst', 'availableUntil');
  const booked = await keepBookings(tx, before, after);
  if (booked !== null) return booked;
  await answerRounds(tx, allianceId, unitId);
  const changes = changesBetween(resourceAfter(before, {}, {}, undefined), after, { territoryId: 'territory' });
  if (changes === null) return { resource: id };
  await manager.update(Resource, { allianceId, id }, { ...after, version: before.version + 1 });
  tx.audit({ allianceId, action: 'updateResource', subject: globalId('resource', id), details: { changes } });
  return { resource: id };
};

/** Keeps what was promised: refuses what bookings ahead do not bear, and moves them together where there are fewer places. */
async function keepBookings(
  { manager, now }: WriteTransaction,
  before: Resource,
  after: ResourceContent,
): Promise<Refused<'status' | 'quantity'> | null> {
  const isTakenOff = after.status === ResourceStatus.UNAVAILABLE && before.status !== ResourceStatus.UNAVAILABLE;
  if (!isTakenOff && after.quantity >= before.quantity) return null;
  const ahead = await placedBookings(manager, before, { from: now.getTime() });
  if (isTakenOff && ahead.length > 0) return refuse('WRONG_STATE', 'resource.bookedAhead', 'status');
  if (after.quantity >= before.quantity) return null;
  const slots = arranged(ahead, after.quantity, now.getTime());
  if (slots === null) return refuse('LIMIT_REACHED', 'resource.booked', 'quantity', { booked: greatestOverlap(ahead) });
  await moveBookings(manager, before.allianceId, ahead, slots);
  return null;
}
