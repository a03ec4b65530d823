import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import { Person } from '../../../platform/identity/person/person.entity';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { declareFields } from '../../../platform/reads/declarations';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { AllianceRoleGrant, AllianceRoleHolder, Representation } from './role.entity';

/** The role in a unit of the person who holds a role in its alliance: one at the most. */
const rolesIn = (unit: Row<MemberUnit>, grant: Row<AllianceRoleGrant>): Sql => sql`unit_roles role
  where role.alliance_id = ${grant.allianceId}
    and role.person_id = ${grant.personId}
    and role.alliance_id = ${unit.allianceId}
    and role.unit_id = ${unit.id}`;

declareFields<AllianceRoleGrant>(AllianceRoleHolder, (field) => ({
  unit: field.one(() => MemberUnit, {
    nullable: true,
    description: 'The unit the person comes from (所在单位): of several, the longest that the viewer may see.',
    on: (unit, grant) => sql`exists (
      select
      from ${rolesIn(unit, grant)}
    )`,
    order: (unit, grant) => sql`(
      select (role.since, role.id)
      from ${rolesIn(unit, grant)}
    )`,
  }),
}));

declareFields(Person, (field) => ({
  unitRoles: field.many(() => Representation, {
    by: 'person',
    nullable: true,
    estimatedCount: 2,
    description: 'Roles in units; for that person and the secretariat (单位角色).',
  }),
  allianceRoles: field.many(() => AllianceRoleGrant, {
    by: 'person',
    nullable: true,
    estimatedCount: 2,
    description: 'Roles in alliances; for that person and the secretariat (联合会角色).',
  }),
}));

declareFields(Viewer, (field) => ({
  representations: field.many(() => Representation, {
    by: 'person',
    estimatedCount: 2,
    description: 'Units this person represents (单位代表).',
  }),
  allianceRoles: field.many(() => AllianceRoleGrant, {
    by: 'person',
    estimatedCount: 2,
    description: 'Roles in alliances (联合会角色).',
  }),
}));
