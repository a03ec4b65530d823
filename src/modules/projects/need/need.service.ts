import { globalId, newId } from '../../../platform/database/ids';
import { refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { stale } from '../../../platform/writes/writer';
import { todayIn } from '../../alliance';
import { findVisible, unlessSecretariat } from '../../alliance/shared/authorisation';
import { changesBetween } from '../../alliance/shared/changes';
import { InputReferences } from '../../alliance/shared/input-references';
import { notFound } from '../../alliance/shared/refusals';
import { cleanText } from '../../alliance/shared/roster';
import { Territory } from '../../alliance/territory/territory.entity';
import { answerRounds } from '../list-round/list-round.queries';
import { tellFittingUnits } from '../opportunity/opportunity.notices';
import { actingFault, keepingFault } from '../shared/acting-unit';
import { Need, NeedStatus } from './need.entity';
import type { PublishNeedInput, UpdateNeedInput } from './need.inputs';
import { maySetNeed, needAfter, needStatusAfter } from './need.rules';
import { lockNeed, projectStatuses } from './need.queries';

const SET_BY_PROJECTS: readonly NeedStatus[] = [NeedStatus.MATCHED, NeedStatus.IN_PROGRESS];

/** Puts a need on the list (发布需求): by the unit's staff, or the secretariat, who alone publish the alliance's own. */
export const publishNeed: Service<PublishNeedInput, { need: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const unitId = typeof input.unitId === 'string' ? rowId(input.unitId) : null;
  const fault =
    unitId === null
      ? await unlessSecretariat(tx, allianceId, 'allianceId')
      : await actingFault(tx, allianceId, unitId, 'unitId');
  if (fault !== null) return fault;
  const references = new InputReferences<PublishNeedInput>(manager, allianceId);
  const territoryId = (await references.one(Territory, input.territoryId, 'territoryId')) ?? null;
  if (references.refused !== null) return references.refused;
  const { neededBy = null } = input;
  if (neededBy !== null && neededBy < (await todayIn(manager, allianceId, tx.now)))
    return refuse('INVALID', 'need.dayPast', 'neededBy');
  const need = {
    allianceId,
    id: newId(),
    title: cleanText(input.title),
    description: cleaned(input.description) || null,
    category: input.category,
    quantity: input.quantity ?? null,
    unitId,
    territoryId,
    status: NeedStatus.OPEN,
    neededBy,
    createdAt: tx.now,
    version: 1,
  };
  await manager.insert(Need, need);
  await tellFittingUnits(tx, { allianceId, needId: need.id });
  if (unitId !== null) await answerRounds(tx, allianceId, unitId);
  tx.audit({
    allianceId,
    action: 'publishNeed',
    subject: globalId('need', need.id),
    details: { title: need.title, ...(unitId === null ? {} : { unit: globalId('unit', unitId) }) },
  });
  return { need: need.id };
};

/** Changes a need (修改需求): by the staff of its unit, or the secretariat. */
export const updateNeed: Service<UpdateNeedInput, { need: string }> = async (tx, input) => {
  const { manager } = tx;
  const id = rowId(input.needId);
  const visible = await findVisible(tx, Need, id);
  if (visible === null) return notFound('needId');
  const { allianceId, unitId } = visible;
  const fault = await keepingFault(tx, allianceId, unitId, 'needId');
  if (fault !== null) return fault;
  const before = await lockNeed(manager, allianceId, id);
  if (before === null) return notFound('needId');
  if (typeof input.expectedVersion === 'number' && input.expectedVersion !== before.version)
    return stale(before.version);
  const references = new InputReferences<UpdateNeedInput>(manager, allianceId);
  const territoryId = await references.one(Territory, input.territoryId, 'territoryId');
  if (references.refused !== null) return references.refused;
  const isNewDay = typeof input.neededBy === 'string' && input.neededBy !== before.neededBy;
  if (isNewDay && String(input.neededBy) < (await todayIn(manager, allianceId, tx.now)))
    return refuse('INVALID', 'need.dayPast', 'neededBy');
  const { status: to = before.status } = input;
  if (to !== before.status) {
    if (SET_BY_PROJECTS.includes(to)) return refuse('INVALID', 'need.setByProjects', 'status');
    if (!maySetNeed(before.status, to))
      return refuse('WRONG_STATE', 'need.wrongStep', 'status', { from: before.status, to });
  }
  const opens = to !== before.status && to === NeedStatus.OPEN;
  const texts = {
    ...(input.title === undefined ? {} : { title: cleanText(input.title) }),
    ...(input.description === undefined ? {} : { description: cleaned(input.description) || null }),
  };
  const after = {
    ...needAfter(before, input, texts, territoryId),
    status: opens ? NeedStatus[needStatusAfter('OPEN', await projectStatuses(manager, allianceId, id))] : to,
  };
  if (unitId !== null) await answerRounds(tx, allianceId, unitId);
  const changes = changesBetween({ ...needAfter(before, {}, {}, undefined), status: before.status }, after, {
    territoryId: 'territory',
  });
  if (changes === null) return { need: id };
  await manager.update(Need, { allianceId, id }, { ...after, version: before.version + 1 });
  await tellFittingUnits(tx, { allianceId, needId: id });
  tx.audit({ allianceId, action: 'updateNeed', subject: globalId('need', id), details: { changes } });
  return { need: id };
};
