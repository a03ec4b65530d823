import type { Row } from '../../../platform/access/row';
import { seesAgreementWithId } from '../../agreements';
import { Agreement } from '../../agreements/agreement/agreement.entity';
import { AgreementParty, Signature } from '../../agreements/agreement/party.entity';
import { globalId } from '../../../platform/database/ids';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { declareStepFeed } from '../../../platform/live';
import type { Change, StepDocument } from '../../../platform/live/declarations';
import { momentText } from '../../../platform/reads/json';
import { seesConsultationWithId } from '../consultation/consultation.access';
import { Consultation, Recommendation } from '../consultation/consultation.entity';
import { ActionItem, Decision } from '../decision/decision.entity';
import { Attendance, Guest, JointMeeting, Quorum } from '../meeting/meeting.entity';
import { SEES_ATTENDANCE } from '../meeting/meeting.rules';
import { SpeakerTurn } from '../speaker/speaker.entity';
import { inTurn } from '../speaker/speaker.fields';
import { Vote, VoteOption } from '../vote/vote.entity';
import { AgendaUpdate } from './agenda-updates.feed';
import { stepsFor, type ItemStep } from './agenda-changes.rules';
import { Agenda, AgendaItem } from './agenda.entity';
import type { MeetingEvent } from './agenda-events.rules';

/**
 * Of an item's subject: an agreement with its parties, whose signatures arrive while it is on the agenda, or a consultation with what
 * its experts advise.
 */
const SUBJECT_TREE = [Agreement, AgreementParty, Signature, Consultation, Recommendation];

/** What is read with each update besides the objects that it shows. */
interface AgendaValues {
  /** Every item that the viewer sees, in printed order. */
  readonly items: readonly VisibleItem[];
  readonly hasQuorum: boolean;
}

type VisibleItem = readonly [
  id: string,
  parentId: string | null,
  state: string,
  number: string,
  expectedAt: string | null,
  showsSubject: boolean,
];

/** The live agenda of one meeting. */
declareStepFeed<JointMeeting, MeetingEvent, AgendaValues>({
  field: 'agendaUpdates',
  type: () => AgendaUpdate,
  description:
    'The live agenda of one meeting (实时议程). `after`: the last revision that the client has, to go on from there.',
  by: 'anyone',
  argument: 'meetingId',
  stream: {
    of: () => JointMeeting,
    revision: 'revision',
    rightsRevision: 'rightsRevision',
    accessLevel: 'accessLevel',
  },
  tree: () => [
    JointMeeting,
    Agenda,
    AgendaItem,
    Attendance,
    Guest,
    Quorum,
    SpeakerTurn,
    Decision,
    ActionItem,
    Vote,
    VoteOption,
    ...SUBJECT_TREE,
  ],
  costCeiling: 2_000,
  mostEvents: 200,
  values: {
    items: visibleItems,
    hasQuorum: (meeting) => sql`${meeting.quorumRequired} is not null`,
  },
  shows: {
    AgendaUpdate: { agenda: { kind: 'view', type: () => Agenda, without: ['items'] } },
    MeetingChanged: { meeting: { kind: 'watched' } },
    AgendaItemAdded: { item: { kind: 'named', type: () => AgendaItem, at: ['$.items[*].id'] } },
    AgendaItemChanged: { item: { kind: 'named', type: () => AgendaItem, at: ['$.items[*].id', '$.subjects[*].id'] } },
    AgendaItemMoved: { item: { kind: 'named', type: () => AgendaItem, at: ['$.items[*].id'] } },
    AgendaItemRemoved: {},
    AttendanceChanged: {
      attendance: { kind: 'named', type: () => Attendance, at: ['$.attendances[*]'] },
      quorum: { kind: 'view', type: () => Quorum, when: (meeting) => sql`${meeting.quorumRequired} is not null` },
    },
    SpeakersChanged: {
      item: { kind: 'named', type: () => AgendaItem, at: ['$.speakers[*]'] },
      speakers: {
        kind: 'listed',
        type: () => SpeakerTurn,
        by: (turn: Row<SpeakerTurn>) => turn.itemId,
        order: inTurn,
        at: ['$.speakers[*]'],
      },
    },
    DecisionRecorded: {
      item: { kind: 'named', type: () => AgendaItem, at: ['$.decisions[*].item'] },
      decision: { kind: 'named', type: () => Decision, at: ['$.decisions[*].id'] },
    },
    VoteChanged: {
      item: { kind: 'named', type: () => AgendaItem, at: ['$.votes[*].item'] },
      vote: { kind: 'named', type: () => Vote, at: ['$.votes[*].id'] },
    },
    AgendaSlot: { item: { kind: 'named', type: () => AgendaItem, at: ['$.items[*].id', '$.shifted[*][*]'] } },
  },
  steps: ({ events, accessLevel, values: { items, hasQuorum } }) => {
    const visible = items.map(([id, parentId, , , , showsSubject]) => ({ id, parentId, showsSubject }));
    const {
      items: itemSteps,
      attendances,
      presence,
      meeting,
      speakers,
      decisions,
      votes,
      shifted,
    } = stepsFor(events, accessLevel, visible);
    // to whoever sees only the quorum, one who came or left is as good as all of them, and an answer is nothing
    const shown = accessLevel >= SEES_ATTENDANCE ? attendances : attendances.slice(0, hasQuorum && presence ? 1 : 0);
    const current = items.find(([, , state]) => state === 'ACTIVE');
    return {
      changes: [
        ...itemSteps.map(itemChange),
        ...shown.map((attendance): Change => ({ __typename: 'AttendanceChanged', attendance })),
        ...speakers.map((item): Change => ({ __typename: 'SpeakersChanged', item, speakers: item })),
        ...decisions.map(({ id, item }): Change => ({ __typename: 'DecisionRecorded', item, decision: id })),
        ...votes.map(({ id, item }): Change => ({ __typename: 'VoteChanged', item, vote: id })),
        ...(meeting ? [{ __typename: 'MeetingChanged' }] : []),
      ],
      currentItemId: current === undefined ? null : globalId('item', current[0]),
      schedule: items
        .filter(([id]) => shifted.includes(id))
        .map(([id, , , number, expectedAt]) => ({ itemId: globalId('item', id), item: id, number, expectedAt })),
    };
  },
});

const STEP_TYPES = {
  added: 'AgendaItemAdded',
  changed: 'AgendaItemChanged',
  moved: 'AgendaItemMoved',
  removed: 'AgendaItemRemoved',
} as const;

function itemChange(step: ItemStep): Change {
  const id = (rowId: string | null): string | null => (rowId === null ? null : globalId('item', rowId));
  const place =
    'parentId' in step ? { parentId: id(step.parentId), afterItemId: id(step.afterItemId) } : { itemId: id(step.id) };
  return { __typename: STEP_TYPES[step.kind], item: step.id, ...place };
}

/** Numbers and expected starts are kept for three audiences; those who run the meeting see what participants see. */
function visibleItems(meeting: Row<JointMeeting>, accessLevel: Sql, { isShown }: StepDocument): Sql {
  // what a viewer sees of subjects is looked up for documents that show them, since it divides the viewers
  const showsSubject = isShown('AgendaItemChanged', 'item', 'subject')
    ? or(
        seesAgreementWithId(sql`item.alliance_id`, sql`item.agreement_id`),
        seesConsultationWithId(sql`item.alliance_id`, sql`item.consultation_id`),
      )
    : sql`false`;
  return sql`
    (select coalesce(
       json_agg(
         json_build_array(
           item.id,
           item.parent_id,
           item.state,
           coalesce(item.numbers[least(${accessLevel}, 3)], ''),
           ${momentText(sql`item.expected_starts[least(${accessLevel}, 3)]`)},
           ${showsSubject})
         order by item.ordinal),
       '[]')
     from agenda_items item
     where item.alliance_id = ${meeting.allianceId}
       and item.meeting_id = ${meeting.id}
       and item.audience <= ${accessLevel})`;
}
