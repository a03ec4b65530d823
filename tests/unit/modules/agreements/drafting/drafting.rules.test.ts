import fc from 'fast-check';
import {
  agreementNumber,
  cleanBody,
  contentOf,
  draftFault,
  isSameDraft,
  type Draft,
  type DraftedCommitment,
  type DraftedParty,
} from '../../../../../src/modules/agreements/drafting/drafting.rules';

const party = (unitId: string, role = 'PARTY'): DraftedParty => ({
  unitId,
  role,
  representative: null,
  signingStep: 1,
});
const commitment = (unitId: string, dueOn: string | null = null): DraftedCommitment => ({
  unitId,
  text: '义诊',
  category: 'HEALTH',
  dueOn,
});
const draft = (more: Partial<Draft> = {}): Draft => ({
  title: '协议',
  purpose: null,
  tier: 'GRID',
  startsOn: null,
  endsOn: null,
  body: '第一条',
  parties: [party('a', 'INITIATOR'), party('b')],
  commitments: [],
  ...more,
});
const faults = (more: Partial<Draft>): (readonly [string, string | undefined])[] | undefined =>
  draftFault(draft(more))?.refusals.map(({ key, path }) => [key, path?.join('.')] as const);

it.each<[string, Partial<Draft>, [string, string][] | undefined]>([
  ['nothing', {}, undefined],
  ['a day that is first and last', { startsOn: '2026-01-01', endsOn: '2026-01-01' }, undefined],
  [
    'an end before the beginning',
    { startsOn: '2026-01-02', endsOn: '2026-01-01' },
    [['agreement.endsBeforeStart', 'endsOn']],
  ],
  ['an end without a beginning', { endsOn: '1999-01-01' }, undefined],
  [
    'a party twice',
    { parties: [party('a', 'INITIATOR'), party('b'), party('b', 'WITNESS')] },
    [['agreement.partyTwice', 'parties.2.unitId']],
  ],
  [
    'a party twice and no other',
    { parties: [party('a', 'INITIATOR'), party('a')] },
    [['agreement.partyTwice', 'parties.1.unitId']],
  ],
  ['nobody', { parties: [] }, [['agreement.noInitiator', 'parties']]],
  ['no initiator', { parties: [party('a'), party('b')] }, [['agreement.noInitiator', 'parties']]],
  [
    'three initiators',
    { parties: ['a', 'b', 'c'].map((unit) => party(unit, 'INITIATOR')) },
    [
      ['agreement.oneInitiator', 'parties.1.role'],
      ['agreement.oneInitiator', 'parties.2.role'],
    ],
  ],
  [
    'one party and witnesses',
    { parties: [party('a', 'INITIATOR'), party('b', 'WITNESS')] },
    [['agreement.noSecondParty', 'parties']],
  ],
  [
    'a commitment of no party',
    { commitments: [commitment('a'), commitment('z')] },
    [['agreement.committedNoParty', 'commitments.1.unitId']],
  ],
  [
    'a commitment of a witness',
    { parties: [party('a', 'INITIATOR'), party('b'), party('w', 'WITNESS')], commitments: [commitment('w')] },
    [['agreement.witnessCommits', 'commitments.0.unitId']],
  ],
  [
    'due before it begins',
    { startsOn: '2026-01-02', commitments: [commitment('a', '2026-01-01'), commitment('b', '2026-01-02')] },
    [['agreement.dueBeforeStart', 'commitments.0.dueOn']],
  ],
  ['due after it ends', { endsOn: '2026-01-02', commitments: [commitment('a', '2026-06-01')] }, undefined],
])('what speaks against %s', (_, more, expected) => expect(faults(more)).toEqual(expected));

it('a draft is the same as long as nothing of it differs', () => {
  expect(isSameDraft(draft(), draft())).toBe(true);
  const others: Partial<Draft>[] = [
    { title: '别的' },
    { purpose: '宗旨' },
    { tier: 'COMMUNITY' },
    { startsOn: '2026-01-01' },
    { endsOn: '2026-01-01' },
    { body: '第一条 ' },
    { commitments: [commitment('a')] },
    { parties: [party('b'), party('a', 'INITIATOR')] },
    { parties: [party('a', 'INITIATOR'), { ...party('b'), representative: '李主任' }] },
    { parties: [party('a', 'INITIATOR'), { ...party('b'), signingStep: 2 }] },
  ];
  for (const other of others) expect([other, isSameDraft(draft(), draft(other))]).toEqual([other, false]);
});

it('what a revision says is all of the draft, with units by id and name', () => {
  const content = contentOf(
    draft({ commitments: [commitment('b', '2026-02-01')] }),
    { agreement: 'agreement_1', number: '2026-001', ordinal: 2, territory: { id: 'territory_1', name: '上保' } },
    (unit) => ({ id: `unit_${unit}`, name: `${unit}单位` }),
  );
  expect(content).toEqual({
    agreement: 'agreement_1',
    number: '2026-001',
    ordinal: 2,
    territory: { id: 'territory_1', name: '上保' },
    title: '协议',
    purpose: null,
    tier: 'GRID',
    startsOn: null,
    endsOn: null,
    body: '第一条',
    parties: [
      { unit: { id: 'unit_a', name: 'a单位' }, role: 'INITIATOR', representative: null, signingStep: 1 },
      { unit: { id: 'unit_b', name: 'b单位' }, role: 'PARTY', representative: null, signingStep: 1 },
    ],
    commitments: [{ unit: 'unit_b', text: '义诊', category: 'HEALTH', dueOn: '2026-02-01' }],
  });
});

it('a text is cleaned once and for all, and what is written stays', () => {
  expect(cleanBody(' \r\n甲\r乙\r\n丙\n\n丁 e\u0301𠮷👩‍👩‍👧 \t')).toBe('甲\n乙\n丙\n\n丁 \u00e9𠮷👩‍👩‍👧');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const clean = cleanBody(text);
      expect(cleanBody(clean)).toBe(clean);
      expect(clean).not.toContain('\r');
    }),
  );
});

it.each([
  [1, '2026-001'],
  [99, '2026-099'],
  [999, '2026-999'],
  [1_000, '2026-1000'],
  [12_345, '2026-12345'],
])('the %d. of 2026 is %s', (ordinal, number) => {
  expect(agreementNumber(2026, ordinal)).toBe(number);
});
