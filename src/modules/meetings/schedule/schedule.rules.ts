import { Refused, refuse, UserErrorCode, type Refusal } from '../../../platform/writes/outcome';

/** When a meeting is, and how many must come. */
export interface Frame {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly quorumRequired: number | null;
}

/** The years in which meetings can be: none that a calendar or the database would stumble over. */
const EARLIEST = Date.UTC(1900, 0);
const LATEST = Date.UTC(2200, 0);

/** What is wrong with a meeting's times and quorum, told where the sender gave it; null when nothing is. */
export function frameFault(
  { startsAt, endsAt, quorumRequired }: Frame,
  invited: number,
  given: object,
): Refused | null {
  for (const [field, moment] of [
    ['startsAt', startsAt],
    ['endsAt', endsAt],
  ] as const) {
    if (moment !== null && (moment.getTime() < EARLIEST || moment.getTime() >= LATEST)) {
      return refuse('INVALID', 'meeting.yearOutOfRange', field, { first: 1900, last: 2199 });
    }
  }
  if (endsAt !== null && endsAt <= startsAt)
    return refuse('INVALID', 'meeting.endsBeforeStart', blamed(given, 'endsAt', 'startsAt'));
  if (quorumRequired !== null && quorumRequired > invited) {
    return refuse('INVALID', 'meeting.quorumTooLarge', blamed(given, 'quorum', 'inviteUnitIds'), { invited });
  }
  return null;
}

/** The first of two fields when it was given, else the other: one of them is at fault. */
function blamed(given: object, first: string, second: string): string {
  return (given as Record<string, unknown>)[first] === undefined ? second : first;
}

/** People that an input names and the alliance does not know; the sender may always be named. */
export function peopleFaults(ids: readonly string[], known: ReadonlySet<string>, field: string): Refused | null {
  const refusals = ids.flatMap((id, index): Refusal[] =>
    known.has(id) ? [] : [{ code: UserErrorCode.NOT_FOUND, key: 'input.notFound', path: [field, String(index)] }],
  );
  return refusals.length === 0 ? null : new Refused(refusals);
}
