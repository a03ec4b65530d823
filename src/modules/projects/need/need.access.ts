import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { bySecretariat, ownUnits } from '../../alliance/shared/rights';
import { Need } from './need.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    need: Need;
  }
}

/* Who sees what of needs: docs/visibility.md, "need, resource". */

/** The people of the unit whose need it is, and the secretariat. */
const byItsPeople = (need: Row<Need>): Sql => or(sql`${need.unitId} = any(${ownUnits})`, bySecretariat(need));
export const seesNeed: Rule<Need> = (need) => or(sql`${need.status} <> 'WITHDRAWN'`, byItsPeople(need));

declareAccess<Need>(Need, {
  id: 'need',
  row: seesNeed,
  open: [
    'id',
    'title',
    'description',
    'category',
    'quantity',
    'unit',
    'territory',
    'status',
    'neededBy',
    'projects',
    'version',
    'updatedAt',
  ],
});

extendAccess(Alliance, { open: ['needs'] });
extendAccess(MemberUnit, { open: ['needs'], concealed: { needs: [] } });
