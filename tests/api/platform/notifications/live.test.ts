/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { NO_PAYLOAD } from '../../../../src/platform/writes/writer';
import { anonymous } from '../../../../src/platform/access/viewer';
import { addMessages } from '../../../../src/platform/i18n/messages';
import { notify, type Notice } from '../../../../src/platform/notifications';
import { untilJoined } from '../../../testkit/joined';
import { RawSocket, type Message } from '../../../testkit/raw-socket';
import { serveDatabase } from '../../../testkit/server';
import type { Somebody } from '../../../testkit/world/caller';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

addMessages({ en: { 'test.told': 'Told: {{what}}' }, 'zh-CN': { 'test.told': '告知：{{what}}' } });

declare module '../../../../src/platform/i18n/messages' {
  interface MessageKeys {
    'test.told': true;
  }
}

interface Added {
  readonly id: string;
  readonly kind: string;
  readonly summary: string;
  readonly readAt: string | null;
}

const ADDED = 'subscription { notificationAdded { id at kind summary readAt } }';

let world: TestWorld;
let alliance: TestAlliance;
let unitId: string;
let person: Somebody;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  unitId = await alliance.unit('青枫小学');
});
afterAll(() => world.close());
beforeEach(async () => {
  person = await alliance.person('单位代表', [], [unitId]);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** Gives notifications as a service does, all in one transaction. */
async function give(of: Somebody, ...notices: Partial<Notice>[]): Promise<void> {
  const origin = { requestId: 'test', address: 'test', client: null, locale: 'en' } as const;
  const defaults: Notice = {
    allianceId: rowId(alliance.id),
    personIds: [rowId(of.id)],
    kind: 'OTHER',
    key: 'test.told',
    subject: null,
  };
  await world.server.running.writer.perform(
    { viewer: anonymous, origin, repeatable: null },
    async (tx) => {
      for (const notice of notices) await notify(tx, { ...defaults, ...notice });
      return {};
    },
    {},
    NO_PAYLOAD,
  );
}

const noticeOf = (what: string): Partial<Notice> => ({ parameters: { what } });

async function open(token: string | null, language = 'en', at = world.server): Promise<RawSocket> {
  const socket = await RawSocket.connected(at.webSocketUrl, {
    acceptLanguage: language,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  });
  sockets.push(socket);
  return socket;
}

const isAdded = ({ id, type }: Message): boolean => id === 'n' && type === 'next';

/** What has come. */
function added(socket: RawSocket): Added[] {
  return socket.messages
    .filter(isAdded)
    .map(({ payload }) => (payload as { data: { notificationAdded: Added } }).data.notificationAdded);
}

/** Waits until so many have come. */
async function reached(socket: RawSocket, count: number): Promise<void> {
  await socket.some(count, isAdded);
}

/** Subscribes, and waits until nothing is missed from then on. */
function subscribed(socket: RawSocket, id = 'n'): Promise<void> {
  return untilJoined(() => socket.subscribe(id, ADDED));
}

/** Gives one more and waits for it: what was given before has come by then. */
async function summaries(socket: RawSocket, of: Somebody, last = 'Told: the last'): Promise<string[]> {
  await give(of, noticeOf('the last'));
  await socket.message((message) => JSON.stringify(message.payload ?? null).includes(last));
  return added(socket).map(({ summary }) => summary);
}

describe('notificationAdded', () => {
  it('sends each notification as it is given, one at a time, in their order, and none from before', async () => {
    await give(person, noticeOf('before'));
    const socket = await open(person.token);
    await subscribed(socket);
    await alliance.meeting({ title: '联席会议', inviteUnitIds: [unitId] });
    await give(person, noticeOf('one'), noticeOf('two'), noticeOf('three'));
    await give(person, { ...noticeOf('once'), once: 'reminder' });
    await give(person, { ...noticeOf('once'), once: 'reminder' });
    expect(await summaries(socket, person)).toEqual([
      'Your unit is invited to the meeting “联席会议”.',
      'Told: one',
      'Told: two',
      'Told: three',
      'Told: once',
      'Told: the last',
    ]);
    expect(added(socket)[0]).toEqual({
      id: expect.stringMatching(/^notification_/),
      at: expect.stringMatching(/Z$/),
      kind: 'INVITATION',
      readAt: null,
      summary: 'Your unit is invited to the meeting “联席会议”.',
    });
    expect(new Set(added(socket).map(({ id }) => id)).size).toBe(6);
  });

  it('sends a person only what is theirs', async () => {
    const other = await alliance.person('别人');
    const socket = await open(person.token);
    await subscribed(socket);
    await give(other, noticeOf('not for you'));
    await give(person, noticeOf('for you'));
    expect(await summaries(socket, person)).toEqual(['Told: for you', 'Told: the last']);
  });

  it('speaks the language of the socket', async () => {
    const [english, chinese] = [await open(person.token), await open(person.token, 'zh-CN')];
    await subscribed(english);
    await subscribed(chinese);
    await give(person, noticeOf('both'));
    expect(await summaries(english, person)).toEqual(['Told: both', 'Told: the last']);
    expect((await summaries(chinese, person, '告知：the last')).slice(0, 2)).toEqual(['告知：both', '告知：the last']);
  });

  it('reaches a person whose role has just changed, once, under the rights of now', async () => {
    const newcomer = await alliance.person('新人');
    const socket = await open(newcomer.token);
    await subscribed(socket);
    const meetingId = await alliance.meeting({ title: '内部会议', visibility: 'CLOSED', inviteUnitIds: [unitId] });
    await give(newcomer, { ...noticeOf('a closed title'), subject: meetingId });
    await reached(socket, 1);
    await alliance
      .as(alliance.secretariat)
      .mutate('grantUnitRole', { personId: newcomer.id, unitId, role: 'REPRESENTATIVE' });
    await give(newcomer, { ...noticeOf('an open title'), subject: meetingId });
    await reached(socket, 3);
    await alliance.as(alliance.secretariat).mutate('revokeUnitRole', { personId: newcomer.id, unitId });
    await give(newcomer, { ...noticeOf('closed again'), subject: meetingId });
    expect(await summaries(socket, newcomer)).toEqual([
      'This is about something that is not open to you any more.',
      'You are now a representative of 青枫小学.',
      'Told: an open title',
      'This is about something that is not open to you any more.',
      'Told: the last',
    ]);
  });

  it('is served by every process on the database alike', async () => {
    const elsewhere = await serveDatabase(world.server.database);
    try {
      const socket = await open(person.token, 'en', elsewhere);
      await subscribed(socket);
      await give(person, noticeOf('one'), noticeOf('two'));
      expect(await summaries(socket, person)).toEqual(['Told: one', 'Told: two', 'Told: the last']);
      socket.close();
    } finally {
      await elsewhere.stop();
    }
  });

  it('ends when the client completes it', async () => {
    const socket = await open(person.token);
    await subscribed(socket, 'first');
    socket.send({ id: 'first', type: 'complete' });
    await subscribed(socket);
    const before = socket.messages.filter(({ id }) => id === 'first').length;
    expect(await summaries(socket, person)).toEqual(['Told: the last']);
    expect(socket.messages.filter(({ id }) => id === 'first')).toHaveLength(before);
  });

  it('is for who is signed in, by an API token that reads as its person too', async () => {
    const nobody = await open(null);
    nobody.subscribe('n', ADDED);
    expect(await nobody.errors('n')).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
    const asPublic = await open((await alliance.world.apiToken(person.id, ['READ_PUBLIC'])).secret);
    asPublic.subscribe('n', ADDED);
    expect(await asPublic.errors('n')).toMatchObject([{ code: 'FORBIDDEN' }]);
    const asPerson = await open((await alliance.world.apiToken(person.id, ['READ_MEMBER'])).secret);
    await subscribed(asPerson);
    expect(await summaries(asPerson, person)).toEqual(['Told: the last']);
  });

  it("has no subject: that is asked for by the notification's id", async () => {
    const socket = await open(person.token);
    socket.subscribe('n', 'subscription { notificationAdded { subject { id } } }');
    expect(await socket.errors('n')).toMatchObject([
      { code: 'INVALID', message: expect.stringContaining('Notification.subject') },
    ]);
  });
});
