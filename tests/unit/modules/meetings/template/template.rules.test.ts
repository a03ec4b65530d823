import fc from 'fast-check';
import { levelFault, parentsOf } from '../../../../../src/modules/meetings/template/template.rules';

it.each([
  [[], null],
  [[1, 2, 3, 1, 2], null],
  [[2], 0],
  [[1, 3], 1],
  [[1, 2, 1, 3], 3],
])('finds where levels %j go too deep at once', (levels, at) => expect(levelFault(levels)).toBe(at));

it('gives each item the nearest one before it that lies one level higher', () => {
  expect(parentsOf([1, 2, 3, 3, 2, 1, 2])).toEqual([null, 0, 1, 1, 0, null, 5]);
  const levels = fc
    .array(fc.integer({ min: 1, max: 3 }))
    .map((wanted) => wanted.reduce<number[]>((all, level) => [...all, Math.min(level, (all.at(-1) ?? 0) + 1)], []));
  fc.assert(
    fc.property(levels, (all) => {
      for (const [index, parent] of parentsOf(all).entries()) {
        const above = all.slice(0, index).lastIndexOf((all[index] ?? 0) - 1);
        expect(parent).toBe(above < 0 ? null : above);
      }
    }),
  );
});
