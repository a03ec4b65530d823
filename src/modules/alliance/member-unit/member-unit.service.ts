import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse, type FieldOf, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { onConstraint, stale } from '../../../platform/writes/writer';
import { lockAlliance, todayIn } from '../alliance/alliance.queries';
import { Authority } from '../shared/authority';
import { AreaGroup, SectorGroup } from '../group/group.entity';
import { MemberUnit } from './member-unit.entity';
import type { AddMemberUnitInput, UpdateMemberUnitInput } from './member-unit.inputs';
import { bearersOf, insertUnits, lockUnits, readUnits, updateUnits, type IdentifiedUnit } from './member-unit.queries';
import {
  beyondStaff,
  cleanedOrNull,
  contactsOf,
  holdsItsName,
  isCurrent,
  unitAfter,
  unitChanges,
  type UnitLinks,
} from './member-unit.rules';
import { InputReferences } from '../shared/input-references';
import { notFound, unlessMay } from '../shared/refusals';
import { cleanText } from '../shared/roster';
import { Territory } from '../territory/territory.entity';
import { findVisible, lockAsSecretariat, unlessSecretariat } from '../shared/authorisation';

const nameTaken = refuse('CONFLICT', 'unit.nameTaken', 'name');
const creditCodeTaken = refuse('CONFLICT', 'unit.creditCodeTaken', 'creditCode');
onConstraint<AddMemberUnitInput | UpdateMemberUnitInput>('member_units_name', nameTaken);
onConstraint<AddMemberUnitInput | UpdateMemberUnitInput>('member_units_credit_code', creditCodeTaken);

type Linking = Pick<UpdateMemberUnitInput, 'territoryId' | 'areaGroupId' | 'sectorGroupIds' | 'pairedTerritoryIds'>;

/** Makes a unit (成员单位) a member, without an application. By the secretariat. */
export const addMemberUnit: Service<AddMemberUnitInput, { memberUnit: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const { joinedOn = null } = input;
  if (joinedOn !== null && joinedOn > (await todayIn(manager, allianceId, tx.now)))
    return refuse('INVALID', 'unit.joinedInFuture', 'joinedOn');
  const links = await linksOf(tx, allianceId, input);
  if (isRefused(links)) return links;
  const contacts = contactsOf(input.contacts ?? []);
  if (isRefused(contacts)) return contacts;
  const unit = {
    id: newId(),
    name: cleanText(input.name),
    shortName: cleanedOrNull(input.shortName),
    kind: input.kind,
    affiliation: input.affiliation,
    creditCode: input.creditCode ?? null,
    joinedOn,
    host: input.host === true,
    contactOfficial: cleanedOrNull(input.contactOfficial),
    territoryId: links.territoryId ?? null,
    areaGroupId: links.areaGroupId ?? null,
    sectorGroupIds: links.sectorGroupIds ?? [],
    pairedTerritoryIds: links.pairedTerritoryIds ?? [],
    contacts,
  };
  const lost = await lockAsSecretariat(tx, allianceId, 'allianceId');
  if (lost !== null) return lost;
  const taken = await takenBy(tx, allianceId, unit);
  if (taken !== null) return taken;
  await insertUnits(manager, allianceId, [unit]);
  tx.audit({
    allianceId,
    action: 'addMemberUnit',
    subject: globalId('unit', unit.id),
    details: { name: unit.name, host: unit.host },
  });
  return { memberUnit: unit.id };
};

/** Changes a unit. By the secretariat; of its contacts, also by the unit's own people. */
export const updateMemberUnit: Service<UpdateMemberUnitInput, { memberUnit: string }> = async (tx, input) => {
  const { manager } = tx;
  const id = rowId(input.unitId);
  const unit = await findVisible(tx, MemberUnit, id);
  if (unit === null) return notFound('unitId');
  const { allianceId } = unit;
  const refused = unlessMayUpdate(tx, allianceId, input);
  if (refused !== null) return refused;
  // names and codes are compared with the other units'; an import waits for the same lock before it locks units
  if (input.name !== undefined || input.creditCode !== undefined) await lockAlliance(manager, allianceId);
  await lockUnits(manager, allianceId, [id]);
  const [before] = await readUnits(manager, allianceId, [id]);
  if (before === undefined) return notFound('unitId');
  if (!isCurrent(before.status)) return refuse('WRONG_STATE', 'unit.noLongerMember');
  if (typeof input.expectedVersion === 'number' && input.expectedVersion !== before.version)
    return stale(before.version);
  const links = await linksOf(tx, allianceId, input);
  if (isRefused(links)) return links;
  const contacts = input.contacts === undefined ? undefined : contactsOf(input.contacts ?? []);
  if (isRefused(contacts)) return contacts;
  const after = unitAfter(before, input, links, contacts);
  const changes = unitChanges(before, after);
  if (changes === null) return { memberUnit: id };
  const taken = holdsItsName(before.status) ? await takenBy(tx, allianceId, { ...after, id }) : null;
  if (taken !== null) return taken;
  await updateUnits(manager, allianceId, [{ before, after }]);
  tx.audit({ allianceId, action: 'updateMemberUnit', subject: globalId('unit', id), details: { changes } });
  return { memberUnit: id };
};

function unlessMayUpdate(
  { viewer }: WriteTransaction,
  allianceId: string,
  input: UpdateMemberUnitInput,
): Refused<FieldOf<UpdateMemberUnitInput>> | null {
  const authority = new Authority(viewer);
  const beyond = beyondStaff(input);
  return (
    unlessMay(authority, (each) => each.actsForUnit(allianceId, rowId(input.unitId))) ??
    (beyond === null ? null : unlessMay(authority, (each) => each.isSecretariat(allianceId), beyond))
  );
}

/** The rows that the input refers to, all of this alliance. */
async function linksOf(
  tx: WriteTransaction,
  allianceId: string,
  input: Linking,
): Promise<UnitLinks | Refused<FieldOf<Linking>>> {
  const references = new InputReferences<Linking>(tx.manager, allianceId);
  const links = {
    territoryId: await references.one(Territory, input.territoryId, 'territoryId'),
    areaGroupId: await references.one(AreaGroup, input.areaGroupId, 'areaGroupId'),
    sectorGroupIds: await references.all(SectorGroup, input.sectorGroupIds, 'sectorGroupIds'),
    pairedTerritoryIds: await references.all(Territory, input.pairedTerritoryIds, 'pairedTerritoryIds'),
  };
  return references.refused ?? links;
}

/** Whether another present member bears the unit's name or credit code. */
async function takenBy(
  tx: WriteTransaction,
  allianceId: string,
  unit: IdentifiedUnit,
): Promise<Refused<'name' | 'creditCode'> | null> {
  const [other] = await bearersOf(tx.manager, allianceId, unit, unit.id);
  if (other === undefined) return null;
  return other.name === unit.name ? nameTaken : creditCodeTaken;
}
