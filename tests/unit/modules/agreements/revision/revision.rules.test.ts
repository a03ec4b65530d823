import fc from 'fast-check';
import type { AgreementContent } from '../../../../../src/modules/agreements/proof/canonical.rules';
import { differenceOf as difference } from '../../../../../src/modules/agreements/revision/difference.rules';
import { linesOf } from '../../../../../src/modules/agreements/revision/revision.rules';

const content = (more: Partial<AgreementContent> = {}): AgreementContent => ({
  agreement: 'agreement_1',
  number: '2026-001',
  ordinal: 1,
  title: '助老协议',
  purpose: '守望相助\n同心共建',
  tier: 'GRID',
  territory: { id: 'territory_1', name: '上保' },
  startsOn: '2026-01-01',
  endsOn: null,
  body: '第一条\n\n第二条',
  parties: [
    { unit: { id: 'unit_a', name: '甲' }, role: 'INITIATOR', representative: '王', signingStep: 1 },
    { unit: { id: 'unit_b', name: '乙' }, role: 'WITNESS', representative: null, signingStep: 2 },
  ],
  commitments: [{ unit: 'unit_a', text: '每周\n义诊', category: 'HEALTH', dueOn: null }],
  ...more,
});
const lines = (more: Partial<AgreementContent> = {}): string[] => linesOf(content(more), 'en');

it('a revision is read in lines: each thing agreed on one of its own, the clauses as they are written', () => {
  expect(lines()).toEqual([
    'Title: 助老协议',
    'Number: 2026-001',
    'Tier: grid',
    'Territory: 上保',
    'In force from: 2026-01-01',
    'In force until: —',
    'Purpose: 守望相助',
    'Purpose: 同心共建',
    'Party: 甲 · initiator · 王 · step 1',
    'Party: 乙 · witness · — · step 2',
    'Commitment: 甲 · health · — · 每周 义诊',
    '',
    '第一条',
    '',
    '第二条',
  ]);
});

it.each<[string, Partial<AgreementContent>]>([
  ['title', { title: '别的' }],
  ['tier', { tier: 'COMMUNITY' }],
  ['territory', { territory: null }],
  ['first day', { startsOn: null }],
  ['last day', { endsOn: '2026-12-31' }],
  ['purpose', { purpose: null }],
  ['clauses', { body: '第一条\n\n第三条' }],
  ['parties', { parties: content().parties.slice(0, 1) }],
  ['commitments', { commitments: [] }],
  ['a step', { parties: content().parties.map((party) => ({ ...party, signingStep: 3 })) }],
])('whatever changes shows in it: the %s', (_, more) => expect(lines(more)).not.toEqual(lines()));

const texts = fc.array(fc.constantFrom('甲', '乙', '丙', '', '𠮷', '第一条 同心共建'), { maxLength: 14 });

it('a difference, applied to the old lines, yields the new ones, and numbers both', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const found = difference(before, after);
      expect(found.filter(({ kind }) => kind !== 'ADDED').map(({ text }) => text)).toEqual(before);
      expect(found.filter(({ kind }) => kind !== 'REMOVED').map(({ text }) => text)).toEqual(after);
      expect(found.flatMap(({ oldLine }) => oldLine ?? [])).toEqual(before.map((__, index) => index + 1));
      expect(found.flatMap(({ newLine }) => newLine ?? [])).toEqual(after.map((__, index) => index + 1));
      for (const { kind, oldLine, newLine } of found)
        expect([oldLine === null, newLine === null]).toEqual([kind === 'ADDED', kind === 'REMOVED']);
    }),
  );
});

it('a text differs in nothing from itself, and in everything from none', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(difference(text, text).every(({ kind }) => kind === 'SAME')).toBe(true);
      expect(difference([], text).every(({ kind }) => kind === 'ADDED')).toBe(true);
      expect(difference(text, []).every(({ kind }) => kind === 'REMOVED')).toBe(true);
    }),
  );
});

it('texts that have nothing in common are told apart at once, what begins and ends both still line by line', () => {
  const text = (name: string, count: number): string[] => [
    '标题',
    ...Array.from({ length: count }, (_, index) => `${name} ${index}`),
    '落款',
  ];
  const [before, after] = [text('旧', 50_000), text('新', 20_000)];
  const found = difference(before, after);
  expect(found.filter(({ kind }) => kind !== 'ADDED').map(({ text: line }) => line)).toEqual(before);
  expect(found.filter(({ kind }) => kind !== 'REMOVED').map(({ text: line }) => line)).toEqual(after);
  expect(found.filter(({ kind }) => kind === 'SAME')).toEqual([
    { kind: 'SAME', text: '标题', oldLine: 1, newLine: 1 },
    { kind: 'SAME', text: '落款', oldLine: 50_002, newLine: 20_002 },
  ]);
});

it('the bound is on lines that differ, not on the length of texts', () => {
  const before = Array.from({ length: 50_000 }, (_, index) => `第 ${index} 行`);
  const after = before.map((line, index) => (index % 250 === 0 ? `${line}（修）` : line));
  expect(difference(before, after).filter(({ kind }) => kind === 'ADDED')).toHaveLength(200);
});
