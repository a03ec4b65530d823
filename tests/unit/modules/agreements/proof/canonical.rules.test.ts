import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  canonicalText,
  chainHash,
  NO_EVENT,
  sealedHead,
  sealedText,
  type AgreementContent,
} from '../../../../../src/modules/agreements/proof/canonical.rules';
import { hashOf } from '../../../../../src/platform/sealing/canonical.rules';

const named = fc.record({ id: fc.uuid(), name: fc.string({ unit: 'grapheme' }) });
const day = fc.option(fc.constantFrom('2026-01-01', '2099-12-31'));
/** Anything that an agreement may say, in characters of every plane. */
const contents: fc.Arbitrary<AgreementContent> = fc.record({
  agreement: fc.uuid(),
  number: fc.string(),
  ordinal: fc.nat(),
  title: fc.string({ unit: 'binary' }),
  purpose: fc.option(fc.string({ unit: 'grapheme' })),
  tier: fc.string(),
  territory: fc.option(named),
  startsOn: day,
  endsOn: day,
  body: fc.string({ unit: 'binary' }),
  parties: fc.array(
    fc.record({
      unit: named,
      role: fc.string(),
      representative: fc.option(fc.string()),
      signingStep: fc.integer({ min: 1, max: 100 }),
    }),
    { maxLength: 4 },
  ),
  commitments: fc.array(
    fc.record({ unit: fc.uuid(), text: fc.string({ unit: 'binary' }), category: fc.string(), dueOn: day }),
    { maxLength: 4 },
  ),
});

/** RFC 8785 by other means: for objects whose names are ASCII, without fractions, it is JSON.stringify with sorted keys. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${sortedJson(each)}`)
    .join(',')}}`;
}

function shuffled<T>(value: T, random: () => number): T {
  if (Array.isArray(value)) return value.map((each) => shuffled(each as unknown, random)) as T;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(
    ([name, each]) => [random(), name, shuffled(each as unknown, random)] as const,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => a - b).map(([, name, each]) => [name, each])) as T;
}

describe('a canonical text', () => {
  it('is RFC 8785 JSON: sorted, without blanks, and what went in comes out', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const text = canonicalText(content);
        expect(text).toBe(sortedJson(content));
        expect(JSON.parse(text)).toEqual(content);
      }),
    );
  });

  it('does not depend on the order in which things were put in', () => {
    fc.assert(
      fc.property(contents, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (content, numbers) => {
        expect(canonicalText(shuffled(content, () => numbers.next().value as number))).toBe(canonicalText(content));
      }),
    );
  });

  it('escapes as the RFC says: no more than must be', () => {
    const text = canonicalText({
      agreement: 'a',
      sequence: 1,
      kind: 'k',
      at: 't',
      by: null,
      unit: null,
      note: '\u20ac$\u000f\nA\'B"\\/𠮷\u2028é',
      details: {},
    });
    expect(text).toBe(
      '{"agreement":"a","at":"t","by":null,"details":{},"kind":"k","note":"\u20ac$\\u000f\\nA\'B\\"\\\\/𠮷\u2028é","sequence":1,"unit":null}',
    );
  });
});

it('hashes are of UTF-8 bytes, as sha256sum has them', () => {
  expect(hashOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) =>
      expect(hashOf(text)).toBe(createHash('sha256').update(Buffer.from(text, 'utf8')).digest('hex')),
    ),
  );
});

it('a chain hash covers the text and everything before it', () => {
  const first = chainHash(NO_EVENT, '一');
  const second = chainHash(first, '二');
  expect(first).toBe(hashOf(`${'0'.repeat(64)}\n一`));
  expect(
    new Set([first, second, chainHash(first, '三'), chainHash(NO_EVENT, '二'), chainHash(second, '二')]).size,
  ).toBe(5);
});

it('what is sealed says what it is: an event’s seal is none of a history’s end', () => {
  expect(sealedText('h')).toBe('gongjian event h');
  expect(sealedHead('agreement_1', 2, 'h')).toBe('gongjian history agreement_1 2 h');
});
