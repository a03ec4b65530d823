import { newId } from '../../../../../src/platform/database/ids';
import type { Partner } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import type { TestAgreements } from '../../../../testkit/world/test-agreements';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let agreements: TestAgreements;
let school: Partner;
let clinic: Partner;
let notary: Partner;
let agreementId: string;
/** The clinic's, the school's. */
let clinics: string;
let schools: string;

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  [school, clinic, notary] = (await agreements.alliance.partners('青枫小学', '社区诊所', '公证处')) as [
    Partner,
    Partner,
    Partner,
  ];
});
afterAll(() => world.close());

/** An agreement in force in which the clinic's commitment was due on this day. */
async function agreeOn(dueOn: string | null): Promise<void> {
  const agreement = await agreements.open([school], {
    startsOn: '2020-01-01',
    parties: [
      { unitId: school.unitId, role: 'INITIATOR' },
      { unitId: clinic.unitId, role: 'PARTY' },
      { unitId: notary.unitId, role: 'WITNESS' },
    ],
    commitments: [
      { unitId: clinic.unitId, text: '每周义诊', category: 'HEALTH', dueOn },
      { unitId: school.unitId, text: '开放操场', category: 'CULTURE_SPORTS' },
    ],
  });
  agreementId = agreement.id;
  for (const partner of [school, clinic, notary]) await agreements.sign(partner, agreement);
  const { commitments } = (await agreements.ask<{ commitments: { id: string }[] }>(
    school,
    agreementId,
    'commitments { id }',
  )) ?? { commitments: [] };
  [clinics, schools] = commitments.map(({ id }) => id) as [string, string];
}

beforeEach(() => agreeOn(null));

/** The clinic's commitment turned overdue by itself. */
async function agreeOnWhatIsOverdue(): Promise<void> {
  await agreeOn('2020-06-30');
  await world.server.running.timedWork.catchUp();
  expect(await agreements.ask(school, agreementId, 'commitments { status }')).toEqual({
    commitments: [{ status: 'OVERDUE' }, { status: 'PENDING' }],
  });
}

interface Shown {
  readonly status: string;
  readonly evidence: string | null;
  readonly fulfilledOn: string | null;
  readonly ratings: readonly {
    readonly by: { readonly id: string };
    readonly rating: number;
    readonly comment: string | null;
  }[];
}
const SHOWN = 'commitment { status evidence fulfilledOn ratings { by { id } rating comment } }';
const report = async (by: Partner, commitmentId: string, status: string, more: object = {}): Promise<Shown> =>
  (
    await agreements.alliance
      .as(by.representative)
      .mutate<{ commitment: Shown }>('updateCommitment', { commitmentId, status, ...more }, SHOWN)
  ).commitment;
const rate = async (by: Partner, commitmentId: string, rating: number, more: object = {}): Promise<Shown> =>
  (
    await agreements.alliance
      .as(by.representative)
      .mutate<{ commitment: Shown }>('rateCommitment', { commitmentId, byUnitId: by.unitId, rating, ...more }, SHOWN)
  ).commitment;
const holds = async () => expect(await agreements.integrity(agreementId)).toEqual({ valid: true, problems: [] });
const refusedReport = (by: Partner | Somebody, input: object, ...reasons: (readonly [string, string])[]) =>
  agreements.refused(by, 'updateCommitment', { commitmentId: clinics, status: 'IN_PROGRESS', ...input }, ...reasons);
const refusedRating = (by: Partner | Somebody, input: object, ...reasons: (readonly [string, string])[]) =>
  agreements.refused(
    by,
    'rateCommitment',
    { commitmentId: clinics, byUnitId: school.unitId, rating: 4, ...input },
    ...reasons,
  );

describe('progress', () => {
  it('is reported step by step with evidence, dated when it is done, and recorded', async () => {
    expect(await report(clinic, clinics, 'IN_PROGRESS', { evidence: ' 已排班 ' })).toMatchObject({
      status: 'IN_PROGRESS',
      evidence: '已排班',
      fulfilledOn: null,
    });
    const done = await report(clinic, clinics, 'FULFILLED');
    expect(done).toMatchObject({
      status: 'FULFILLED',
      evidence: '已排班',
      fulfilledOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
    expect(await report(clinic, clinics, 'FULFILLED', { evidence: '签到表 📋' })).toMatchObject({
      evidence: '签到表 📋',
      fulfilledOn: done.fulfilledOn,
    });
    expect(await report(clinic, clinics, 'IN_PROGRESS', { evidence: null })).toMatchObject({
      status: 'IN_PROGRESS',
      evidence: null,
      fulfilledOn: null,
    });
    expect((await agreements.history(agreementId)).slice(-4)).toEqual(Array(4).fill('COMMITMENT_UPDATED'));
    await holds();
  });

  it('that is no news writes nothing', async () => {
    await report(clinic, clinics, 'FULFILLED', { evidence: '签到表' });
    const before = await agreements.everything();
    await report(clinic, clinics, 'FULFILLED');
    await report(clinic, clinics, 'FULFILLED', { evidence: ' 签到表' });
    expect(await agreements.everything()).toEqual(before);
  });

  it('takes no other steps than those there are, and none from the outside', async () => {
    await refusedReport(clinic, { status: 'OVERDUE' }, ['WRONG_STATE', 'status']);
    await refusedReport(clinic, { evidence: '证'.repeat(5_001) }, ['INVALID', 'evidence']);
    await refusedReport(clinic, { evidence: '' }, ['INVALID', 'evidence']);
    for (const commitmentId of [`commitment_${newId()}`, agreementId, ''])
      await refusedReport(clinic, { commitmentId }, ['NOT_FOUND', 'commitmentId']);
    for (const by of [school, notary, agreements.alliance.organiser])
      await refusedReport(by, {}, ['NOT_ALLOWED', 'commitmentId']);
    const elsewhere = await (await world.alliance()).partner('别处单位');
    await refusedReport(elsewhere, {}, ['NOT_FOUND', 'commitmentId']);
  });

  it('of what is overdue or waived goes on only as it may', async () => {
    await agreeOnWhatIsOverdue();
    await refusedReport(clinic, { status: 'IN_PROGRESS' }, ['WRONG_STATE', 'status']);
    await agreements.alliance
      .as(agreements.alliance.secretariat)
      .mutate('updateCommitment', { commitmentId: clinics, status: 'WAIVED' });
    await refusedReport(clinic, { status: 'FULFILLED' }, ['WRONG_STATE', 'status']);
  });

  it('is waived by the secretariat, and by nobody else', async () => {
    await refusedReport(clinic, { status: 'WAIVED' }, ['NOT_ALLOWED', 'status']);
    const { commitment } = await agreements.alliance
      .as(agreements.alliance.secretariat)
      .mutate<{ commitment: Shown }>('updateCommitment', { commitmentId: clinics, status: 'WAIVED' }, SHOWN);
    expect(commitment.status).toBe('WAIVED');
    await holds();
  });

  it('is for an agreement in force or expired: not before, and not for one that was ended', async () => {
    const draft = await agreements.draft([school, clinic], {
      commitments: [{ unitId: clinic.unitId, text: '义诊', category: 'HEALTH' }],
    });
    const [{ id }] = (await agreements.ask<{ commitments: { id: string }[] }>(clinic, draft.id, 'commitments { id }'))
      ?.commitments as [{ id: string }];
    await refusedReport(clinic, { commitmentId: id }, ['WRONG_STATE', 'commitmentId']);
    await agreements.call(school, 'terminateAgreement', { agreementId, unitId: school.unitId, reason: '另有安排' });
    await refusedReport(clinic, {}, ['WRONG_STATE', 'commitmentId']);
  });

  it('of two who report at once is one after the other, and the history has both', async () => {
    const deputy = await agreements.alliance.person('副主任', [], [clinic.unitId]);
    await Promise.all([
      report(clinic, clinics, 'IN_PROGRESS', { evidence: '一' }),
      agreements.alliance
        .as(deputy)
        .mutate('updateCommitment', { commitmentId: clinics, status: 'IN_PROGRESS', evidence: '二' }),
      report(school, schools, 'FULFILLED'),
    ]);
    expect((await agreements.history(agreementId)).filter((kind) => kind === 'COMMITMENT_UPDATED')).toHaveLength(3);
    await holds();
  });
});

describe('a rating', () => {
  it('is given by each other signing party, and replaced by a later one of the same', async () => {
    await report(clinic, clinics, 'FULFILLED');
    expect((await rate(school, clinics, 3, { comment: ' 尚可 ' })).ratings).toEqual([
      { by: { id: school.unitId }, rating: 3, comment: '尚可' },
    ]);
    expect((await rate(school, clinics, 5)).ratings).toEqual([{ by: { id: school.unitId }, rating: 5, comment: null }]);
    const before = await agreements.everything();
    await rate(school, clinics, 5);
    expect(await agreements.everything()).toEqual(before);
    expect((await agreements.history(agreementId)).slice(-2)).toEqual(['COMMITMENT_RATED', 'COMMITMENT_RATED']);
    await holds();
  });

  it('is of what was kept or is overdue, and from 1 to 5', async () => {
    await refusedRating(school, {}, ['WRONG_STATE', 'commitmentId']);
    await agreeOnWhatIsOverdue();
    for (const rating of [0, 6, -1]) await refusedRating(school, { rating }, ['INVALID', 'rating']);
    await refusedRating(school, { comment: '评'.repeat(1_001) }, ['INVALID', 'comment']);
    expect((await rate(school, clinics, 1)).ratings).toHaveLength(1);
  });

  it('is nobody’s of one’s own, a witness’s, a stranger’s, or given in another’s place', async () => {
    await report(clinic, clinics, 'FULFILLED');
    await refusedRating(clinic, { byUnitId: clinic.unitId }, ['INVALID', 'byUnitId']);
    await refusedRating(notary, { byUnitId: notary.unitId }, ['INVALID', 'byUnitId']);
    await refusedRating(clinic, {}, ['NOT_ALLOWED', 'byUnitId']);
    for (const by of [await agreements.staff(school), agreements.alliance.secretariat])
      await refusedRating(by, {}, ['NOT_ALLOWED', 'byUnitId']);
    const stranger = await agreements.alliance.unit('路人单位');
    await refusedRating(school, { byUnitId: stranger }, ['NOT_FOUND', 'byUnitId']);
    await agreements.alliance.world.sql('delete from member_units where id = $1', [rowId(stranger)]);
  });
});

describe('commitments over all agreements', () => {
  interface List {
    readonly commitments: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] } | null;
  }
  const LIST = 'commitments(filter: $filter) { totalCount nodes { id } }';
  const ofAlliance = async (by: Somebody | null, filter: object = {}): Promise<List> =>
    (
      await world
        .as(by)
        .query<{ alliance: List }>(
          `query ($slug: String!, $filter: CommitmentFilter) { alliance(slug: $slug) { ${LIST} } }`,
          { slug: agreements.alliance.slug, filter },
        )
    ).alliance;
  const ofUnit = async (by: Somebody | null, id: string, filter: object = {}): Promise<List> =>
    (
      await world
        .as(by)
        .query<{ memberUnit: List }>(
          `query ($id: ID!, $filter: CommitmentFilter) { memberUnit(id: $id) { ${LIST} } }`,
          { id, filter },
        )
    ).memberUnit;
  const ids = ({ commitments }: List): string[] | undefined => commitments?.nodes.map(({ id }) => id);

  it('are listed for members, the next due first, and found by unit, category, status and due day', async () => {
    await agreeOn('2099-06-30');
    const before = [clinics, schools];
    await agreeOn('2099-01-31');
    const { secretariat } = agreements.alliance;
    const due = { dueAfter: '2099-01-01' };
    expect(ids(await ofAlliance(secretariat, due))).toEqual([clinics, before[0]]);
    expect(ids(await ofAlliance(secretariat, { ...due, dueBefore: '2099-06-30' }))).toEqual([clinics]);
    expect(ids(await ofAlliance(secretariat, { ...due, statuses: ['PENDING'] }))).toEqual([clinics, before[0]]);
    expect(ids(await ofAlliance(secretariat, { ...due, statuses: ['WAIVED'] }))).toEqual([]);
    expect(ids(await ofAlliance(secretariat, { unitId: clinic.unitId, categories: ['CULTURE_SPORTS'] }))).toEqual([]);
    expect(ids(await ofUnit(school.representative, clinic.unitId, due))).toEqual([clinics, before[0]]);
  });

  it('are hidden from the public, and of a draft from whoever is no party to it', async () => {
    const [outsider] = await agreements.alliance.partners('旁人');
    const due = { dueAfter: '2098-01-01', dueBefore: '2098-12-31' };
    await agreements.draft([school, clinic], {
      commitments: [{ unitId: clinic.unitId, text: '草拟', category: 'HEALTH', dueOn: '2098-06-30' }],
    });
    expect(await ofAlliance(null)).toEqual({ commitments: null });
    expect(await ofUnit(null, clinic.unitId)).toEqual({ commitments: null });
    expect((await ofAlliance(outsider?.representative ?? null, due)).commitments?.totalCount).toBe(0);
    expect((await ofAlliance(clinic.representative, due)).commitments?.totalCount).toBe(1);
  });
});
