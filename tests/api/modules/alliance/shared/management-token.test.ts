import { buildGraph } from '../../../../../src/app/server/schema';
import { operationRule } from '../../../../../src/platform/access/operation';
import type { TokenScope } from '../../../../../src/platform/access/viewer';
import type { Caller, Somebody } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
});
afterAll(() => world.close());

const tokenOf = async ({ id }: Somebody, ...scopes: TokenScope[]): Promise<Caller> =>
  world.as({ token: (await world.apiToken(id, scopes)).secret });
const codes = async (caller: Caller, mutation: string, input: object): Promise<string[]> =>
  (await caller.attempt<object>(mutation, input)).userErrors.map(({ code }) => code);
const group = (name: string, allianceId = alliance.id): object => ({ allianceId, name });

it('lets a secretary’s roster sync, dispatch and calendar run by token', async () => {
  const token = await tokenOf(alliance.secretariat, 'MANAGE_ALLIANCE');
  const unitId = await token.make('addMemberUnit', 'memberUnit', {
    allianceId: alliance.id,
    name: '青枫医院',
    kind: 'HOSPITAL',
    affiliation: 'MUNICIPAL',
  });
  await token.mutate('updateMemberUnit', { unitId, shortName: '青医' });
  await token.mutate('suspendMembership', { unitId, reason: '待核' });
  await token.mutate('reinstateMembership', { unitId });
  await token.mutate('createSectorGroup', group('民生服务'));
  await token.mutate('importMemberUnits', {
    allianceId: alliance.id,
    format: 'CSV',
    contentBase64: Buffer.from('单位名称,单位性质,隶属\n青枫中学,学校,区\n').toString('base64'),
    dryRun: true,
  });
  const meetingId = await token.make('scheduleMeeting', 'meeting', {
    allianceId: alliance.id,
    kind: 'JOINT',
    title: '联席会议',
    startsAt: '2026-11-23T01:00:00Z',
    visibility: 'PUBLIC',
    inviteUnitIds: [unitId],
  });
  await token.mutate('respondToInvitation', { meetingId, unitId, accept: true });
  await token.mutate('addAgendaItem', { meetingId, item: { kind: 'REPORT', title: '通报' } });
  const agreementId = await token.make('draftAgreement', 'agreement', alliance.agreements.input([school, clinic]));
  await token.mutate('openAgreementForSignature', { agreementId });
  await token.mutate('withdrawAgreement', { agreementId });
  await token.mutate('endMembership', { unitId, leftOn: '2026-01-01' });
});

it('covers nothing that its person may not, and no other scope covers what it does', async () => {
  const elsewhere = await world.alliance();
  const secretary = await tokenOf(alliance.secretariat, 'MANAGE_ALLIANCE');
  expect(await codes(secretary, 'createSectorGroup', group('外地', elsewhere.id))).toEqual(['NOT_ALLOWED']);
  const representative = await tokenOf(school.representative, 'MANAGE_ALLIANCE');
  expect(await codes(representative, 'createSectorGroup', group('代表'))).toEqual(['NOT_ALLOWED']);
  // what they may as unit's staff is another scope's
  expect(await codes(representative, 'updateMemberUnit', { unitId: school.unitId, contacts: [] })).toEqual([
    'NOT_ALLOWED',
  ]);
  const others = await tokenOf(alliance.secretariat, 'READ_MEMBER', 'MANAGE_UNIT', 'MANAGE_MEETINGS');
  await expect(others.attempt('createSectorGroup', group('别的'))).rejects.toThrow('FORBIDDEN');
  expect(await codes(others, 'updateMemberUnit', { unitId: school.unitId, shortName: '枫小' })).toEqual([
    'NOT_ALLOWED',
  ]);
});

it('leaves to people in person what no token does, whatever its scopes', async () => {
  const mutations = Object.values((await buildGraph()).getMutationType()?.getFields() ?? {});
  const byNoToken = mutations.filter(({ extensions }) => operationRule(extensions)?.by === 'session');
  expect(byNoToken.map(({ name }) => name).sort()).toEqual([
    'bindExternalIdentity',
    'castVote',
    'changePassword',
    'createAlliance',
    'createApiToken',
    'createCalendarFeed',
    'declineAgreement',
    'deleteAlliance',
    'disableAccount',
    'enableAccount',
    'endAccountSessions',
    'endSession',
    'grantAdministrator',
    'grantAllianceRole',
    'grantUnitRole',
    'issuePasswordReset',
    'rateCommitment',
    'registerPerson',
    'replaceFirstSecretariat',
    'revokeAdministrator',
    'revokeAllianceRole',
    'revokeApiToken',
    'revokeCalendarFeed',
    'revokeUnitRole',
    'signAgreement',
    'submitRecommendation',
    'terminateAgreement',
    'unbindExternalIdentity',
  ]);
});
