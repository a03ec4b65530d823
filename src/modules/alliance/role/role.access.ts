import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, raw, sql, type Sql } from '../../../platform/database/sql';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { bySecretariat, person, type OfAlliance } from '../shared/rights';
import { AllianceRoleGrant, AllianceRoleHolder, Representation } from './role.entity';

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

extendAccess(Viewer, { open: ['representations', 'allianceRoles'] });
