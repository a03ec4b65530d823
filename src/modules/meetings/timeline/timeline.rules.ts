import { type AgendaItemState } from '../agenda/agenda.entity';
import type { DecisionOutcome } from '../decision/decision.entity';
import type { SpeakerState } from '../speaker/speaker.entity';
import type { VoteOutcome } from '../vote/vote.entity';
import type { MeetingStep } from '../meeting/meeting.rules';

/** What a timeline says (大事记), each with its words in `timeline.messages`. Kept in rows: names stay. */
export type TimelineKind =
  | 'SCHEDULED'
  | 'CHANGED'
  | 'PUBLISHED'
  | 'OPENED'
  | 'SUSPENDED'
  | 'CLOSED'
  | 'CANCELLED'
  | 'INVITATION_ACCEPTED'
  | 'INVITATION_DECLINED'
  | 'REPRESENTED'
  | 'ARRIVED'
  | 'LEFT'
  | 'GUEST_ARRIVED'
  | 'GUEST_LEFT'
  | 'ITEM_ADDED'
  | 'ITEM_CHANGED'
  | 'ITEM_MOVED'
  | 'ITEM_REMOVED'
  | `ITEM_${AgendaItemState}`
  | 'VOTE_OPENED'
  | `VOTE_${VoteOutcome}`
  | 'VOTE_ANNULLED'
  | `DECISION_${DecisionOutcome}`
  | `SPEAKER_${SpeakerState}`;

/** One thing that happened, as the timeline says it. */
export interface Told {
  readonly kind: TimelineKind;
  /** The agenda item that it is about: whoever may not see that one is told nothing. */
  readonly item?: { readonly id: string; /** Of one that is on the agenda it is looked up. */ readonly title?: string };
  /** The units that it is about. */
  readonly units?: readonly string[];
  /** The name of the guest that it is about. */
  readonly guest?: string;
  /** The name of the speaker that it is about. */
  readonly speaker?: string;
  /** When it happened, where what it is about says so itself; the change's moment otherwise. */
  readonly at?: Date;
}

export const STEP_KINDS: Readonly<Record<MeetingStep, TimelineKind>> = {
  publish: 'PUBLISHED',
  open: 'OPENED',
  suspend: 'SUSPENDED',
  close: 'CLOSED',
  cancel: 'CANCELLED',
};

/** How many units a line names; of the others it says how many they are. */
export const MOST_NAMED = 20;
