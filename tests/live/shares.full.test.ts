/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'pg';
import WebSocket from 'ws';
import { registerOwnDocument } from '../../src/app/pages/own-documents';
import { Live } from '../../src/app/transport/live';
import { LIMITS } from '../../src/platform/budgets';
import { globalId } from '../../src/platform/database/ids';
import { Unread } from '../../src/platform/live/outbox';
import { RawSocket } from '../testkit/raw-socket';
import type { TestAlliance } from '../testkit/world/test-alliance';
import { rowId, TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
afterEach(async () => {
  await world.close();
  jest.restoreAllMocks();
});

async function open(env: NodeJS.ProcessEnv = {}): Promise<void> {
  world = await TestWorld.open({ env: { TRUST_PROXY: '1', ...env } });
  alliance = await world.alliance();
}

const headersOf = (address: string): Readonly<Record<string, string>> =>
  address === '' ? {} : { 'x-forwarded-for': address };
/** A socket from some address; from this machine when there is none. */
const from = (address: string) => world.socket(null, { acceptLanguage: 'en' }, headersOf(address));
/** One that says nothing. */
const silentFrom = (address: string) => RawSocket.open(world.server.webSocketUrl, headersOf(address));

/** How an upgrade from some address is refused. */
async function refusal(address: string): Promise<{ status: number | undefined; retryAfter: string | undefined }> {
  const socket = new WebSocket(world.server.webSocketUrl, 'graphql-transport-ws', { headers: headersOf(address) });
  socket.once('open', () => socket.emit('error', new Error('it was opened')));
  const [, response] = (await Promise.race([
    once(socket, 'unexpected-response'),
    once(socket, 'error').then(([error]) => Promise.reject(error as Error)),
  ])) as [unknown, { statusCode?: number; headers: Record<string, string | undefined>; resume(): void }];
  response.resume();
  return { status: response.statusCode, retryAfter: response.headers['retry-after'] };
}

/** Opens a socket as soon as there is room for it. */
async function opensAgain(address: string): Promise<void> {
  for (;;) {
    const opened = await from(address).then(
      () => true,
      () => false,
    );
    if (opened) return;
  }
}

describe('sockets', () => {
  it('have a number for each network, given back however they end', async () => {
    await open({ SOCKETS: '100', SOCKETS_PER_NETWORK: '3' });
    const [first, second] = [await from('2001:db8::1'), await from('2001:db8::2')];
    const silent = await silentFrom('2001:db8::3');
    expect(await refusal('2001:db8::4')).toEqual({ status: 429, retryAfter: '5' });
    await from('192.0.2.1');
    first.close();
    await opensAgain('2001:db8::4');
    silent.socket.close();
    await opensAgain('2001:db8::4');
    // closed by the server for what it said
    second.send('nonsense');
    await opensAgain('2001:db8::4');
    expect(await refusal('2001:db8::4')).toEqual({ status: 429, retryAfter: '5' });
  });

  it('give their place back when no WebSocket comes of the upgrade', async () => {
    await open({ SOCKETS: '1' });
    for (const broken of [
      'GET /graphql HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      'GET /elsewhere HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ]) {
      const stream = connect(new URL(world.server.url).port as unknown as number, '127.0.0.1');
      stream.write(broken);
      const [answer] = (await once(stream, 'data')) as [Buffer];
      expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
      stream.destroy();
      await opensAgain('');
      await world.clear();
    }
  });

  it('have a number in all, and of this very machine no other', async () => {
    await open({ SOCKETS: '3', SOCKETS_PER_NETWORK: '1' });
    for (let count = 0; count < 3; count += 1) await from('');
    expect(await refusal('192.0.2.1')).toEqual({ status: 503, retryAfter: '5' });
    expect(await refusal('')).toEqual({ status: 503, retryAfter: '5' });
  });

  it('leave nothing behind when they are cut while it is looked up who they are', async () => {
    const lives: Live[] = [];
    const { start } = Live.prototype;
    jest.spyOn(Live.prototype, 'start').mockImplementation(function (this: Live) {
      lives.push(this);
      return start.call(this);
    });
    await open();
    const authorization = `Bearer ${alliance.organiser.token}`;
    const owner = new Client({ connectionString: world.server.database.ownerUrl });
    await owner.connect();
    await owner.query('begin; lock table sessions in access exclusive mode');
    const cut = await silentFrom('');
    cut.send({ type: 'connection_init', payload: { authorization } });
    while ((await world.sql("select from pg_locks where relation = 'sessions'::regclass and not granted")).length < 1);
    const closed = new Promise<void>((resolve) => {
      jest.spyOn(Unread.prototype, 'forget').mockImplementationOnce(() => resolve());
    });
    cut.close();
    await closed;
    await owner.end();
    await world.socket(alliance.organiser);
    expect(lives.map(({ connected }) => connected.size)).toEqual([1]);
  });

  it('that say nothing make way for others, the oldest of the network that has most', async () => {
    jest.replaceProperty(LIMITS, 'silentSockets', 3);
    await open();
    const honest = await silentFrom('192.0.2.1');
    const silent = [await silentFrom('2001:db8::1'), await silentFrom('2001:db8::2')];
    // whoever has said who they are is not one of them
    for (let count = 0; count < 5; count += 1) await from('2001:db8::3');
    expect(await silent[0]?.closed).toMatchObject({ code: 4408 });
    const late = await silentFrom('192.0.2.2');
    const later = await silentFrom('2001:db8::4');
    expect(await silent[1]?.closed).toMatchObject({ code: 4408 });
    for (const socket of [honest, late, later]) {
      socket.send({ type: 'connection_init' });
      await socket.message(({ type }) => type === 'connection_ack');
      socket.close();
    }
  });
});

const REVISIONS = 'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision } }';

describe('subscriptions', () => {
  it('have a number for each network, given back when they end', async () => {
    jest.replaceProperty(LIMITS, 'subscriptionsPerNetwork', 3);
    jest.replaceProperty(LIMITS, 'subscriptions', 5);
    await open();
    const id = await alliance.meeting();
    const [one, two] = [await from('2001:db8::1'), await from('2001:db8::2')];
    one.subscribe('1', REVISIONS, { id });
    one.subscribe('2', REVISIONS, { id });
    two.subscribe('3', REVISIONS, { id });
    await Promise.all([one.answer('1'), one.answer('2'), two.answer('3')]);
    two.subscribe('4', REVISIONS, { id });
    expect(await two.errors('4')).toEqual([
      { code: 'RATE_LIMITED', message: 'One network can have at most 3 subscriptions.' },
    ]);
    one.send({ type: 'complete', id: '1' });
    one.subscribe('5', REVISIONS, { id });
    await one.answer('5');
    // one that came to nothing takes nothing
    one.send({ type: 'complete', id: '2' });
    one.subscribe('6', REVISIONS, { id: globalId('meeting', randomUUID()) });
    expect(await one.errors('6')).toMatchObject([{ code: 'NOT_FOUND' }]);
    two.subscribe('7', REVISIONS, { id });
    await two.answer('7');
    const other = await from('192.0.2.1');
    for (const name of ['8', '9']) {
      other.subscribe(name, REVISIONS, { id });
      await other.answer(name);
    }
    other.subscribe('10', REVISIONS, { id });
    expect(await other.errors('10')).toMatchObject([{ code: 'RATE_LIMITED' }]);
  });
});

describe('what clients have not read', () => {
  const TEXTS = 'query ($id: ID!) { meeting(id: $id) { agenda { items { description } } } }';

  /** A meeting with texts of some eight megabytes in all. */
  async function fullMeeting(): Promise<string> {
    const meetingId = await alliance.meeting();
    await world.sql(
      `insert into agenda_items (alliance_id, id, meeting_id, position, ordinal, title, description, kind, state, visibility, audience, numbers, expected_starts)
       select alliance_id, gen_random_uuid(), id, n, n, '议题', repeat('共建', 2500), 'REPORT', 'PENDING', 'PUBLIC', 1, array[n, n, n]::text[], array[null, null, null]::timestamptz[]
       from joint_meetings, generate_series(1, 500) n where id = $1`,
      [rowId(meetingId)],
    );
    return meetingId;
  }

  it('counts at once: a socket is closed when an answer comes with much unread, though it asks for nothing more', async () => {
    await open();
    const id = await fullMeeting();
    const slow = await from('192.0.2.1');
    slow.socket.pause();
    const { close } = WebSocket.prototype;
    const closing = new Promise<void>((resolve) => {
      jest.spyOn(WebSocket.prototype, 'close').mockImplementationOnce(function (this: WebSocket, code, reason) {
        close.call(this, code, reason);
        resolve();
      });
    });
    for (let place = 0; place < 6; place += 1) slow.subscribe(String(place), TEXTS, { id });
    await closing;
    slow.socket.resume();
    expect(await slow.closed).toEqual({ code: 4290, reason: 'too slow: resume' });
    expect(slow.messages.filter(({ type }) => type === 'next').length).toBeLessThan(6);
  });

  it('is bounded over all sockets: the network that holds most loses the one that has been slow longest', async () => {
    jest.replaceProperty(LIMITS, 'socketsUnreadBytes', 28 * 1024 * 1024);
    await open();
    const id = await fullMeeting();
    const slow: RawSocket[] = [];
    for (const address of ['192.0.2.1', '2001:db8::1', '2001:db8::2', '2001:db8::3']) {
      const socket = await from(address);
      socket.socket.pause();
      socket.subscribe('1', TEXTS, { id });
      const other = await from('192.0.2.9');
      other.subscribe('1', TEXTS, { id });
      await other.answer('1');
      slow.push(socket);
    }
    const [honest, first] = slow;
    first?.socket.resume();
    expect(await first?.closed).toMatchObject({ code: 1006 });
    honest?.socket.resume();
    await honest?.answer('1');
  });
});

describe('live documents of those who are not signed in', () => {
  /** A live document that is another one for each name. */
  const document = (name: string) =>
    `subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision ${name}: revision } }`;

  /** Eight networks watch a meeting by eight documents each. */
  async function fill(id: string): Promise<RawSocket[]> {
    const sockets: RawSocket[] = [];
    for (let network = 0; network < 8; network += 1) {
      const socket = await from(`2001:db8:0:${network}::1`);
      for (let place = 0; place < 8; place += 1) {
        const name = `field${network}of${place}`;
        socket.subscribe(name, document(name), { id });
        await socket.answer(name);
      }
      sockets.push(socket);
    }
    return sockets;
  }

  const TOO_MANY = 'Too many different live documents from visitors who are not signed in.';

  it('make way, when there are sixty-four, for those of networks that have fewer', async () => {
    await open();
    const id = await alliance.meeting();
    const sockets = await fill(id);
    const late = await from('192.0.2.99');
    late.subscribe('new', document('new'), { id });
    await late.answer('new');
    // the newest of those that have most, which stays on its socket
    expect(await sockets[7]?.errors('field7of7')).toEqual([{ code: 'RATE_LIMITED', message: TOO_MANY }]);
    sockets[7]?.subscribe('again', document('field7of7'), { id });
    expect(await sockets[7]?.errors('again')).toEqual([{ code: 'RATE_LIMITED', message: TOO_MANY }]);
    // one that is there already is for everybody
    late.subscribe('known', document('field0of0'), { id });
    await late.answer('known');
    // a network is a /64
    const sameNetwork = await from('2001:db8:0:7:ffff::2');
    sameNetwork.subscribe('more', document('more'), { id });
    expect(await sameNetwork.errors('more')).toEqual([{ code: 'RATE_LIMITED', message: TOO_MANY }]);
  });

  it('always have room for those of the platform’s own pages', async () => {
    const own = document('own');
    registerOwnDocument(own);
    const choosing = `subscription ($id: ID!, $all: Boolean = false) { agendaUpdates(meetingId: $id) { revision own2: revision at @include(if: $all) } }`;
    registerOwnDocument(choosing);
    await open();
    const id = await alliance.meeting();
    const [socket] = await fill(id);
    socket?.subscribe('own', own, { id });
    expect(await socket?.answer('own')).toEqual({ agendaUpdates: { revision: 1, own: 1 } });
    // with other variables it is as many plans as these have values
    socket?.subscribe('choosing', choosing, { id, all: true });
    expect(await socket?.errors('choosing')).toEqual([{ code: 'RATE_LIMITED', message: TOO_MANY }]);
  });
});
