import { declareAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and, raw, sql, type Sql } from '../../../platform/database/sql';
import { SEES_ATTENDANCE } from './meeting.rules';
import {
  convenedScopes,
  ledScopes,
  memberOf,
  organiserOf,
  ownUnits,
  person,
  secretariatOf,
} from '../../alliance/shared/rights';
import { Attendance, Guest, JointMeeting, MeetingClashes, Quorum } from './meeting.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    meeting: JointMeeting;
    attendance: Attendance;
    guest: Guest;
  }
}

/*
 * Who sees what of meetings: docs/visibility.md, "meeting". What a viewer is to a meeting is one number,
 * the access level: 1 the public, 2 a member of the alliance, 3 a participant (people of invited units), 4 those who run
 * it (its organisers, the convenor and liaison of its scope, the secretariat). A row's audience is the least access level
 * that sees it.
 */

type Meeting = Pick<Row<JointMeeting>, 'allianceId' | 'id' | 'sectorGroupId' | 'areaGroupId' | 'territoryId'>;

const scopeIs = (meeting: Meeting, scopes: typeof ledScopes): Sql =>
  sql`coalesce(${meeting.sectorGroupId}, ${meeting.areaGroupId}, ${meeting.territoryId}) = any(${scopes})`;

const isOrganiser = (meeting: Meeting): Sql => sql`(${meeting.allianceId} = any(${secretariatOf})
  or ${meeting.allianceId} = any(${organiserOf})
  or exists (
    select
    from meeting_organisers organiser
    where organiser.alliance_id = ${meeting.allianceId}
      and organiser.meeting_id = ${meeting.id}
      and organiser.person_id = ${person}
  ))`;

const isInvited = (meeting: Meeting): Sql => sql`exists (
  select
  from attendances invited
  where invited.alliance_id = ${meeting.allianceId}
    and invited.meeting_id = ${meeting.id}
    and invited.unit_id = any(${ownUnits})
)`;

/** The viewer's access level in a meeting. */
export const accessLevelIn = (meeting: Meeting): Sql => sql`case
  when ${person} is null then 1
  when ${isOrganiser(meeting)} or coalesce(${scopeIs(meeting, ledScopes)}, false) then 4
  when ${isInvited(meeting)} then 3
  when ${meeting.allianceId} = any(${memberOf}) then 2
  else 1
end`;

/** From this access level on a viewer sees what is hidden from the public: attendance, guests. */
const MEMBER = raw(String(SEES_ATTENDANCE));

export const seesMeeting: Rule<JointMeeting> = (meeting) =>
  sql`${meeting.audience} <= ${meeting.$local['accessLevel'] as Sql}`;
/**
 * The same of a meeting that something may be of: by its id, since an object is read within a row that it must have. A value,
 * since of `exists` under an `or` PostgreSQL would look at all meetings first.
 */
export const seesMeetingWithId = (allianceId: Sql, id: Sql): Sql => sql`coalesce((
  select held.audience <= ${accessLevelIn(HELD)}
  from joint_meetings held
  where held.alliance_id = ${allianceId}
    and held.id = ${id}
), false)`;
const HELD: Meeting = {
  allianceId: raw('held.alliance_id'),
  id: raw('held.id'),
  sectorGroupId: raw('held.sector_group_id'),
  areaGroupId: raw('held.area_group_id'),
  territoryId: raw('held.territory_id'),
};
export const seesAttendance: Rule<JointMeeting> = (meeting) =>
  sql`${meeting.$local['accessLevel'] as Sql} >= ${MEMBER}`;
/** Those who run the meeting; a liaison only prepares it. */
export const runsMeeting: Rule<JointMeeting> = (meeting) =>
  sql`${isOrganiser(meeting)} or coalesce(${scopeIs(meeting, convenedScopes)}, false)`;

/** Those who run the meeting, and its liaison. */
const preparesMeeting: Rule<JointMeeting> = (meeting) => sql`${meeting.$local['accessLevel'] as Sql} >= 4`;

declareAccess<JointMeeting>(JointMeeting, {
  id: 'meeting',
  locals: { accessLevel: accessLevelIn, runs: runsMeeting },
  row: seesMeeting,
  open: [
    'id',
    'alliance',
    'kind',
    'title',
    'scope',
    'status',
    'visibility',
    'startsAt',
    'endsAt',
    'venue',
    'openedAt',
    'closedAt',
    'cancelReason',
    'organisers',
    'agenda',
    'previous',
    'turnsPerUnit',
    'version',
    'updatedAt',
  ],
  rules: {
    quorum: (meeting) => sql`${meeting.quorumRequired} is not null`,
    attendance: seesAttendance,
    guests: seesAttendance,
    checkInCode: runsMeeting,
    clashes: preparesMeeting,
  },
});

declareAccess<JointMeeting>(MeetingClashes, {
  source: () => JointMeeting,
  row: seesMeeting,
  open: ['units', 'organisers', 'venue'],
});

declareAccess<JointMeeting>(Quorum, {
  source: () => JointMeeting,
  row: seesMeeting,
  open: ['required', 'present', 'met'],
});

/** Rows of a meeting that the viewer sees, for members. */
export const withinMeeting: Rule<object> = (row) =>
  and(
    sql`${row.$within['audience'] as Sql} <= ${row.$within.$local['accessLevel'] as Sql}`,
    sql`${row.$within.$local['accessLevel'] as Sql} >= ${MEMBER}`,
  );

declareAccess<Attendance>(Attendance, {
  id: 'attendance',
  within: 'meeting',
  row: withinMeeting,
  open: ['id', 'unit', 'representative', 'response', 'present', 'checkedInAt', 'proxy'],
});

declareAccess<Guest>(Guest, {
  id: 'guest',
  within: 'meeting',
  row: withinMeeting,
  open: ['id', 'name', 'capacity', 'present'],
});
