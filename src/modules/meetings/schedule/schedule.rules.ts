import { place, refuse, refusedFor, UserErrorCode, type Refusal, type Refused } from '../../../platform/writes/outcome';

/** When a meeting is, and how many must come. */
export interface Frame {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly quorumRequired: number | null;
}

type FrameField = 'startsAt' | 'endsAt' | 'quorum' | 'inviteUnitIds';

/** The years in which meetings can be; calendars and the database handle all of them. */
export const YEARS = { first: 1900, last: 2199 } as const;

/** Whether a meeting can be at a moment. */
export function isWithinYears(moment: Date): boolean {
  return moment.getTime() >= Date.UTC(YEARS.first, 0) && moment.getTime() < Date.UTC(YEARS.last + 1, 0);
}

/** What is wrong with a meeting's times and quorum, blamed on a field that the input has; null when nothing is. */
export function frameFault(
  { startsAt, endsAt, quorumRequired }: Frame,
  invited: number,
  input: Readonly<Partial<Record<FrameField, unknown>>>,
): Refused<FrameField> | null {
  for (const [field, moment] of [
    ['startsAt', startsAt],
    ['endsAt', endsAt],
  ] as const) {
    if (moment !== null && !isWithinYears(moment)) return refuse('INVALID', 'meeting.yearOutOfRange', field, YEARS);
  }
  if (endsAt !== null && endsAt <= startsAt)
    return refuse('INVALID', 'meeting.endsBeforeStart', blamed(input, 'endsAt', 'startsAt'));
  if (quorumRequired !== null && quorumRequired > invited) {
    return refuse('INVALID', 'meeting.quorumTooLarge', blamed(input, 'quorum', 'inviteUnitIds'), { invited });
  }
  return null;
}

/** Which of two fields is at fault: the first when the input has it, else the second. */
function blamed(
  input: Readonly<Partial<Record<FrameField, unknown>>>,
  first: FrameField,
  second: FrameField,
): FrameField {
  return input[first] === undefined ? second : first;
}

/** People that an input names and the alliance does not know; the sender may always be named. */
export function peopleFaults<Field extends string>(
  ids: readonly string[],
  known: ReadonlySet<string>,
  field: Field,
): Refused<Field> | null {
  const refusals = ids.flatMap((id, index): Refusal<Field>[] =>
    known.has(id) ? [] : [{ code: UserErrorCode.NOT_FOUND, key: 'input.notFound', path: place(field, index) }],
  );
  return refusedFor(refusals);
}
