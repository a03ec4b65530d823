import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../alliance/alliance.entity';
import { isAppointed } from './expert.access';
import { Expert, ThinkTank } from './expert.entity';

declareFields<Alliance>(ThinkTank, (field) => ({
  name: field.expression(
    () => String,
    'string',
    (alliance) => sql`(${alliance.name} || '智库团')`,
    { description: 'The name (名称).' },
  ),
  experts: field.many(() => Expert, {
    estimatedCount: 10,
    order: (expert) => sql`${expert.since}`,
    description: 'Those whose appointment has begun and lasts (在任专家).',
    on: (expert, alliance) => sql`${expert.allianceId} = ${alliance.id} and ${isAppointed(expert)}`,
  }),
}));

declareFields(Alliance, (field) => ({
  thinkTank: field.view(() => ThinkTank, { nullable: true, description: 'The think tank (智库团).' }),
}));
