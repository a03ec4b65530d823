import { buildGraph } from '../../../../src/app/server/schema';
import { isCovered, operationRule, type OperationRule } from '../../../../src/platform/access/operation';
import type { TokenScope } from '../../../../src/platform/access/viewer';
import { quickOrFull } from '../../../quick-or-full';
import type { Sender } from '../../../testkit/world/caller';
import { SectorMeetings } from '../../../testkit/world/sector-meetings';

/**
 * docs/visibility.md, "Does", row "secretariat": what it alone does is refused to everybody else, whatever they may do besides,
 * and to its own tokens. Of the other rows are the tests that are named below.
 */

let meetings: SectorMeetings;
let others: Readonly<Record<string, Sender>>;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
  const { world, alliance, other } = meetings;
  const withRole = async (role: string): Promise<Sender> => {
    const person = await alliance.join();
    await alliance.create('grantAllianceRole', 'person', { personId: person.id, role });
    return person;
  };
  const token = async (scope: 'MANAGE_UNIT' | 'MANAGE_MEETINGS'): Promise<Sender> => ({
    token: (await world.apiToken(alliance.secretariat.id, [scope])).secret,
  });
  const few = {
    'the unit’s representative': meetings.representative,
    'the group’s convenor': meetings.convenor,
    'an organiser': meetings.organiser,
    'another alliance’s secretariat': other.secretariat,
    'the secretariat’s token for units': await token('MANAGE_UNIT'),
  };
  others = quickOrFull<Readonly<Record<string, Sender>>>(few, {
    ...few,
    nobody: {},
    'a unit’s staff': meetings.staff,
    'the group’s liaison': meetings.liaison,
    'an observer': meetings.observer,
    'a dispatcher': await withRole('DISPATCHER'),
    'an expert': await withRole('EXPERT'),
    'an administrator': await world.administrator(),
    'the secretariat’s token for meetings': await token('MANAGE_MEETINGS'),
  });
});
afterAll(() => meetings.close());

const daysAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

type Input = (made: Readonly<Record<string, string>>) => object;

/** In an order in which each can be done; what is made is known to those after it by its mutation. */
const BY_SECRETARIAT: Readonly<Record<string, readonly [input: Input, made?: string]>> = {
  createSectorGroup: [({ allianceId }) => ({ allianceId, name: '新小组' }), 'sectorGroup'],
  updateSectorGroup: [({ createSectorGroup: sectorGroupId }) => ({ sectorGroupId, name: '改名小组' })],
  createAreaGroup: [({ allianceId }) => ({ allianceId, name: '新片区' }), 'areaGroup'],
  updateAreaGroup: [({ createAreaGroup: areaGroupId }) => ({ areaGroupId, name: '改名片区' })],
  createTerritory: [({ allianceId }) => ({ allianceId, level: 'SUBDISTRICT', name: '新街道' }), 'territory'],
  updateTerritory: [({ createTerritory: territoryId }) => ({ territoryId, households: 7 })],
  createTerritoryBody: [
    ({ allianceId, createTerritory }) => ({
      allianceId,
      kind: 'PARTY_ORGANISATION',
      name: '党委',
      territoryIds: [createTerritory],
    }),
    'body',
  ],
  appointPost: [({ createTerritoryBody: bodyId }) => ({ bodyId, holder: '某人', title: '书记' }), 'post'],
  endPost: [({ appointPost: postId }) => ({ postId, until: '2020-01-01' })],
  createVolunteerTeam: [({ allianceId }) => ({ allianceId, name: '新队伍' }), 'team'],
  updateVolunteerTeam: [({ createVolunteerTeam: teamId }) => ({ teamId, memberCount: 3 })],
  publishGoverningDocument: [({ allianceId }) => ({ allianceId, kind: 'CHARTER', title: '章程', body: '正文' })],
  registerPerson: [({ allianceId }) => ({ allianceId, name: '新人', email: 'new@test.example' }), 'person'],
  appointExpert: [({ allianceId, registerPerson }) => ({ allianceId, personId: registerPerson, fields: ['医疗'] })],
  grantAllianceRole: [({ allianceId, registerPerson }) => ({ allianceId, personId: registerPerson, role: 'OBSERVER' })],
  revokeAllianceRole: [
    ({ allianceId, registerPerson }) => ({ allianceId, personId: registerPerson, role: 'OBSERVER' }),
  ],
  grantUnitRole: [({ unitId, registerPerson }) => ({ unitId, personId: registerPerson, role: 'REPRESENTATIVE' })],
  revokeUnitRole: [({ unitId, registerPerson }) => ({ unitId, personId: registerPerson })],
  addMemberUnit: [
    ({ allianceId }) => ({ allianceId, name: '新单位', kind: 'PUBLIC_INSTITUTION', affiliation: 'DISTRICT' }),
    'memberUnit',
  ],
  importMemberUnits: [
    ({ allianceId }) => ({
      allianceId,
      dryRun: true,
      format: 'CSV',
      contentBase64: Buffer.from('单位名称,单位性质,隶属\n甲单位,事业单位,区属\n').toString('base64'),
    }),
  ],
  sendLists: [({ allianceId }) => ({ allianceId, dueOn: daysAhead(30) })],
  recordVisit: [({ unitId }) => ({ unitId, visitedOn: '2020-01-01', visitor: '某人' })],
  createBase: [({ allianceId, unitId }) => ({ allianceId, name: '新基地', hostUnitIds: [unitId] }), 'base'],
  suspendMembership: [({ unitId }) => ({ unitId: unitId, reason: '整改' })],
  reinstateMembership: [({ unitId }) => ({ unitId: unitId })],
  endMembership: [({ unitId }) => ({ unitId: unitId, leftOn: '2026-01-01' })],
  reviewMembership: [({ applied }) => ({ unitId: applied, admit: true })],
};

/** Whoever else may, and where each is tried by those who may not. */
const BY_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'agreements: agreement/permissions, drafting, commitment': [
    ...['draftAgreement', 'reviseAgreement', 'renewAgreement', 'openAgreementForSignature', 'withdrawAgreement'],
    ...['signAgreement', 'declineAgreement', 'terminateAgreement', 'updateCommitment', 'rateCommitment'],
  ],
  'meetings: meeting, agenda, invitation, schedule, minutes, speaker, decision': [
    ...['scheduleMeeting', 'updateMeeting', 'publishMeeting', 'openMeeting', 'suspendMeeting', 'closeMeeting'],
    ...['cancelMeeting', 'addAgendaItem', 'updateAgendaItem', 'moveAgendaItem', 'removeAgendaItem'],
    ...['setAgendaItemState', 'respondToInvitation', 'checkIn', 'writeMinutes', 'approveMinutes'],
    ...['requestToSpeak', 'setSpeakerState', 'reorderSpeakers', 'recordDecision', 'setActionItemStatus'],
  ],
  'meetings: consultation': [
    ...['openConsultation', 'closeConsultation', 'submitRecommendation', 'respondToRecommendation'],
  ],
  'meetings: series, template': ['scheduleSeries', 'endSeries', 'saveAgendaTemplate', 'deleteAgendaTemplate'],
  'meetings: calendar-feed; each of one’s own': ['createCalendarFeed', 'revokeCalendarFeed'],
  'meetings: vote': ['openVote', 'castVote', 'closeVote', 'annulVote'],
  'projects: project/permissions, claim, milestone, base': [
    ...['proposeProject', 'updateProject', 'joinProject', 'startProject', 'completeProject', 'cancelProject'],
    ...['claimProject', 'withdrawClaim', 'completeMilestone', 'recordActivity'],
    ...['postProject', 'reviewClaim', 'evaluateProject'],
  ],
  'alliance: member-unit, alliance, membership': [
    ...['updateMemberUnit', 'acknowledgeDocument', 'reportMember', 'reviewMemberReport'],
    ...['applyForMembership', 'createAlliance', 'replaceFirstSecretariat', 'deleteAlliance'],
  ],
  'projects: need, resource, booking, list-round, entry': [
    ...['publishNeed', 'updateNeed', 'publishResource', 'updateResource'],
    ...['requestBooking', 'setBookingStatus', 'answerListRound', 'importNeeds', 'importResources'],
    ...['exportNeeds', 'exportResources'],
  ],
  'platform: identity/account': [
    ...['disableAccount', 'enableAccount', 'endAccountSessions', 'issuePasswordReset'],
    ...['grantAdministrator', 'revokeAdministrator'],
  ],
  'platform: identity, notifications; each of one’s own': [
    ...['signIn', 'signOut', 'refreshSession', 'endSession', 'acceptInvitation', 'changePassword', 'createApiToken'],
    ...['requestPasswordReset', 'resetPassword'],
    ...['revokeApiToken', 'bindExternalIdentity', 'unbindExternalIdentity', 'markNotificationsRead'],
    'markAllNotificationsRead',
  ],
};

it('every mutation has its row', async () => {
  const schema = await buildGraph();
  expect([...Object.keys(BY_SECRETARIAT), ...Object.values(BY_OTHERS).flat()].sort()).toEqual(
    Object.keys(schema.getMutationType()?.getFields() ?? {}).sort(),
  );
});

it('API tokens may try what the page gives their scopes, and nothing else', async () => {
  const fields = Object.values((await buildGraph()).getMutationType()?.getFields() ?? {});
  const openTo = (isOpen: (rule: OperationRule) => boolean): string[] =>
    fields
      .filter(({ extensions }) => {
        const rule = operationRule(extensions);
        return rule !== undefined && isOpen(rule);
      })
      .map(({ name }) => name)
      .sort();
  const byToken = (...scopes: TokenScope[]) =>
    openTo((rule) => rule.by !== 'anyone' && isCovered(rule, { kind: 'token', tokenId: '', scopes }));
  // these ask for nobody's rights: they begin or end a session by a secret of its own, or apply
  expect(openTo(({ by }) => by === 'anyone')).toEqual(
    [
      ...['acceptInvitation', 'applyForMembership', 'refreshSession', 'signIn', 'signOut'],
      ...['requestPasswordReset', 'resetPassword'],
    ].sort(),
  );
  expect(byToken('READ_PUBLIC', 'READ_MEMBER')).toEqual([]);
  // as the unit's staff; and one's own notifications
  expect(byToken('MANAGE_UNIT')).toEqual(
    [
      ...['updateMemberUnit', 'acknowledgeDocument', 'reportMember', 'draftAgreement', 'reviseAgreement'],
      ...['renewAgreement', 'updateCommitment', 'respondToInvitation', 'checkIn', 'markNotificationsRead'],
      'markAllNotificationsRead',
      ...['proposeProject', 'updateProject', 'joinProject', 'startProject', 'completeProject', 'cancelProject'],
      ...['claimProject', 'withdrawClaim', 'completeMilestone', 'recordActivity'],
      ...['publishNeed', 'updateNeed', 'publishResource', 'updateResource'],
      ...['requestBooking', 'setBookingStatus', 'answerListRound', 'importNeeds', 'importResources'],
      ...['exportNeeds', 'exportResources'],
      ...['requestToSpeak', 'setSpeakerState', 'setActionItemStatus'],
    ].sort(),
  );
  expect(byToken('MANAGE_MEETINGS')).toEqual(
    [
      ...['scheduleMeeting', 'updateMeeting', 'publishMeeting', 'openMeeting', 'suspendMeeting', 'closeMeeting'],
      ...['cancelMeeting', 'addAgendaItem', 'updateAgendaItem', 'moveAgendaItem', 'removeAgendaItem'],
      ...['setAgendaItemState', 'checkIn', 'requestToSpeak', 'setSpeakerState', 'reorderSpeakers'],
      ...['recordDecision', 'setActionItemStatus', 'openVote', 'closeVote', 'annulVote'],
      ...['openConsultation', 'closeConsultation', 'respondToRecommendation'],
      ...['scheduleSeries', 'endSeries', 'saveAgendaTemplate', 'deleteAgendaTemplate'],
      ...['writeMinutes', 'approveMinutes'],
    ].sort(),
  );
});

/** The codes of what a mutation answers, of the request or of its input; none when it was done. */
async function refusals(by: Sender, mutation: string, input: object): Promise<readonly string[]> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const { data, errors = [] } = (await meetings.world
    .as(by)
    .send(`mutation ($input: ${type}) { done: ${mutation}(input: $input) { userErrors { code } } }`, { input })) as {
    data?: { done: { userErrors: { code: string }[] } } | null;
    errors?: { extensions: { code: string } }[];
  };
  return [...errors.map(({ extensions }) => extensions.code), ...(data?.done.userErrors ?? []).map(({ code }) => code)];
}

it('what the secretariat alone does is refused to everybody else, and leaves no trace', async () => {
  const { alliance, world, units } = meetings;
  const applied = await world.as().make('applyForMembership', 'memberUnit', {
    allianceId: alliance.id,
    name: '申请单位',
    kind: 'PUBLIC_INSTITUTION',
    affiliation: 'DISTRICT',
    contacts: [{ name: '联系人', phone: '13988552897' }],
  });
  const made: Record<string, string> = { allianceId: alliance.id, unitId: units[0], applied };
  const entries = async (): Promise<number> => (await world.sql('select from audit_entries')).length;
  const secretariat = world.as(alliance.secretariat);
  for (const [mutation, [input, field]] of Object.entries(BY_SECRETARIAT)) {
    const before = await entries();
    for (const [who, sender] of Object.entries(others)) {
      const codes = await refusals(sender, mutation, input(made));
      expect([mutation, who, codes]).toEqual([
        mutation,
        who,
        [expect.stringMatching(/^(NOT_ALLOWED|NOT_FOUND|FORBIDDEN|UNAUTHENTICATED)$/)],
      ]);
    }
    expect([mutation, await entries()]).toEqual([mutation, before]);
    if (field === undefined) await secretariat.mutate(mutation, input(made));
    else made[mutation] = await secretariat.make(mutation, field, input(made));
  }
});
