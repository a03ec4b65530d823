import { IsNull } from 'typeorm';
import { globalId, globalIdOrNull, newId } from '../../../platform/database/ids';
import { notify } from '../../../platform/notifications';
import { isRefused, refuse, type FieldOf, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { lockAlliance } from '../alliance/alliance.queries';
import { Authority } from '../shared/authority';
import { AreaGroup, SectorGroup } from '../group/group.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { isCurrent } from '../member-unit/member-unit.rules';
import { InputReferences } from '../shared/input-references';
import { notAllowed, notFound } from '../shared/refusals';
import { AlliancePerson, AllianceRole, AllianceRoleGrant, Representation, type UnitRole } from './role.entity';
import type {
  GrantAllianceRoleInput,
  GrantUnitRoleInput,
  RevokeAllianceRoleInput,
  RevokeUnitRoleInput,
} from './role.inputs';
import { insertGrant, secretariat, type AllianceOffice } from './role.queries';
import { representativeMayChange, scopeFault } from './role.rules';
import { Territory } from '../territory/territory.entity';
import { findVisible, unlessSecretariat } from '../shared/authorisation';

const notHeld = refuse('WRONG_STATE', 'role.notHeld');

/** Names a unit's representative (单位代表) or staff. By the secretariat; staff also by the unit's representatives. */
export const grantUnitRole: Service<GrantUnitRoleInput, { person: string }> = async (tx, input) => {
  const { manager } = tx;
  const place = await placeInUnit(tx, input, input.role, 'role');
  if (isRefused(place)) return place;
  const { unit, personId, held, key } = place;
  if (!isCurrent(unit.status)) return refuse('WRONG_STATE', 'unit.noLongerMember', 'unitId');
  const { role } = input;
  if (held?.role === role) return { person: personId };
  const appointment = { role, since: tx.now, grantedById: tx.viewer.personId };
  if (held === null) await manager.insert(Representation, { ...key, id: newId(), ...appointment });
  else await manager.update(Representation, key, appointment);
  tx.accessChanged({ personId });
  tx.audit({
    allianceId: unit.allianceId,
    action: 'grantUnitRole',
    subject: globalId('unit', unit.id),
    details: { person: globalId('person', personId), role, instead: held?.role ?? null },
  });
  await notifyOfRole(tx, personId, {
    allianceId: unit.allianceId,
    role,
    subject: globalId('unit', unit.id),
    unit: unit.name,
  });
  return { person: personId };
};

/** Ends a person's role in a unit. By the secretariat; a staff's also by the unit's representatives. */
export const revokeUnitRole: Service<RevokeUnitRoleInput, { person: string }> = async (tx, input) => {
  const place = await placeInUnit<never>(tx, input, null, null);
  if (isRefused(place)) return place;
  const { unit, personId, held, key } = place;
  if (held === null) return notHeld;
  await tx.manager.delete(Representation, key);
  tx.accessChanged({ personId });
  tx.audit({
    allianceId: unit.allianceId,
    action: 'revokeUnitRole',
    subject: globalId('unit', unit.id),
    details: { person: globalId('person', personId), role: held.role },
  });
  return { person: personId };
};

interface PlaceInUnit {
  readonly unit: MemberUnit;
  readonly personId: string;
  readonly held: Representation | null;
  readonly key: { readonly allianceId: string; readonly unitId: string; readonly personId: string };
}

/**
 * A person's role in a unit, under the alliance's lock; or why the viewer may not change it.
 * @param field the input's field that names the new role
 */
async function placeInUnit<Field extends string>(
  tx: WriteTransaction,
  input: { readonly unitId: string; readonly personId: string },
  to: UnitRole | null,
  field: Field | null,
): Promise<PlaceInUnit | Refused<'unitId' | 'personId' | Field>> {
  const { manager } = tx;
  const unit = await findVisible(tx, MemberUnit, rowId(input.unitId));
  if (unit === null) return notFound('unitId');
  const { allianceId } = unit;
  const refused = unlessMayPlace(tx, unit, null, to, field);
  if (refused !== null) return refused;
  const personId = rowId(input.personId);
  if (!(await isRegistered(tx, allianceId, personId))) return notFound('personId');
  await lockAlliance(manager, allianceId);
  const key = { allianceId, unitId: unit.id, personId };
  const held = await manager.findOneBy(Representation, key);
  return unlessMayPlace(tx, unit, held?.role ?? null, to, field) ?? { unit, personId, held, key };
}

/** Why the viewer may not put somebody from one role in a unit to another; null when they may. */
function unlessMayPlace<Field extends string>(
  { viewer }: WriteTransaction,
  { allianceId, id }: MemberUnit,
  from: UnitRole | null,
  to: UnitRole | null,
  field: Field | null,
): Refused<Field> | null {
  const authority = new Authority(viewer);
  if (authority.isSecretariat(allianceId)) return null;
  if (!authority.represents(id)) return notAllowed();
  if (!representativeMayChange(null, to)) return notAllowed(field);
  return representativeMayChange(from, to) ? null : notAllowed();
}

/** Gives a person a role in an alliance. By the secretariat. */
export const grantAllianceRole: Service<GrantAllianceRoleInput, { person: string }> = async (tx, input) => {
  const office = await officeOf(tx, input);
  if (isRefused(office)) return office;
  const personId = rowId(input.personId);
  if (!(await isRegistered(tx, office.allianceId, personId))) return notFound('personId');
  const isNew = await insertGrant(tx.manager, { ...office, id: newId(), personId, since: tx.now });
  if (isNew) {
    recordOffice(tx, 'grantAllianceRole', personId, office);
    await notifyOfRole(tx, personId, { allianceId: office.allianceId, role: office.role, subject: placeOf(office) });
  }
  return { person: personId };
};

/**
 * Ends a person's role in an alliance. By the secretariat, of which at least one person must remain who can sign in:
 * of two who revoke each other at the same moment, one stays.
 */
export const revokeAllianceRole: Service<RevokeAllianceRoleInput, { person: string }> = async (tx, input) => {
  const { manager } = tx;
  const office = await officeOf(tx, input);
  if (isRefused(office)) return office;
  const { allianceId, role, sectorGroupId, areaGroupId, territoryId } = office;
  const personId = rowId(input.personId);
  if (!(await isRegistered(tx, allianceId, personId))) return notFound('personId');
  if (role === AllianceRole.SECRETARIAT) {
    const refused = await unlessSecretariatRemains(tx, allianceId, personId);
    if (refused !== null) return refused;
  }
  const { affected } = await manager.delete(AllianceRoleGrant, {
    allianceId,
    personId,
    role,
    sectorGroupId: sectorGroupId ?? IsNull(),
    areaGroupId: areaGroupId ?? IsNull(),
    territoryId: territoryId ?? IsNull(),
  });
  if (affected !== 1) return notHeld;
  recordOffice(tx, 'revokeAllianceRole', personId, office);
  return { person: personId };
};

/** Reads the secretariat under the alliance's lock, so that two do not leave at once. */
async function unlessSecretariatRemains(
  tx: WriteTransaction,
  allianceId: string,
  leavingId: string,
): Promise<Refused<'personId'> | null> {
  await lockAlliance(tx.manager, allianceId);
  const people = await secretariat(tx.manager, allianceId);
  if (!people.some(({ personId }) => personId === leavingId)) return notHeld;
  const remains = people.some(({ personId, signsIn }) => personId !== leavingId && signsIn);
  return remains ? null : refuse('LIMIT_REACHED', 'role.lastSecretariat', 'personId');
}

type OfficeInput = GrantAllianceRoleInput | RevokeAllianceRoleInput;

/** The role that an input names and what it is of, all in the alliance; or why the viewer may not give or end it. */
async function officeOf(
  tx: WriteTransaction,
  input: OfficeInput,
): Promise<AllianceOffice | Refused<FieldOf<OfficeInput>>> {
  const allianceId = rowId(input.allianceId);
  const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const references = new InputReferences<OfficeInput>(tx.manager, allianceId);
  const scope = {
    sectorGroupId: (await references.one(SectorGroup, input.sectorGroupId, 'sectorGroupId')) ?? null,
    areaGroupId: (await references.one(AreaGroup, input.areaGroupId, 'areaGroupId')) ?? null,
    territoryId: (await references.one(Territory, input.territoryId, 'territoryId')) ?? null,
  };
  if (references.refused !== null) return references.refused;
  const fault = scopeFault(input.role, scope);
  return fault === null ? { allianceId, role: input.role, ...scope } : refuse('INVALID', fault.key, fault.field);
}

async function isRegistered({ manager }: WriteTransaction, allianceId: string, personId: string): Promise<boolean> {
  return manager.existsBy(AlliancePerson, { allianceId, personId });
}

function recordOffice(
  tx: WriteTransaction,
  action: string,
  personId: string,
  { allianceId, role, sectorGroupId, areaGroupId, territoryId }: AllianceOffice,
): void {
  tx.accessChanged({ personId });
  const details = {
    role,
    sectorGroupId: globalIdOrNull('sector', sectorGroupId),
    areaGroupId: globalIdOrNull('area', areaGroupId),
    territoryId: globalIdOrNull('territory', territoryId),
  };
  tx.audit({ allianceId, action, subject: globalId('person', personId), details });
}

/** Notifies a person of a new role. */
async function notifyOfRole(
  tx: WriteTransaction,
  personId: string,
  grant: { allianceId: string; role: AllianceRole | UnitRole; subject: string; unit?: string },
): Promise<void> {
  const { allianceId, role, subject, unit } = grant;
  await notify(tx, {
    allianceId,
    personIds: [personId],
    kind: 'MEMBERSHIP',
    key: unit === undefined ? 'role.given' : 'role.givenInUnit',
    parameters: { role, unit },
    subject,
  });
}

/** The global id of the group or territory that a role is of, or of the alliance. */
function placeOf({ allianceId, sectorGroupId, areaGroupId, territoryId }: AllianceOffice): string {
  if (sectorGroupId !== null) return globalId('sector', sectorGroupId);
  if (areaGroupId !== null) return globalId('area', areaGroupId);
  return territoryId === null ? globalId('alliance', allianceId) : globalId('territory', territoryId);
}
