import type { Watcher } from '../testkit/watcher';
import type { Audiences, TestAlliance } from '../testkit/world/test-alliance';
import type { Somebody } from '../testkit/world/caller';
import { rowId, TestWorld } from '../testkit/world/test-world';

const HIDDEN = '绝密';

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  audiences = await alliance.audiences();
});
afterEach(() => world.clear());
afterAll(() => world.close());

/** A meeting with something for each audience, and a witness who sees it all. */
async function meeting(): Promise<{
  meetingId: string;
  witness: Watcher;
  change: (visibility: string) => Promise<void>;
}> {
  const { unitId } = audiences;
  const meetingId = await alliance.meeting({ inviteUnitIds: [unitId] });
  for (const visibility of ['PUBLIC', 'MEMBERS', 'CLOSED'])
    await alliance.item(meetingId, { title: visibility, visibility });
  const witness = world.watch(meetingId, alliance.organiser);
  const change = async (visibility: string) => {
    await alliance.item(meetingId, { title: `${HIDDEN} ${visibility}`, visibility });
    await witness.reached(await alliance.world.revision(meetingId));
  };
  return { meetingId, witness, change };
}

/** Somebody of a unit that every meeting here invites. */
const invited = (): Promise<Somebody> => alliance.person('代表', ['OBSERVER'], [audiences.unitId]);

describe('a watcher whose rights change', () => {
  it('goes on with a snapshot of what it sees now when a role is granted, and when it is revoked', async () => {
    const { unitId } = audiences;
    const { meetingId, change } = await meeting();
    const person = await alliance.person('新人', ['OBSERVER']);
    const watcher = world.watch(meetingId, person);
    await world.settle(meetingId, [watcher, person]);
    expect(watcher.printed).toEqual(['1 PUBLIC', '2 MEMBERS']);
    await alliance.as(alliance.secretariat).mutate('grantUnitRole', { personId: person.id, unitId, role: 'STAFF' });
    await watcher.until(() => watcher.updates.length === 2, 'the snapshot');
    expect(watcher.updates[1]).toMatchObject({
      previousRevision: 4,
      revision: 4,
      changes: [],
      snapshot: { id: meetingId },
    });
    expect(watcher.printed).toEqual(['1 PUBLIC', '2 MEMBERS', '3 CLOSED']);
    await change('MEMBERS');
    await world.settle(meetingId, [watcher, person]);
    const seen = watcher.frames.length;
    await alliance.as(alliance.secretariat).mutate('revokeUnitRole', { personId: person.id, unitId });
    await change('CLOSED');
    await world.settle(meetingId, [watcher, person]);
    expect(watcher.updates.at(-1)?.snapshot ?? watcher.updates.at(-2)?.snapshot).toMatchObject({ id: meetingId });
    expect(watcher.frames.slice(seen).join()).not.toContain('CLOSED"');
  });

  it('hears of it whichever server the role was revoked at', async () => {
    const { unitId } = audiences;
    const { meetingId, change } = await meeting();
    const other = await world.anotherServer();
    const person = await invited();
    const watcher = world.watch(meetingId, person, { url: other.webSocketUrl });
    await world.settle(meetingId, [watcher, person]);
    await alliance.as(alliance.secretariat).mutate('revokeUnitRole', { personId: person.id, unitId });
    await change('CLOSED');
    await world.settle(meetingId, [watcher, person]);
    expect(watcher.printed).toEqual(['1 PUBLIC', '2 MEMBERS']);
    expect(watcher.frames.join()).not.toContain(HIDDEN);
  });

  it('keeps its place when a role is revoked that changes nothing in the meeting', async () => {
    const { unitId } = audiences;
    const { meetingId, change } = await meeting();
    const person = await invited();
    const watcher = world.watch(meetingId, person);
    await watcher.reached(4);
    await alliance.as(alliance.secretariat).mutate('revokeAllianceRole', {
      personId: person.id,
      allianceId: alliance.id,
      role: 'OBSERVER',
    });
    await change('CLOSED');
    await world.settle(meetingId, [watcher, person]);
    expect(watcher.updates).toHaveLength(2);
    expect(watcher.updates[1]?.snapshot).toBeNull();
    await alliance.as(alliance.secretariat).mutate('revokeUnitRole', { personId: person.id, unitId });
    await change('MEMBERS');
    await world.settle(meetingId, [watcher, person]);
    expect(watcher.printed).toEqual(['1 PUBLIC']);
  });

  it('sees more when its unit is invited, and less when the invitation is cancelled', async () => {
    const { meetingId } = await meeting();
    const unitId = await alliance.unit('白塔医院');
    const person = await alliance.person('白塔代表', [], [unitId]);
    const watcher = world.watch(meetingId, person);
    await world.settle(meetingId, [watcher, person]);
    await alliance
      .as(alliance.organiser)
      .mutate('updateMeeting', { meetingId, inviteUnitIds: [audiences.unitId, unitId] });
    await world.settle(meetingId, [watcher, person]);
    expect(watcher.updates.at(-1)).toMatchObject({ previousRevision: 4, revision: 5, snapshot: { id: meetingId } });
    expect(watcher.printed).toHaveLength(3);
    await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, inviteUnitIds: [audiences.unitId] });
    await world.settle(meetingId, [watcher, person]);
    expect(watcher.printed).toHaveLength(2);
  });
});

describe('a watcher that loses the meeting', () => {
  it('is told NOT_FOUND when it is no longer open to it, and the others go on', async () => {
    const { member, participant } = audiences;
    const { meetingId } = await meeting();
    const [outsider, insider, staying] = [
      world.watch(meetingId, null),
      world.watch(meetingId, member),
      world.watch(meetingId, participant),
    ];
    await Promise.all([outsider, insider, staying].map((watcher) => watcher.reached(4)));
    await alliance
      .as(alliance.organiser)
      .mutate('updateMeeting', { meetingId, visibility: 'MEMBERS', title: `${HIDDEN} 会议` });
    expect(await outsider.ended()).toEqual(['NOT_FOUND']);
    await world.settle(meetingId, [insider, member], [staying, participant]);
    await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, visibility: 'CLOSED' });
    expect(await insider.ended()).toEqual(['NOT_FOUND']);
    await world.settle(meetingId, [staying, participant]);
    expect(outsider.frames.join()).not.toContain(HIDDEN);
    const again = world.watch(meetingId, member);
    expect(await again.ended()).toEqual(['NOT_FOUND']);
  });

  it('is told NOT_FOUND when the invitation to a closed meeting is cancelled', async () => {
    const { unitId, participant } = audiences;
    const meetingId = await alliance.meeting({ visibility: 'CLOSED', inviteUnitIds: [unitId] });
    const watcher = world.watch(meetingId, participant);
    await watcher.reached(1);
    await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, inviteUnitIds: [], title: HIDDEN });
    expect(await watcher.ended()).toEqual(['NOT_FOUND']);
    expect(watcher.frames.join()).not.toContain(HIDDEN);
  });

  it('has the same answer as for a meeting that does not exist', async () => {
    const { member } = audiences;
    const meetingId = await alliance.meeting({ visibility: 'CLOSED' });
    const answers = await Promise.all(
      [meetingId, `meeting_${rowId(alliance.id)}`].map(async (id) => {
        const socket = await world.socket(member, { acceptLanguage: 'en' });
        socket.subscribe('1', 'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision } }', { id });
        return socket.errors('1');
      }),
    );
    expect(answers).toEqual(answers.map(() => [{ code: 'NOT_FOUND', message: 'There is no such object.' }]));
  });

  it('is told which kind of id is wanted', async () => {
    const socket = await world.socket(audiences.member, { acceptLanguage: 'en' });
    const ASKED = [
      ['agendaUpdates', 'meetingId', 'revision', 'JointMeeting'],
      ['agreementUpdates', 'unitId', 'cursor', 'MemberUnit'],
    ] as const;
    for (const [field, argument, selected, type] of ASKED) {
      for (const id of [alliance.id, 'nonsense']) {
        const subscription = `${field} ${id}`;
        socket.subscribe(subscription, `subscription ($id: ID!) { ${field}(${argument}: $id) { ${selected} } }`, {
          id,
        });
        const refused = await socket.message((message) => message.id === subscription);
        expect(refused).toMatchObject({
          type: 'error',
          payload: [
            {
              message: `${argument} must be the id of: ${type}.`,
              path: [field],
              extensions: { code: 'INVALID', inputPath: [argument] },
            },
          ],
        });
      }
    }
  });
});

describe('a socket whose credential ends', () => {
  /** Watches another server by a token, has it end, and expects that the socket is closed and nothing hidden came afterwards. */
  async function expectCut(token: string, end: () => Promise<unknown>): Promise<void> {
    const { meetingId, change } = await meeting();
    const other = await world.anotherServer();
    let offered = token;
    const watcher = world.watch(meetingId, null, { url: other.webSocketUrl, token: () => offered });
    await watcher.reached(4);
    const seen = watcher.frames.length;
    offered = 'gone';
    await end();
    await change('CLOSED');
    expect(await watcher.closed()).toBe(4440);
    expect(watcher.frames.slice(seen).join()).not.toContain(HIDDEN);
    await watcher.until(() => watcher.closes.includes(4403), 'the refusal');
  }

  it('is closed when the session is signed out', async () => {
    const person = await invited();
    await expectCut(person.token, () => alliance.as(person).mutate('signOut', null));
  });

  it('is closed when an API token is revoked', async () => {
    const person = await invited();
    const { id, secret } = await alliance.world.apiToken(person.id, ['READ_MEMBER']);
    await expectCut(secret, () => alliance.as(person).mutate('revokeApiToken', { apiTokenId: id }));
  });

  it('is closed when an API token or an access token expires', async () => {
    const person = await invited();
    const { meetingId } = await meeting();
    const apiToken = async (lasts: number): Promise<string> =>
      (await alliance.world.apiToken(person.id, ['READ_MEMBER'], lasts)).secret;
    // access tokens last ten minutes
    const accessToken = (lasts: number): Promise<string> =>
      alliance.world.accessToken(person.id, new Date(Date.now() - 600_000 + lasts));
    /** Watches by a token that is over soon; by one that lasts longer, where the watcher was not there in time. */
    const watch = async (issue: (lasts: number) => Promise<string>, lasts = 1_500): Promise<Watcher> => {
      const watcher = world.watch(meetingId, null, { token: await issue(lasts) });
      await watcher.until(() => watcher.revision === 4 || watcher.closes.length > 0, 'the snapshot');
      return watcher.revision === 4 ? watcher : watch(issue, lasts * 2);
    };
    for (const watcher of [await watch(apiToken), await watch(accessToken)]) {
      expect(await watcher.closed()).toBe(4440);
      await watcher.until(() => watcher.closes.includes(4403), 'the refusal');
    }
  });

  it('shows a token that only reads as the public no more than the public sees', async () => {
    const person = await invited();
    const { secret } = await alliance.world.apiToken(person.id, ['READ_PUBLIC']);
    const { meetingId, change } = await meeting();
    const watcher = world.watch(meetingId, null, { token: secret });
    await watcher.reached(4);
    await change('MEMBERS');
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.printed).toEqual(['1 PUBLIC']);
  });

  it('is not opened for a credential that is not valid', async () => {
    const { meetingId } = await meeting();
    for (const token of ['nonsense', 'gjt_short']) {
      const watcher = world.watch(meetingId, null, { token });
      expect(await watcher.closed()).toBe(4403);
    }
  });
});
