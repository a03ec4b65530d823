import type { AgreementStatus } from '../agreement/agreement.entity';
import type { CommitmentStatus } from './commitment.entity';

type Status = `${CommitmentStatus}`;

/** What people may make of a commitment; OVERDUE comes by itself. WAIVED is the secretariat's. */
export const COMMITMENT_TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  PENDING: ['IN_PROGRESS', 'FULFILLED', 'WAIVED'],
  IN_PROGRESS: ['PENDING', 'FULFILLED', 'WAIVED'],
  OVERDUE: ['FULFILLED', 'WAIVED'],
  // reported too soon
  FULFILLED: ['IN_PROGRESS'],
  WAIVED: [],
};

/** Statuses of an agreement in which its commitments are reported on: what is late may still be done afterwards. */
export const REPORTED_IN: readonly `${AgreementStatus}`[] = ['ACTIVE', 'EXPIRED'];

/** Statuses of an agreement in which its parties judge each other. */
export const RATED_IN: readonly `${AgreementStatus}`[] = ['ACTIVE', 'COMPLETED', 'EXPIRED', 'TERMINATED'];

/** Whether there is something to judge. */
export function isJudged(status: Status): boolean {
  return status === 'FULFILLED' || status === 'OVERDUE';
}

/** Whether a commitment is past its day without having been kept. */
export function isOverdue(
  { status, dueOn }: { readonly status: string; readonly dueOn: string | null },
  today: string,
): boolean {
  return (status === 'PENDING' || status === 'IN_PROGRESS') && dueOn !== null && dueOn < today;
}
