import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Activity } from './activity.entity';

declareFields(Activity, (field) => ({
  crowded: field.expression(
    () => Boolean,
    'boolean',
    (activity) => sql`(
      select ${activity.attendance} > project.places
      from joint_projects project
      where project.alliance_id = ${activity.allianceId}
        and project.id = ${activity.projectId}
    )`,
    {
      nullable: true,
      description:
        'Whether more came than the project has room for (拥挤扎堆); null where one of the two numbers is not known.',
    },
  ),
  units: field.many(() => MemberUnit, {
    estimatedCount: 3,
    referred: true,
    description: 'Units that took part (参加单位).',
    on: (unit, activity) => sql`${unit.allianceId} = ${activity.allianceId} and exists (
      select
      from activity_units part
      where part.alliance_id = ${activity.allianceId}
        and part.activity_id = ${activity.id}
        and part.unit_id = ${unit.id}
    )`,
  }),
}));
