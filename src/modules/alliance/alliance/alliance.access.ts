import { declareAccess, everyone, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and, or, raw, sql, type Sql } from '../../../platform/database/sql';
import { Person } from '../../../platform/identity/person/person.entity';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { Alliance } from './alliance.entity';
import { AreaGroup, SectorGroup } from '../group/group.entity';
import { AuditEntry } from '../audit-entry/audit-entry.entity';
import { MemberUnit, UnitContact } from '../member-unit/member-unit.entity';
import { memberOf, ownUnits, person, receipt, secretariatOf } from '../shared/rights';
import { AllianceRoleGrant, AllianceRoleHolder, Representation } from '../role/role.entity';
import { Territory } from '../territory/territory.entity';
import { Visit } from '../visit/visit.entity';

/* Who sees what of the alliance: docs/visibility.md, "alliance, groups", "unit", "person". */

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    alliance: Alliance;
    territory: Territory;
    sector: SectorGroup;
    area: AreaGroup;
    unit: MemberUnit;
    visit: Visit;
    audit: AuditEntry;
  }
}

type OfAlliance = { allianceId: string };

export const bySecretariat = (row: Row<OfAlliance>): Sql => sql`${row.allianceId} = any(${secretariatOf})`;
export const byMembers = (row: Row<OfAlliance>): Sql => sql`${row.allianceId} = any(${memberOf})`;

declareAccess<Alliance>(Alliance, {
  id: 'alliance',
  row: everyone,
  open: [
    'id',
    'slug',
    'name',
    'motto',
    'foundedOn',
    'timeZone',
    'territories',
    'sectorGroups',
    'areaGroups',
    'secretariat',
    'memberUnits',
    'version',
  ],
  rules: {
    people: (alliance) => sql`${alliance.id} = any(${secretariatOf})`,
    auditEntries: (alliance) => sql`${alliance.id} = any(${secretariatOf})`,
  },
});

declareAccess<Territory>(Territory, {
  id: 'territory',
  row: everyone,
  open: ['id', 'level', 'name', 'parent', 'children', 'estateKind', 'households', 'convenor', 'liaison'],
  rules: { pairedUnits: byMembers as Rule<Territory> },
});

declareAccess<SectorGroup>(SectorGroup, {
  id: 'sector',
  row: everyone,
  open: ['id', 'alliance', 'name', 'purpose', 'convenor', 'liaison', 'memberUnits'],
});

declareAccess<AreaGroup>(AreaGroup, {
  id: 'area',
  row: everyone,
  open: ['id', 'alliance', 'name', 'territory', 'convenor', 'liaison', 'memberUnits'],
});

export const byOwnPeople = (unit: Row<MemberUnit>): Sql => or(sql`${unit.id} = any(${ownUnits})`, bySecretariat(unit));

const receiptHash = sql`sha256(convert_to(${receipt}, 'UTF8'))`;
/** Whoever holds the receipt of an application that was not admitted, or not yet. */
const holdsReceipt = (
  unit: Row<MemberUnit>,
): Sql => sql`${receipt} is not null and ${unit.status} in ('APPLIED', 'DECLINED')
  and ${unit.receiptHash} = ${receiptHash}`;

/** Active and past units are public; the rest is for the unit's people, the secretariat and the holder of the receipt. */
const seesUnit: Rule<MemberUnit> = (unit) =>
  or(sql`${unit.status} in ('ACTIVE', 'LEFT')`, byOwnPeople(unit), holdsReceipt(unit));
/** What members see of a unit, its own people do whatever its status. */
const asMember: Rule<MemberUnit> = (unit) =>
  or(byMembers(unit), sql`${unit.id} = any(${ownUnits})`, holdsReceipt(unit));

declareAccess<MemberUnit>(MemberUnit, {
  id: 'unit',
  row: seesUnit,
  // a suspended unit keeps its name wherever something visible refers to it; one that never was active has none to keep
  reference: ['id', 'alliance', 'name', 'kind', 'status', 'version'],
  referable: (unit) => or(sql`${unit.status} in ('ACTIVE', 'LEFT', 'SUSPENDED')`, byOwnPeople(unit)),
  open: [
    'shortName',
    'affiliation',
    'creditCode',
    'host',
    'joinedOn',
    'leftOn',
    'territory',
    'sectorGroups',
    'areaGroup',
  ],
  rules: {
    contacts: asMember,
    contactOfficial: asMember,
    pairedTerritories: asMember,
    visits: asMember,
    statusReason: (unit) => or(byOwnPeople(unit), holdsReceipt(unit)),
  },
  concealed: { affiliation: 'NONE', host: false },
});

declareAccess<UnitContact>(UnitContact, {
  row: (contact) =>
    or(
      byMembers(contact),
      sql`${contact.unitId} = any(${ownUnits})`,
      sql`${receipt} is not null and exists (select from member_units applicant where applicant.alliance_id = ${contact.allianceId}
      and applicant.id = ${contact.unitId} and applicant.status in ('APPLIED', 'DECLINED') and applicant.receipt_hash = ${receiptHash})`,
    ),
  open: ['name', 'title', 'phone', 'email'],
});

/** That person, and the secretariat of an alliance that registered the person. */
const seesPerson: Rule<Person> = (each) =>
  or(
    sql`${each.id} = ${person}`,
    sql`exists (select from alliance_people known where known.person_id = ${each.id} and known.alliance_id = any(${secretariatOf}))`,
  );

declareAccess<Person>(Person, {
  id: 'person',
  row: seesPerson,
  reference: ['id', 'name'],
  open: ['email', 'locale', 'unitRoles', 'allianceRoles'],
});

/** A person's roles are seen by that person, and in each alliance by its secretariat. */
const seesRole = (role: Row<OfAlliance & { personId: string }>): Sql =>
  or(sql`${role.personId} = ${person}`, bySecretariat(role));

declareAccess<Representation>(Representation, { row: seesRole as Rule<Representation>, open: ['unit', 'role'] });

declareAccess<AllianceRoleGrant>(AllianceRoleGrant, {
  row: seesRole as Rule<AllianceRoleGrant>,
  open: ['alliance', 'role', 'sectorGroup', 'areaGroup', 'territory'],
});

declareAccess<AllianceRoleGrant>(AllianceRoleHolder, {
  source: () => AllianceRoleGrant,
  row: (grant) => sql`${grant.role} = ${raw(`'SECRETARIAT'`)}`,
  open: ['person', 'role', 'unit'],
});

/** Of a unit that the viewer may see: its visits are never more open than itself. */
const seesVisit: Rule<Visit> = ({ $within }) => {
  const unit = $within as unknown as Row<MemberUnit>;
  return and(seesUnit(unit), asMember(unit));
};

declareAccess<Visit>(Visit, {
  id: 'visit',
  within: 'unit',
  row: seesVisit,
  open: ['id', 'visitedOn', 'visitor', 'note'],
});

extendAccess(Viewer, { open: ['representations', 'allianceRoles'] });

declareAccess<AuditEntry>(AuditEntry, {
  id: 'audit',
  row: (entry) => sql`${entry.allianceId} = any(${secretariatOf})`,
  open: ['id', 'at', 'person', 'action', 'subject', 'details', 'seal'],
});
