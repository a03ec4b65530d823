import type { AgreementStatus } from '../agreement/agreement.entity';
import type { CommitmentStatus } from './commitment.entity';

type Status = `${CommitmentStatus}`;

/** The statuses that people may set from each status. OVERDUE is set by the platform, WAIVED by the secretariat alone. */
export const COMMITMENT_TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  PENDING: ['IN_PROGRESS', 'FULFILLED', 'WAIVED'],
  IN_PROGRESS: ['PENDING', 'FULFILLED', 'WAIVED'],
  OVERDUE: ['FULFILLED', 'WAIVED'],
  // a report that came too soon is taken back
  FULFILLED: ['IN_PROGRESS'],
  WAIVED: [],
};

/** Statuses of an agreement in which its commitments are reported on: late ones may still be fulfilled after its end. */
export const REPORTED_IN: readonly `${AgreementStatus}`[] = ['ACTIVE', 'EXPIRED'];

/** Statuses of an agreement in which its parties judge each other. */
export const RATED_IN: readonly `${AgreementStatus}`[] = ['ACTIVE', 'COMPLETED', 'EXPIRED', 'TERMINATED'];

/** Whether a commitment's status can be judged. */
export function isJudged(status: Status): boolean {
  return status === 'FULFILLED' || status === 'OVERDUE';
}

/** Whether a commitment's due day has passed without its being fulfilled. */
export function isOverdue(
  { status, dueOn }: { readonly status: string; readonly dueOn: string | null },
  today: string,
): boolean {
  return (status === 'PENDING' || status === 'IN_PROGRESS') && dueOn !== null && dueOn < today;
}
