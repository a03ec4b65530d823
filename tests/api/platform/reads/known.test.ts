import { randomUUID } from 'node:crypto';
import { request } from '../../../testkit/graphql';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

/* A query that came before goes past Apollo; nothing that a client can see may tell. */

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
}, 60_000);
afterAll(() => world.server?.stop());

const mine = (): string =>
  `query Q${randomUUID().replaceAll('-', '')} { alliances { totalCount } viewer { person { name } } }`;

test('the same query answers the same the second time, for whoever asks', async () => {
  const query = mine();
  const first = await request(world.server.url, { query });
  expect(await request(world.server.url, { query })).toMatchObject({ status: 200, text: first.text });
  const signedIn = await request<{ viewer: { person: { name: string } } }>(world.server.url, {
    query,
    token: alliance.organiser.token,
  });
  expect(signedIn.body.data?.viewer.person.name).toBe('组织员');
  expect((await request(world.server.url, { query })).text).toBe(first.text);
});

test('headers are the same the second time, and follow Accept', async () => {
  const query = mine();
  for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
    const answers = [
      await request(world.server.url, { query, headers: { accept } }),
      await request(world.server.url, { query, headers: { accept } }),
    ];
    const [first, second] = answers.map(({ headers }) =>
      ['content-type', 'cache-control', 'x-content-type-options'].map((name) => headers.get(name)),
    );
    expect(second).toEqual(first);
  }
});

test('a credential that is no longer good is refused though the query is known', async () => {
  const query = mine();
  const somebody = await alliance.person('将被撤销');
  await request(world.server.url, { query, token: somebody.token });
  await alliance.as(somebody).mutate('signOut', null);
  expect((await request(world.server.url, { query, token: somebody.token })).status).toBe(401);
});

test('bad variables of a known query are told as ever', async () => {
  const query = `query Q${randomUUID().replaceAll('-', '')}($id: ID!, $first: Int) { meeting(id: $id) { title } alliances(first: $first) { totalCount } }`;
  const meetingId = await alliance.meeting();
  expect((await request(world.server.url, { query, variables: { id: meetingId } })).body.errors).toBeUndefined();
  const bad = await request(world.server.url, { query, variables: {} });
  expect(bad).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'BAD_USER_INPUT', inputPath: ['id'] } }] },
  });
  const large = await request(world.server.url, { query, variables: { id: meetingId, first: 101 } });
  expect(large).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'INVALID', inputPath: ['first'] } }] },
  });
});

test('a known query that fails in part is run once, and answers as one that is new', async () => {
  const reading = jest.spyOn(world.server.running.connections.reads, 'query');
  const ask = async (query: string) => {
    reading.mockClear();
    const { status, text } = await request(world.server.url, { query });
    return { status, text: text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'an id'), statements: reading.mock.calls.length };
  };
  const partly = (): string =>
    `query Q${randomUUID().replaceAll('-', '')} { quick: alliances { totalCount } lost: alliance(slug: "x") { memberUnits { totalCount } } }`;
  const query = partly();
  expect((await ask(query)).statements).toBe(2);
  await world.sql('alter table member_units rename to member_units_away');
  const known = await ask(query);
  const fresh = await ask(partly());
  await world.sql('alter table member_units_away rename to member_units');
  reading.mockRestore();
  expect(fresh).toMatchObject({ statements: 2, text: expect.stringContaining('"data":{"quick":{"totalCount":') });
  expect(fresh.text).toContain('"path":["lost"]');
  expect(known).toEqual(fresh);
});

test('a mutation is never taken for known', async () => {
  const meetingId = await alliance.meeting();
  const query = 'mutation ($input: AddAgendaItemInput!) { addAgendaItem(input: $input) { agenda { revision } } }';
  const variables = { input: { meetingId, item: { title: '议题', kind: 'REPORT' } } };
  const once = async () =>
    (
      await request<{ addAgendaItem: { agenda: { revision: number } } }>(world.server.url, {
        query,
        variables,
        token: alliance.organiser.token,
      })
    ).body.data?.addAgendaItem.agenda.revision ?? 0;
  const first = await once();
  expect(await once()).toBe(first + 1);
});
