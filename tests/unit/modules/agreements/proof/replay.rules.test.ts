import { canonicalText, type AgreementContent } from '../../../../../src/modules/agreements/proof/canonical.rules';
import { hashOf } from '../../../../../src/platform/sealing/canonical.rules';
import { evidenceProblems, type Problem } from '../../../../../src/modules/agreements/proof/evidence.rules';
import { AGREEMENT, sealed, sealer, type Told } from '../deed';

/*
 * Histories that a server sealed, though their steps could not be taken: as when a row was altered for the length of a
 * step. Each is whole and sealed; only by the rules can it be told from a true one.
 */

const server = sealer();
const [A, B, C, W] = ['unit_a', 'unit_b', 'unit_c', 'unit_w'] as const;
const at = (day: string, time = '01:00'): string => `${day}T${time}:00.000Z`;
const TODAY = at('2027-03-01');
const party = (unit: string, role = 'PARTY', signingStep = 1) => ({
  unit: { id: unit, name: `单位${unit.slice(-1)}` },
  role,
  representative: null,
  signingStep,
});

/** A text; `ordinal` and all that no test cares for are given. */
function text(given: Partial<AgreementContent> = {}): AgreementContent {
  return {
    agreement: AGREEMENT,
    number: '2027-001',
    ordinal: 1,
    title: '共建协议',
    purpose: null,
    tier: 'COMMUNITY',
    territory: null,
    startsOn: null,
    endsOn: null,
    body: '各方同心。',
    parties: [party(A, 'INITIATOR'), party(B)],
    commitments: [],
    ...given,
  };
}

/** Writes a story step by step: what each event says besides its status is what a server would chain. */
class Story {
  private readonly told: Told[] = [];
  private readonly statements: string[] = [];
  private contents: readonly AgreementContent[];

  constructor(...contents: readonly AgreementContent[]) {
    this.contents = contents.map((content, index) => ({ ...content, ordinal: index + 1 }));
  }

  private bound(ordinal: number): { revision: number; contentHash: string } {
    return { revision: ordinal, contentHash: hashOf(canonicalText(this.contents[ordinal - 1] as AgreementContent)) };
  }

  drafted = (status = 'DRAFT', when = TODAY): this =>
    this.tell('DRAFTED', when, status, { ...this.bound(1), number: '2027-001', alliance: 'alliance_1' });
  revised = (status = 'DRAFT', ordinal = 2, when = TODAY): this =>
    this.tell('REVISED', when, status, this.bound(ordinal));
  opened = (ordinal = 1, status = 'OPEN_FOR_SIGNATURE'): this =>
    this.tell('OPENED', TODAY, status, this.bound(ordinal));
  activated = (when = TODAY, by: string | null = 'person_1', ordinal = 1): this =>
    this.tell('ACTIVATED', when, 'ACTIVE', this.bound(ordinal), by);

  signed(unit: string, status = 'OPEN_FOR_SIGNATURE', when = TODAY, ordinal = 1): this {
    const binding = this.bound(ordinal);
    const content = this.contents[ordinal - 1] as AgreementContent;
    const statement = canonicalText({
      agreement: AGREEMENT,
      number: '2027-001',
      ...binding,
      unit: content.parties.find((each) => each.unit.id === unit)?.unit ?? { id: unit, name: '？' },
      signedBy: { id: 'person_1', name: '张三' },
      signedAt: when,
      authority: { appointedAt: TODAY, appointedBy: null, invitation: null },
    });
    this.statements.push(statement);
    return this.tell('SIGNED', when, status, { ...binding, statement: hashOf(statement) }, 'person_1', unit);
  }

  left = (unit: string, status = 'TERMINATED', when = TODAY): this =>
    this.tell('PARTY_LEFT', when, status, {}, 'person_1', unit, '歇业');
  reported = (
    place: number,
    unit: string,
    commitmentStatus: string,
    status = 'ACTIVE',
    when = TODAY,
    by: string | null = 'person_1',
  ): this =>
    this.tell(
      'COMMITMENT_UPDATED',
      when,
      status,
      { commitment: `commitment_${place}`, place, commitmentStatus, evidence: null, fulfilledOn: null },
      by,
      unit,
    );
  rated = (place: number, unit: string, status = 'ACTIVE'): this =>
    this.tell(
      'COMMITMENT_RATED',
      TODAY,
      status,
      { commitment: `commitment_${place}`, place, rating: 5, comment: null },
      'person_1',
      unit,
    );

  tell(
    kind: string,
    when: string,
    status: string,
    details: object = {},
    by: string | null = 'person_1',
    unit?: string,
    note?: string,
  ): this {
    this.told.push([
      kind,
      when,
      status,
      details,
      by,
      ...(unit === undefined ? [] : ([unit] as const)),
      ...(note === undefined ? [] : ([note] as const)),
    ] as unknown as Told);
    return this;
  }

  problems(): Problem[] {
    const written = this.told.filter(([kind]) => kind === 'DRAFTED' || kind === 'REVISED').length;
    return evidenceProblems(
      sealed(server, { contents: this.contents.slice(0, written), statements: this.statements, told: this.told }),
      [server.key],
    );
  }

  /** Signed by both, and in force since. */
  concluded = (when = TODAY): this => this.drafted().opened().signed(A).signed(B, 'ACTIVE', when).activated(when);
}

const duty = (unit: string, dueOn: string | null = null) => ({
  unit,
  text: '开放操场',
  category: 'CULTURE_SPORTS',
  dueOn,
});
const owing = text({ commitments: [duty(B, '2027-02-28'), duty(A)] });
const three = text({
  parties: [party(A, 'INITIATOR'), party(B), party(C)],
  commitments: [duty(B, '2027-02-28'), duty(C)],
});
const all = (story: Story): Story => story.drafted().opened().signed(A).signed(B).signed(C, 'ACTIVE').activated();
const ended = (story: Story, kind = 'EXPIRED', when = at('2027-04-01')): Story =>
  story.tell(kind, when, kind, {}, null);

test.each<[string, Story]>([
  ['drafted', new Story(text()).drafted()],
  [
    'revised while it is drafted, and withdrawn',
    new Story(text(), text({ body: 'x' })).drafted().revised().tell('WITHDRAWN', TODAY, 'WITHDRAWN'),
  ],
  [
    'a party added and another removed',
    new Story(text(), text({ parties: [party(A, 'INITIATOR'), party(C)] }))
      .drafted()
      .revised()
      .tell('PARTY_ADDED', TODAY, 'DRAFT', {}, 'person_1', C)
      .tell('PARTY_REMOVED', TODAY, 'DRAFT', {}, 'person_1', B),
  ],
  [
    'revised while it is open, and signed anew',
    new Story(text(), text({ body: 'x' }))
      .drafted()
      .opened()
      .signed(A)
      .revised('OPEN_FOR_SIGNATURE')
      .signed(B, 'OPEN_FOR_SIGNATURE', TODAY, 2)
      .signed(A, 'ACTIVE', TODAY, 2)
      .activated(TODAY, 'person_1', 2),
  ],
  [
    'signed step by step, the witness last',
    new Story(text({ parties: [party(A, 'INITIATOR', 2), party(W, 'WITNESS'), party(B)] }))
      .drafted()
      .opened()
      .signed(B)
      .signed(A)
      .signed(W, 'ACTIVE')
      .activated(),
  ],
  [
    'declined',
    new Story(text()).drafted().opened().signed(A).tell('DECLINED', TODAY, 'DECLINED', {}, 'person_1', B, '不合'),
  ],
  [
    'signed before its first day, and begun by itself',
    new Story(text({ startsOn: '2027-03-05' }))
      .drafted()
      .opened()
      .signed(A)
      .signed(B, 'SIGNED')
      .activated(at('2027-03-04', '16:00'), null),
  ],
  [
    'begun at midnight in the east, and signed still at the last hour in the west',
    new Story(text({ startsOn: '2027-03-02', endsOn: '2027-03-02' }))
      .drafted()
      .opened()
      .signed(A, 'OPEN_FOR_SIGNATURE', at('2027-03-03', '11:00'))
      .signed(B, 'ACTIVE', at('2027-03-01', '10:00'))
      .activated(at('2027-03-01', '10:00')),
  ],
  [
    'left by one of three, and by another',
    all(new Story(three)).left(C, 'ACTIVE').left(B).tell('TERMINATED', TODAY, 'TERMINATED'),
  ],
  [
    'left before it began',
    new Story(text({ startsOn: '2027-03-05' }))
      .drafted()
      .opened()
      .signed(A)
      .signed(B, 'SIGNED')
      .left(B)
      .tell('TERMINATED', TODAY, 'TERMINATED'),
  ],
  [
    'kept, judged and completed',
    ended(
      new Story(text({ endsOn: '2027-03-31', commitments: [duty(B)] }))
        .concluded()
        .reported(1, B, 'FULFILLED')
        .rated(1, A),
      'COMPLETED',
    ),
  ],
  [
    'overdue, and expired',
    ended(
      new Story(text({ endsOn: '2027-03-31', commitments: [duty(B, '2027-03-10')] }))
        .concluded()
        .reported(1, B, 'OVERDUE', 'ACTIVE', at('2027-03-11'), null),
    ).reported(1, B, 'FULFILLED', 'EXPIRED'),
  ],
  [
    'due after it has ended',
    ended(new Story(text({ endsOn: '2027-03-31', commitments: [duty(B, '2027-04-10')] })).concluded()).reported(
      1,
      B,
      'OVERDUE',
      'EXPIRED',
      at('2027-04-11'),
      null,
    ),
  ],
  [
    'completed without those who left',
    ended(
      all(new Story({ ...three, endsOn: '2027-03-31' }))
        .left(C, 'ACTIVE')
        .reported(1, B, 'WAIVED'),
      'COMPLETED',
    ),
  ],
  [
    'renewed',
    new Story(text()).concluded().tell('RENEWED', TODAY, 'ACTIVE', { renewal: 'agreement_2' }, 'person_1', B),
  ],
])('holds: %s', (_, story) => {
  expect(story.problems()).toEqual([]);
});

test.each<[what: string, misfit: string, story: Story]>([
  [
    'a withdrawn agreement that is signed',
    'status',
    new Story(text())
      .drafted()
      .opened()
      .signed(A)
      .tell('WITHDRAWN', TODAY, 'WITHDRAWN')
      .signed(B, 'ACTIVE')
      .activated(),
  ],
  [
    'a status that changes by itself',
    'status',
    new Story(text()).drafted().tell('WITHDRAWN', TODAY, 'WITHDRAWN').opened(),
  ],
  ['an opening that leads elsewhere', 'status', new Story(text()).drafted().opened(1, 'DRAFT')],
  ['a draft that begins in force', 'status', new Story(text()).drafted('ACTIVE').tell('WITHDRAWN', TODAY, 'WITHDRAWN')],
  ['a second beginning', 'status', new Story(text()).drafted().drafted()],
  [
    'a history that does not begin with its draft',
    'status',
    new Story(text()).tell('WITHDRAWN', TODAY, 'WITHDRAWN').drafted('WITHDRAWN'),
  ],
  ['no such kind of event', 'status', new Story(text()).drafted().tell('FORGIVEN', TODAY, 'DRAFT')],
  [
    'a declined agreement that is revised',
    'status',
    new Story(text(), text({ body: 'x' }))
      .drafted()
      .opened()
      .tell('DECLINED', TODAY, 'DECLINED', {}, 'person_1', B, 'x')
      .revised('DECLINED'),
  ],
  [
    'texts in another order',
    'text',
    new Story(text(), text({ body: 'x' }))
      .drafted()
      .tell('REVISED', TODAY, 'DRAFT', { revision: 1, contentHash: hashOf(canonicalText(text())) })
      .revised(),
  ],
  ['an earlier text that is opened', 'text', new Story(text(), text({ body: 'x' })).drafted().revised().opened(1)],
  [
    'an earlier text that is signed',
    'text',
    new Story(text(), text({ body: 'x' }))
      .drafted()
      .opened()
      .revised('OPEN_FOR_SIGNATURE')
      .signed(A, 'OPEN_FOR_SIGNATURE', TODAY, 1),
  ],
  [
    'another text that comes into force',
    'text',
    new Story(text(), text({ body: 'x' }))
      .drafted()
      .opened()
      .revised('OPEN_FOR_SIGNATURE')
      .signed(A, 'OPEN_FOR_SIGNATURE', TODAY, 2)
      .signed(B, 'ACTIVE', TODAY, 2)
      .activated(TODAY, 'person_1', 1),
  ],
  [
    'a party that nobody told of',
    'parties',
    new Story(text(), text({ parties: [party(A, 'INITIATOR'), party(B), party(C)] })).drafted().revised(),
  ],
  [
    'a party that is told of, and is not there',
    'parties',
    new Story(text(), text({ body: 'x' })).drafted().revised().tell('PARTY_ADDED', TODAY, 'DRAFT', {}, 'person_1', C),
  ],
  [
    'a party added by no revision',
    'status',
    new Story(text()).drafted().opened().tell('PARTY_ADDED', TODAY, 'OPEN_FOR_SIGNATURE', {}, 'person_1', C),
  ],
  [
    'a later step that signs first',
    'turn',
    new Story(text({ parties: [party(A, 'INITIATOR'), party(B, 'PARTY', 2)] }))
      .drafted()
      .opened()
      .signed(B)
      .signed(A, 'ACTIVE')
      .activated(),
  ],
  [
    'a witness that signs first',
    'turn',
    new Story(text({ parties: [party(A, 'INITIATOR', 2), party(B), party(W, 'WITNESS')] }))
      .drafted()
      .opened()
      .signed(W),
  ],
  [
    'one that signs twice',
    'turn',
    new Story(text()).drafted().opened().signed(A).signed(A, 'OPEN_FOR_SIGNATURE', at('2027-03-01', '02:00')),
  ],
  ['a stranger that signs', 'turn', new Story(text()).drafted().opened().signed(C)],
  [
    'in force before all have signed',
    'status',
    new Story(text({ parties: [party(A, 'INITIATOR'), party(B), party(C)] }))
      .drafted()
      .opened()
      .signed(A)
      .signed(B, 'ACTIVE')
      .activated()
      .tell('WITHDRAWN', TODAY, 'WITHDRAWN'),
  ],
  ['open still when all have signed', 'day', new Story(text()).drafted().opened().signed(A).signed(B)],
  [
    'the last signature without activation',
    'status',
    new Story(text()).drafted().opened().signed(A).signed(B, 'ACTIVE'),
  ],
  [
    'an activation by somebody else',
    'status',
    new Story(text()).drafted().opened().signed(A).signed(B, 'ACTIVE').activated(TODAY, 'person_2'),
  ],
  ['in force before its first day', 'day', new Story(text({ startsOn: '2027-03-05' })).concluded()],
  [
    'not in force on its first day',
    'day',
    new Story(text({ startsOn: '2027-02-01' })).drafted().opened().signed(A).signed(B, 'SIGNED'),
  ],
  [
    'begun before its first day',
    'day',
    new Story(text({ startsOn: '2027-03-05' }))
      .drafted()
      .opened()
      .signed(A)
      .signed(B, 'SIGNED')
      .activated(at('2027-03-04', '09:00'), null),
  ],
  [
    'begun by somebody',
    'status',
    new Story(text({ startsOn: '2027-03-05' }))
      .drafted()
      .opened()
      .signed(A)
      .signed(B, 'SIGNED')
      .activated(at('2027-03-05')),
  ],
  ['signed after its last day', 'day', new Story(text({ endsOn: '2027-02-01' })).drafted().opened().signed(A)],
  [
    'declined by one who has signed',
    'party',
    new Story(text()).drafted().opened().signed(A).tell('DECLINED', TODAY, 'DECLINED', {}, 'person_1', A, 'x'),
  ],
  [
    'declined by a stranger',
    'party',
    new Story(text()).drafted().opened().tell('DECLINED', TODAY, 'DECLINED', {}, 'person_1', C, 'x'),
  ],
  ['left by a stranger', 'party', new Story(text()).concluded().left(C, 'ACTIVE')],
  [
    'left by a witness',
    'party',
    new Story(text({ parties: [party(A, 'INITIATOR'), party(B), party(W, 'WITNESS')] }))
      .drafted()
      .opened()
      .signed(A)
      .signed(B)
      .signed(W, 'ACTIVE')
      .activated()
      .left(W, 'ACTIVE'),
  ],
  ['left twice', 'party', all(new Story(three)).left(C, 'ACTIVE').left(C, 'ACTIVE')],
  ['in force with one party', 'status', new Story(text()).concluded().left(B, 'ACTIVE')],
  ['ended though two remain', 'status', all(new Story(three)).left(C).tell('TERMINATED', TODAY, 'TERMINATED')],
  ['ended by nobody’s leaving', 'status', new Story(text()).concluded().tell('TERMINATED', TODAY, 'TERMINATED')],
  [
    'ended before its last day',
    'day',
    ended(new Story(text({ endsOn: '2027-03-31' })).concluded(), 'EXPIRED', at('2027-03-31', '09:00')),
  ],
  ['ended without a last day', 'day', ended(new Story(text()).concluded())],
  [
    'ended by somebody',
    'status',
    new Story(text({ endsOn: '2027-03-31' })).concluded().tell('EXPIRED', at('2027-04-01'), 'EXPIRED'),
  ],
  [
    'completed with a commitment open',
    'status',
    ended(new Story(text({ endsOn: '2027-03-31', commitments: [duty(B)] })).concluded(), 'COMPLETED'),
  ],
  [
    'expired with all commitments kept',
    'status',
    ended(new Story(text({ endsOn: '2027-03-31', commitments: [duty(B)] })).concluded().reported(1, B, 'FULFILLED')),
  ],
  [
    'called expired, and counted as completed',
    'status',
    new Story(text({ endsOn: '2027-03-31', commitments: [duty(B)] }))
      .concluded()
      .reported(1, B, 'FULFILLED')
      .tell('EXPIRED', at('2027-04-01'), 'COMPLETED', {}, null),
  ],
  ['a commitment of another’s', 'commitment', new Story(owing).concluded().reported(1, A, 'FULFILLED')],
  ['a commitment that there is not', 'commitment', new Story(owing).concluded().reported(3, A, 'FULFILLED')],
  [
    'a commitment overdue before its day',
    'commitment',
    new Story(text({ commitments: [duty(B, '2027-03-05')] }))
      .concluded()
      .reported(1, B, 'OVERDUE', 'ACTIVE', at('2027-03-05', '09:00'), null),
  ],
  [
    'a commitment overdue that has no day',
    'commitment',
    new Story(owing).concluded().reported(2, A, 'OVERDUE', 'ACTIVE', TODAY, null),
  ],
  ['a commitment that somebody calls overdue', 'commitment', new Story(owing).concluded().reported(1, B, 'OVERDUE')],
  [
    'a commitment kept by itself',
    'commitment',
    new Story(owing).concluded().reported(1, B, 'FULFILLED', 'ACTIVE', TODAY, null),
  ],
  [
    'a commitment that was waived, and is kept',
    'commitment',
    new Story(owing).concluded().reported(1, B, 'WAIVED').reported(1, B, 'FULFILLED'),
  ],
  [
    'a commitment of whom has left',
    'commitment',
    all(new Story(three)).left(B, 'ACTIVE').reported(1, B, 'OVERDUE', 'ACTIVE', TODAY, null),
  ],
  [
    'a commitment reported on before it is one',
    'status',
    new Story(owing).drafted().reported(1, B, 'FULFILLED', 'DRAFT'),
  ],
  ['a judgement of what nobody has done', 'commitment', new Story(owing).concluded().rated(1, A)],
  ['a judgement of one’s own', 'commitment', new Story(owing).concluded().reported(1, B, 'FULFILLED').rated(1, B)],
  ['a judgement by a stranger', 'party', new Story(owing).concluded().reported(1, B, 'FULFILLED').rated(1, C)],
  [
    'a judgement by whom has left',
    'party',
    all(new Story(three)).reported(1, B, 'FULFILLED').left(C, 'ACTIVE').rated(1, C),
  ],
  ['a draft that is renewed', 'status', new Story(text()).drafted().tell('RENEWED', TODAY, 'DRAFT', {}, 'person_1', B)],
  ['renewed by a stranger', 'party', new Story(text()).concluded().tell('RENEWED', TODAY, 'ACTIVE', {}, 'person_1', C)],
])('is named: %s', (_, misfit, story) => {
  const named = story.problems().filter(({ key }) => key.startsWith('integrity.step.'));
  expect(named.map(({ key }) => key)).toEqual([`integrity.step.${misfit}`]);
});
