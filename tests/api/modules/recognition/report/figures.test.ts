import { Pact, type Partner } from '../../../../testkit/pact';
import { Stage } from '../../../../testkit/stage';

let stage: Stage;
let pact: Pact;
let now = new Date('2027-03-01T01:00:00Z');
const on = (day: string): void => {
  now = new Date(`${day}T09:00:00+08:00`);
};

beforeAll(async () => {
  stage = await Stage.open({}, () => now);
  pact = new Pact(stage.hall);
});
afterAll(() => stage.close());

const REPORT = `query ($id: ID!, $from: Date!, $to: Date!) { node(id: $id) { ... on Alliance { report(from: $from, to: $to) { agreementsSigned agreementsActive } } } }`;

async function figures(from: string, to: string): Promise<unknown> {
  const { node } = await stage.hall.query<{ node: { report: unknown } }>(null, REPORT, {
    id: stage.hall.allianceId,
    from,
    to,
  });
  return node.report;
}

async function assessment(by: Partner | null, of: Partner, from: string, to: string): Promise<unknown> {
  const { memberUnit } = await stage.hall.query<{ memberUnit: { assessment: unknown } }>(
    by?.representative.token ?? null,
    `query ($id: ID!, $from: Date!, $to: Date!) { memberUnit(id: $id) { assessment(from: $from, to: $to) { commitmentsDue commitmentsFulfilled commitmentRating meetingsInvited } } }`,
    { id: of.unitId, from, to },
  );
  return memberUnit.assessment;
}

it('counts agreements by the days on which they were signed, and those in force at the end', async () => {
  const partners = await pact.partners('签约小学', '签约公司');
  on('2027-03-01');
  const early = await pact.signed(partners);
  on('2027-04-10');
  await pact.signed(partners, { startsOn: '2027-06-01' });
  await pact.open(partners);
  on('2027-05-20');
  await pact.call(partners[0] as Partner, 'terminateAgreement', {
    agreementId: early.id,
    unitId: partners[0]?.unitId,
    reason: '搬迁',
  });
  on('2027-06-01');
  await stage.server.running.timedWork.catchUp();
  expect(await figures('2027-01-01', '2027-03-31')).toEqual({ agreementsSigned: 1, agreementsActive: 1 });
  expect(await figures('2027-04-01', '2027-04-30')).toEqual({ agreementsSigned: 1, agreementsActive: 1 });
  expect(await figures('2027-05-01', '2027-05-31')).toEqual({ agreementsSigned: 0, agreementsActive: 0 });
  expect(await figures('2027-01-01', '2027-06-30')).toEqual({ agreementsSigned: 2, agreementsActive: 1 });
});

it('tells a unit, and the secretariat, how it kept its commitments and how others judged that', async () => {
  on('2027-03-01');
  const [one, other] = (await pact.partners('考核小学', '考核公司')) as [Partner, Partner];
  const commitments = ['2027-03-31', '2027-09-30'].map((dueOn) => ({
    unitId: one.unitId,
    text: `至${dueOn}完成`,
    category: 'OTHER',
    dueOn,
  }));
  const agreement = await pact.signed([one, other], { commitments });
  await pact.draft([one, other], { commitments });
  const found = await pact.ask<{ commitments: { id: string }[] }>(one, agreement.id, 'commitments { id }');
  const commitmentId = found?.commitments[0]?.id;
  on('2027-03-20');
  await stage.hall.call(one.representative, 'updateCommitment', { commitmentId, status: 'FULFILLED' });
  await stage.hall.call(other.representative, 'rateCommitment', { commitmentId, byUnitId: other.unitId, rating: 4 });
  const first = { commitmentsDue: 1, commitmentsFulfilled: 1, commitmentRating: 4, meetingsInvited: 0 };
  expect(await assessment(one, one, '2027-03-01', '2027-03-31')).toEqual(first);
  expect(await assessment(one, one, '2027-01-01', '2027-12-31')).toEqual({ ...first, commitmentsDue: 2 });
  expect(await assessment(one, one, '2027-04-01', '2027-06-30')).toEqual({
    commitmentsDue: 0,
    commitmentsFulfilled: 0,
    commitmentRating: null,
    meetingsInvited: 0,
  });
  expect(await assessment(other, one, '2027-03-01', '2027-03-31')).toBeNull();
  expect(await assessment(null, one, '2027-03-01', '2027-03-31')).toBeNull();
});
