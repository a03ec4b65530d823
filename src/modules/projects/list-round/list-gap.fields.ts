import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { ListGap } from './list-gap.entity';

declareFields(Alliance, (field) => ({
  listGaps: field.many(() => ListGap, {
    by: 'alliance',
    nullable: true,
    order: (gap) => sql`${gap.openNeeds} desc, ${gap.category}, ${gap.territoryId}`,
    estimatedCount: 100,
    description:
      'Where open needs of a category meet no available resource of it, neither there, nor in what the place lies in, nor one ' +
      'without a place: the hundred with the most open needs first; for members (清单缺口).',
  }),
}));
