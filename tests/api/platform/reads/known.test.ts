import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { request } from '../../../testkit/graphql';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { PASSWORD } from '../../../testkit/keys';
import { somebody } from '../identity/client';
import { TestWorld } from '../../../testkit/world/test-world';

/* An operation that came before goes past Apollo; nothing that a client can see may tell. */

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
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

const APOLLO = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');

/** A document of its own, and somebody who sends it; what was sent tells whether Apollo had to answer. */
async function adding() {
  const meetingId = await alliance.meeting();
  const query = `mutation M${randomUUID().replaceAll('-', '')}($input: AddAgendaItemInput!) {
    addAgendaItem(input: $input) { agenda { revision } userErrors { code path } }
  }`;
  return async (title: string, headers: Readonly<Record<string, string>> = {}) => {
    APOLLO.mockClear();
    const variables = { input: { meetingId, item: { title, kind: 'REPORT' } } };
    const {
      status,
      text,
      headers: sent,
    } = await request(world.server.url, { query, variables, headers, token: alliance.organiser.token });
    const named = ['content-type', 'cache-control', 'x-content-type-options'].map((name) => sent.get(name));
    return { status, text, headers: named, apollo: APOLLO.mock.calls.length };
  };
}

const revised = (revision: number): unknown =>
  expect.stringContaining(`{"data":{"addAgendaItem":{"agenda":{"revision":${revision}},"userErrors":[]}}`);

test('a mutation is done each time that it comes, and by Apollo but the first time', async () => {
  const add = await adding();
  const first = await add('议题');
  expect(first).toMatchObject({ status: 200, text: revised(2), apollo: 1 });
  expect(await add('又一议题')).toEqual({ ...first, text: revised(3), apollo: 0 });
});

test('a known mutation that is refused answers as one that is new, and did nothing', async () => {
  const [known, fresh] = [await adding(), await adding()];
  await known('议题');
  const refused = await known('');
  const { apollo, ...answer } = await fresh('');
  expect([refused.apollo, apollo]).toEqual([0, 1]);
  expect(refused).toMatchObject({ ...answer, text: expect.stringContaining('"userErrors":[{') });
  expect((await known('又一议题')).text).toEqual(revised(3));
});

test('a known mutation with an Idempotency-Key is done once', async () => {
  const add = await adding();
  await add('议题');
  const key = { 'idempotency-key': randomUUID() };
  expect([await add('又一议题', key), await add('又一议题', key)]).toMatchObject([
    { text: revised(3), apollo: 0 },
    { text: revised(3), apollo: 0 },
  ]);
  expect(await add('别的议题', key)).toMatchObject({ status: 422, apollo: 1 });
  expect((await add('第三议题')).text).toEqual(revised(4));
});

test('a known mutation that fails is done once, and answered by Apollo', async () => {
  const [known, fresh] = [await adding(), await adding()];
  await known('议题');
  await world.sql('alter table audit_entries rename to audit_entries_away');
  const began = jest.spyOn(world.server.running.connections.writes, 'createQueryRunner');
  const failed = await known('又一议题');
  const attempts = began.mock.calls.length;
  const { apollo, ...answer } = await fresh('又一议题');
  await world.sql('alter table audit_entries_away rename to audit_entries');
  began.mockRestore();
  const masked = (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'an id');
  expect(attempts).toBe(1);
  expect([failed.apollo, apollo]).toEqual([1, 1]);
  expect({ ...failed, text: masked(failed.text) }).toMatchObject({ ...answer, text: masked(answer.text) });
  expect((await known('又一议题')).text).toEqual(revised(3));
});

test('a known mutation sends its cookies', async () => {
  const query = `mutation M${randomUUID().replaceAll('-', '')}($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }`;
  const email = 'cookies@demo.example';
  await somebody(world.server, email);
  const input = { email, password: PASSWORD, cookie: true };
  const headers = { origin: new URL(world.server.url).origin };
  const enter = async () =>
    (await request(world.server.url, { query, variables: { input }, headers })).headers.getSetCookie();
  const first = await enter();
  APOLLO.mockClear();
  const second = await enter();
  expect(APOLLO).not.toHaveBeenCalled();
  const names = (cookies: readonly string[]) => cookies.map((cookie) => cookie.slice(0, cookie.indexOf('=')));
  expect(names(second)).toEqual(names(first));
  expect(first.length).toBeGreaterThan(0);
});
