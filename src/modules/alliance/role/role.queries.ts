import type { EntityManager } from 'typeorm';
import type { AllianceRole } from './role.entity';
import type { RoleScope } from './role.rules';

/** A role in an alliance, whoever has it. */
export interface AllianceOffice extends RoleScope {
  readonly allianceId: string;
  readonly role: AllianceRole;
}

/** Gives a person a role; false when they had it already. */
export async function insertGrant(
  manager: EntityManager,
  grant: AllianceOffice & { readonly id: string; readonly personId: string; readonly since: Date },
): Promise<boolean> {
  const granted = await manager.query<unknown[]>(
    `insert into alliance_roles (alliance_id, id, person_id, role, sector_group_id, area_group_id, territory_id, since)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict on constraint alliance_roles_once do nothing
     returning id`,
    [
      grant.allianceId,
      grant.id,
      grant.personId,
      grant.role,
      grant.sectorGroupId,
      grant.areaGroupId,
      grant.territoryId,
      grant.since,
    ],
  );
  return granted.length > 0;
}

/** The secretariat's people, and whether each has taken up the invitation and so can sign in. */
export async function secretariat(
  manager: EntityManager,
  allianceId: string,
): Promise<{ personId: string; signsIn: boolean }[]> {
  return manager.query(
    `select office.person_id as "personId", person.email is not null and person.disabled_at is null as "signsIn"
     from alliance_roles office
     join persons person on person.id = office.person_id
     where office.alliance_id = $1
       and office.role = 'SECRETARIAT'`,
    [allianceId],
  );
}

/** Row ids of the people who represent any of these units. */
export async function representativesOf(
  manager: EntityManager,
  allianceId: string,
  unitIds: readonly string[],
): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `select distinct person_id as id
     from unit_roles
     where alliance_id = $1
       and unit_id = any($2)
       and role = 'REPRESENTATIVE'`,
    [allianceId, unitIds],
  );
  return rows.map((row) => row.id);
}
