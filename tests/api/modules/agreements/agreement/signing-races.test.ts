import pg from 'pg';
import { reviseAgainstSign } from '../../../../testkit/revise-against-sign';
import { quickOrFull } from '../../../../quick-or-full';
import type { AgreementShown, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Partner } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** All of it happens at the same moment: requests are sent without waiting for each other's answers. */

/** In the quick suite; tests/chaos plays two hundred. */
const ROUNDS = quickOrFull(8, 40);
const AGREEMENTS = quickOrFull(3, 10);

let world: TestWorld;
let agreements: TestAgreements;
let school: Partner;
let clinic: Partner;
let shop: Partner;

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  [school, clinic, shop] = (await agreements.alliance.partners('青枫小学', '社区诊所', '老街商户')) as [
    Partner,
    Partner,
    Partner,
  ];
});
afterAll(() => world.close());

const signing = ({ id, revision }: AgreementShown, { unitId }: Partner) => ({
  agreementId: id,
  unitId,
  contentHash: revision.contentHash,
});
const sign = (agreement: AgreementShown, partner: Partner) =>
  agreements.errors(partner, 'signAgreement', signing(agreement, partner));
const codes = (answers: readonly (readonly { readonly code: string }[])[]): (string | null)[] =>
  answers.map(([error]) => error?.code ?? null);

interface Outcome {
  readonly status: string;
  readonly signed: number;
  readonly kinds: readonly string[];
}

/** How an agreement came out; its history and signatures must hold. */
async function outcome({ id }: AgreementShown): Promise<Outcome> {
  expect(await agreements.integrity(id)).toEqual({ valid: true, problems: [] });
  const [row] = await agreements.alliance.world.sql<{ status: string; signed: number }>(
    `select status, (select count(*)::int from agreement_signatures s where s.agreement_id = a.id and s.revision_id = a.revision_id) as signed
     from agreements a where id = $1`,
    [rowId(id)],
  );
  return { status: row?.status ?? '', signed: row?.signed ?? 0, kinds: await agreements.history(id) };
}

const times = (kinds: readonly string[], kind: string): number => kinds.filter((each) => each === kind).length;

it(`a revision and the last signature, ${ROUNDS} rounds: never ACTIVE with a signature on another text`, async () => {
  const { revised, signed } = await reviseAgainstSign(agreements, [school, clinic], ROUNDS);
  expect(revised).toBeGreaterThan(0);
  expect(signed).toBeGreaterThan(0);
});

it('twenty representatives of twenty parties sign: ACTIVE once, with twenty signatures', async () => {
  const partners = await agreements.alliance.partners(
    ...Array.from({ length: 20 }, (_, index) => `第${index + 1}单位`),
  );
  const agreement = await agreements.open(partners);
  expect(codes(await Promise.all(partners.map((partner) => sign(agreement, partner))))).toEqual(
    partners.map(() => null),
  );
  const { status, signed, kinds } = await outcome(agreement);
  expect([status, signed, times(kinds, 'SIGNED'), times(kinds, 'ACTIVATED')]).toEqual(['ACTIVE', 20, 20, 1]);
  const notices = await agreements.alliance.world.sql(
    'select key from notifications where subject_id = $1 and key = $2',
    [agreement.id, 'agreement.signedByAll'],
  );
  expect(notices).toHaveLength(20);
});

it('the same representative signs twenty times, and two of one unit: one signature', async () => {
  const deputy = await agreements.alliance.person('副校长', [], [school.unitId]);
  const agreement = await agreements.open([school, clinic]);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      agreements.errors(index % 3 === 0 ? deputy : school, 'signAgreement', signing(agreement, school)),
    ),
  );
  expect(codes(answers)).toEqual(answers.map(() => null));
  expect(await outcome(agreement)).toEqual({
    status: 'OPEN_FOR_SIGNATURE',
    signed: 1,
    kinds: ['DRAFTED', 'OPENED', 'SIGNED'],
  });
  const audit = await agreements.alliance.world.sql(
    "select from audit_entries where subject = $1 and action = 'signAgreement'",
    [agreement.id],
  );
  expect(audit).toHaveLength(1);
});

it(`the last two sign, ${AGREEMENTS} agreements: each is ACTIVE once`, async () => {
  const open = await Promise.all(
    Array.from({ length: AGREEMENTS }, async () => {
      const agreement = await agreements.open([school, clinic, shop]);
      await agreements.sign(school, agreement);
      return agreement;
    }),
  );
  await Promise.all(open.flatMap((agreement) => [sign(agreement, clinic), sign(agreement, shop)]));
  for (const agreement of open) {
    const { status, signed, kinds } = await outcome(agreement);
    expect([status, signed, kinds.slice(-2)]).toEqual(['ACTIVE', 3, ['SIGNED', 'ACTIVATED']]);
  }
});

it.each([
  [
    'is declined',
    'DECLINED',
    ({ id }: AgreementShown) =>
      agreements.errors(shop, 'declineAgreement', { agreementId: id, unitId: shop.unitId, reason: '另有安排' }),
  ],
  [
    'is withdrawn',
    'WITHDRAWN',
    ({ id }: AgreementShown) => agreements.errors(school, 'withdrawAgreement', { agreementId: id }),
  ],
] as const)('the last signature is given while the agreement %s: one of the two', async (_, closed, close) => {
  for (let round = 1; round <= quickOrFull(2, 8); round += 1) {
    const agreement = await agreements.open([school, clinic, shop]);
    for (const partner of [school, clinic]) await agreements.sign(partner, agreement);
    const [unsigned, unclosed] = await (round % 2 === 0
      ? Promise.all([sign(agreement, shop), close(agreement)])
      : Promise.all([close(agreement), sign(agreement, shop)]).then(([second, first]) => [first, second] as const));
    const { status, signed } = await outcome(agreement);
    expect([
      ['ACTIVE', 3],
      [closed, 2],
    ]).toContainEqual([status, signed]);
    expect(codes([unsigned, unclosed])).toEqual(status === 'ACTIVE' ? [null, 'WRONG_STATE'] : ['WRONG_STATE', null]);
  }
});

it('one signs while another declines: closed, and what was signed is told of', async () => {
  for (let round = 1; round <= quickOrFull(2, 6); round += 1) {
    const agreement = await agreements.open([school, clinic, shop]);
    const decline = () =>
      agreements.errors(shop, 'declineAgreement', {
        agreementId: agreement.id,
        unitId: shop.unitId,
        reason: '另有安排',
      });
    const [[unsigned]] = await (round % 2 === 0
      ? Promise.all([sign(agreement, clinic), decline()])
      : Promise.all([decline(), sign(agreement, clinic)]).then(([second, first]) => [first, second] as const));
    const { status, signed } = await outcome(agreement);
    expect([status, signed]).toEqual(['DECLINED', unsigned === undefined ? 1 : 0]);
    const notices = await agreements.alliance.world.sql(
      "select from notifications where subject_id = $1 and person_id = $2 and key = 'agreement.declinedBy'",
      [agreement.id, rowId(clinic.representative.id)],
    );
    expect(notices).toHaveLength(signed);
  }
});

it('all leave: it is TERMINATED once, and one of them finds it ended', async () => {
  const agreement = await agreements.signed([school, clinic]);
  const answers = await Promise.all(
    [school, clinic].map(({ unitId, representative }) =>
      agreements.errors(representative, 'terminateAgreement', {
        agreementId: agreement.id,
        unitId,
        reason: '另有安排',
      }),
    ),
  );
  expect(codes(answers).sort()).toEqual(['WRONG_STATE', null]);
  const { status, kinds } = await outcome(agreement);
  expect([status, kinds.slice(-2)]).toEqual(['TERMINATED', ['PARTY_LEFT', 'TERMINATED']]);
});

it('two renew: there is one follow-up, and one of them is told so', async () => {
  const agreement = await agreements.signed([school, clinic], { startsOn: '2020-01-01', endsOn: '2099-12-31' });
  const input = { agreementId: agreement.id, startsOn: '2100-01-01', endsOn: '2100-12-31' };
  const answers = await Promise.all(
    [school, clinic].map((partner) => agreements.errors(partner, 'renewAgreement', input)),
  );
  expect(codes(answers).sort()).toEqual(['WRONG_STATE', null]);
  expect(
    await agreements.alliance.world.sql('select from agreements where renews_id = $1', [rowId(agreement.id)]),
  ).toHaveLength(1);
  expect(times((await outcome(agreement)).kinds, 'RENEWED')).toBe(1);
});

describe('a representative’s role is revoked at the moment of', () => {
  let owner: pg.Pool;
  beforeAll(() => {
    owner = new pg.Pool({ connectionString: world.server.database.ownerUrl, max: 2 });
  });
  afterAll(() => owner.end());

  const inPerson = [
    [
      'signing',
      'signAgreement',
      async () => agreements.open([school, clinic]),
      (agreement: AgreementShown) => signing(agreement, clinic),
    ],
    [
      'declining',
      'declineAgreement',
      async () => agreements.open([school, clinic]),
      ({ id }: AgreementShown) => ({ agreementId: id, unitId: clinic.unitId, reason: '另有安排' }),
    ],
    [
      'leaving',
      'terminateAgreement',
      async () => agreements.signed([school, clinic]),
      ({ id }: AgreementShown) => ({ agreementId: id, unitId: clinic.unitId, reason: '另有安排' }),
    ],
  ] as const;
  const asStaff = [
    [
      'revising',
      'reviseAgreement',
      async () => agreements.open([clinic, school]),
      ({ id }: AgreementShown) => ({ agreementId: id, title: '另一个标题' }),
    ],
    [
      'opening',
      'openAgreementForSignature',
      async () => agreements.draft([clinic, school]),
      ({ id }: AgreementShown) => ({ agreementId: id }),
    ],
    [
      'withdrawing',
      'withdrawAgreement',
      async () => agreements.open([clinic, school]),
      ({ id }: AgreementShown) => ({ agreementId: id }),
    ],
    [
      'renewing',
      'renewAgreement',
      async () => agreements.signed([clinic, school]),
      ({ id }: AgreementShown) => ({ agreementId: id, startsOn: '2100-01-01', endsOn: '2100-12-31' }),
    ],
  ] as const;
  const revoked = (signer: Somebody) =>
    agreements.alliance
      .as(agreements.alliance.secretariat)
      .mutate('revokeUnitRole', { personId: signer.id, unitId: clinic.unitId });

  /** Somebody of the clinic whose rights the server knows. */
  async function known(agreement: AgreementShown): Promise<Somebody> {
    const signer = await agreements.alliance.person('代表', [], [clinic.unitId]);
    expect(await agreements.ask(signer, agreement.id, 'id')).not.toBeNull();
    return signer;
  }

  it.each([...inPerson, ...asStaff])(
    '%s: what waits for another’s step finds that the role is gone',
    async (_, mutation, agreed, input) => {
      const agreement = await agreed();
      const signer = await known(agreement);
      const holder = await owner.connect();
      await holder.query('begin');
      await holder.query('select from agreements where id = $1 for update', [rowId(agreement.id)]);
      const before = await agreements.everything();
      const answer = agreements.errors(signer, mutation, input(agreement));
      await agreements.waitsForALock(answer);
      await revoked(signer);
      await holder.query('commit');
      holder.release();
      expect(['NOT_ALLOWED', 'NOT_FOUND']).toContain((await answer)[0]?.code);
      expect(await agreements.everything()).toEqual({ ...before, audit: String(Number(before['audit']) + 1) });
    },
  );

  it.each(inPerson)(
    '%s: what meets the revocation halfway waits for it, and finds the same',
    async (_, mutation, agreed, input) => {
      const agreement = await agreed();
      const signer = await known(agreement);
      const holder = await owner.connect();
      await holder.query('begin');
      await holder.query('delete from unit_roles where person_id = $1', [rowId(signer.id)]);
      const before = await agreements.everything();
      const answer = agreements.errors(signer, mutation, input(agreement));
      await agreements.waitsForALock(answer);
      await holder.query('commit');
      holder.release();
      expect(await answer).toMatchObject([{ code: 'NOT_ALLOWED', path: ['unitId'] }]);
      expect(await agreements.everything()).toEqual(before);
    },
  );

  it('signing, whoever is first: signed before it, or not at all', async () => {
    for (let round = 1; round <= quickOrFull(2, 6); round += 1) {
      const agreement = await agreements.open([school, clinic]);
      const signer = await known(agreement);
      const signs = () => agreements.errors(signer, 'signAgreement', signing(agreement, clinic));
      const [unsigned] = await (round % 2 === 0
        ? Promise.all([signs(), revoked(signer)])
        : Promise.all([revoked(signer), signs()]).then(([second, first]) => [first, second] as const));
      expect((await outcome(agreement)).signed).toBe(unsigned.length === 0 ? 1 : 0);
      if (unsigned.length > 0) expect(['NOT_ALLOWED', 'NOT_FOUND']).toContain(unsigned[0]?.code);
      expect(await agreements.errors(signer, 'signAgreement', signing(agreement, clinic))).toMatchObject([
        { code: 'NOT_FOUND', path: ['agreementId'] },
      ]);
    }
  });
});
