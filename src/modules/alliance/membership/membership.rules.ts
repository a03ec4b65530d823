import type { MembershipStatus } from '../member-unit/member-unit.entity';
import { refuse, type Refused } from '../../../platform/writes/outcome';

type Status = `${MembershipStatus}`;

/** Every step of a membership; all of them but the application are the secretariat's. */
export const MEMBERSHIP_STEPS = {
  admit: { from: ['APPLIED'], to: 'ACTIVE' },
  decline: { from: ['APPLIED'], to: 'DECLINED' },
  suspend: { from: ['ACTIVE'], to: 'SUSPENDED' },
  reinstate: { from: ['SUSPENDED'], to: 'ACTIVE' },
  end: { from: ['ACTIVE', 'SUSPENDED'], to: 'LEFT' },
} as const satisfies Readonly<Record<string, { readonly from: readonly Status[]; readonly to: Status }>>;

export type MembershipStep = keyof typeof MEMBERSHIP_STEPS;

/** The status after a step; null when it cannot be taken. */
export function statusAfter(step: MembershipStep, status: Status): Status | null {
  const { from, to } = MEMBERSHIP_STEPS[step];
  return (from as readonly Status[]).includes(status) ? to : null;
}

/** What is wrong with the day on which a membership is to have ended; null when nothing is. */
export function endFault(leftOn: string, joinedOn: string | null, today: string): Refused<'leftOn'> | null {
  if (leftOn > today) return refuse('INVALID', 'membership.leftInFuture', 'leftOn');
  return joinedOn !== null && leftOn < joinedOn ? refuse('INVALID', 'membership.leftBeforeJoining', 'leftOn') : null;
}
