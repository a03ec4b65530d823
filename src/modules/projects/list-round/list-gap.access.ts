import { declareAccess, extendAccess } from '../../../platform/access/access';
import { sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { byMembers, memberOf } from '../../alliance/shared/rights';
import { ListGap } from './list-gap.entity';

/* What is counted is on the lists for everybody; the count is for members. */

declareAccess<ListGap>(ListGap, { row: byMembers, open: ['territory', 'category', 'openNeeds'] });

extendAccess<Alliance>(Alliance, { rules: { listGaps: (alliance) => sql`${alliance.id} = any(${memberOf})` } });
