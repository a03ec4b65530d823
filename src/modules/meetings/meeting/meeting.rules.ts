import { MeetingStatus, Visibility } from './meeting.entity';

/** From this access level on (2, a member) a viewer sees who is invited and who attends; others see only the quorum. */
export const SEES_ATTENDANCE = 2;

const { DRAFT, SCHEDULED, IN_SESSION, RECESS, CLOSED, CANCELLED } = MeetingStatus;

/** The least access level that each visibility lets in (see meeting.access). */
const AUDIENCES: Readonly<Record<Visibility, number>> = {
  [Visibility.PUBLIC]: 1,
  [Visibility.MEMBERS]: 2,
  [Visibility.CLOSED]: 3,
};

/** Only those who run a meeting see its draft. */
export const DRAFT_AUDIENCE = 4;

/** The least access level that a visibility lets in. */
export function audienceOf(visibility: Visibility): number {
  return AUDIENCES[visibility];
}

/** The least access level that sees a meeting. */
export function audienceOfMeeting(status: MeetingStatus, visibility: Visibility): number {
  return status === DRAFT ? DRAFT_AUDIENCE : audienceOf(visibility);
}

/** A step in the life of a meeting. */
export type MeetingStep = 'publish' | 'open' | 'suspend' | 'close' | 'cancel';

interface Transition {
  readonly from: readonly MeetingStatus[];
  readonly to: MeetingStatus;
  /** Whether preparing the meeting is enough, or only those who run it may take the step. */
  readonly by: 'prepares' | 'runs';
}

/** Every step in the life of a meeting; there are no others. */
export const TRANSITIONS: Readonly<Record<MeetingStep, Transition>> = {
  publish: { from: [DRAFT], to: SCHEDULED, by: 'prepares' },
  open: { from: [SCHEDULED, RECESS], to: IN_SESSION, by: 'runs' },
  suspend: { from: [IN_SESSION], to: RECESS, by: 'runs' },
  close: { from: [IN_SESSION, RECESS], to: CLOSED, by: 'runs' },
  cancel: { from: [DRAFT, SCHEDULED], to: CANCELLED, by: 'runs' },
};

/** The status that a step leads to; null where it cannot be taken. */
export function after(step: MeetingStep, status: MeetingStatus): MeetingStatus | null {
  const { from, to } = TRANSITIONS[step];
  return from.includes(status) ? to : null;
}

/** Whether a meeting has not been opened yet, so that its liaison may still prepare it. */
export function isAhead(status: MeetingStatus): boolean {
  return status === DRAFT || status === SCHEDULED;
}

/** Whether nothing of a meeting can change any more. */
export function isOver(status: MeetingStatus): boolean {
  return status === CLOSED || status === CANCELLED;
}

/** What the replacement of a list adds and removes. */
export function replaced(
  present: readonly string[],
  wanted: readonly string[],
): { added: string[]; removed: string[] } {
  const had = new Set(present);
  const wants = new Set(wanted);
  return { added: [...wants].filter((id) => !had.has(id)), removed: [...had].filter((id) => !wants.has(id)) };
}

interface Named {
  readonly name: string;
  readonly capacity: string;
}

/** Which guests stay, come and go, by name and capacity; two who are alike in both are two guests. */
export function replacedGuests<G extends Named, W extends Named>(
  present: readonly G[],
  wanted: readonly W[],
): { kept: G[]; added: W[]; removed: G[] } {
  const remaining = [...present];
  const kept: G[] = [];
  const added = wanted.filter((want) => {
    const index = remaining.findIndex((guest) => guest.name === want.name && guest.capacity === want.capacity);
    if (index < 0) return true;
    kept.push(...remaining.splice(index, 1));
    return false;
  });
  return { kept, added, removed: remaining };
}
