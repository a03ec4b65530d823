import {
  endFault,
  MEMBERSHIP_STEPS,
  statusAfter,
  type MembershipStep,
} from '../../../../../src/modules/alliance/membership/membership.rules';

const STATUSES = ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT', 'DECLINED'] as const;
const STEPS = Object.keys(MEMBERSHIP_STEPS) as MembershipStep[];

describe('the steps of a membership', () => {
  it.each(STEPS.flatMap((step) => STATUSES.map((status) => [step, status] as const)))('%s from %s', (step, status) => {
    const { from, to } = MEMBERSHIP_STEPS[step];
    expect(statusAfter(step, status)).toBe((from as readonly string[]).includes(status) ? to : null);
  });

  it('lead out of what is over no more', () => {
    for (const step of STEPS)
      for (const status of ['LEFT', 'DECLINED'] as const) expect(statusAfter(step, status)).toBeNull();
  });
});

describe('the day of leaving', () => {
  it.each([
    ['2026-11-26', '2011-06-01', null],
    ['2011-06-01', '2011-06-01', null],
    ['2011-05-31', '2011-06-01', 'membership.leftBeforeJoining'],
    ['2026-11-27', null, 'membership.leftInFuture'],
    ['2000-01-01', null, null],
  ])('%s for one who joined on %s', (leftOn, joinedOn, fault) =>
    expect(endFault(leftOn, joinedOn, '2026-11-26')?.refusals[0]?.key ?? null).toBe(fault),
  );
});
