import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { bySecretariat, ownUnits } from '../../alliance/shared/rights';
import { Resource } from './resource.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    resource: Resource;
  }
}

/* Who sees what of resources: docs/visibility.md, "need, resource". */

/** The people of the unit that keeps it, and the secretariat. */
const byItsPeople = (resource: Row<Resource>): Sql =>
  or(sql`${resource.unitId} = any(${ownUnits})`, bySecretariat(resource));
export const seesResource: Rule<Resource> = (resource) =>
  or(sql`${resource.status} <> 'UNAVAILABLE'`, byItsPeople(resource));

declareAccess<Resource>(Resource, {
  id: 'resource',
  row: seesResource,
  open: [
    'id',
    'title',
    'description',
    'category',
    'kind',
    'unit',
    'provider',
    'territory',
    'capacity',
    'quantity',
    'availableFrom',
    'availableUntil',
    'status',
    'bookings',
    'version',
    'updatedAt',
  ],
});

extendAccess(Alliance, { open: ['resources'] });
extendAccess(MemberUnit, { open: ['resources'], concealed: { resources: [] } });
