import fc from 'fast-check';
import { NeedStatus } from '../../../../../src/modules/projects/need/need.entity';
import { needStatusAfter } from '../../../../../src/modules/projects/need/need.rules';
import { JointProjectStatus } from '../../../../../src/modules/projects/project/project.entity';

it.each([
  [[], 'OPEN'],
  [['CANCELLED'], 'OPEN'],
  [['PROPOSED'], 'MATCHED'],
  [['CANCELLED', 'POSTED'], 'MATCHED'],
  [['CLAIMED'], 'MATCHED'],
  [['PROPOSED', 'UNDERWAY'], 'IN_PROGRESS'],
  [['UNDERWAY', 'COMPLETED'], 'IN_PROGRESS'],
  // opened again by its people after a project that was to meet it
  [['EVALUATED', 'POSTED'], 'MATCHED'],
  [['COMPLETED', 'CANCELLED'], 'OPEN'],
] as const)('a need whose projects are %j is %s', (projects, status) => {
  for (const before of ['OPEN', 'MATCHED', 'IN_PROGRESS'] as const)
    expect(needStatusAfter(before, projects)).toBe(status);
});

it('is met when a project is completed', () => {
  for (const before of ['OPEN', 'MATCHED', 'IN_PROGRESS', 'MET'] as const)
    expect(needStatusAfter(before, ['UNDERWAY', 'COMPLETED'], true)).toBe('MET');
  expect(needStatusAfter('WITHDRAWN', ['COMPLETED'], true)).toBe('WITHDRAWN');
});

it('what is met or withdrawn stays so, and the order of projects says nothing', () => {
  const projects = fc.array(fc.constantFrom(...Object.values(JointProjectStatus)), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(NeedStatus)), projects, (before, all) => {
      const after = needStatusAfter(before, all);
      expect(needStatusAfter(before, [...all].reverse())).toBe(after);
      expect(needStatusAfter(after, all)).toBe(after);
      if (before === 'MET' || before === 'WITHDRAWN') expect(after).toBe(before);
    }),
  );
});
