import { CommitmentStatus } from '../../../../../src/modules/agreements/commitment/commitment.entity';
import {
  COMMITMENT_TRANSITIONS,
  isJudged,
  isOverdue,
  RATED_IN,
  REPORTED_IN,
} from '../../../../../src/modules/agreements/commitment/commitment.rules';

it('nobody reports a commitment overdue, nothing leads out of a waiver, and what is overdue is kept or waived', () => {
  expect(Object.keys(COMMITMENT_TRANSITIONS).sort()).toEqual(Object.values(CommitmentStatus).sort());
  for (const [from, to] of Object.entries(COMMITMENT_TRANSITIONS)) {
    expect(to).not.toContain('OVERDUE');
    expect(to).not.toContain(from);
  }
  expect(COMMITMENT_TRANSITIONS.WAIVED).toEqual([]);
  expect(COMMITMENT_TRANSITIONS.OVERDUE).toEqual(['FULFILLED', 'WAIVED']);
});

it.each([
  ['PENDING', true],
  ['IN_PROGRESS', true],
  ['FULFILLED', false],
  ['WAIVED', false],
  ['OVERDUE', false],
])('%s is overdue the day after its last: %s', (status, overdue) => {
  expect(isOverdue({ status, dueOn: '2026-04-30' }, '2026-05-01')).toBe(overdue);
  expect(isOverdue({ status, dueOn: '2026-05-01' }, '2026-05-01')).toBe(false);
  expect(isOverdue({ status, dueOn: null }, '2026-05-01')).toBe(false);
});

it('is judged once it is kept or late, and in what bound the parties', () => {
  expect(Object.values(CommitmentStatus).filter((status) => isJudged(status))).toEqual(['FULFILLED', 'OVERDUE']);
  for (const status of [...REPORTED_IN, ...RATED_IN])
    expect(['DRAFT', 'OPEN_FOR_SIGNATURE', 'SIGNED', 'DECLINED', 'WITHDRAWN']).not.toContain(status);
});
