import type { Look } from './look';
import { anyone, EMPTY_PAGE, members, seenBy, type ModuleModel, type Read, type Sees } from './model';
import {
  ascending,
  below,
  byNumber,
  column,
  connection,
  earliest,
  latest,
  moment,
  pageOf,
  pairedRows,
  time,
  to,
} from './reads';
import type { Row } from './rows';
import type { Viewer } from './viewer';

/*
 * meeting: DRAFT | – | – | its organisers, convenor, liaison, secretariat
 * meeting: after that | if PUBLIC | if PUBLIC or MEMBERS | CLOSED: participants, secretariat
 */

export const visible: Sees = (who, meeting) => {
  if (who.prepares(meeting)) return true;
  return meeting['status'] !== 'DRAFT' && asFarAs(who, meeting, meeting['visibility']);
};

/** Whether a visibility within a meeting lets somebody in. */
function asFarAs(who: Viewer, meeting: Row, visibility: unknown): boolean {
  return (
    visibility === 'PUBLIC' ||
    (visibility === 'MEMBERS' && who.isMember(meeting['alliance_id'])) ||
    who.takesPart(meeting)
  );
}

/** Attendance, guests: – | of a meeting they may see. Whoever takes part is no less than a member there. */
const membersThere: Sees = (who, meeting) => who.isMember(meeting['alliance_id']) || who.takesPart(meeting);

const withinMeeting: Sees = (who, row, rows) => {
  const meeting = rows.byId('joint_meetings', row['meeting_id']);
  return meeting !== null && visible(who, meeting, rows) && membersThere(who, meeting, rows);
};

/*
 * agenda item | if the item AND the meeting are PUBLIC | likewise with MEMBERS | an item is never more open than its
 * meeting, nor a child than its parent
 */

export const item: Sees = (who, row, rows) => {
  const meeting = rows.byId('joint_meetings', row['meeting_id']);
  const parent = row['parent_id'] === null ? null : rows.byId('agenda_items', row['parent_id']);
  return (
    meeting !== null &&
    visible(who, meeting, rows) &&
    asFarAs(who, meeting, row['visibility']) &&
    (parent === null || item(who, parent, rows))
  );
};

/** Timeline: attendance's rule; and an event is hidden with what it was about, as that was and as it is. */
const event: Sees = (who, row, rows) => {
  const meeting = rows.byId('joint_meetings', row['meeting_id']) ?? {};
  const about = row['item_id'] === null ? null : rows.byId('agenda_items', row['item_id']);
  const reach = who.prepares(meeting) ? 4 : who.takesPart(meeting) ? 3 : 2;
  return (
    withinMeeting(who, row, rows) && Number(row['audience']) <= reach && (about === null || item(who, about, rows))
  );
};

/** What belongs to an item follows it. */
const withItem: Sees = (who, row, rows) => {
  const own = rows.byId('agenda_items', row['item_id']);
  return own !== null && item(who, own, rows);
};

/** Those who have spoken in the order in which they did, who speaks, who waits, who withdrew; of those who wait, points of order first. */
const inTurn = (a: Row, b: Row): number => {
  const rank = (turn: Row): number => ['DONE', 'SPEAKING', 'WAITING', 'WITHDRAWN'].indexOf(String(turn['state']));
  return (
    rank(a) - rank(b) ||
    (a['started_at'] === null ? 0 : ascending(a['started_at'], b['started_at'])) ||
    Number(b['point_of_order']) - Number(a['point_of_order']) ||
    Number(a['position']) - Number(b['position']) ||
    ascending(a['id'], b['id'])
  );
};

/** secret vote | who chose what: nobody | while open, a unit's own people see its choice */
const choicesShown: Sees = (_, vote) => vote['secret'] === false || vote['state'] === 'OPEN';

/** secret vote | who has cast: organisers; of any other, as who is there: members of a meeting they may see */
const ballotsShown: Sees = (who, vote, rows) => {
  const meeting = rows.byId('joint_meetings', vote['meeting_id']);
  return meeting !== null && (vote['secret'] === true ? who.runs(meeting) : membersThere(who, meeting, rows));
};

const meetingOf = (row: Row, look: Look): Row => look.rows.byId('joint_meetings', row['meeting_id']) ?? {};

/** Which of an item's numbers and expected starts somebody is shown: the public's, the members', the participants'. */
function audience({ who }: Look, meeting: Row): 0 | 1 | 2 {
  if (who.takesPart(meeting)) return 2;
  return who.isMember(meeting['alliance_id']) ? 1 : 0;
}

/*
 * minutes | `body` tells only of what everybody who may see the meeting may see; `closedBody`: participants, secretariat |
 * | before approval: organisers, secretariat
 */

const isApproved = (row: Row): boolean => row['approved_at'] !== null;

const minutes: Sees = (who, row, rows) => {
  const meeting = rows.byId('joint_meetings', row['meeting_id']);
  return meeting !== null && visible(who, meeting, rows) && (isApproved(row) || who.runs(meeting));
};

/** Canonical JSON: of texts and whole numbers it is JSON whose members are in order. */
const canonicalText: Read = (row) =>
  isApproved(row)
    ? JSON.stringify({
        approvedAt: moment(row['approved_at']),
        approvedBy: `person_${String(row['approved_by_id'])}`,
        body: row['body'],
        corrects:
          row['corrects_id'] === null
            ? null
            : { contentHash: row['corrects_hash'], minutes: `minutes_${String(row['corrects_id'])}` },
        edition: row['edition'],
        meeting: `meeting_${String(row['meeting_id'])}`,
        minutes: `minutes_${String(row['id'])}`,
        version: row['version'],
      })
    : null;

const present = (row: Row, look: Look): number =>
  look.rows.where('attendances', { meeting_id: row['id'], present: true }).length;

/** Of those of the same kind and scope that begin before it, the last that is seen; drafts and cancelled ones are none. */
const previous: Read = (row, look) => {
  const alike = ['alliance_id', 'kind', 'sector_group_id', 'area_group_id', 'territory_id'];
  const before = look.rows
    .where('joint_meetings', Object.fromEntries(alike.map((name) => [name, row[name]])))
    .filter((each) => !['DRAFT', 'CANCELLED'].includes(String(each['status'])))
    .filter((each) => Date.parse(String(each['starts_at'])) < Date.parse(String(row['starts_at'])));
  return look.list('JointMeeting', before.sort(latest('starts_at')))[0] ?? null;
};

const meetingsOf = (scope: string) => ({
  meetings: pageOf('JointMeeting', 'joint_meetings', scope, latest('starts_at')),
});

/** Who is invited is for those who see the attendance. */
const invitedTo: Read = connection(
  'JointMeeting',
  (row, look) =>
    pairedRows(row, look, 'joint_meetings', 'attendances', 'unit_id', 'meeting_id').filter((meeting) =>
      membersThere(look.who, meeting, look.rows),
    ),
  latest('starts_at'),
);

/*
 * series | if PUBLIC | if PUBLIC or MEMBERS | CLOSED: people of units that an announced meeting of it invites, who scheduled it, the
 * convenor and liaison of its scope, organisers, secretariat
 */
const series: Sees = (who, row, rows) =>
  row['visibility'] === 'PUBLIC' ||
  (row['visibility'] === 'MEMBERS' && who.isMember(row['alliance_id'])) ||
  who.prepares(row) ||
  who.is(row['organiser_id']) ||
  rows
    .where('joint_meetings', { series_id: row['id'] })
    .filter(({ audience: least }) => Number(least) < 4)
    .some((meeting) =>
      rows.where('attendances', { meeting_id: meeting['id'] }).some((each) => who.isOfUnit(each['unit_id'])),
    );

const scope: Read = (row, look) =>
  look.own('SectorGroup', look.rows.byId('sector_groups', row['sector_group_id'])) ??
  look.own('AreaGroup', look.rows.byId('area_groups', row['area_group_id'])) ??
  look.own('Territory', look.rows.byId('territories', row['territory_id'])) ??
  look.own('Alliance', look.rows.byId('alliances', row['alliance_id']));

/** When a meeting is; one without an end is at its start. */
function span(meeting: Row): [number, number] {
  const from = Date.parse(String(meeting['starts_at']));
  return [from, meeting['ends_at'] === null ? from + 0.5 : Date.parse(String(meeting['ends_at']))];
}

/** Others that are ahead or being held, at the same time, and share something with it. */
const clashing =
  (shares: (other: Row, row: Row, look: Look) => boolean): Read =>
  (row, look) => {
    const [from, to] = span(row);
    const others = look.rows
      .where('joint_meetings', { alliance_id: row['alliance_id'] })
      .filter((other) => other['id'] !== row['id'] && !['CLOSED', 'CANCELLED'].includes(String(other['status'])))
      .filter((other) => span(other)[0] < to && span(other)[1] > from)
      .filter((other) => shares(other, row, look));
    return look.list('JointMeeting', others.sort(earliest('starts_at'))).slice(0, 20);
  };

function overlap(other: Row, row: Row, look: Look, table: string, column: string): boolean {
  const named = (meeting: Row): unknown[] =>
    look.rows
      .where(table, { meeting_id: meeting['id'] })
      .flatMap((each) => (each['response'] === 'DECLINED' ? [] : [each[column]]));
  return named(other).some((each) => named(row).includes(each));
}

export const meetings: ModuleModel = {
  types: {
    JointMeeting: {
      table: 'joint_meetings',
      prefix: 'meeting',
      object: visible,
      fields: {
        ...seenBy(anyone, {
          alliance: to('Alliance', 'alliances', 'alliance_id'),
          kind: column('kind'),
          title: column('title'),
          status: column('status'),
          visibility: column('visibility'),
          venue: column('venue'),
          cancelReason: column('cancel_reason'),
          version: column('version'),
          turnsPerUnit: column('turns_per_unit'),
          updatedAt: time('updated_at'),
          startsAt: time('starts_at'),
          endsAt: time('ends_at'),
          openedAt: time('opened_at'),
          closedAt: time('closed_at'),
          previous,
          scope,
          series: to('MeetingSeries', 'meeting_series', 'series_id'),
          // the name, where a visible thing names them
          organisers: (row, look) =>
            look.rows
              .where('meeting_organisers', { meeting_id: row['id'] })
              .map((each) => each['person_id'])
              .sort(ascending)
              .flatMap((id) => look.refer('Person', look.rows.byId('persons', id)) ?? []),
          quorum: (row, look) => (row['quorum_required'] === null ? null : look.own('Quorum', row)),
          agenda: (row, look) => look.own('Agenda', row),
          minutes: (row, look) =>
            look
              .list('Minutes', look.rows.where('minutes', { meeting_id: row['id'] }).sort(byNumber('edition')))
              .at(-1) ?? null,
          decisions: below('Decision', 'decisions', 'meeting_id'),
          actionItems: below(
            'ActionItem',
            'action_items',
            'meeting_id',
            (a, b) => ascending(a['decision_id'], b['decision_id']) || Number(a['position']) - Number(b['position']),
          ),
        }),
        ...seenBy(membersThere, {
          attendance: below('Attendance', 'attendances', 'meeting_id'),
          guests: below('Guest', 'guests', 'meeting_id'),
          timeline: pageOf('MeetingEvent', 'meeting_events', 'meeting_id', byNumber('revision')),
        }),
        // for the organisers: who prepares it only does not run it
        ...seenBy((who, row) => who.prepares(row), { clashes: (row, look) => look.own('MeetingClashes', row) }),
        ...seenBy((who, row) => who.runs(row), { checkInCode: () => 'code' }),
      },
    },
    MeetingClashes: {
      table: 'joint_meetings',
      object: visible,
      fields: seenBy(anyone, {
        units: clashing((other, row, look) => overlap(other, row, look, 'attendances', 'unit_id')),
        organisers: clashing((other, row, look) => overlap(other, row, look, 'meeting_organisers', 'person_id')),
        venue: clashing((other, row) => row['venue'] !== null && other['venue'] === row['venue']),
      }),
    },
    Quorum: {
      table: 'joint_meetings',
      object: visible,
      fields: seenBy(anyone, {
        required: column('quorum_required'),
        present,
        met: (row, look) => present(row, look) >= Number(row['quorum_required']),
      }),
    },
    Agenda: {
      table: 'joint_meetings',
      prefix: 'agenda',
      object: visible,
      fields: seenBy(anyone, {
        revision: column('revision'),
        serverTime: () => 'now',
        items: below('AgendaItem', 'agenda_items', 'meeting_id', byNumber('ordinal')),
        current: (row, look) =>
          look.own(
            'AgendaItem',
            look.rows.where('agenda_items', { meeting_id: row['id'], state: 'ACTIVE' })[0] ?? null,
          ),
      }),
    },
    Attendance: {
      table: 'attendances',
      prefix: 'attendance',
      object: withinMeeting,
      fields: seenBy(anyone, {
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        representative: column('representative'),
        response: column('response'),
        present: column('present'),
        checkedInAt: time('checked_in_at'),
        proxy: to('MemberUnit', 'member_units', 'proxy_unit_id'),
      }),
    },
    Minutes: {
      table: 'minutes',
      prefix: 'minutes',
      object: minutes,
      fields: {
        ...seenBy(anyone, {
          edition: column('edition'),
          version: column('version'),
          body: column('body'),
          corrects: to('Minutes', 'minutes', 'corrects_id'),
          approvedAt: time('approved_at'),
          approvedBy: (row, look) => look.refer('Person', look.rows.byId('persons', row['approved_by_id'])),
          contentHash: column('content_hash'),
          canonicalText,
          documentUrl: (_, { who }) => (who.personId === null ? null : 'url'),
          integrity: (row) => (isApproved(row) ? { valid: false, problems: [] } : null),
        }),
        ...seenBy((who, row, rows) => membersThere(who, rows.byId('joint_meetings', row['meeting_id']) ?? {}, rows), {
          evidence: (row) => (isApproved(row) ? 'evidence' : null),
        }),
        ...seenBy((who, row, rows) => who.takesPart(rows.byId('joint_meetings', row['meeting_id']) ?? {}), {
          closedBody: column('closed_body'),
          closedEvidence: (row) => (isApproved(row) ? 'closedEvidence' : null),
        }),
      },
    },
    Guest: {
      table: 'guests',
      prefix: 'guest',
      object: withinMeeting,
      fields: seenBy(anyone, { name: column('name'), capacity: column('capacity'), present: column('present') }),
    },
    MeetingEvent: {
      table: 'meeting_events',
      prefix: 'happening',
      object: event,
      fields: seenBy(anyone, {
        revision: column('revision'),
        at: time('at'),
        by: to('Person', 'persons', 'person_id'),
        kind: column('kind'),
        summary: (row) => {
          const { item: title, units } = row['parameters'] as { item?: string; units?: string[] };
          return units === undefined ? `Finished: “${title}”.` : `Arrived: ${units.join(', ')} and 3 more.`;
        },
        item: to('AgendaItem', 'agenda_items', 'item_id'),
      }),
    },
    AgendaItem: {
      table: 'agenda_items',
      prefix: 'item',
      object: item,
      fields: seenBy(anyone, {
        title: column('title'),
        description: column('description'),
        kind: column('kind'),
        state: column('state'),
        visibility: column('visibility'),
        version: column('version'),
        presenter: column('presenter'),
        plannedMinutes: column('planned_minutes'),
        elapsedSeconds: column('elapsed_seconds'),
        startedAt: time('started_at'),
        meeting: to('JointMeeting', 'joint_meetings', 'meeting_id'),
        parent: to('AgendaItem', 'agenda_items', 'parent_id'),
        children: below('AgendaItem', 'agenda_items', 'parent_id', byNumber('ordinal')),
        presenterUnit: to('MemberUnit', 'member_units', 'presenter_unit_id'),
        votes: below('Vote', 'votes', 'item_id', earliest('opened_at')),
        number: (row, look) => (row['numbers'] as string[])[audience(look, meetingOf(row, look))],
        subject: (row, look) =>
          look.refer('Agreement', look.rows.byId('agreements', row['agreement_id'])) ??
          look.refer('JointProject', look.rows.byId('joint_projects', row['project_id'])) ??
          look.refer('Need', look.rows.byId('needs', row['need_id'])) ??
          look.refer('Consultation', look.rows.byId('consultations', row['consultation_id'])),
        decisions: below('Decision', 'decisions', 'item_id'),
        speakers: below('SpeakerTurn', 'speaker_turns', 'item_id', inTurn),
        expectedAt: (row, look) => moment((row['expected_starts'] as string[])[audience(look, meetingOf(row, look))]),
      }),
    },
    MeetingSeries: {
      table: 'meeting_series',
      prefix: 'series',
      object: series,
      fields: seenBy(anyone, {
        alliance: to('Alliance', 'alliances', 'alliance_id'),
        scope,
        kind: column('kind'),
        title: column('title'),
        recurrence: column('recurrence'),
        endedOn: column('ended_on'),
        template: to('AgendaTemplate', 'agenda_templates', 'template_id'),
        meetings: pageOf('JointMeeting', 'joint_meetings', 'series_id', latest('starts_at')),
      }),
    },
    // notifications, sessions, tokens, external identities, calendar feeds | – | – | the person; nobody else
    CalendarFeed: {
      table: 'calendar_feeds',
      prefix: 'calendar',
      object: (who, feed) => who.is(feed['person_id']),
      fields: seenBy(anyone, {
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        scope: (row, look, args) => (row['unit_id'] === null ? scope(row, look, args) : null),
        createdAt: time('created_at'),
        lastUsedAt: time('last_used_at'),
      }),
    },
    // agenda template | – | all
    AgendaTemplate: {
      table: 'agenda_templates',
      prefix: 'template',
      object: members,
      fields: seenBy(anyone, {
        title: column('title'),
        kind: column('kind'),
        items: below('AgendaTemplateItem', 'agenda_template_items', 'template_id', byNumber('ordinal')),
      }),
    },
    AgendaTemplateItem: {
      table: 'agenda_template_items',
      object: members,
      fields: seenBy(anyone, {
        title: column('title'),
        kind: column('kind'),
        visibility: column('visibility'),
        plannedMinutes: column('planned_minutes'),
        level: column('level'),
      }),
    },
    Decision: {
      table: 'decisions',
      prefix: 'decision',
      object: withItem,
      fields: seenBy(anyone, {
        text: column('text'),
        outcome: column('outcome'),
        decidedAt: time('decided_at'),
        item: to('AgendaItem', 'agenda_items', 'item_id'),
        vote: to('Vote', 'votes', 'vote_id'),
        actionItems: below('ActionItem', 'action_items', 'decision_id', byNumber('position')),
      }),
    },
    ActionItem: {
      table: 'action_items',
      prefix: 'actionItem',
      object: withItem,
      fields: seenBy(anyone, {
        text: column('text'),
        dueOn: column('due_on'),
        status: column('status'),
        meeting: to('JointMeeting', 'joint_meetings', 'meeting_id'),
        decision: to('Decision', 'decisions', 'decision_id'),
        units: (row, look) =>
          look.rows
            .where('action_item_units', { action_item_id: row['id'] })
            .map((each) => each['unit_id'])
            .sort(ascending)
            .flatMap((id) => look.refer('MemberUnit', look.rows.byId('member_units', id)) ?? []),
      }),
    },
    SpeakerTurn: {
      table: 'speaker_turns',
      prefix: 'turn',
      object: withItem,
      fields: seenBy(anyone, {
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        speaker: column('speaker'),
        pointOfOrder: column('point_of_order'),
        state: column('state'),
        requestedAt: time('requested_at'),
        startedAt: time('started_at'),
        endedAt: time('ended_at'),
        limitSeconds: column('limit_seconds'),
      }),
    },
    Vote: {
      table: 'votes',
      prefix: 'vote',
      object: withItem,
      fields: {
        ...seenBy(anyone, {
          question: column('question'),
          state: column('state'),
          basis: column('basis'),
          base: column('base'),
          threshold: column('threshold'),
          secret: column('secret'),
          cast: column('cast'),
          eligible: column('eligible'),
          outcome: column('outcome'),
          winner: to('VoteOption', 'vote_options', 'winner_id'),
          quorumRequired: column('quorum_required'),
          quorumPresent: column('quorum_present'),
          annulment: column('annulment'),
          annulmentReason: column('annulment_reason'),
          openedAt: time('opened_at'),
          closedAt: time('closed_at'),
          options: below('VoteOption', 'vote_options', 'vote_id', byNumber('position')),
        }),
        ...seenBy(ballotsShown, { ballots: below('Ballot', 'ballots', 'vote_id') }),
        ...seenBy(choicesShown, { myChoices: below('UnitChoice', 'ballots', 'vote_id') }),
      },
    },
    VoteOption: {
      table: 'vote_options',
      prefix: 'option',
      object: withItem,
      fields: seenBy(anyone, { label: column('label'), kind: column('kind'), count: column('count') }),
    },
    Ballot: {
      table: 'ballots',
      object: anyone,
      fields: seenBy(anyone, {
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        guest: to('Guest', 'guests', 'guest_id'),
        cast: column('cast'),
        option: to('VoteOption', 'vote_options', 'option_id'),
      }),
    },
    UnitChoice: {
      table: 'ballots',
      object: (who, ballot) => who.isOfUnit(ballot['unit_id']),
      fields: seenBy(anyone, {
        unit: to('MemberUnit', 'member_units', 'unit_id'),
        optionId: (row) => (row['option_id'] === null ? null : `option_${String(row['option_id'])}`),
      }),
    },
  },
  extensions: {
    Viewer: {
      fields: seenBy(anyone, {
        calendarFeeds: below('CalendarFeed', 'calendar_feeds', 'person_id', latest('created_at')),
      }),
    },
    MemberUnit: { fields: seenBy(anyone, { meetings: invitedTo }), concealed: { meetings: EMPTY_PAGE } },
    Alliance: {
      fields: {
        ...seenBy(anyone, {
          ...meetingsOf('alliance_id'),
          meetingSeries: below('MeetingSeries', 'meeting_series', 'alliance_id', latest('created_at')),
        }),
        ...seenBy((who, row) => who.isMember(row['id']), {
          agendaTemplates: below('AgendaTemplate', 'agenda_templates', 'alliance_id'),
        }),
      },
    },
    Territory: { fields: seenBy(anyone, { ...meetingsOf('territory_id') }) },
    SectorGroup: { fields: seenBy(anyone, { ...meetingsOf('sector_group_id') }) },
    AreaGroup: { fields: seenBy(anyone, { ...meetingsOf('area_group_id') }) },
  },
  roots: { meeting: ({ id }, look) => look.node(id, 'JointMeeting') },
};
