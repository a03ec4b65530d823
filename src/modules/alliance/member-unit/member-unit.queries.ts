import type { EntityManager } from 'typeorm';
import { newId } from '../../../platform/database/ids';
import type { MembershipStatus } from './member-unit.entity';
import type { UnitRecord } from './member-unit.rules';

/** A unit as it is in the database. */
export interface StoredUnit extends UnitRecord {
  readonly id: string;
  readonly status: `${MembershipStatus}`;
  readonly version: number;
}

export interface IdentifiedUnit extends UnitRecord {
  readonly id: string;
}

/** The columns of a unit that comes as JSON. */
const UNIT_COLUMNS = `
  id uuid,
  name text,
  "shortName" text,
  kind text,
  affiliation text,
  "creditCode" text,
  "joinedOn" date,
  "territoryId" uuid,
  "areaGroupId" uuid,
  "contactOfficial" text`;

/** Lets nobody else change these units until the transaction ends. What refers to them can be written meanwhile. */
export async function lockUnits(manager: EntityManager, allianceId: string, unitIds: readonly string[]): Promise<void> {
  await manager.query(
    'select from member_units where alliance_id = $1 and id = any($2) order by id for no key update',
    [allianceId, unitIds],
  );
}

/** The ids of the units that are members now, active or suspended. */
export async function presentUnitIds(manager: EntityManager, allianceId: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `select id
     from member_units
     where alliance_id = $1
       and status in ('ACTIVE', 'SUSPENDED')
     order by id`,
    [allianceId],
  );
  return rows.map((row) => row.id);
}

/** Units with all that is kept of them. */
export async function readUnits(
  manager: EntityManager,
  allianceId: string,
  unitIds: readonly string[],
): Promise<StoredUnit[]> {
  return manager.query(
    `select
       u.id,
       u.name,
       u.short_name as "shortName",
       u.kind,
       u.affiliation,
       u.credit_code as "creditCode",
       u.joined_on::text as "joinedOn",
       u.territory_id as "territoryId",
       u.area_group_id as "areaGroupId",
       u.contact_official as "contactOfficial",
       u.status,
       u.version,
       array(
         select member.sector_group_id::text
         from sector_group_members member
         where member.alliance_id = u.alliance_id
           and member.unit_id = u.id
         order by member.sector_group_id
       ) as "sectorGroupIds",
       array(
         select pair.territory_id::text
         from territory_pairings pair
         where pair.alliance_id = u.alliance_id
           and pair.unit_id = u.id
         order by pair.territory_id
       ) as "pairedTerritoryIds",
       coalesce((
         select json_agg(
           json_build_object('name', c.name, 'title', c.title, 'phone', c.phone, 'email', c.email)
           order by c.position
         )
         from unit_contacts c
         where c.alliance_id = u.alliance_id
           and c.unit_id = u.id
       ), '[]') as contacts
     from member_units u
     where u.alliance_id = $1
       and u.id = any($2)
     order by u.id`,
    [allianceId, unitIds],
  );
}

/** Present members that bear this name or this credit code, but for one unit. */
export async function bearersOf(
  manager: EntityManager,
  allianceId: string,
  { name, creditCode }: Pick<UnitRecord, 'name' | 'creditCode'>,
  exceptId: string,
): Promise<Pick<UnitRecord, 'name' | 'creditCode'>[]> {
  return manager.query(
    `select name, credit_code as "creditCode"
     from member_units
     where alliance_id = $1
       and status in ('ACTIVE', 'SUSPENDED')
       and (name = $2 or credit_code = $3)
       and id <> $4`,
    [allianceId, name, creditCode, exceptId],
  );
}

/** Adds units, active ones unless it is said otherwise. Thousands take one statement a table. */
export async function insertUnits(
  manager: EntityManager,
  allianceId: string,
  units: readonly (IdentifiedUnit & { readonly host: boolean })[],
  status: 'ACTIVE' | 'APPLIED' = 'ACTIVE',
): Promise<void> {
  if (units.length === 0) return;
  await manager.query(
    `insert into member_units (alliance_id, id, name, short_name, kind, affiliation, credit_code, status, host,
       joined_on, territory_id, area_group_id, contact_official, version)
     select $1, id, name, "shortName", kind, affiliation, "creditCode", $3, host,
       "joinedOn", "territoryId", "areaGroupId", "contactOfficial", 1
     from jsonb_to_recordset($2) as unit (${UNIT_COLUMNS}, host boolean)`,
    [allianceId, JSON.stringify(units), status],
  );
  await insertLists(manager, allianceId, units);
}

/** A unit as it was read and as it is to be. */
export interface UnitUpdate {
  readonly before: StoredUnit;
  readonly after: UnitRecord;
}

/** Writes units over, each with its next version. */
export async function updateUnits(
  manager: EntityManager,
  allianceId: string,
  updates: readonly UnitUpdate[],
): Promise<void> {
  if (updates.length === 0) return;
  await manager.query(
    `update member_units u
     set
       name = unit.name,
       short_name = unit."shortName",
       kind = unit.kind,
       affiliation = unit.affiliation,
       credit_code = unit."creditCode",
       joined_on = unit."joinedOn",
       territory_id = unit."territoryId",
       area_group_id = unit."areaGroupId",
       contact_official = unit."contactOfficial",
       version = u.version + 1
     from jsonb_to_recordset($2) as unit (${UNIT_COLUMNS})
     where u.alliance_id = $1
       and u.id = unit.id`,
    [allianceId, JSON.stringify(updates.map(({ before, after }) => ({ ...after, id: before.id })))],
  );
  const relisted = updates.filter(({ before, after }) => listsOf(before) !== listsOf(after));
  const unitIds = relisted.map(({ before }) => before.id);
  for (const table of relisted.length === 0 ? [] : ['unit_contacts', 'sector_group_members', 'territory_pairings']) {
    await manager.query(`delete from ${table} where alliance_id = $1 and unit_id = any($2)`, [allianceId, unitIds]);
  }
  await insertLists(
    manager,
    allianceId,
    relisted.map(({ before, after }) => ({ ...after, id: before.id })),
  );
}

function listsOf({ contacts, sectorGroupIds, pairedTerritoryIds }: UnitRecord): string {
  return JSON.stringify([contacts, sectorGroupIds, pairedTerritoryIds]);
}

/**
 * Many rows at once. A session keeps the plans of its foreign key checks, and one made while the units were few reads
 * all of them for each row: an import of 5,000 took up to 13 s with old plans and takes 2 s with new ones.
 */
const MANY = 500;

async function insertLists(
  manager: EntityManager,
  allianceId: string,
  units: readonly IdentifiedUnit[],
): Promise<void> {
  if (units.length > MANY) await manager.query('discard plans');
  const contacts = units.flatMap((unit) =>
    unit.contacts.map((contact, position) => ({ ...contact, id: newId(), unitId: unit.id, position })),
  );
  if (contacts.length > 0) {
    await manager.query(
      `insert into unit_contacts (alliance_id, id, unit_id, position, name, title, phone, email)
       select $1, id, "unitId", position, name, title, phone, email
       from jsonb_to_recordset($2) as contact
         (id uuid, "unitId" uuid, position int, name text, title text, phone text, email text)`,
      [allianceId, JSON.stringify(contacts)],
    );
  }
  await insertPairs(
    manager,
    'sector_group_members (alliance_id, sector_group_id, unit_id)',
    allianceId,
    units,
    (unit) => unit.sectorGroupIds,
  );
  await insertPairs(
    manager,
    'territory_pairings (alliance_id, territory_id, unit_id)',
    allianceId,
    units,
    (unit) => unit.pairedTerritoryIds,
  );
}

async function insertPairs(
  manager: EntityManager,
  into: string,
  allianceId: string,
  units: readonly IdentifiedUnit[],
  othersOf: (unit: UnitRecord) => readonly string[],
): Promise<void> {
  const pairs = units.flatMap((unit) => othersOf(unit).map((other) => ({ other, unit: unit.id })));
  if (pairs.length === 0) return;
  await manager.query(
    `insert into ${into}
     select $1, other, unit
     from unnest($2::uuid[], $3::uuid[]) as pair (other, unit)`,
    [allianceId, pairs.map((pair) => pair.other), pairs.map((pair) => pair.unit)],
  );
}
