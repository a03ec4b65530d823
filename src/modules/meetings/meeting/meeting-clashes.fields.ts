import type { Row } from '../../../platform/access/row';
import { and, sql, type Sql } from '../../../platform/database/sql';
import { declareFields, type FieldsOf, type ManyRead } from '../../../platform/reads/declarations';
import { JointMeeting, MeetingClashes } from './meeting.entity';

type Meeting = Row<JointMeeting>;

/** When a meeting is; as the index `joint_meetings_when` has it. */
const when = ({ startsAt, endsAt }: Meeting): Sql =>
  sql`tstzrange(${startsAt}, coalesce(${endsAt}, ${startsAt}), case when ${endsAt} is null then '[]' else '[)' end)`;

/** Another meeting of the alliance that is still ahead or being held, at the same time. */
const atTheSameTime = (other: Meeting, meeting: Meeting): Sql =>
  and(
    sql`${other.allianceId} = ${meeting.allianceId}`,
    sql`${when(other)} && ${when(meeting)}`,
    sql`${other.status} in ('DRAFT', 'SCHEDULED', 'IN_SESSION', 'RECESS')`,
    sql`${other.id} <> ${meeting.id}`,
  );

const sharesUnit = (other: Meeting, meeting: Meeting): Sql => sql`exists (
  select
  from attendances mine
  join attendances theirs on theirs.alliance_id = mine.alliance_id and theirs.unit_id = mine.unit_id
  where mine.alliance_id = ${meeting.allianceId}
    and mine.meeting_id = ${meeting.id}
    and mine.response <> 'DECLINED'
    and theirs.meeting_id = ${other.id}
    and theirs.response <> 'DECLINED'
)`;

const sharesOrganiser = (other: Meeting, meeting: Meeting): Sql => sql`exists (
  select
  from meeting_organisers mine
  join meeting_organisers theirs on theirs.alliance_id = mine.alliance_id and theirs.person_id = mine.person_id
  where mine.alliance_id = ${meeting.allianceId}
    and mine.meeting_id = ${meeting.id}
    and theirs.meeting_id = ${other.id}
)`;

const sharesVenue = (other: Meeting, meeting: Meeting): Sql => sql`${other.venue} = ${meeting.venue}`;

/** How many of each kind are shown: enough to see that the time is taken. */
const SHOWN = 20;

const clashesBy = (
  field: FieldsOf<JointMeeting>,
  shares: (other: Meeting, meeting: Meeting) => Sql,
  description: string,
): ManyRead =>
  field.many(() => JointMeeting, {
    on: (other, meeting) => and(atTheSameTime(other, meeting), shares(other, meeting)),
    order: (other) => sql`${other.startsAt}, ${other.id}`,
    estimatedCount: 2,
    shown: SHOWN,
    description,
  });

declareFields<JointMeeting>(JointMeeting, (field) => ({
  clashes: field.view(() => MeetingClashes, {
    nullable: true,
    description:
      'Other meetings at the same time that share something with it, of those that the viewer may see; for those who prepare it ' +
      '(时间冲突).',
  }),
}));

declareFields<JointMeeting>(MeetingClashes, (field) => ({
  units: clashesBy(field, sharesUnit, 'They invite a unit that it invites, and neither was declined by it (单位冲突).'),
  organisers: clashesBy(field, sharesOrganiser, 'They name an organiser that it names (组织者冲突).'),
  venue: clashesBy(field, sharesVenue, 'They are held in the same place (地点冲突).'),
}));
