import fc from 'fast-check';
import { integrityProblems, type AgreementRows } from '../../../../../src/modules/agreements/proof/integrity.rules';
import { altered, changed, deed, leaves, sealer } from '../deed';
import { quickOrFull } from '../../../../quick-or-full';

const server = sealer();
const rows = deed(server);
const keysOf = (given: AgreementRows): string[] => integrityProblems(given, [server.key]).map(({ key }) => key);

/**
 * Units change their names; the texts have them as they were. A row's id means nothing until an event names it. What is
 * the evidence's alone is tested there.
 */
const free: readonly string[] = ['parties 0 name', 'parties 1 name', 'commitments 1 id'];
const places = leaves(rows).filter((path) => path[0] !== 'evidence' && !free.includes(path.join(' ')));

test('an agreement that holds has no problems', () => {
  expect(integrityProblems(rows, [server.key])).toEqual([]);
});

test('any one change of any column is named', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.nat(),
      fc.integer({ min: 0, max: 127 }),
      fc.constantFrom('over' as const, 'out' as const, 'in' as const),
      (place, at, byte, way) => {
        const other = changed(rows, place, (leaf) => altered(leaf, at, byte, way));
        fc.pre(JSON.stringify(other) !== JSON.stringify(rows));
        expect(keysOf(other)).not.toEqual([]);
      },
    ),
    { numRuns: quickOrFull(100, 1_500) },
  );
});

test.each(places.filter((place) => place[2] !== 'id').map((place) => [place.join(' '), place] as const))(
  'so is nothing where something was: %s',
  (_, place) => {
    const other = changed(rows, place, () => null);
    if (JSON.stringify(other) !== JSON.stringify(rows)) expect(keysOf(other)).not.toEqual([]);
  },
);

describe.each(['texts', 'parties', 'commitments', 'ratings', 'signatures'] as const)('%s', (list) => {
  const all = [...rows[list].keys()];
  const taking = (from: readonly number[]): AgreementRows => ({
    ...rows,
    [list]: from.map((index) => rows[list][index]),
  });

  test.each(all)('a row taken away is missed (%s)', (index) => {
    const without = all.filter((each) => each !== index);
    // a signature's row carries its statement, which is missed in the evidence
    const evidence =
      list === 'signatures'
        ? {
            ...rows.evidence,
            signatures: without.map((each) => rows.evidence.signatures[each] as { statement: string }),
          }
        : rows.evidence;
    expect(keysOf({ ...taking(without), evidence })).not.toEqual([]);
  });
});

test('two commitments that changed places', () => {
  const [one, other] = rows.commitments as [AgreementRows['commitments'][number], AgreementRows['commitments'][number]];
  const textOf = ({ unit, text, category, dueOn }: typeof one) => ({ unit, text, category, dueOn });
  expect(
    keysOf({
      ...rows,
      commitments: [
        { ...other, ...textOf(one) },
        { ...one, ...textOf(other) },
      ],
    }),
  ).toContain('integrity.commitment');
});

test('each problem is told once', () => {
  const problems = integrityProblems(
    changed(rows, ['evidence', 'agreement', 'title'], () => '别的协议'),
    [server.key],
  );
  expect(problems).toEqual([{ key: 'integrity.field', parameters: { field: 'title' } }]);
});
