import { sql } from '../../../platform/database/sql';
import { Person } from '../../../platform/identity/person/person.entity';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { declareFields } from '../../../platform/reads/declarations';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { AllianceRoleGrant, AllianceRoleHolder, Representation } from './role.entity';

declareFields<AllianceRoleGrant>(AllianceRoleHolder, (field) => ({
  unit: field.one(() => MemberUnit, {
    nullable: true,
    description: 'The unit the person comes from (所在单位).',
    on: (unit, grant) => sql`${unit.allianceId} = ${grant.allianceId} and ${unit.id} = (
      select role.unit_id
      from unit_roles role
      where role.alliance_id = ${grant.allianceId}
        and role.person_id = ${grant.personId}
      order by role.since, role.id
      limit 1
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
