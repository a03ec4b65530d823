import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { holder } from '../shared/office-holder';
import { Territory } from './territory.entity';
import { LIMITS } from '../../../platform/budgets';

declareFields(Territory, (field) => ({
  children: field.many(() => Territory, {
    by: 'parent',
    description: 'Those directly in it, in the order in which they were made (下级区域).',
  }),
  convenor: holder(field, 'CONVENOR', 'territory_id'),
  liaison: holder(field, 'LIAISON', 'territory_id'),
  pairedUnits: field.many(() => MemberUnit, {
    shown: LIMITS.longListObjects,
    description: 'Units paired with it (结对联系单位); for members.',
    on: (unit, territory) => sql`exists (
      select
      from territory_pairings pair
      where pair.alliance_id = ${territory.allianceId}
        and pair.territory_id = ${territory.id}
        and pair.unit_id = ${unit.id}
    )`,
  }),
}));
