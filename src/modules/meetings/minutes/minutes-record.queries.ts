import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/writes/statements';
import { unitsPresent } from '../invitation/presence.queries';
import type { JointMeeting } from '../meeting/meeting.entity';
import type { MeetingRecord, RecordedGuest, RecordedItem, RecordedUnit } from './minutes-draft.rules';

/** What happened in a closed meeting that this transaction has locked. */
export async function readRecord(manager: EntityManager, meeting: JointMeeting): Promise<MeetingRecord> {
  const { audience, venue, startsAt, openedAt, closedAt, quorumRequired } = meeting;
  const key = [meeting.allianceId, meeting.id];
  const [frame] = await query<Frame>(manager, FRAME, key);
  if (frame === undefined || closedAt === null) throw new Error('the minutes of no closed meeting are read');
  return {
    audience,
    venue,
    ...frame,
    openedAt: openedAt ?? startsAt,
    closedAt,
    quorum:
      quorumRequired === null
        ? null
        : { required: quorumRequired, present: await unitsPresent(manager, meeting, closedAt) },
    attendance: await query<RecordedUnit>(manager, ATTENDANCE, key),
    guests: await query<RecordedGuest>(manager, GUESTS, key),
    items: await query<RecordedItem>(manager, ITEMS, key),
  };
}

type Frame = Pick<MeetingRecord, 'timeZone' | 'scope'>;

const FRAME = `
  select alliance.time_zone as "timeZone", coalesce(sector.name, area.name, territory.name) as scope
  from joint_meetings meeting
  join alliances alliance on alliance.id = meeting.alliance_id
  left join sector_groups sector on sector.alliance_id = meeting.alliance_id and sector.id = meeting.sector_group_id
  left join area_groups area on area.alliance_id = meeting.alliance_id and area.id = meeting.area_group_id
  left join territories territory on territory.alliance_id = meeting.alliance_id and territory.id = meeting.territory_id
  where meeting.alliance_id = $1
    and meeting.id = $2`;

/** The stays of an attendance or a guest, in milliseconds of the epoch. */
const staysOf = (whose: string): string => `(
  select coalesce(
    json_agg(
      json_build_object(
        'arrivedAt', floor(extract(epoch from stay.arrived_at) * 1000),
        'leftAt', floor(extract(epoch from stay.left_at) * 1000)
      )
      order by stay.arrived_at
    ),
    '[]'
  )
  from attendance_times stay
  where stay.alliance_id = $1
    and stay.meeting_id = $2
    and stay.${whose}
)`;

const ATTENDANCE = `
  select
    unit.name as unit,
    attendance.representative,
    ${staysOf('attendance_id = attendance.id')} as stays,
    proxy.name as proxy
  from attendances attendance
  join member_units unit on unit.alliance_id = attendance.alliance_id and unit.id = attendance.unit_id
  left join member_units proxy on proxy.alliance_id = attendance.alliance_id and proxy.id = attendance.proxy_unit_id
  where attendance.alliance_id = $1
    and attendance.meeting_id = $2
  order by unit.name collate zh_pinyin, unit.id`;

const GUESTS = `
  select name, capacity, ${staysOf('guest_id = guests.id')} as stays
  from guests
  where alliance_id = $1
    and meeting_id = $2
  order by name collate zh_pinyin, id`;

/** Those of the row `item` that are over: with the meeting all are. */
const VOTES = `(
  select coalesce(
    json_agg(
      json_build_object(
        'question', vote.question,
        'secret', vote.secret,
        'threshold', vote.threshold,
        'base', vote.base,
        'eligible', vote.eligible,
        'cast', vote."cast",
        'quorum', case
          when vote.quorum_required is not null and vote.quorum_present is not null
            then json_build_object('required', vote.quorum_required, 'present', vote.quorum_present)
        end,
        'outcome', vote.outcome,
        'winner', (
          select winner.label
          from vote_options winner
          where winner.alliance_id = vote.alliance_id
            and winner.id = vote.winner_id
        ),
        'options', (
          select json_agg(json_build_object('label', option.label, 'count', option.count) order by option.position)
          from vote_options option
          where option.alliance_id = vote.alliance_id
            and option.vote_id = vote.id
        )
      )
      order by vote.opened_at, vote.id
    ),
    '[]'
  )
  from votes vote
  where vote.alliance_id = item.alliance_id
    and vote.item_id = item.id
    and vote.state <> 'OPEN'
)`;

/** Who has spoken to the row `item`, in their order. */
const SPEAKERS = `(
  select coalesce(
    json_agg(
      json_build_object('speaker', turn.speaker, 'unit', unit.name, 'pointOfOrder', turn.point_of_order)
      order by turn.started_at, turn.id
    ),
    '[]'
  )
  from speaker_turns turn
  left join member_units unit on unit.alliance_id = turn.alliance_id and unit.id = turn.unit_id
  where turn.alliance_id = item.alliance_id
    and turn.item_id = item.id
    and turn.state = 'DONE'
)`;

const ACTION_ITEMS = `(
  select coalesce(
    json_agg(
      json_build_object(
        'text', work.text,
        'dueOn', work.due_on,
        'units', (
          select json_agg(unit.name order by unit.name collate zh_pinyin, unit.id)
          from action_item_units doing
          join member_units unit on unit.alliance_id = doing.alliance_id and unit.id = doing.unit_id
          where doing.alliance_id = work.alliance_id
            and doing.action_item_id = work.id
        )
      )
      order by work.position
    ),
    '[]'
  )
  from action_items work
  where work.alliance_id = decision.alliance_id
    and work.decision_id = decision.id
)`;

const DECISIONS = `(
  select coalesce(
    json_agg(
      json_build_object('text', decision.text, 'outcome', decision.outcome, 'actionItems', ${ACTION_ITEMS})
      order by decision.decided_at, decision.id
    ),
    '[]'
  )
  from decisions decision
  where decision.alliance_id = item.alliance_id
    and decision.item_id = item.id
)`;

const ITEMS = `
  select
    item.audience,
    item.numbers,
    item.title,
    item.description,
    item.kind,
    item.state,
    unit.name as "presenterUnit",
    item.presenter,
    item.started_at as "startedAt",
    item.elapsed_seconds as "elapsedSeconds",
    ${SPEAKERS} as speakers,
    ${VOTES} as votes,
    ${DECISIONS} as decisions
  from agenda_items item
  left join member_units unit on unit.alliance_id = item.alliance_id and unit.id = item.presenter_unit_id
  where item.alliance_id = $1
    and item.meeting_id = $2
  order by item.ordinal`;
