import fc from 'fast-check';
import { AgreementStatus } from '../../../../../src/modules/agreements/agreement/agreement.entity';
import {
  afterSignature,
  afterTerm,
  allows,
  isSigningParty,
  survivesLeaving,
  TRANSITIONS,
  whoseTurn,
  type AgreementStep,
  type Signatory,
} from '../../../../../src/modules/agreements/agreement/agreement.rules';
import { AgreementEventKind } from '../../../../../src/modules/agreements/history/history.entity';

const party = (unitId: string, role = 'PARTY', signingStep = 1, leftAt: Date | null = null): Signatory => ({
  unitId,
  role,
  signingStep,
  leftAt,
});
const units = (parties: readonly Signatory[]): string[] => parties.map(({ unitId }) => unitId);

/** Two signing parties or more, some witnesses, in any steps. */
const agreements = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
  )
  .map(([parties, witnesses]) => [
    ...parties.map((step, index) => party(`unit ${index}`, index === 0 ? 'INITIATOR' : 'PARTY', step)),
    ...witnesses.map((step, index) => party(`witness ${index}`, 'WITNESS', step)),
  ])
  .chain((parties) => fc.shuffledSubarray(parties, { minLength: parties.length }));

describe('the transition table', () => {
  const steps = Object.entries(TRANSITIONS) as [AgreementStep, (typeof TRANSITIONS)[AgreementStep]][];

  it('leads to every status, and out of those alone that are not the end', () => {
    const out = (status: string): AgreementStep[] =>
      steps
        .filter(([, { from, to }]) => (from as readonly string[]).includes(status) && to !== null)
        .map(([step]) => step);
    expect(Object.values(AgreementStatus).filter((status) => out(status).length === 0)).toEqual([
      'COMPLETED',
      'EXPIRED',
      'TERMINATED',
      'DECLINED',
      'WITHDRAWN',
    ]);
    const reached = new Set(['DRAFT']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const [, { from, to }] of steps)
        if (to !== null && from.some((status) => reached.has(status))) reached.add(to);
    }
    expect([...reached].sort()).toEqual(Object.values(AgreementStatus).sort());
  });

  it('is what is asked', () => {
    for (const [step, { from }] of steps) {
      for (const status of Object.values(AgreementStatus))
        expect([step, status, allows(step, status)]).toEqual([
          step,
          status,
          (from as readonly string[]).includes(status),
        ]);
    }
  });

  it('appends events that there are, those of signing by representatives alone', () => {
    const kinds: readonly string[] = Object.values(AgreementEventKind);
    for (const [, { event }] of steps) expect(kinds).toContain(event);
    for (const [, { event, by }] of steps)
      if (event === 'SIGNED' || event === 'DECLINED' || event === 'PARTY_LEFT')
        expect(by).toBe('a party’s representative');
  });
});

describe('turns', () => {
  it('go step by step, and witnesses come after all parties whatever their step', () => {
    const parties = [
      party('b', 'PARTY', 2),
      party('w', 'WITNESS', 1),
      party('a', 'INITIATOR', 1),
      party('c', 'PARTY', 1),
    ];
    const turn = (...signed: string[]): string[] => units(whoseTurn(parties, new Set(signed)));
    expect(turn()).toEqual(['a', 'c']);
    expect(turn('a')).toEqual(['c']);
    expect(turn('a', 'c')).toEqual(['b']);
    expect(turn('a', 'b', 'c')).toEqual(['w']);
    expect(turn('a', 'b', 'c', 'w')).toEqual([]);
  });

  it('lead, in whatever order they are taken, to everybody’s signature and never to a dead end', () => {
    fc.assert(
      fc.property(agreements, fc.infiniteStream(fc.nat()), (parties, choices) => {
        const signed = new Set<string>();
        const order: Signatory[] = [];
        for (let turn = whoseTurn(parties, signed); turn.length > 0; turn = whoseTurn(parties, signed)) {
          expect(afterSignature(parties, signed, null, '2026-01-01')).toBeNull();
          const next = turn[(choices.next().value as number) % turn.length] as Signatory;
          expect(signed.has(next.unitId)).toBe(false);
          signed.add(next.unitId);
          order.push(next);
        }
        expect([...signed].sort()).toEqual(units(parties).sort());
        expect(afterSignature(parties, signed, null, '2026-01-01')).toBe('activate');
        // no witness before a party, no later step before an earlier one
        const ranks = order.map((each) => (isSigningParty(each) ? 0 : 100) + each.signingStep);
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
    );
  });

  it('are what is left when one of them signs: nobody else’s comes before the step is complete', () => {
    fc.assert(
      fc.property(agreements, (parties) => {
        const turn = whoseTurn(parties, new Set());
        const [first, ...others] = turn;
        const rest = whoseTurn(parties, new Set([first?.unitId ?? '']));
        expect(others.length === 0 || units(rest).join() === units(others).join()).toBe(true);
      }),
    );
  });
});

it.each([
  [null, 'activate'],
  ['2026-05-01', 'activate'],
  ['2026-04-30', 'activate'],
  ['2026-05-02', 'conclude'],
])('the last signature, with a first day of %s: %s', (startsOn, step) => {
  const parties = [party('a', 'INITIATOR'), party('b')];
  expect(afterSignature(parties, new Set(['a']), startsOn, '2026-05-01')).toBeNull();
  expect(afterSignature(parties, new Set(['b', 'a']), startsOn, '2026-05-01')).toBe(step);
});

it('holds on while two signing parties remain', () => {
  const gone = new Date(0);
  expect(survivesLeaving([party('a'), party('b'), party('c')], 'a')).toBe(true);
  expect(survivesLeaving([party('a'), party('b')], 'a')).toBe(false);
  expect(survivesLeaving([party('a'), party('b'), party('c', 'PARTY', 1, gone)], 'a')).toBe(false);
  expect(survivesLeaving([party('a'), party('b'), party('w', 'WITNESS')], 'a')).toBe(false);
});

it.each([
  [[], 'expire'],
  [['FULFILLED'], 'complete'],
  [['FULFILLED', 'WAIVED'], 'complete'],
  [['FULFILLED', 'OVERDUE'], 'expire'],
  [['PENDING'], 'expire'],
  [['WAIVED', 'IN_PROGRESS'], 'expire'],
] as const)('its term over, with commitments %j: %s', (commitments, step) => expect(afterTerm(commitments)).toBe(step));
