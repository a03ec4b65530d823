import type { TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterEach(() => world.clear());
afterAll(() => world.close());

describe('a live document', () => {
  it('may be on one socket several times, under names of its own', async () => {
    const [one, other] = [await alliance.meeting({ title: '甲会' }), await alliance.meeting({ title: '乙会' })];
    const socket = await world.socket();
    const query =
      'subscription ($id: ID!) { board: agendaUpdates(meetingId: $id) { now: revision snapshot { name: title } changes { kind: __typename } } }';
    socket.subscribe('甲', query, { id: one });
    socket.subscribe('乙', query, { id: other });
    expect(await socket.answer('甲')).toEqual({ board: { now: 1, snapshot: { name: '甲会' }, changes: [] } });
    expect(await socket.answer('乙')).toEqual({ board: { now: 1, snapshot: { name: '乙会' }, changes: [] } });
    await alliance.item(other, { title: '议题' });
    expect(await socket.answer('乙', 1)).toEqual({
      board: { now: 2, snapshot: null, changes: [{ kind: 'AgendaItemAdded' }] },
    });
    await alliance.item(one, { title: '议题' });
    expect(await socket.answer('甲', 1)).toEqual({
      board: { now: 2, snapshot: null, changes: [{ kind: 'AgendaItemAdded' }] },
    });
    socket.send({ type: 'complete', id: '甲' });
    await alliance.item(one, { title: '不再关心' });
    await alliance.item(other, { title: '议题二' });
    await socket.answer('乙', 2);
    expect(socket.messages.filter(({ id, type }) => id === '甲' && type === 'next')).toHaveLength(2);
  });

  it('follows its variables where it includes and skips', async () => {
    const meetingId = await alliance.meeting();
    await alliance.item(meetingId, { title: '议题' });
    const query = `subscription ($id: ID!, $titles: Boolean!, $bare: Boolean = false) { agendaUpdates(meetingId: $id) {
      snapshot @skip(if: $bare) { agenda { items { number title @include(if: $titles) } } }
      changes { ... on AgendaItemAdded { item { number ... @include(if: $titles) { title } } } }
    } }`;
    const answers = await Promise.all(
      [{ titles: true }, { titles: false }, { titles: false, bare: true }].map(async (variables) => {
        const socket = await world.socket();
        socket.subscribe('1', query, { id: meetingId, ...variables });
        return { socket, first: await socket.answer('1') };
      }),
    );
    expect(answers.map(({ first }) => first)).toEqual([
      { agendaUpdates: { snapshot: { agenda: { items: [{ number: '1', title: '议题' }] } }, changes: [] } },
      { agendaUpdates: { snapshot: { agenda: { items: [{ number: '1' }] } }, changes: [] } },
      { agendaUpdates: { changes: [] } },
    ]);
    await alliance.item(meetingId, { title: '议题二' });
    expect(await Promise.all(answers.map(({ socket }) => socket.answer('1', 1)))).toEqual([
      { agendaUpdates: { snapshot: null, changes: [{ item: { number: '2', title: '议题二' } }] } },
      { agendaUpdates: { snapshot: null, changes: [{ item: { number: '2' } }] } },
      { agendaUpdates: { changes: [{ item: { number: '2' } }] } },
    ]);
  });

  it('gets different selections for the kinds of change, and what it asks of all of them', async () => {
    const meetingId = await alliance.meeting();
    const itemId = await alliance.item(meetingId, { title: '议题' });
    const socket = await world.socket();
    socket.subscribe(
      '1',
      `subscription ($id: ID!) { agendaUpdates(meetingId: $id) { changes {
      ... on AgendaItemChanged { item { title } } ... on AgendaItemChanged { item { state } changed: __typename }
      ... on AgendaItemRemoved { gone: itemId } ... Added
    } } } fragment Added on AgendaItemAdded { item { parent { title } } parentId }`,
      { id: meetingId },
    );
    await socket.answer('1');
    // one by one: what comes faster than it is sent comes in one update
    await alliance.item(meetingId, { title: '子议题' }, { parentId: itemId });
    await socket.answer('1', 1);
    await alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId, title: '改题' });
    await socket.answer('1', 2);
    await alliance.as(alliance.organiser).mutate('removeAgendaItem', { itemId });
    await socket.answer('1', 3);
    const changes = socket.messages
      .slice(2)
      .map(({ payload }) => (payload as { data: { agendaUpdates: { changes: unknown } } }).data.agendaUpdates.changes);
    expect(changes).toEqual([
      [{ item: { parent: { title: '议题' } }, parentId: itemId }],
      [{ item: { title: '改题', state: 'PENDING' }, changed: 'AgendaItemChanged' }],
      [{ gone: itemId }, { gone: expect.stringMatching(/^item_/) as string }],
    ]);
  });

  it('carries every character as it is', async () => {
    const title = '“联席” \\ \\u4e2d 👩‍👩‍👧 𠮷 </script> \u2028 {"a":1}';
    const meetingId = await alliance.meeting({ title });
    const socket = await world.socket();
    socket.subscribe(
      '订阅 "1"',
      'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { snapshot { title } changes { ... on AgendaItemAdded { item { title } } } } }',
      { id: meetingId },
    );
    expect(await socket.answer('订阅 "1"')).toEqual({ agendaUpdates: { snapshot: { title }, changes: [] } });
    await alliance.item(meetingId, { title });
    expect(await socket.answer('订阅 "1"', 1)).toEqual({
      agendaUpdates: { snapshot: null, changes: [{ item: { title } }] },
    });
  });

  it('is told in the language of the socket when it ends', async () => {
    const meetingId = await alliance.meeting();
    const query = 'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision } }';
    const [chinese, english, byHeader] = [
      await world.socket(),
      await world.socket(null, { acceptLanguage: 'en-GB' }),
      await world.socket(null, {}, { 'accept-language': 'en' }),
    ];
    for (const socket of [chinese, english, byHeader]) {
      socket.subscribe('1', query, { id: meetingId });
      await socket.answer('1');
    }
    await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, visibility: 'CLOSED' });
    expect(await chinese.errors('1')).toEqual([{ code: 'NOT_FOUND', message: '找不到该对象。' }]);
    expect(await english.errors('1')).toEqual([{ code: 'NOT_FOUND', message: 'There is no such object.' }]);
    expect(await byHeader.errors('1')).toEqual([{ code: 'NOT_FOUND', message: 'There is no such object.' }]);
  });

  it('names the one of several operations that is to be run', async () => {
    const meetingId = await alliance.meeting();
    const socket = await world.socket();
    const query = `subscription One($id: ID!) { agendaUpdates(meetingId: $id) { revision } }
      subscription Other($id: ID!) { agendaUpdates(meetingId: $id) { snapshot { title } } }`;
    for (const operationName of ['One', 'Other'])
      socket.send({
        type: 'subscribe',
        id: operationName,
        payload: { query, operationName, variables: { id: meetingId } },
      });
    expect(await socket.answer('One')).toEqual({ agendaUpdates: { revision: 1 } });
    expect(await socket.answer('Other')).toEqual({ agendaUpdates: { snapshot: { title: '联席会议' } } });
  });
});

describe('a socket', () => {
  it('also runs queries and mutations, as the one who opened it', async () => {
    const meetingId = await alliance.meeting();
    const socket = await world.socket(alliance.organiser);
    socket.subscribe('watch', 'subscription ($id: ID!) { agendaUpdates(meetingId: $id) { revision } }', {
      id: meetingId,
    });
    await socket.answer('watch');
    socket.subscribe(
      'write',
      'mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { meeting { title } userErrors { code } } }',
      {
        input: { meetingId, title: '改名' },
      },
    );
    expect(await socket.answer('write')).toEqual({ updateMeeting: { meeting: { title: '改名' }, userErrors: [] } });
    expect(await socket.answer('watch', 1)).toEqual({ agendaUpdates: { revision: 2 } });
    socket.subscribe('read', 'query ($id: ID!) { meeting(id: $id) { title } }', { id: meetingId });
    expect(await socket.answer('read')).toEqual({ meeting: { title: '改名' } });
    await socket.message(({ id, type }) => id === 'read' && type === 'complete');
  });
});
