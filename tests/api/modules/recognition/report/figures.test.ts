import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import type { TestAgreements } from '../../../../testkit/world/test-agreements';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let agreements: TestAgreements;
let now = new Date('2027-03-01T01:00:00Z');
const on = (day: string): void => {
  now = new Date(`${day}T09:00:00+08:00`);
};

beforeAll(async () => {
  world = await TestWorld.open({ clock: () => now });
  alliance = await world.alliance();
  agreements = alliance.agreements;
});
afterAll(() => world.close());

const REPORT = `query ($id: ID!, $from: Date!, $to: Date!) { node(id: $id) { ... on Alliance { report(from: $from, to: $to) { agreementsSigned agreementsActive } } } }`;

async function figures(from: string, to: string): Promise<unknown> {
  const { node } = await alliance.as(null).query<{ node: { report: unknown } }>(REPORT, {
    id: alliance.id,
    from,
    to,
  });
  return node.report;
}

async function assessment(by: Partner | null, of: Partner, from: string, to: string): Promise<unknown> {
  const { memberUnit } = await alliance
    .as({ token: by?.representative.token ?? null })
    .query<{ memberUnit: { assessment: unknown } }>(
      `query ($id: ID!, $from: Date!, $to: Date!) { memberUnit(id: $id) { assessment(from: $from, to: $to) { commitmentsDue commitmentsFulfilled commitmentRating meetingsInvited } } }`,
      { id: of.unitId, from, to },
    );
  return memberUnit.assessment;
}

it('counts agreements by the days on which they were signed, and those in force at the end', async () => {
  const partners = await agreements.alliance.partners('签约小学', '签约公司');
  on('2027-03-01');
  const early = await agreements.signed(partners);
  on('2027-04-10');
  await agreements.signed(partners, { startsOn: '2027-06-01' });
  await agreements.open(partners);
  on('2027-05-20');
  await agreements.call(partners[0] as Partner, 'terminateAgreement', {
    agreementId: early.id,
    unitId: partners[0]?.unitId,
    reason: '搬迁',
  });
  on('2027-06-01');
  await world.server.running.timedWork.catchUp();
  expect(await figures('2027-01-01', '2027-03-31')).toEqual({ agreementsSigned: 1, agreementsActive: 1 });
  expect(await figures('2027-04-01', '2027-04-30')).toEqual({ agreementsSigned: 1, agreementsActive: 1 });
  expect(await figures('2027-05-01', '2027-05-31')).toEqual({ agreementsSigned: 0, agreementsActive: 0 });
  expect(await figures('2027-01-01', '2027-06-30')).toEqual({ agreementsSigned: 2, agreementsActive: 1 });
});

it('tells a unit, and the secretariat, how it kept its commitments and how others judged that', async () => {
  on('2027-03-01');
  const [one, other] = (await agreements.alliance.partners('考核小学', '考核公司')) as [Partner, Partner];
  const commitments = ['2027-03-31', '2027-09-30'].map((dueOn) => ({
    unitId: one.unitId,
    text: `至${dueOn}完成`,
    category: 'OTHER',
    dueOn,
  }));
  const agreement = await agreements.signed([one, other], { commitments });
  await agreements.draft([one, other], { commitments });
  const found = await agreements.ask<{ commitments: { id: string }[] }>(one, agreement.id, 'commitments { id }');
  const commitmentId = found?.commitments[0]?.id;
  on('2027-03-20');
  await alliance.as(one.representative).mutate('updateCommitment', { commitmentId, status: 'FULFILLED' });
  await alliance.as(other.representative).mutate('rateCommitment', { commitmentId, byUnitId: other.unitId, rating: 4 });
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

it('tells a unit what meetings gave it to do, when that was due and when it was done', async () => {
  on('2027-03-02');
  const [one, other] = (await alliance.partners('落实小学', '落实公司')) as [Partner, Partner];
  const meetingId = await alliance.meeting({ startsAt: now.toISOString(), inviteUnitIds: [one.unitId, other.unitId] });
  const itemId = await alliance.item(meetingId, { title: '分工' });
  const run = <P>(mutation: string, input: object, select?: string) =>
    alliance.as(alliance.organiser).mutate<P>(mutation, input, select);
  await run('openMeeting', { meetingId });
  await run('setAgendaItemState', { itemId, state: 'ACTIVE' });
  const work = (dueOn: string | null, ...units: readonly Partner[]) => ({
    text: '落实',
    dueOn,
    unitIds: units.map(({ unitId }) => unitId),
  });
  const { decision } = await run<{ decision: { actionItems: { id: string }[] } }>(
    'recordDecision',
    {
      itemId,
      text: '分头落实。',
      outcome: 'ADOPTED',
      actionItems: [
        ...[work('2027-03-31', one, other), work('2027-09-30', one), work('2027-03-31', one), work(null, one)],
        work('2027-03-31', other),
      ],
    },
    'decision { actionItems { id } }',
  );
  const [shared, , dropped, someDay] = decision.actionItems.map(({ id }) => id);
  await run('setActionItemStatus', { actionItemId: dropped, status: 'CANCELLED' });
  await alliance.as(other.representative).mutate('setActionItemStatus', { actionItemId: shared, status: 'DONE' });
  on('2027-05-01');
  await alliance.as(one.representative).mutate('setActionItemStatus', { actionItemId: someDay, status: 'DONE' });
  const given = async (of: Partner, from: string, to: string): Promise<unknown> =>
    (
      await alliance.as(of.representative).query<{
        memberUnit: { assessment: unknown };
      }>('query ($id: ID!, $from: Date!, $to: Date!) { memberUnit(id: $id) { assessment(from: $from, to: $to) { actionItemsDue actionItemsDone } } }', { id: of.unitId, from, to })
    ).memberUnit.assessment;
  expect(await given(one, '2027-03-01', '2027-03-31')).toEqual({ actionItemsDue: 1, actionItemsDone: 1 });
  expect(await given(one, '2027-04-01', '2027-12-31')).toEqual({ actionItemsDue: 1, actionItemsDone: 1 });
  expect(await given(other, '2027-03-01', '2027-03-31')).toEqual({ actionItemsDue: 2, actionItemsDone: 1 });
  expect(await given(other, '2027-04-01', '2027-12-31')).toEqual({ actionItemsDue: 0, actionItemsDone: 0 });
});
