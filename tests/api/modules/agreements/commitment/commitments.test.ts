import { newId } from '../../../../../src/platform/database/ids';
import { Hall, rowId, type Somebody } from '../../../../testkit/hall';
import { Pact, type Partner } from '../../../../testkit/pact';
import { startTestServer, type TestServer } from '../../../../testkit/server';

let server: TestServer;
let pact: Pact;
let school: Partner;
let clinic: Partner;
let notary: Partner;
let agreementId: string;
/** The clinic's, the school's. */
let clinics: string;
let schools: string;

beforeAll(async () => {
  server = await startTestServer();
  pact = new Pact(await Hall.open(server.database, server.url));
  [school, clinic, notary] = (await pact.partners('青枫小学', '社区诊所', '公证处')) as [Partner, Partner, Partner];
}, 30_000);
afterAll(() => server.stop());

/** An agreement in force in which the clinic's commitment was due on this day. */
async function agreeOn(dueOn: string | null): Promise<void> {
  const agreement = await pact.open([school], {
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
  for (const partner of [school, clinic, notary]) await pact.sign(partner, agreement);
  const { commitments } = (await pact.ask<{ commitments: { id: string }[] }>(
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
  await server.running.timedWork.catchUp();
  expect(await pact.ask(school, agreementId, 'commitments { status }')).toEqual({
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
    await pact.hall.call<{ commitment: Shown }>(
      by.representative,
      'updateCommitment',
      { commitmentId, status, ...more },
      SHOWN,
    )
  ).commitment;
const rate = async (by: Partner, commitmentId: string, rating: number, more: object = {}): Promise<Shown> =>
  (
    await pact.hall.call<{ commitment: Shown }>(
      by.representative,
      'rateCommitment',
      { commitmentId, byUnitId: by.unitId, rating, ...more },
      SHOWN,
    )
  ).commitment;
const holds = async () => expect(await pact.integrity(agreementId)).toEqual({ valid: true, problems: [] });
const refusedReport = (by: Partner | Somebody, input: object, ...reasons: (readonly [string, string])[]) =>
  pact.refused(by, 'updateCommitment', { commitmentId: clinics, status: 'IN_PROGRESS', ...input }, ...reasons);
const refusedRating = (by: Partner | Somebody, input: object, ...reasons: (readonly [string, string])[]) =>
  pact.refused(
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
    expect((await pact.history(agreementId)).slice(-4)).toEqual(Array(4).fill('COMMITMENT_UPDATED'));
    await holds();
  });

  it('that is no news writes nothing', async () => {
    await report(clinic, clinics, 'FULFILLED', { evidence: '签到表' });
    const before = await pact.everything();
    await report(clinic, clinics, 'FULFILLED');
    await report(clinic, clinics, 'FULFILLED', { evidence: ' 签到表' });
    expect(await pact.everything()).toEqual(before);
  });

  it('takes no other steps than those there are, and none from the outside', async () => {
    await refusedReport(clinic, { status: 'OVERDUE' }, ['WRONG_STATE', 'status']);
    await refusedReport(clinic, { evidence: '证'.repeat(5_001) }, ['INVALID', 'evidence']);
    await refusedReport(clinic, { evidence: '' }, ['INVALID', 'evidence']);
    for (const commitmentId of [`commitment_${newId()}`, agreementId, ''])
      await refusedReport(clinic, { commitmentId }, ['NOT_FOUND', 'commitmentId']);
    for (const by of [school, notary, pact.hall.organiser])
      await refusedReport(by, {}, ['NOT_ALLOWED', 'commitmentId']);
    const elsewhere = await new Pact(await Hall.open(server.database, server.url)).partner('别处单位');
    await refusedReport(elsewhere, {}, ['NOT_FOUND', 'commitmentId']);
  });

  it('of what is overdue or waived goes on only as it may', async () => {
    await agreeOnWhatIsOverdue();
    await refusedReport(clinic, { status: 'IN_PROGRESS' }, ['WRONG_STATE', 'status']);
    await pact.hall.call(pact.hall.secretariat, 'updateCommitment', { commitmentId: clinics, status: 'WAIVED' });
    await refusedReport(clinic, { status: 'FULFILLED' }, ['WRONG_STATE', 'status']);
  });

  it('is waived by the secretariat, and by nobody else', async () => {
    await refusedReport(clinic, { status: 'WAIVED' }, ['NOT_ALLOWED', 'status']);
    const { commitment } = await pact.hall.call<{ commitment: Shown }>(
      pact.hall.secretariat,
      'updateCommitment',
      { commitmentId: clinics, status: 'WAIVED' },
      SHOWN,
    );
    expect(commitment.status).toBe('WAIVED');
    await holds();
  });

  it('is for an agreement in force or expired: not before, and not for one that was ended', async () => {
    const draft = await pact.draft([school, clinic], {
      commitments: [{ unitId: clinic.unitId, text: '义诊', category: 'HEALTH' }],
    });
    const [{ id }] = (await pact.ask<{ commitments: { id: string }[] }>(clinic, draft.id, 'commitments { id }'))
      ?.commitments as [{ id: string }];
    await refusedReport(clinic, { commitmentId: id }, ['WRONG_STATE', 'commitmentId']);
    await pact.call(school, 'terminateAgreement', { agreementId, unitId: school.unitId, reason: '另有安排' });
    await refusedReport(clinic, {}, ['WRONG_STATE', 'commitmentId']);
  });

  it('of two who report at once is one after the other, and the history has both', async () => {
    const deputy = await pact.hall.person('副主任', [], [clinic.unitId]);
    await Promise.all([
      report(clinic, clinics, 'IN_PROGRESS', { evidence: '一' }),
      pact.hall.call(deputy, 'updateCommitment', { commitmentId: clinics, status: 'IN_PROGRESS', evidence: '二' }),
      report(school, schools, 'FULFILLED'),
    ]);
    expect((await pact.history(agreementId)).filter((kind) => kind === 'COMMITMENT_UPDATED')).toHaveLength(3);
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
    const before = await pact.everything();
    await rate(school, clinics, 5);
    expect(await pact.everything()).toEqual(before);
    expect((await pact.history(agreementId)).slice(-2)).toEqual(['COMMITMENT_RATED', 'COMMITMENT_RATED']);
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
    for (const by of [await pact.staff(school), pact.hall.secretariat])
      await refusedRating(by, {}, ['NOT_ALLOWED', 'byUnitId']);
    const stranger = await pact.hall.unit('路人单位');
    await refusedRating(school, { byUnitId: stranger }, ['NOT_FOUND', 'byUnitId']);
    await pact.hall.sql('delete from member_units where id = $1', [rowId(stranger)]);
  });
});
