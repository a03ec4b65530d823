import fc from 'fast-check';
import {
  evidenceProblems,
  evidenceSchema,
  type Evidence,
} from '../../../../../src/modules/agreements/proof/evidence.rules';
import { altered, changed, deed, leaves, sealer } from '../deed';
import { quickOrFull } from '../../../../quick-or-full';

const server = sealer();
const { evidence } = deed(server);
const keysOf = (given: Evidence): string[] => evidenceProblems(given, [server.key]).map(({ key }) => key);

/** Everything but what says nothing of the agreement: the file's format, and when it was written. */
const places = leaves(evidence).filter(([name]) => name !== 'format' && name !== 'writtenAt' && name !== 'keys');

test('an agreement that holds has no problems', () => {
  expect(evidenceSchema.parse(JSON.parse(JSON.stringify(evidence)))).toEqual(evidence);
  expect(evidenceProblems(evidence, [server.key])).toEqual([]);
});

test('any one byte of any text, hash or seal is missed by nobody', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.nat(),
      fc.integer({ min: 0, max: 127 }),
      fc.constantFrom('over' as const, 'out' as const, 'in' as const),
      (place, at, byte, way) => {
        const other = changed(evidence, place, (leaf) => altered(leaf, at, byte, way));
        fc.pre(JSON.stringify(other) !== JSON.stringify(evidence));
        expect(keysOf(other)).not.toEqual([]);
      },
    ),
    { numRuns: quickOrFull(100, 1_500) },
  );
});

test('any byte of a key that is trusted because the file says so', () => {
  fc.assert(
    fc.property(fc.constantFrom('x', 'kid'), fc.nat(), fc.integer({ min: 33, max: 126 }), (name, at, byte) => {
      const other = changed(evidence, ['keys', 0, name], (leaf) => altered(leaf, at, byte, 'over'));
      fc.pre(JSON.stringify(other) !== JSON.stringify(evidence));
      expect(evidenceProblems(other, other.keys)).not.toEqual([]);
    }),
  );
});

describe.each(['revisions', 'signatures', 'history'] as const)('%s', (list) => {
  const length = evidence[list].length;
  const taking = (from: readonly number[]): Evidence => ({
    ...evidence,
    [list]: from.map((index) => evidence[list][index]),
  });
  const all = [...evidence[list].keys()];

  test.each(all)('one taken out is missed (%s)', (index) => {
    expect(keysOf(taking(all.filter((each) => each !== index)))).not.toEqual([]);
  });

  test.each(all)('one that is there twice is found (%s)', (index) => {
    expect(keysOf(taking([...all, index]))).not.toEqual([]);
  });

  test.each(all.slice(1))('two swapped are found, but for signatures, which stand in no order (%s)', (index) => {
    const swapped = taking(all.map((each) => (each === index ? index - 1 : each === index - 1 ? index : each)));
    expect(keysOf(swapped).length > 0).toBe(list !== 'signatures');
  });

  test('none at all', () => {
    expect(length).toBeGreaterThan(0);
    expect(keysOf(taking([]))).not.toEqual([]);
  });
});

test('a tail cut off shows by the sealed end, also when that is set back', () => {
  const history = evidence.history.slice(0, -1);
  expect(keysOf({ ...evidence, history })).toContain('integrity.head');
  const head = { ...evidence.head, count: history.length, chainHash: history.at(-1)?.chainHash ?? '' };
  expect(keysOf({ ...evidence, history, head })).toContain('integrity.headSeal');
});

test('seals of another server, and of none', () => {
  const other = deed(sealer()).evidence;
  expect(evidenceProblems(other, other.keys)).toEqual([]);
  const sealed = ['integrity.seal', 'integrity.seal', 'integrity.seal', 'integrity.seal', 'integrity.headSeal'];
  expect(keysOf(other)).toEqual(sealed);
  expect(evidenceProblems(evidence, []).map(({ key }) => key)).toEqual(sealed);
});

test('one agreement’s file with another’s signatures or history', () => {
  const renamed = (text: string): string => text.replaceAll('agreement_1', 'agreement_2');
  const other: Evidence = { ...evidence, agreement: { ...evidence.agreement, id: 'agreement_2' } };
  expect(keysOf(other)).toContain('integrity.event');
  expect(
    keysOf({ ...other, history: evidence.history.map((event) => ({ ...event, text: renamed(event.text) })) }),
  ).toContain('integrity.chain');
});

test.each(['', '{', 'null', '[]', '{}', '"text"', '{"parties":[]}', '{"details":null,"sequence":1}'])(
  'texts that are none are findings, and no faults: %s',
  (text) => {
    for (const place of [
      ['revisions', 1, 'canonicalText'],
      ['signatures', 0, 'statement'],
      ['history', 3, 'text'],
    ]) {
      expect(keysOf(changed(evidence, place, () => text))).not.toEqual([]);
    }
  },
);
