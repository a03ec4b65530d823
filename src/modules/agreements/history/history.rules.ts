import { globalId } from '../../../platform/database/ids';
import { hashOf } from '../../../platform/sealing/canonical.rules';

/*
 * What events chain of things that change: texts are replaced by their hashes, so that a history can be shown, and kept
 * for ever, without them.
 */

/** `place` is where the text has the commitment, from 1: an id alone would not say which of them is meant. */
export interface ChainedCommitment {
  readonly id: string;
  readonly place: number;
  readonly status: string;
  readonly evidence: string | null;
  readonly fulfilledOn: string | null;
}

/** The state of a commitment (COMMITMENT_UPDATED). */
export function commitmentDetails({
  id,
  place,
  status,
  evidence,
  fulfilledOn,
}: ChainedCommitment): Readonly<Record<string, unknown>> {
  return {
    commitment: globalId('commitment', id),
    place,
    commitmentStatus: status,
    evidence: hashed(evidence),
    fulfilledOn,
  };
}

/** The state of a commitment that the history has no event of yet. */
const UNTOUCHED = { commitmentStatus: 'PENDING', evidence: null, fulfilledOn: null };

/** Whether a commitment is as the last event on it recorded it (its details; null when there was none): if not, its row was altered. */
export function isAsRecorded(
  commitment: ChainedCommitment,
  recorded: Readonly<Record<string, unknown>> | null,
): boolean {
  return agrees(commitmentDetails(commitment), {
    ...UNTOUCHED,
    commitment: globalId('commitment', commitment.id),
    place: commitment.place,
    ...recorded,
  });
}

/** Whether chained details say what they should; what they leave out is null. */
export function agrees(should: Readonly<Record<string, unknown>>, details: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(should).every(([name, value]) => (details[name] ?? null) === value);
}

export interface ChainedRating {
  readonly commitmentId: string;
  readonly place: number;
  readonly rating: number;
  readonly comment: string | null;
}

/** How a unit judged a commitment (COMMITMENT_RATED); the unit is the event's. */
export function ratingDetails({
  commitmentId,
  place,
  rating,
  comment,
}: ChainedRating): Readonly<Record<string, unknown>> {
  return { commitment: globalId('commitment', commitmentId), place, rating, comment: hashed(comment) };
}

function hashed(text: string | null): string | null {
  return text === null ? null : hashOf(text);
}
