import { LIMITS } from '../../../../../src/platform/budgets';
import type { TokenScope } from '../../../../../src/platform/access/viewer';
import { request } from '../../../../testkit/graphql';
import type { Caller, Somebody } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

/* Whoever may do something, but not by this token, is told which scope would do; whoever may not, that it is for their roles. */

let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
let meetingId: string;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
  meetingId = await alliance.meeting({ visibility: 'PUBLIC', inviteUnitIds: [school.unitId] });
});
afterEach(() => world.clear());
afterAll(() => world.close());

const ROLES = 'Your roles do not cover this.';
const ROLES_BUT = (scopes: string): string =>
  `Your roles cover this, but this API token does not: it also takes the scope ${scopes}.`;

const secretOf = async ({ id }: Somebody, ...scopes: TokenScope[]): Promise<string> =>
  (await world.apiToken(id, scopes)).secret;
const tokenOf = async (somebody: Somebody, ...scopes: TokenScope[]): Promise<Caller> =>
  world.as({ token: await secretOf(somebody, ...scopes) });
const said = async (caller: Caller, mutation: string, input: object): Promise<unknown> =>
  (await caller.attempt<object>(mutation, input)).userErrors.map(({ code, message }) => `${code} ${message}`);
const item = (): object => ({ meetingId, item: { kind: 'REPORT', title: '通报' } });

it('names the scopes of a mutation to a token that has none of them', async () => {
  const ask = async (token: string, query: string, language = 'en') => {
    const { status, headers, body } = await request(world.server.url, {
      query,
      token,
      headers: { 'accept-language': language },
    });
    return [status, body.errors?.map(({ message }) => message), headers.get('www-authenticate')];
  };
  const reader = await secretOf(alliance.secretariat, 'READ_MEMBER');
  const open = `mutation { openMeeting(input: { meetingId: "${meetingId}" }) { userErrors { code } } }`;
  expect(await ask(reader, open)).toEqual([
    403,
    ['This API token does not cover openMeeting, which takes the scope MANAGE_MEETINGS or MANAGE_ALLIANCE.'],
    'Bearer realm="gongjian", error="insufficient_scope", error_description="One of these scopes would do", scope="MANAGE_MEETINGS MANAGE_ALLIANCE"',
  ]);
  expect((await ask(reader, open, 'zh-CN'))[1]).toEqual([
    '该 API 令牌的权限范围不包括 openMeeting，须有 MANAGE_MEETINGS或MANAGE_ALLIANCE。',
  ]);
  const revoke = 'mutation { revokeApiToken(input: { apiTokenId: "x" }) { userErrors { code } } }';
  expect(await ask(await secretOf(alliance.secretariat, 'MANAGE_ALLIANCE'), revoke)).toEqual([
    403,
    ['No API token may do revokeApiToken, whatever its scopes: sign in for it.'],
    'Bearer realm="gongjian", error="insufficient_scope", error_description="No API token may do this"',
  ]);
});

it('names the scope that a token of the public lacks for a subscription of one’s own', async () => {
  const socket = await world.socket(
    { token: await secretOf(alliance.secretariat, 'READ_PUBLIC') },
    { acceptLanguage: 'en' },
  );
  socket.subscribe('1', 'subscription { notificationAdded { id } }');
  expect(await socket.errors('1')).toEqual([
    {
      code: 'FORBIDDEN',
      message: 'This API token does not cover notificationAdded, which takes the scope READ_MEMBER.',
    },
  ]);
});

it('names the scope whose role a token leaves out', async () => {
  const secretary = await tokenOf(alliance.secretariat, 'MANAGE_UNIT');
  const { unitId } = school;
  expect(await said(secretary, 'updateMemberUnit', { unitId, contacts: [] })).toEqual([
    `NOT_ALLOWED ${ROLES_BUT('MANAGE_ALLIANCE')}`,
  ]);
  const meetings = await tokenOf(alliance.secretariat, 'MANAGE_MEETINGS');
  expect(await said(meetings, 'addAgendaItem', item())).toEqual([`NOT_ALLOWED ${ROLES_BUT('MANAGE_ALLIANCE')}`]);
  expect(await said(meetings, 'openMeeting', { meetingId })).toEqual([`NOT_ALLOWED ${ROLES_BUT('MANAGE_ALLIANCE')}`]);
  const organiser = await tokenOf(alliance.organiser, 'MANAGE_ALLIANCE');
  expect(await said(organiser, 'addAgendaItem', item())).toEqual([`NOT_ALLOWED ${ROLES_BUT('MANAGE_MEETINGS')}`]);
  const staff = await tokenOf(school.representative, 'MANAGE_ALLIANCE');
  expect(await said(staff, 'updateMemberUnit', { unitId, contacts: [] })).toEqual([
    `NOT_ALLOWED ${ROLES_BUT('MANAGE_UNIT')}`,
  ]);
  expect(await said(staff, 'draftAgreement', alliance.agreements.input([school, clinic]))).toEqual([
    `NOT_ALLOWED ${ROLES_BUT('MANAGE_UNIT')}`,
  ]);
});

it('names every scope of which one would do', async () => {
  const both = await alliance.person('两任', ['ORGANISER', 'SECRETARIAT']);
  const token = await tokenOf(both, 'MANAGE_UNIT');
  const answer = { meetingId, unitId: school.unitId, accept: true };
  expect(await said(token, 'respondToInvitation', answer)).toEqual([`NOT_ALLOWED ${ROLES_BUT('MANAGE_ALLIANCE')}`]);
  const checkIn = { meetingId, unitId: school.unitId, present: true };
  expect(await said(token, 'checkIn', checkIn)).toEqual([
    `NOT_ALLOWED ${ROLES_BUT('MANAGE_MEETINGS or MANAGE_ALLIANCE')}`,
  ]);
});

it('says so where no token would do what its person may', async () => {
  const agreementId = await alliance
    .as(school.representative)
    .make('draftAgreement', 'agreement', alliance.agreements.input([school, clinic]));
  const token = await tokenOf(school.representative, 'MANAGE_UNIT', 'MANAGE_ALLIANCE');
  expect(await said(token, 'openAgreementForSignature', { agreementId })).toEqual([
    'NOT_ALLOWED Your roles cover this, but no API token may do it, whatever its scopes: sign in for it.',
  ]);
});

it('speaks of roles where the person may not either, and of nothing that the person does not see', async () => {
  const staff = await tokenOf(school.representative, 'MANAGE_UNIT');
  expect(await said(staff, 'updateMemberUnit', { unitId: clinic.unitId, contacts: [] })).toEqual([
    `NOT_ALLOWED ${ROLES}`,
  ]);
  expect(await said(staff, 'updateMemberUnit', { unitId: school.unitId, name: '别名' })).toEqual([
    `NOT_ALLOWED ${ROLES}`,
  ]);
  const organiser = await tokenOf(alliance.organiser, 'MANAGE_UNIT');
  expect(await said(organiser, 'respondToInvitation', { meetingId, unitId: school.unitId, accept: true })).toEqual([
    `NOT_ALLOWED ${ROLES}`,
  ]);
});

it('is told before the size of what a token may not send', async () => {
  const importing = async (scope: TokenScope, characters: number) => {
    const { status, body } = await request(world.server.url, {
      query: 'mutation ($input: ImportMemberUnitsInput!) { importMemberUnits(input: $input) { userErrors { code } } }',
      variables: { input: { allianceId: alliance.id, format: 'CSV', contentBase64: 'A'.repeat(characters) } },
      token: await secretOf(alliance.secretariat, scope),
      headers: { 'accept-language': 'en' },
    });
    return [status, body.errors?.[0]?.message];
  };
  expect(await importing('READ_MEMBER', LIMITS.variablesBytes)).toEqual([
    403,
    'This API token does not cover importMemberUnits, which takes the scope MANAGE_ALLIANCE.',
  ]);
  expect(await importing('READ_MEMBER', LIMITS.bodyBytes)).toEqual([
    413,
    'The body of this request may have at most 327680 bytes. Larger ones take an API token with the scope MANAGE_ALLIANCE or MANAGE_UNIT.',
  ]);
});
