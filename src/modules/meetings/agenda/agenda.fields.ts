import type { Row } from '../../../platform/access/row';
import { raw, sql, type Sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { DateTime } from '../../../platform/reads/scalars';
import type { JointMeeting } from '../meeting/meeting.entity';
import { Agenda, AgendaItem, AgendaSubject } from './agenda.entity';
import { MOST_ITEMS } from './agenda.rules';

declareFields<JointMeeting>(Agenda, (field) => ({
  items: field.many(() => AgendaItem, {
    most: MOST_ITEMS,
    description: 'Every item that the viewer may see, in printed order (议程项): each parent before its children.',
    on: (item, meeting) => sql`${item.allianceId} = ${meeting.allianceId} and ${item.meetingId} = ${meeting.id}`,
    order: (item) => item.ordinal,
    estimatedCount: 20,
  }),
  current: field.one(() => AgendaItem, {
    nullable: true,
    description: 'The item that is running (当前议程).',
    on: (item, meeting) =>
      sql`${item.allianceId} = ${meeting.allianceId} and ${item.meetingId} = ${meeting.id} and ${item.state} = 'ACTIVE'`,
  }),
  serverTime: field.expression(
    () => DateTime,
    'dateTime',
    () => raw('clock_timestamp()::timestamptz(3)'),
    {
      description: "The server's clock, for clients whose own disagrees (服务器时间).",
    },
  ),
}));

/** Which of an item's three numbers and starts this viewer is shown. */
const shown = (item: Row<AgendaItem>): Sql => sql`least(${item.$within.$local['accessLevel'] as Sql}, 3)`;
declareFields(AgendaItem, (field) => ({
  number: field.expression(
    () => String,
    'string',
    (item) => sql`coalesce(${item.numbers}[${shown(item)}], '')`,
    {
      description: 'As printed: 1, 2, 2.1 (序号). Derived from the order, counting only what the viewer sees.',
    },
  ),
  subject: field.oneOf(() => AgendaSubject, {
    nullable: true,
    relations: ['agreement', 'project', 'need', 'consultation'],
    part: true,
    description:
      'What it is about, if the viewer may see that: an agreement, a project, a need, a consultation (议题对象).',
  }),
  children: field.many(() => AgendaItem, {
    most: MOST_ITEMS,
    by: 'parent',
    order: (item) => item.ordinal,
    estimatedCount: 3,
    description: 'Its parts, in order (子议程).',
  }),
  expectedAt: field.expression(
    () => DateTime,
    'dateTime',
    (item) => sql`${item.expectedStarts}[${shown(item)}]`,
    {
      nullable: true,
      description:
        'When it is due to begin, recomputed from what is planned, running and done (预计开始时间); null once it has begun or when it will not.',
    },
  ),
}));
