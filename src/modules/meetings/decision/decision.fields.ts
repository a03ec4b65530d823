import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { alsoTraced } from '../../projects';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { AgendaItem } from '../agenda/agenda.entity';
import { JointMeeting } from '../meeting/meeting.entity';
import { ActionItem, Decision } from './decision.entity';
import { MOST_ACTION_ITEMS, MOST_DECISIONS, MOST_TOGETHER, MOST_UNITS_OF_ONE } from './decision.rules';

// where projects and what they rest on came before meetings
alsoTraced(AgendaItem, Decision);

declareFields(AgendaItem, (field) => ({
  decisions: field.many(() => Decision, {
    most: MOST_DECISIONS,
    on: (decision, item) =>
      sql`${decision.allianceId} = ${item.allianceId} and ${decision.meetingId} = ${item.meetingId} and ${decision.itemId} = ${item.id}`,
    estimatedCount: 1,
    description: 'What was decided on it, oldest first (决定).',
  }),
}));

declareFields(JointMeeting, (field) => ({
  decisions: field.many(() => Decision, {
    most: MOST_DECISIONS,
    by: 'meeting',
    estimatedCount: 5,
    description: 'What it decided, as far as the viewer sees the items, oldest first (决定).',
  }),
  actionItems: field.many(() => ActionItem, {
    most: MOST_ACTION_ITEMS,
    by: 'meeting',
    nullable: true,
    estimatedCount: 5,
    order: (each) => sql`${each.decisionId}, ${each.position}`,
    description: 'Work that it gave to units, as far as the viewer sees the items (决定事项).',
  }),
}));

declareFields(Decision, (field) => ({
  actionItems: field.many(() => ActionItem, {
    most: MOST_TOGETHER,
    nullable: true,
    estimatedCount: 2,
    on: (each, decision) =>
      sql`${each.allianceId} = ${decision.allianceId} and ${each.meetingId} = ${decision.meetingId} and ${each.decisionId} = ${decision.id}`,
    order: (each) => each.position,
    description: 'The work that it gave to units (决定事项).',
  }),
}));

declareFields(ActionItem, (field) => ({
  units: field.many(() => MemberUnit, {
    most: MOST_UNITS_OF_ONE,
    estimatedCount: 2,
    referred: true,
    on: (unit, each) => sql`${unit.allianceId} = ${each.allianceId} and ${unit.id} in (
      select doing.unit_id
      from action_item_units doing
      where doing.alliance_id = ${each.allianceId}
        and doing.action_item_id = ${each.id}
    )`,
    description: 'Who is to do it (责任单位).',
  }),
}));
