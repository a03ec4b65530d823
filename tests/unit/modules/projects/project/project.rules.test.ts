import { JointProjectStatus } from '../../../../../src/modules/projects/project/project.entity';
import {
  allows,
  endsBeforeStart,
  isAssignable,
  milestoneReminder,
  PROJECT_TRANSITIONS,
  stepFrom,
  takesClaims,
  unitsOf,
  type ProjectStep,
  type ProjectTransition,
} from '../../../../../src/modules/projects/project/project.rules';

const steps = Object.entries(PROJECT_TRANSITIONS) as [ProjectStep, ProjectTransition][];
const statuses = Object.values(JointProjectStatus);

describe('the transition table', () => {
  it('leads to every status, and out of those alone that are not the end', () => {
    const isLeft = (status: JointProjectStatus) =>
      steps.some(([, { from, to }]) => from.includes(status) && to !== null);
    expect(statuses.filter((status) => !isLeft(status))).toEqual(['EVALUATED', 'CANCELLED']);
    const reached = new Set<string>(['PROPOSED']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const [, { from, to }] of steps)
        if (to !== null && from.some((status) => reached.has(status))) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  it('is what is asked', () => {
    for (const [step, { from }] of steps)
      for (const status of statuses)
        expect([step, status, allows(step, status)]).toEqual([step, status, from.includes(status)]);
  });

  it('has for each mutation at most one step from a status that leads somewhere without a condition', () => {
    for (const status of statuses) {
      const free = steps
        .filter(([, { from, to, when }]) => from.includes(status) && to !== null && when === undefined)
        .map(([, { mutation }]) => mutation);
      expect([status, free]).toEqual([status, [...new Set(free)]]);
    }
  });

  it('gives a mutation that takes several steps the one of the status', () => {
    expect(stepFrom('PROPOSED', 'giveUp', 'cancel')).toBe('giveUp');
    expect(stepFrom('UNDERWAY', 'giveUp', 'cancel')).toBe('cancel');
    expect(stepFrom('EVALUATED', 'giveUp', 'cancel')).toBe('giveUp');
  });
});

it('a project takes claims until the millisecond of its deadline, and is assigned from then on', () => {
  const claimBy = new Date('2026-12-01T04:00:00.000Z');
  const [before, after] = [new Date(claimBy.getTime() - 1), new Date(claimBy.getTime() + 1)];
  expect([before, claimBy, after].map((moment) => takesClaims({ claimBy }, moment))).toEqual([true, false, false]);
  expect([before, claimBy, after].map((moment) => isAssignable({ claimBy }, moment))).toEqual([false, true, true]);
  expect([takesClaims({ claimBy: null }, after), isAssignable({ claimBy: null }, after)]).toEqual([true, true]);
});

it('who may take a step is told by the project’s units', () => {
  const project = { leadUnitId: 'lead', proposedByUnitId: 'proposer' };
  expect(unitsOf('secretariat', project)).toEqual([]);
  expect(unitsOf('lead’s staff, secretariat', project)).toEqual(['lead']);
  expect(unitsOf('lead’s staff, secretariat', { ...project, leadUnitId: null })).toEqual([]);
  expect(unitsOf('lead’s or proposer’s staff, secretariat', project)).toEqual(['lead', 'proposer']);
  expect(unitsOf('lead’s or responsible unit’s staff, secretariat', project, 'helper')).toEqual(['lead', 'helper']);
});

it('a project must not end before it begins', () => {
  const ends = (startsOn: string | null, endsOn: string | null) => endsBeforeStart({ startsOn, endsOn });
  expect(ends('2026-12-02', '2026-12-01')).toBe(true);
  expect([ends('2026-12-01', '2026-12-01'), ends(null, '2026-12-01'), ends('2026-12-01', null)]).toEqual([
    false,
    false,
    false,
  ]);
});

it.each([
  ['2026-12-04', null],
  ['2026-12-05', 'due'],
  ['2026-12-08', 'due'],
  ['2026-12-09', 'overdue'],
  ['2027-01-07', 'overdue'],
  ['2027-01-08', null],
])('a milestone of 8 December is looked at on %s: %s', (today, reminder) => {
  expect(milestoneReminder('2026-12-08', today)).toBe(reminder);
  expect(milestoneReminder(null, today)).toBeNull();
});
