import type { TestWorld } from '../world/test-world';

/*
 * What never may be of an alliance's meetings, in plain SQL over tables, live events and audit log: written down once more,
 * independently of how the platform decides and reads. Each statement finds what is wrong; `$1` is the alliance.
 */

/** The audit log's entries with the meeting that each is about; what a step annuls by the way has an entry besides that step's own. */
const ENTRIES = `
  entry as (
    select each.*, coalesce(
      details ->> 'meeting',
      (select 'meeting_' || minutes.meeting_id from minutes where 'minutes_' || minutes.id = subject),
      subject) as meeting
    from audit_entries each
    where alliance_id = $1
      and not (action = 'annulVote' and details ? 'annulment')
      and subject not like 'consultation_%'
  )`;

/** Actions of which the timeline does not tell. */
const UNTOLD = `('carryOver', 'castVote', 'requestToSpeak', 'setSpeakerState', 'reorderSpeakers', 'setActionItemStatus', 'writeMinutes',
  'approveMinutes', 'followAgreement', 'followConsultation')`;

const WRONGS: Readonly<Record<string, string>> = {
  revisionsWithGaps: `
    select meeting.id, meeting.revision, count(event.*)::int as events
    from joint_meetings meeting
    left join live_events event
      on event.alliance_id = meeting.alliance_id and event.stream_id = meeting.id and event.feed = 'agendaUpdates'
    where meeting.alliance_id = $1
    group by meeting.id, meeting.revision
    having count(event.*) <> meeting.revision or min(event.revision) <> 1 or max(event.revision) <> meeting.revision`,

  changesNotAudited: `
    with ${ENTRIES}
    select meeting.id, meeting.revision, count(entry.*)::int as entries, max(entry.person_id::text) as someone
    from joint_meetings meeting
    left join entry on entry.meeting = 'meeting_' || meeting.id
    where meeting.alliance_id = $1
    group by meeting.id, meeting.revision
    having count(entry.*) <> meeting.revision`,

  stepsNotTold: `
    with ${ENTRIES}
    select meeting.id, told.lines, count(entry.*)::int as entries
    from joint_meetings meeting
    cross join lateral (
      select count(*)::int as lines
      from meeting_events
      where meeting_id = meeting.id
        and kind not like 'SPEAKER%'
    ) told
    left join entry on entry.meeting = 'meeting_' || meeting.id and entry.action not in ${UNTOLD}
    where meeting.alliance_id = $1
    group by meeting.id, told.lines
    having count(entry.*) <> told.lines`,

  toldAtAnotherTime: `
    select told.meeting_id, told.revision, told.at, event.at as event
    from meeting_events told
    left join live_events event
      on event.stream_id = told.meeting_id and event.revision = told.revision and event.feed = 'agendaUpdates'
    where told.alliance_id = $1
      and event.at is distinct from told.at`,

  removedItemsToldTooOpenly: `
    select told.item_id, told.revision, told.audience, change.was
    from live_events event
    cross join lateral jsonb_to_recordset(event.content -> 'items') as change (id uuid, was int, "is" int)
    join meeting_events told on told.meeting_id = event.stream_id and told.item_id = change.id
    where event.alliance_id = $1
      and event.feed = 'agendaUpdates'
      and change.was > told.audience
      and change."is" is null`,

  timeRanBackwards: `
    select *
    from (
      select stream_id, revision, at, lag(at) over (partition by stream_id order by revision) as before
      from live_events
      where alliance_id = $1
        and feed = 'agendaUpdates'
    ) event
    where at <= before`,

  statusOfNoStep: `
    select meeting.id, meeting.status, step.after
    from joint_meetings meeting
    cross join lateral (
      select coalesce(details ->> 'to', details ->> 'status') as after
      from audit_entries
      where alliance_id = $1
        and subject = 'meeting_' || meeting.id
        and action in ('scheduleMeeting', 'draftMeeting', 'publishMeeting', 'openMeeting', 'suspendMeeting', 'closeMeeting', 'cancelMeeting')
      order by id desc
      limit 1
    ) step
    where meeting.alliance_id = $1
      and meeting.status <> step.after`,

  agendaOutOfOrder: `
    with recursive tree as (
      select id, meeting_id, 1 as depth, array[position] as path
      from agenda_items
      where alliance_id = $1
        and parent_id is null
      union all
      select below.id, below.meeting_id, tree.depth + 1, tree.path || below.position
      from tree
      join agenda_items below on below.parent_id = tree.id
    )
    select *
    from (
      select item.id, item.title, item.ordinal, item.position, tree.depth,
        row_number() over (partition by item.meeting_id order by tree.path) as printed,
        row_number() over (partition by item.meeting_id, item.parent_id order by item.position) as sibling
      from agenda_items item
      left join tree on tree.id = item.id and tree.meeting_id = item.meeting_id
      where item.alliance_id = $1
    ) item
    where depth is null
      or depth > 3
      or ordinal <> printed
      or position <> sibling`,

  shownTooOpenly: `
    select item.id, item.title, item.audience
    from agenda_items item
    join joint_meetings meeting on meeting.id = item.meeting_id
    left join agenda_items parent on parent.id = item.parent_id
    where item.alliance_id = $1
      and item.audience <> greatest(
        meeting.audience,
        parent.audience,
        case item.visibility when 'PUBLIC' then 1 when 'MEMBERS' then 2 else 3 end)`,

  misnumbered: `
    with recursive
      counted as (
        select item.*, layer.place, case
          when audience <= layer.least
          then (count(*) filter (where audience <= layer.least) over (partition by meeting_id, parent_id, layer.place order by position))::text
        end as count
        from agenda_items item
        cross join (values (1, 1), (2, 2), (3, 4)) as layer (place, least)
        where alliance_id = $1
      ), numbered as (
        select id, place, numbers, count as number from counted where parent_id is null
        union all
        select below.id, below.place, below.numbers, numbered.number || '.' || below.count
        from numbered
        join counted below on below.parent_id = numbered.id and below.place = numbered.place
      )
    select *
    from numbered
    where numbers[place] is distinct from number`,

  expectedAtWrongTimes: `
    select item.id, item.state, meeting.status, layer.place, item.expected_starts
    from agenda_items item
    join joint_meetings meeting on meeting.id = item.meeting_id
    cross join (values (1, 1), (2, 2), (3, 4)) as layer (place, least)
    where item.alliance_id = $1
      and (item.expected_starts[layer.place] is not null)
        <> (item.state = 'PENDING' and item.audience <= layer.least and meeting.status not in ('CLOSED', 'CANCELLED'))`,

  runningWhileNothingRuns: `
    select item.id, item.state, meeting.status
    from agenda_items item
    join joint_meetings meeting on meeting.id = item.meeting_id
    where item.alliance_id = $1
      and (
        (item.state = 'ACTIVE' and meeting.status <> 'IN_SESSION')
        or (item.state in ('PENDING', 'ACTIVE', 'PAUSED') and meeting.status = 'CLOSED')
        or (item.state = 'ACTIVE' and 1 < (
          select count(*) from agenda_items where meeting_id = meeting.id and state = 'ACTIVE'))
      )`,

  staysUnlikePresence: `
    select seat.id, seat.present, count(stay.*)::int as stays
    from (
      select alliance_id, id, present from attendances
      union all
      select alliance_id, id, present from guests
    ) seat
    left join attendance_times stay on coalesce(stay.attendance_id, stay.guest_id) = seat.id and stay.left_at is null
    where seat.alliance_id = $1
    group by seat.id, seat.present
    having count(stay.*) <> case when seat.present then 1 else 0 end`,

  staysAtOnce: `
    select *
    from (
      select id, arrived_at, lag(coalesce(left_at, 'infinity')) over (
        partition by coalesce(attendance_id, guest_id) order by arrived_at, id) as before
      from attendance_times
      where alliance_id = $1
    ) stay
    where arrived_at < before`,

  seatsThatCannotBe: `
    select seat.id, seat.present, seat.response, seat.proxy_unit_id
    from attendances seat
    left join attendances proxy on proxy.meeting_id = seat.meeting_id and proxy.unit_id = seat.proxy_unit_id
    where seat.alliance_id = $1
      and (
        (seat.present and (seat.response = 'DECLINED' or seat.proxy_unit_id is not null))
        or seat.present <> (seat.checked_in_at is not null)
        or (seat.representative is not null and seat.response = 'DECLINED')
        or (seat.proxy_unit_id is not null and (
          seat.response <> 'DECLINED'
          or proxy.id is null
          or proxy.proxy_unit_id is not null
          or proxy.response = 'DECLINED'
          or 2 < (select count(*) from attendances where meeting_id = seat.meeting_id and proxy_unit_id = seat.proxy_unit_id)
        ))
      )`,

  quorumUnlikeCheckIns: `
    select vote.id, vote.quorum_present, count(*) filter (where last.present)::int as checked_in
    from votes vote
    join audit_entries closing on closing.subject = 'vote_' || vote.id and closing.action = 'closeVote' and closing.alliance_id = $1
    left join attendances seat on seat.meeting_id = vote.meeting_id
    left join lateral (
      select (details ->> 'present')::boolean as present
      from audit_entries
      where alliance_id = $1
        and subject = 'meeting_' || vote.meeting_id
        and action = 'checkIn'
        and details -> 'units' ? ('unit_' || seat.unit_id)
        and id < closing.id
      order by id desc
      limit 1
    ) last on true
    where vote.state = 'CLOSED'
    group by vote.id, vote.quorum_present
    having vote.quorum_present <> count(*) filter (where last.present)`,

  quorumUnlikeStays: `
    select vote.id, vote.closed_at, vote.quorum_present, stays.present
    from votes vote
    cross join lateral (
      select count(*) as present
      from attendance_times
      where meeting_id = vote.meeting_id
        and attendance_id is not null
        and arrived_at <= vote.closed_at
        and coalesce(left_at, 'infinity') > vote.closed_at
    ) stays
    where vote.alliance_id = $1
      and vote.state = 'CLOSED'
      and vote.quorum_present <> stays.present`,

  totalsUnlikeBallots: `
    select *
    from (
      select vote.*,
        (select sum(count) from vote_options where vote_id = vote.id) as counted,
        (select count(*) from ballots where vote_id = vote.id) as electorate,
        (select count(*) from ballots where vote_id = vote.id and ballots."cast") as voted,
        (select count(*) from secret_choices where vote_id = vote.id) as choices
      from votes vote
      where alliance_id = $1
    ) vote
    where voted <> vote."cast"
      or electorate <> vote.eligible
      or counted is distinct from case when state = 'CLOSED' or (state = 'OPEN' and not secret) then voted end
      or choices <> case when secret and state = 'OPEN' then voted else 0 end
      or (choices_key is not null) <> (secret and state = 'OPEN')`,

  outcomesOfOtherCounts: `
    select *
    from (
      select vote.id, vote.outcome, case
        when vote.quorum_present < vote.quorum_required then 'NO_QUORUM'
        when base.over > 0
          and counts.most[1] is distinct from counts.most[2]
          and case vote.threshold
            when 'SIMPLE_MAJORITY' then 2 * counts.most[1] > base.over
            when 'TWO_THIRDS' then 3 * counts.most[1] >= 2 * base.over
            else counts.most[1] = base.over
          end
        then 'CARRIED'
        else 'NOT_CARRIED'
      end as due
      from votes vote
      cross join lateral (
        select
          sum(count) filter (where kind <> 'ABSTAIN') as cast_for_something,
          array_agg(count order by count desc) filter (where kind in ('FOR', 'CHOICE')) as most
        from vote_options
        where vote_id = vote.id
      ) counts
      cross join lateral (select case vote.base when 'ELIGIBLE' then vote.eligible else counts.cast_for_something end as over) base
      where vote.alliance_id = $1
        and vote.state = 'CLOSED'
    ) vote
    where outcome <> due`,

  ballotsUnlikeTheLog: `
    select ballot.id, ballot.option_id
    from ballots ballot
    join votes vote on vote.id = ballot.vote_id and not vote.secret and vote.state <> 'ANNULLED'
    where ballot.alliance_id = $1
      and num_nonnulls(ballot.unit_id, ballot.guest_id) > 0
      and 'option_' || ballot.option_id is distinct from (
        select details ->> 'option'
        from audit_entries
        where alliance_id = $1
          and action = 'castVote'
          and subject = 'vote_' || vote.id
          and details -> 'for' ? coalesce('unit_' || ballot.unit_id, 'guest_' || ballot.guest_id)
        order by id desc
        limit 1
      )`,

  openCountsUnlikeBallots: `
    select choice.id, choice.count
    from vote_options choice
    join votes vote on vote.id = choice.vote_id and not vote.secret and vote.state <> 'ANNULLED'
    where choice.alliance_id = $1
      and choice.count <> (select count(*) from ballots where option_id = choice.id)`,

  castByOthers: `
    select entry.id, entry.person_id, voter.unit
    from audit_entries entry
    cross join jsonb_array_elements_text(entry.details -> 'for') as voter (unit)
    where entry.alliance_id = $1
      and entry.action = 'castVote'
      and voter.unit like 'unit_%'
      and not exists (
        select
        from unit_roles own
        where own.person_id = entry.person_id
          and own.role = 'REPRESENTATIVE'
          and (
            voter.unit = 'unit_' || own.unit_id
            or exists (
              select
              from audit_entries named
              where named.alliance_id = $1
                and named.action = 'respondToInvitation'
                and named.subject = entry.details ->> 'meeting'
                and named.details ->> 'unit' = voter.unit
                and named.details ->> 'proxy' = 'unit_' || own.unit_id
            )
          )
      )`,

  secretsKept: `
    select 'ballot' as place, ballot.vote_id
    from ballots ballot
    join votes vote on vote.id = ballot.vote_id and vote.secret
    where ballot.alliance_id = $1
      and ballot.option_id is not null
    union all
    select 'audit entry', vote.id
    from votes vote
    join audit_entries entry on entry.subject = 'vote_' || vote.id and entry.action = 'castVote'
    where vote.alliance_id = $1
      and vote.secret
      and entry.details::text like '%option%'
    union all
    select 'event', choice.vote_id
    from vote_options choice
    join live_events event on event.stream_id = choice.meeting_id and event.content::text like '%' || choice.id || '%'
    where choice.alliance_id = $1
    union all
    select 'open counts', choice.vote_id
    from vote_options choice
    join votes vote on vote.id = choice.vote_id and vote.secret and vote.state <> 'CLOSED'
    where choice.alliance_id = $1
      and choice.count is not null`,

  votesNotEndedOnce: `
    select vote.id, vote.state, count(ending.*)::int as endings
    from votes vote
    left join audit_entries ending
      on ending.alliance_id = $1 and ending.subject = 'vote_' || vote.id and ending.action in ('closeVote', 'annulVote')
    where vote.alliance_id = $1
    group by vote.id, vote.state
    having count(ending.*) <> case vote.state when 'OPEN' then 0 else 1 end`,

  votesOpenTooLong: `
    select vote.id, item.state, meeting.status
    from votes vote
    join agenda_items item on item.id = vote.item_id
    join joint_meetings meeting on meeting.id = vote.meeting_id
    where vote.alliance_id = $1
      and vote.state = 'OPEN'
      and (item.state in ('DONE', 'POSTPONED', 'WITHDRAWN') or meeting.status not in ('IN_SESSION', 'RECESS'))`,

  turnsThatCannotBe: `
    select turn.id, turn.state, item.state as item
    from speaker_turns turn
    join agenda_items item on item.id = turn.item_id
    where turn.alliance_id = $1
      and (
        (turn.state = 'SPEAKING' and (
          item.state <> 'ACTIVE'
          or 1 < (select count(*) from speaker_turns where meeting_id = turn.meeting_id and state = 'SPEAKING')
        ))
        or (turn.state = 'WAITING' and (
          item.state not in ('PENDING', 'ACTIVE', 'PAUSED')
          or 1 < (
            select count(*) from speaker_turns
            where item_id = turn.item_id and unit_id = turn.unit_id and point_of_order = turn.point_of_order and state = 'WAITING'
          )
        ))
      )`,

  turnsOfThoseWhoLeft: `
    select turn.id, turn.state
    from speaker_turns turn
    join audit_entries asked on asked.subject = 'turn_' || turn.id and asked.action = 'requestToSpeak'
    join audit_entries went
      on went.alliance_id = $1
      and went.subject = 'meeting_' || turn.meeting_id
      and went.action = 'checkIn'
      and went.details -> 'units' ? ('unit_' || turn.unit_id)
      and not (went.details ->> 'present')::boolean
      and went.id > asked.id
    where turn.alliance_id = $1
      and turn.state in ('WAITING', 'SPEAKING')`,

  decisionsAgainstVotes: `
    select decision.id, decision.outcome, vote.outcome as voted
    from decisions decision
    join votes vote on vote.id = decision.vote_id
    where decision.alliance_id = $1
      and (
        vote.item_id <> decision.item_id
        or vote.outcome is null
        or (decision.outcome, vote.outcome) in (
          ('ADOPTED', 'NOT_CARRIED'), ('ADOPTED', 'NO_QUORUM'), ('REJECTED', 'CARRIED'), ('REJECTED', 'NO_QUORUM'))
      )`,

  carriedElsewhere: `
    select carried.item_id
    from carried_items carried
    join action_items work on work.id = carried.action_item_id
    join joint_meetings earlier on earlier.id = work.meeting_id
    join joint_meetings meeting on meeting.id = carried.meeting_id
    left join agenda_items item on item.id = carried.item_id
    join agenda_items source on source.id = work.item_id
    where carried.alliance_id = $1
      and (
        meeting.sector_group_id is distinct from earlier.sector_group_id
        or earlier.status <> 'CLOSED'
        or item.meeting_id <> meeting.id
        or source.audience > 2
      )`,

  consultationsAstray: `
    select held.id, held.status, held.version, given.*, step.*
    from consultations held
    cross join lateral (
      select count(*) as advised, count(*) filter (where status = 'SUBMITTED') as waiting
      from recommendations
      where consultation_id = held.id
    ) given
    cross join lateral (
      select count(*) as steps, coalesce(bool_or(action = 'closeConsultation'), false) as closed
      from audit_entries
      where alliance_id = $1
        and subject = 'consultation_' || held.id
    ) step
    where held.alliance_id = $1
      and (
        held.version <> step.steps
        or held.status <> case when step.closed then 'CLOSED' when advised > 0 and waiting = 0 then 'ANSWERED' else 'OPEN' end
      )`,

  consultationStepsNotLive: `
    select held.id, held.version, count(event.*)::int as events
    from consultations held
    left join live_events event
      on event.stream_id = held.id and event.feed = 'consultationUpdates' and not event.content ? 'experts'
    where held.alliance_id = $1
    group by held.id, held.version
    having count(event.*) <> held.version - 1`,

  advisedByOthers: `
    select entry.id, entry.person_id
    from audit_entries entry
    join recommendations given on 'recommendation_' || given.id = entry.details ->> 'recommendation'
    join experts expert on expert.id = given.expert_id
    where entry.alliance_id = $1
      and entry.action = 'submitRecommendation'
      and entry.person_id <> expert.person_id`,

  templatesOutOfOrder: `
    select *
    from (
      select template_id, ordinal, level,
        row_number() over (partition by template_id order by ordinal) as place,
        lag(level, 1, 0) over (partition by template_id order by ordinal) as before
      from agenda_template_items
      where alliance_id = $1
    ) item
    where ordinal <> place
      or level > before + 1`,

  draftsUnlikeTemplates: `
    select drafted.subject, drafted.details
    from audit_entries drafted
    join joint_meetings meeting on 'meeting_' || meeting.id = drafted.subject
    join meeting_series series on series.id = meeting.series_id
    where drafted.alliance_id = $1
      and drafted.action = 'draftMeeting'
      and series.template_id is not null
      and not exists (
        select
        from audit_entries saved
        where saved.alliance_id = $1
          and saved.action = 'saveAgendaTemplate'
          and saved.subject = 'template_' || series.template_id
          and saved.details -> 'items' = drafted.details -> 'items'
      )`,

  editionsAstray: `
    select *
    from (
      select minutes.*, meeting.status,
        row_number() over (partition by meeting_id order by minutes.id) as place,
        lag(minutes.id) over (partition by meeting_id order by edition) as corrected,
        lag(minutes.content_hash) over (partition by meeting_id order by edition) as corrected_hash,
        lead(minutes.id) over (partition by meeting_id order by edition) as correction
      from minutes
      join joint_meetings meeting on meeting.id = minutes.meeting_id
      where minutes.alliance_id = $1
    ) minutes
    where edition <> place
      or status <> 'CLOSED'
      or corrects_id is distinct from corrected
      or corrects_hash is distinct from corrected_hash
      or (approved_at is null and correction is not null)`,
};

/** A meeting's line of the timeline is for those who saw it then and see it now. */
const SHOWN_LINES = `
  select count(*)::int as lines
  from meeting_events line
  left join agenda_items item on item.id = line.item_id
  where line.meeting_id = $1
    and line.audience <= $2
    and coalesce(item.audience, 0) <= $2`;

/** Asks for what is true of meetings, beside all rules. */
export class MeetingTruths {
  /** Approved minutes by their ids, as they were when they were seen first. */
  private readonly approved = new Map<string, string>();

  constructor(
    private readonly world: TestWorld,
    private readonly allianceId: string,
  ) {}

  /** What never may be, by what it is; empty where all is well. */
  async wrongs(): Promise<Readonly<Record<string, unknown[]>>> {
    const found: Record<string, unknown[]> = {};
    await Promise.all(
      Object.entries(WRONGS).map(async ([what, text]) => {
        const rows = await this.of(text);
        if (rows.length > 0) found[what] = rows;
      }),
    );
    const rewritten = await this.rewritten();
    return rewritten.length > 0 ? { ...found, rewritten } : found;
  }

  /** How many lines of a meeting's timeline are for an access level. */
  async lines(meetingId: string, accessLevel: number): Promise<number> {
    const [row] = await this.world.sql<{ lines: number }>(SHOWN_LINES, [meetingId, accessLevel]);
    return row?.lines ?? 0;
  }

  /** How often each action stands in the audit log. */
  async audited(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.of<{ action: string; times: number }>(
      `select action, count(*)::int as times
       from audit_entries
       where alliance_id = $1
         and not (action = 'annulVote' and details ? 'annulment')
       group by action`,
    );
    return new Map(rows.map(({ action, times }) => [action, times]));
  }

  /** Of closed secret votes of units: how often each option was chosen, and the units that have voted. */
  secretTotals(): Promise<{ readonly id: string; readonly counts: number[]; readonly voted: string[] }[]> {
    return this.of(
      `select 'vote_' || vote.id as id,
         (select array_agg(count order by position) from vote_options where vote_id = vote.id) as counts,
         array(select 'unit_' || unit_id from ballots where vote_id = vote.id and ballots."cast") as voted
       from votes vote
       where alliance_id = $1
         and secret
         and basis = 'UNIT'
         and state = 'CLOSED'`,
    );
  }

  /** Minutes that are not what was approved. */
  private async rewritten(): Promise<string[]> {
    const rows = await this.of<{ id: string; text: string }>(
      'select id, to_jsonb(minutes)::text as text from minutes where alliance_id = $1 and approved_at is not null',
    );
    const known = new Set(rows.map(({ id }) => id));
    const wrong = [...this.approved.keys()].filter((id) => !known.has(id));
    for (const { id, text } of rows) {
      if ((this.approved.get(id) ?? text) !== text) wrong.push(id);
      this.approved.set(id, text);
    }
    return wrong;
  }

  private of<R>(text: string): Promise<R[]> {
    return this.world.sql<R>(text, [this.allianceId]);
  }
}
