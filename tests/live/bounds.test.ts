import { closeSocket, Outbox } from '../../src/platform/live/outbox';
import { RawSocket } from '../testkit/raw-socket';
import { isFull } from '../quick-or-full';
import type { Audiences, TestAlliance } from '../testkit/world/test-alliance';
import { rowId, TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
beforeAll(async () => {
  world = await TestWorld.open({ env: { TRUST_PROXY: '1' } });
  alliance = await world.alliance();
  audiences = await alliance.audiences();
});
afterEach(() => world.clear());
afterAll(() => world.close());

const REVISIONS = 'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision } }';
/** A live document that is another one for each number. */
const document = (place: number) =>
  `subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision field${place}: revision } }`;

/** Fills a meeting with texts of some eight megabytes in all. */
async function fill(meetingId: string): Promise<void> {
  await alliance.world.sql(
    `insert into agenda_items (alliance_id, id, meeting_id, position, ordinal, title, description, kind, state, visibility, audience, numbers, expected_starts)
     select alliance_id, gen_random_uuid(), id, n, n, '议题', repeat('共建', 2500), 'REPORT', 'PENDING', 'PUBLIC', 1, array[n, n, n]::text[], array[null, null, null]::timestamptz[]
     from joint_meetings, generate_series(1, 500) n where id = $1`,
    [rowId(meetingId)],
  );
}

describe('a watcher that does not read', () => {
  /** Waits until the server closes a socket: from then on there are three seconds for reading why, then it cuts the line. */
  const closing = (): Promise<void> =>
    new Promise((resolve) => {
      jest.spyOn(Outbox.prototype, 'close').mockImplementationOnce(function (this: Outbox, ...why) {
        closeSocket(this.socket, ...why);
        resolve();
      });
    });

  const WITH_TEXTS = `subscription ($id: ID!) { agendaUpdates(meetingId: $id) {
    previousRevision revision snapshot { agenda { items { id description } } } changes { ... on MeetingChanged { meeting { title } } }
  } }`;

  interface Told {
    readonly agendaUpdates: {
      readonly previousRevision: number;
      readonly revision: number;
      readonly changes: readonly unknown[];
    };
  }

  it('holds nobody up, and gets what came meanwhile in one update when it reads on', async () => {
    const meetingId = await alliance.meeting();
    await fill(meetingId);
    const slow = await world.socket();
    slow.socket.pause();
    slow.subscribe('1', WITH_TEXTS, { id: meetingId });
    const quick = await world.socket();
    quick.subscribe('1', REVISIONS, { id: meetingId });
    await quick.answer('1');
    for (let place = 0; place < 3; place += 1) {
      await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, title: `联席会议${place}` });
      expect(await quick.answer('1', place + 1)).toEqual({ agendaUpdates: { revision: place + 2 } });
    }
    expect(slow.messages.map(({ type }) => type)).toEqual(['connection_ack']);
    slow.socket.resume();
    const updates = [await slow.answer<Told>('1', 0), await slow.answer<Told>('1', 1)];
    expect(updates.map(({ agendaUpdates }) => [agendaUpdates.previousRevision, agendaUpdates.revision])).toEqual([
      [1, 1],
      [1, 4],
    ]);
    expect(updates[1]?.agendaUpdates.changes).toEqual([{ meeting: { title: '联席会议2' } }]);
  });

  // five seconds after nothing moved any more; the rule itself: tests/unit/platform/live/outbox.test.ts
  if (isFull)
    it('is closed after a while, told to resume, while the others go on', async () => {
      const meetingId = await alliance.meeting();
      await fill(meetingId);
      const slow = await world.socket();
      slow.socket.pause();
      slow.subscribe('1', WITH_TEXTS, { id: meetingId });
      const quick = await world.socket();
      quick.subscribe('1', REVISIONS, { id: meetingId });
      await quick.answer('1');
      let [revision, isClosing] = [1, false];
      void closing().then(() => {
        isClosing = true;
        slow.socket.resume();
      });
      // the others are told of one more change than there are until then
      for (let isLast = false; !isLast;) {
        isLast = isClosing;
        revision += 1;
        await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, title: `联席会议${revision}` });
        expect(await quick.answer('1', revision - 1)).toEqual({ agendaUpdates: { revision } });
      }
      expect(await slow.closed).toEqual({ code: 4290, reason: 'too slow: resume' });
      expect(slow.messages.map(({ type }) => type)).toEqual(['connection_ack', 'next']);
    });

  it('is closed when it goes on asking without reading the answers', async () => {
    const meetingId = await alliance.meeting();
    await fill(meetingId);
    const socket = await world.socket();
    socket.socket.pause();
    const query = 'query ($id: ID!) { meeting(id: $id) { agenda { items { description } } } }';
    socket.subscribe('1', query, { id: meetingId });
    const other = await world.socket();
    void closing().then(() => socket.socket.resume());
    // each is asked when one asked before it has been answered elsewhere: by the last the first answer lies there unread
    for (let place = 2; place < 5; place += 1) {
      other.subscribe(String(place), query, { id: meetingId });
      await other.answer(String(place));
      socket.subscribe(String(place), '{ __typename }');
    }
    expect(await socket.closed).toMatchObject({ code: 4290 });
  });
});

describe('a socket', () => {
  it('has at most twenty subscriptions, also when they come all at once', async () => {
    const meetingId = await alliance.meeting();
    const socket = await world.socket(audiences.member, { acceptLanguage: 'en' });
    for (let place = 0; place < 30; place += 1) socket.subscribe(String(place), REVISIONS, { id: meetingId });
    await socket.some(30, ({ type }) => type === 'next' || type === 'error');
    const refused = socket.messages.filter(({ type }) => type === 'error');
    expect(refused).toHaveLength(10);
    expect(await socket.errors(refused[0]?.id ?? '')).toEqual([
      { code: 'RATE_LIMITED', message: 'One socket can have at most 20 subscriptions.' },
    ]);
    const served = socket.messages.find(({ type }) => type === 'next')?.id ?? '';
    socket.send({ type: 'complete', id: served });
    socket.subscribe('again', REVISIONS, { id: meetingId });
    expect(await socket.answer('again')).toEqual({ agendaUpdates: { revision: 1 } });
  });

  it('has at most twenty queries under way', async () => {
    const socket = await world.socket(null, { acceptLanguage: 'en' });
    for (let place = 0; place < 30; place += 1)
      socket.subscribe(String(place), '{ alliances(first: 1) { totalCount } }');
    const answers = await socket.some(30, ({ type }) => type === 'next');
    const refused = answers.filter(({ payload }) => JSON.stringify(payload).includes('RATE_LIMITED'));
    expect(refused).toHaveLength(10);
    expect(JSON.stringify(refused[0]?.payload)).toContain(
      'One socket can have at most 20 operations under way at once.',
    );
  });

  it('is closed for a message of more than 384 KiB', async () => {
    const socket = await world.socket();
    socket.subscribe('1', `{ viewer { id } } # ${'共'.repeat(150_000)}`);
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });

  it.each<[string, number, (socket: RawSocket) => void]>([
    ['what is no message', 4400, (socket) => socket.send('nonsense')],
    ['an operation before it is acknowledged', 4401, (socket) => socket.subscribe('1', REVISIONS)],
    [
      'a second greeting',
      4429,
      (socket) => {
        socket.send({ type: 'connection_init' });
        socket.send({ type: 'connection_init' });
      },
    ],
  ])('is closed for %s', async (_, code, misbehave) => {
    const socket = await RawSocket.open(world.server.webSocketUrl);
    misbehave(socket);
    expect(await socket.closed).toMatchObject({ code });
  });

  it('is closed for the id of a subscription that it has already', async () => {
    const meetingId = await alliance.meeting();
    const socket = await world.socket();
    socket.subscribe('1', REVISIONS, { id: meetingId });
    await socket.answer('1');
    socket.subscribe('1', REVISIONS, { id: meetingId });
    expect(await socket.closed).toMatchObject({ code: 4409 });
  });

  it('speaks graphql-transport-ws and nothing else', async () => {
    await expect(RawSocket.open(world.server.webSocketUrl, {}, 'graphql-ws')).rejects.toThrow('no subprotocol');
  });
});

describe('live documents of those who are not signed in', () => {
  it('are eight different ones for a meeting from one address, and as many of each as they like', async () => {
    const { member } = audiences;
    const meetingId = await alliance.meeting();
    const socket = await world.socket(null, { acceptLanguage: 'en' });
    for (let place = 0; place < 8; place += 1) socket.subscribe(String(place), document(place), { id: meetingId });
    await socket.some(8, ({ type }) => type === 'next');
    socket.subscribe('ninth', document(8), { id: meetingId });
    expect(await socket.errors('ninth')).toEqual([
      { code: 'RATE_LIMITED', message: 'Too many different live documents from visitors who are not signed in.' },
    ]);
    socket.subscribe('same', document(7), { id: meetingId });
    await socket.answer('same');
    const known = await world.socket(member);
    for (let place = 0; place < 12; place += 1) known.subscribe(String(place), document(place), { id: meetingId });
    await known.some(12, ({ type }) => type === 'next');
    // another meeting has a count of its own
    socket.subscribe('elsewhere', document(8), { id: await alliance.meeting() });
    await socket.answer('elsewhere');
    socket.send({ type: 'complete', id: '0' });
    socket.subscribe('freed', document(8), { id: meetingId });
    await socket.answer('freed');
  });

  it('leave nothing behind when their sockets are cut while they are being set up', async () => {
    const meetingId = await alliance.meeting();
    for (let place = 0; place < 20; place += 1) {
      const socket = await world.socket();
      socket.subscribe('1', document(place), { id: meetingId });
      if (place % 2 === 0) await socket.answer('1');
      socket.close();
      await socket.closed;
    }
    const last = await world.socket();
    for (let place = 0; place < 8; place += 1) {
      last.subscribe(String(place), document(100 + place), { id: meetingId });
      await last.answer(String(place));
    }
  });
});

describe('a live document', () => {
  const refused = async (query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const socket = await world.socket(alliance.organiser, { acceptLanguage: 'en' });
    socket.subscribe('1', query, { id: await alliance.meeting(), ...variables });
    const [error, ...others] = await socket.errors('1');
    expect(others).toEqual([]);
    return error;
  };
  const snapshot = (selection: string) =>
    `subscription ($id: ID!) { agendaUpdates(meetingId: $id) { snapshot { ${selection} } } }`;

  it.each([
    ['JointMeeting.checkInCode', 'checkInCode'],
    ['Alliance.meetings', 'alliance { meetings { totalCount } }'],
    ['Alliance.memberUnits', 'alliance { memberUnits { totalCount } }'],
    ['MemberUnit.sectorGroups', 'attendance { unit { sectorGroups { id } } }'],
    ['MemberUnit.alliance', 'agenda { items { presenterUnit { alliance { name } } } }'],
    ['JointMeeting.agenda', 'previous { agenda { revision } }'],
  ])('stays within its tree: %s is refused by name', async (field, selection) => {
    expect(await refused(snapshot(selection))).toEqual({
      code: 'INVALID',
      message: `${field} is not to be had in a live document: it stays within what is watched and plain fields of what that refers to.`,
    });
  });

  it('shows plain fields of what its tree refers to', async () => {
    const { unitId } = audiences;
    const meetingId = await alliance.meeting({ inviteUnitIds: [unitId] });
    await alliance.item(meetingId, { title: '汇报', presenterUnitId: unitId });
    const socket = await world.socket(audiences.member);
    socket.subscribe(
      '1',
      snapshot(
        'alliance { name } scope { __typename ... on Alliance { slug } } attendance { unit { name } } agenda { items { presenterUnit { id name } } }',
      ),
      { id: meetingId },
    );
    expect(await socket.answer('1')).toMatchObject({
      agendaUpdates: {
        snapshot: {
          alliance: { name: '青枫联合会' },
          scope: { __typename: 'Alliance' },
          attendance: [{ unit: { name: '青枫小学' } }],
          agenda: { items: [{ presenterUnit: { id: unitId, name: '青枫小学' } }] },
        },
      },
    });
  });

  it('has a cost ceiling of its own', async () => {
    const deep = snapshot(
      'agenda { items { children { children { id parent { id } } } meeting { agenda { items { meeting { attendance { unit { id } } } } } } } }',
    );
    expect(await refused(deep)).toMatchObject({ code: 'TOO_COSTLY' });
  });

  it.each([
    ['snapshot', 'a: snapshot { id } b: snapshot { title }'],
    ['agenda', 'a: agenda { id } b: agenda { revision }'],
    ['changes', 'a: changes { __typename } b: changes { ... on AgendaItemRemoved { itemId } }'],
    ['item', 'schedule { a: item { id } b: item { title } }'],
  ])('may ask for %s only once in each place', async (field, selection) => {
    expect(await refused(`subscription ($id: ID!) { agendaUpdates(meetingId: $id) { ${selection} } }`)).toEqual({
      code: 'INVALID',
      message: `A live document may ask for ${field} only once in each place.`,
    });
  });

  it('does not get every item again with every update', async () => {
    const query = 'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { agenda { revision items { id } } } }';
    expect(await refused(query)).toMatchObject({
      code: 'INVALID',
      message: expect.stringMatching(/^Agenda.items is not to be had/) as string,
    });
  });

  it.each([
    ['GRAPHQL_PARSE_FAILED', 'subscription {'],
    ['GRAPHQL_VALIDATION_FAILED', 'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { nothing } }'],
    [
      'GRAPHQL_VALIDATION_FAILED',
      'subscription ($id: ID!) { a: agendaUpdates(meetingId: $id) { at } b: agendaUpdates(meetingId: $id) { at } }',
    ],
  ])('is refused with %s: %s', async (code, query) => {
    expect((await refused(query))?.code).toBe(code);
  });

  it('is refused with BAD_USER_INPUT for a variable that does not fit', async () => {
    expect(
      await refused('subscription ($id: ID!, $after: Int) { agendaUpdates(meetingId: $id, after: $after) { at } }', {
        after: 'yesterday',
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
