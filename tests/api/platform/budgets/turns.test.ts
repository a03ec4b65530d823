import { Client } from 'pg';
import { LIMITS } from '../../../../src/platform/budgets';
import { request, type GraphQLResponse } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open({ env: { TRUST_PROXY: '1' } });
});
afterAll(() => world.close());

/** A request as it comes from some address. */
const from = (address: string, query: string, variables: object = {}) =>
  request(world.server.url, { query, variables, headers: { 'x-forwarded-for': address } });

describe('the line of passwords to be checked', () => {
  const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
  const signIn = (address: string, name: string) =>
    from(address, SIGN_IN, { input: { email: `${name}@test.example`, password: 'not the password' } });

  it('is one for each network, served in turn', async () => {
    let answered = 0;
    const [first, ...others] = Array.from({ length: 30 }, (_, place) =>
      signIn(`2001:db8:0:1::${place}`, `somebody-${place}`).then(() => {
        answered += 1;
      }),
    );
    await first;
    expect((await signIn('192.0.2.1', 'somebody-else')).body).toMatchObject({
      data: { signIn: { userErrors: [{ code: 'INVALID' }] } },
    });
    // most of those who came first still wait
    expect(answered).toBeLessThan(20);
    await Promise.all(others);
  });
});

describe('connections to the database', () => {
  const STUCK = '{ alliances(first: 1) { nodes { agreements(first: 1) { totalCount } } } }';
  const WAITING = "select from pg_locks where relation = 'agreements'::regclass and not granted";

  /** Runs something while whoever reads agreements waits. */
  async function whileStuck(run: () => Promise<void>): Promise<void> {
    const owner = new Client({ connectionString: world.server.database.ownerUrl });
    await owner.connect();
    try {
      await owner.query('begin; lock table agreements in access exclusive mode');
      await run();
    } finally {
      await owner.end();
    }
  }

  it('are left for others by a network whose queries last long', async () => {
    const meetingId = await (await world.alliance()).meeting();
    const stuck: Promise<unknown>[] = [];
    await whileStuck(async () => {
      for (let count = 0; count < 40; count += 1) stuck.push(from('192.0.2.1', STUCK).then(({ body }) => body));
      while ((await world.sql(WAITING)).length < 4);
      const { body } = await from('192.0.2.2', 'query ($id: ID!) { meeting(id: $id) { id } }', { id: meetingId });
      expect(body).toMatchObject({ data: { meeting: { id: meetingId } } });
    });
    for (const body of await Promise.all(stuck)) expect(body).toMatchObject({ data: {} });
  });

  it('are waited for by so many: the rest are told when to come back', async () => {
    await world.close();
    jest.replaceProperty(LIMITS, 'readsWaiting', 2);
    world = await TestWorld.open({ env: { TRUST_PROXY: '1' } });
    jest.restoreAllMocks();
    await world.alliance();
    const all: Promise<GraphQLResponse<unknown>>[] = [];
    await whileStuck(async () => {
      for (let count = 0; count < 10; count += 1) all.push(from('192.0.2.1', STUCK));
      const { status, headers, body } = await Promise.race(all);
      expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
      while ((await world.sql(WAITING)).length < 4);
    });
    // four had a turn, two waited for theirs
    expect((await Promise.all(all)).map(({ status }) => status).filter((status) => status === 200)).toHaveLength(6);
  });
});
