import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { PINYIN } from '../../alliance/shared/collation';
import { Activity } from '../activity/activity.entity';
import { Base } from './base.entity';

declareFields(Alliance, (field) => ({
  bases: field.connection(() => Base, {
    by: 'alliance',
    order: { tag: 'name', expression: (base) => base.name, type: 'text', collation: PINYIN, direction: 'asc' },
    description: 'Co-construction bases, by name (共建基地).',
  }),
}));

declareFields(Base, (field) => ({
  hosts: field.many(() => MemberUnit, {
    estimatedCount: 2,
    referred: true,
    description: 'The units whose base it is (共建单位).',
    on: (unit, base) => sql`${unit.allianceId} = ${base.allianceId} and exists (
      select
      from base_hosts host
      where host.alliance_id = ${base.allianceId}
        and host.base_id = ${base.id}
        and host.unit_id = ${unit.id}
    )`,
  }),
  activities: field.connection(() => Activity, {
    by: 'base',
    order: { tag: 'held', expression: (activity) => activity.heldOn, type: 'date', direction: 'desc' },
    description: 'What took place there, newest first (活动).',
  }),
}));
