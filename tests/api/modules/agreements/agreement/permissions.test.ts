import { request } from '../../../../testkit/graphql';
import {
  allows,
  CONCLUDED,
  TRANSITIONS,
  type AgreementStep,
  type Taker,
} from '../../../../../src/modules/agreements/agreement/agreement.rules';
import { AgreementStatus } from '../../../../../src/modules/agreements/agreement/agreement.entity';
import { quickOrFull } from '../../../../quick-or-full';
import type { Partner } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import type { TestAgreements } from '../../../../testkit/world/test-agreements';
import { AgreementLives } from '../../../../testkit/world/agreement-lives';
import { rowId } from '../../../../testkit/world/test-world';

/** Each step × each kind of person × each status, made from the transition table and from docs/visibility.md. */

let lives: AgreementLives;
let agreements: TestAgreements;
let initiator: Partner;
let party: Partner;
let witness: Partner;
const people = new Map<Kind, Somebody>();

const KINDS = [
  'nobody',
  'member',
  'stranger',
  'initiator’s representative',
  'initiator’s staff',
  'party’s representative',
  'party’s staff',
  'witness’s representative',
  'secretariat',
  'organiser',
] as const;
type Kind = (typeof KINDS)[number];

/** Who sees what has not been concluded. */
const CONCERNED: readonly Kind[] = [
  'initiator’s representative',
  'initiator’s staff',
  'party’s representative',
  'party’s staff',
  'witness’s representative',
  'secretariat',
];

/** Who may take a step, in each taker's words. The party's representative acts for the party. */
const TAKERS: Readonly<Record<Exclude<Taker, 'platform'>, readonly Kind[]>> = {
  'initiator’s staff, secretariat': ['initiator’s representative', 'initiator’s staff', 'secretariat'],
  'initiator’s representative, secretariat': ['initiator’s representative', 'secretariat'],
  'a party’s staff, secretariat': [
    'initiator’s representative',
    'initiator’s staff',
    'party’s representative',
    'party’s staff',
    'secretariat',
  ],
  'a party’s representative': ['party’s representative'],
};

interface Asked {
  readonly mutation: string;
  /** The field that is named when the sender may not. */
  readonly field: 'agreementId' | 'unitId';
  input(agreement: { readonly id: string; readonly contentHash: string }): Record<string, unknown>;
}

/** Steps that people ask for; what the others are is what comes of these, or of the day. */
const ASKED: Partial<Record<AgreementStep, Asked>> = {
  revise: {
    mutation: 'reviseAgreement',
    field: 'agreementId',
    input: ({ id }) => ({ agreementId: id, title: '新名称' }),
  },
  open: { mutation: 'openAgreementForSignature', field: 'agreementId', input: ({ id }) => ({ agreementId: id }) },
  withdraw: {
    mutation: 'withdrawAgreement',
    field: 'agreementId',
    input: ({ id }) => ({ agreementId: id, reason: '另有安排' }),
  },
  sign: {
    mutation: 'signAgreement',
    field: 'unitId',
    input: ({ id, contentHash }) => ({ agreementId: id, unitId: party.unitId, contentHash }),
  },
  decline: {
    mutation: 'declineAgreement',
    field: 'unitId',
    input: ({ id }) => ({ agreementId: id, unitId: party.unitId, reason: '另有安排' }),
  },
  leave: {
    mutation: 'terminateAgreement',
    field: 'unitId',
    input: ({ id }) => ({ agreementId: id, unitId: party.unitId, reason: '另有安排' }),
  },
  renew: {
    mutation: 'renewAgreement',
    field: 'agreementId',
    input: ({ id }) => ({ agreementId: id, startsOn: '2100-01-01', endsOn: '2100-12-31' }),
  },
};
const STEPS = Object.keys(ASKED) as AgreementStep[];

beforeAll(async () => {
  lives = await AgreementLives.open();
  ({ agreements } = lives);
  [initiator, party, witness] = (await lives.alliance.partners('青枫中学', '社区诊所', '公证处')) as [
    Partner,
    Partner,
    Partner,
  ];
  const { alliance } = agreements;
  const [member, stranger] = await Promise.all([alliance.person('观察员', ['OBSERVER']), alliance.person('路人')]);
  for (const [kind, somebody] of [
    ['member', member],
    ['stranger', stranger],
    ['initiator’s representative', initiator.representative],
    ['initiator’s staff', await agreements.staff(initiator)],
    ['party’s representative', party.representative],
    ['party’s staff', await agreements.staff(party)],
    ['witness’s representative', witness.representative],
    ['secretariat', alliance.secretariat],
    ['organiser', alliance.organiser],
  ] as const)
    people.set(kind, somebody);
});
afterAll(() => lives.close());

/** A witnessed agreement in this status. */
async function agreementIn(status: `${AgreementStatus}`): Promise<{ id: string; contentHash: string }> {
  const { id, revision } = await lives.in(status, [initiator, party, witness], {
    parties: [
      { unitId: initiator.unitId, role: 'INITIATOR' },
      { unitId: party.unitId, role: 'PARTY' },
      { unitId: witness.unitId, role: 'WITNESS' },
    ],
  });
  // signing once more what one has signed is no step
  return { id, contentHash: CONCLUDED.includes(status) ? '0'.repeat(64) : revision.contentHash };
}

const drafts = new Map<string, ReturnType<typeof agreementIn>>();

/** One for all who are refused. */
function untouched(status: `${AgreementStatus}`): ReturnType<typeof agreementIn> {
  const known = drafts.get(status) ?? agreementIn(status);
  drafts.set(status, known);
  return known;
}

/** What a step answers to somebody: null when it was taken. */
function expected(step: AgreementStep, kind: Kind, status: `${AgreementStatus}`): [string, string] | null {
  const { field } = ASKED[step] as Asked;
  if (!CONCERNED.includes(kind) && !CONCLUDED.includes(status)) return ['NOT_FOUND', 'agreementId'];
  if (!TAKERS[TRANSITIONS[step].by as Exclude<Taker, 'platform'>].includes(kind)) return ['NOT_ALLOWED', field];
  // the party is whom it ended with
  if (status === 'TERMINATED' && kind === 'party’s representative' && field === 'unitId')
    return ['WRONG_STATE', 'unitId'];
  if (status === 'TERMINATED' && kind.startsWith('party’s') && step === 'renew') return ['NOT_ALLOWED', field];
  return allows(step, status) ? null : ['WRONG_STATE', 'agreementId'];
}

/** What it did answer; `null` when it was taken, a top-level error's code alone. */
async function answered(
  token: string | null,
  step: AgreementStep,
  agreement: { id: string; contentHash: string },
): Promise<readonly [string, string?] | null> {
  const { mutation, input } = ASKED[step] as Asked;
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const { body } = await request<{ done: { userErrors: { code: string; path: string[] }[] } }>(lives.world.server.url, {
    query: `mutation ($input: ${type}) { done: ${mutation}(input: $input) { userErrors { code path } } }`,
    variables: { input: input(agreement) },
    token,
  });
  if (body.errors !== undefined) return [body.errors[0]?.extensions.code ?? ''];
  const [error] = body.data?.done.userErrors ?? [];
  return error === undefined ? null : [error.code, error.path.join('.')];
}

it('the table says of every step who takes it, and of every status which steps lead there', () => {
  const taken = Object.entries(TRANSITIONS).filter(([step]) => ASKED[step as AgreementStep] === undefined);
  expect(taken.map(([step, { by }]) => [step, by])).toEqual([
    ['conclude', 'a party’s representative'],
    ['activate', 'a party’s representative'],
    ['begin', 'platform'],
    ['terminate', 'a party’s representative'],
    ['complete', 'platform'],
    ['expire', 'platform'],
  ]);
  const reached = new Set<string>(Object.values(TRANSITIONS).flatMap(({ to }) => to ?? []));
  expect(Object.values(AgreementStatus).filter((status) => !reached.has(status))).toEqual(['DRAFT']);
});

/** Before it was concluded, while it is in force, and after: each has a status that is quick to come to. */
const FEW: readonly AgreementStatus[] = [
  AgreementStatus.DRAFT,
  AgreementStatus.OPEN_FOR_SIGNATURE,
  AgreementStatus.ACTIVE,
  AgreementStatus.TERMINATED,
];

describe.each(quickOrFull(FEW, Object.values(AgreementStatus)))('in %s', (status) => {
  it.each(STEPS)('%s', async (step) => {
    // what refuses everybody changes nothing, and serves for all steps
    const agreement = await untouched(status);
    const before = await agreements.everything();
    const answers = await Promise.all(
      KINDS.map(async (kind) => {
        if (kind === 'nobody') return [kind, await answered(null, step, agreement)] as const;
        // those who may are asked one after the other, each with an agreement of their own
        return expected(step, kind, status) === null
          ? null
          : ([kind, await answered(people.get(kind)?.token ?? null, step, agreement)] as const);
      }),
    );
    const refused = KINDS.map(
      (kind) => [kind, kind === 'nobody' ? ['UNAUTHENTICATED'] : expected(step, kind, status)] as const,
    ).filter(([, error]) => error !== null);
    expect(answers.filter((each) => each !== null)).toEqual(refused);
    expect(await agreements.everything()).toEqual(before);
    const takers = KINDS.filter((each) => each !== 'nobody' && expected(step, each, status) === null);
    const take = async (kind: Kind) =>
      [kind, await answered(people.get(kind)?.token ?? null, step, await agreementIn(status))] as const;
    const taken = [];
    // a day goes by for what has ended: one after the other
    if (status === 'COMPLETED' || status === 'EXPIRED') for (const kind of takers) taken.push(await take(kind));
    else taken.push(...(await Promise.all(takers.map(take))));
    expect(taken).toEqual(takers.map((kind) => [kind, null]));
  });
});

it('a unit that has signed and signs again is told how the agreement stands, whatever became of it', async () => {
  const agreement = await agreements.open([initiator, party]);
  await agreements.sign(party, agreement);
  await agreements.call(initiator, 'withdrawAgreement', { agreementId: agreement.id });
  const before = await agreements.everything();
  expect(await agreements.sign(party, agreement)).toMatchObject({ status: 'WITHDRAWN' });
  expect(await agreements.everything()).toEqual(before);
});

describe('an API token', () => {
  const allowed: readonly AgreementStep[] = ['revise', 'renew'];
  /** Also a secretary's token may, and this one is no secretary's. */
  const secretarys: readonly AgreementStep[] = ['open', 'withdraw'];

  it.each(STEPS)('with every scope: %s', async (step) => {
    const by = TRANSITIONS[step].by === 'a party’s representative' ? party.representative : initiator.representative;
    const { secret } = await agreements.alliance.world.apiToken(by.id, [
      'READ_PUBLIC',
      'READ_MEMBER',
      'MANAGE_UNIT',
      'MANAGE_MEETINGS',
      'MANAGE_ALLIANCE',
    ]);
    const status = TRANSITIONS[step].from[0];
    const agreement = await agreementIn(status);
    const before = await agreements.everything();
    const refused = secretarys.includes(step) ? ['NOT_ALLOWED', 'agreementId'] : ['FORBIDDEN'];
    expect(await answered(secret, step, agreement)).toEqual(allowed.includes(step) ? null : refused);
    if (!allowed.includes(step)) expect(await agreements.everything()).toEqual(before);
    // it is the token, not the person
    if (!allowed.includes(step)) expect(await answered(by.token, step, agreement)).toBeNull();
  });

  it('without MANAGE_UNIT neither drafts, revises, renews nor reports', async () => {
    const { secret } = await agreements.alliance.world.apiToken(initiator.representative.id, [
      'READ_PUBLIC',
      'READ_MEMBER',
      'MANAGE_MEETINGS',
    ]);
    for (const step of allowed)
      expect(await answered(secret, step, await agreementIn(TRANSITIONS[step].from[0]))).toEqual(['FORBIDDEN']);
    await expect(
      agreements.alliance.as({ token: secret }).attempt('draftAgreement', agreements.input([initiator, party])),
    ).rejects.toThrow('FORBIDDEN');
    await expect(
      agreements.alliance
        .as({ token: secret })
        .attempt('updateCommitment', { commitmentId: 'commitment_x', status: 'FULFILLED' }),
    ).rejects.toThrow('FORBIDDEN');
  });

  it('with MANAGE_UNIT drafts and reports as its person’s unit, and for no other; a secretary’s does not act in units’ places', async () => {
    const { alliance } = agreements;
    const { secret } = await alliance.world.apiToken(people.get('initiator’s staff')?.id ?? '', ['MANAGE_UNIT']);
    const drafted = await alliance.as({ token: secret }).attempt<{ agreement: { id: string } }>(
      'draftAgreement',
      agreements.input([initiator, party], {
        commitments: [
          { unitId: initiator.unitId, text: '开放操场', category: 'CULTURE_SPORTS' },
          { unitId: party.unitId, text: '义诊', category: 'HEALTH' },
        ],
      }),
      'agreement { id }',
    );
    expect(drafted.userErrors).toEqual([]);
    expect(
      (await alliance.as({ token: secret }).attempt('draftAgreement', agreements.input([party, initiator]))).userErrors,
    ).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    const opened = await agreements.call(initiator, 'openAgreementForSignature', { agreementId: drafted.agreement.id });
    for (const partner of [initiator, party]) await agreements.sign(partner, opened);
    const [own, others] = (
      await alliance.world.sql<{ id: string }>('select id from commitments where agreement_id = $1 order by position', [
        rowId(drafted.agreement.id),
      ])
    ).map(({ id }) => `commitment_${id}`);
    const report = async (token: string, commitmentId: string | undefined) =>
      (
        await alliance.as({ token }).attempt<object>('updateCommitment', { commitmentId, status: 'IN_PROGRESS' })
      ).userErrors.map(({ code }) => code);
    expect(await report(secret, own)).toEqual([]);
    expect(await report(secret, others)).toEqual(['NOT_ALLOWED']);
    const secretary = await alliance.world.apiToken(alliance.secretariat.id, ['MANAGE_UNIT']);
    expect(await report(secretary.secret, others)).toEqual(['NOT_ALLOWED']);
    expect(
      (await alliance.as({ token: secretary.secret }).attempt('draftAgreement', agreements.input([initiator, party])))
        .userErrors,
    ).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    await expect(
      alliance
        .as({ token: secret })
        .attempt('rateCommitment', { commitmentId: own, byUnitId: initiator.unitId, rating: 5 }),
    ).rejects.toThrow('FORBIDDEN');
  });
});
