import { randomUUID } from 'node:crypto';
import { LIMITS } from '../../../../src/platform/budgets';
import { Compiler } from '../../../../src/platform/reads/compiler';
import { request } from '../../../testkit/graphql';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterEach(() => world.clear());
afterAll(() => world.close());

const ceiling = LIMITS.cost;
const named = (selection: string, variables = ''): string =>
  `query Q${randomUUID().replaceAll('-', '')}${variables} ${selection}`;

async function told(
  query: string,
  variables: object = {},
): Promise<{ status: number; cost: unknown; message?: string }> {
  const { status, body } = await request(world.server.url, { query, variables });
  const { errors, extensions } = body as { errors?: { message: string }[]; extensions?: { cost: unknown } };
  return { status, cost: extensions?.cost, ...(errors === undefined ? {} : { message: errors[0]?.message ?? '' }) };
}

it('is told with every answer, by the variables that it was for, when the query is new and when it is known', async () => {
  const query = named('($first: Int) { alliances(first: $first) { nodes { id } totalCount } }').replace(' (', '(');
  for (const first of [10, 20, 10])
    expect(await told(query, { first })).toEqual({ status: 200, cost: { asked: 1 + first, ceiling } });
  expect(await told('{ __typename }')).toEqual({ status: 200, cost: { asked: 0, ceiling } });
});

it('is told of mutations, and beside the errors of fields', async () => {
  const { body } = await request(world.server.url, {
    query: `mutation ($input: CreateSectorGroupInput!) { createSectorGroup(input: $input) { sectorGroup { id alliance { id } } } }`,
    variables: { input: { allianceId: alliance.id, name: '民生服务' } },
    token: alliance.secretariat.token,
  });
  expect(body).toMatchObject({ extensions: { cost: { asked: 2, ceiling } } });
  const partly = await told(
    named('{ alliances(first: 5) { nodes { id } } alliance(slug: "x") { memberUnits(after: "?") { totalCount } } }'),
  );
  expect(partly).toMatchObject({ status: 200, cost: { asked: 8, ceiling }, message: expect.any(String) });
});

describe('of a query that is refused', () => {
  const nested = (size: string): string =>
    `{ few: alliance(slug: "a") { name } all: alliances(first: ${size}) { nodes { units: memberUnits(first: ${size}) { edges { node { agreements(first: ${size}) { nodes { id } } } } } } } }`;
  const mostCostly = { path: ['all', 'nodes', 'units', 'edges', 'node', 'agreements', 'nodes'], objects: 1_000_000 };
  // the alliance, the lists, and what they lead to
  const asked = 1 + 1 + 100 + 100 + 10_000 + 10_000 + 1_000_000;

  it('names the field that costs most', async () => {
    const refused = await told(named(nested('100')));
    expect(refused).toMatchObject({ status: 400, cost: { asked, ceiling, mostCostly } });
    expect(refused.message).toBe(
      'The query might touch more than 20000 objects, which is the limit: 1000000 for all.nodes.units.edges.node.agreements.nodes alone. Ask for smaller pages or fewer levels.',
    );
  });

  it('names it too where the plan was kept for smaller pages', async () => {
    const query = named(`($size: Int) ${nested('$size')}`).replace(' (', '(');
    expect(await told(query, { size: 2 })).toMatchObject({ status: 200, cost: { ceiling } });
    expect(await told(query, { size: 100 })).toMatchObject({ status: 400, cost: { asked, ceiling, mostCostly } });
    const compiled = jest.spyOn(Compiler.prototype, 'object');
    expect(await told(query, { size: 3 })).toMatchObject({ status: 200 });
    expect(compiled).not.toHaveBeenCalled();
    compiled.mockRestore();
  });

  it('names it within a node, and in a mutation’s payload', async () => {
    const units = 'memberUnits(first: 100) { nodes { agreements(first: 100) { nodes { parties { unit { id } } } } } }';
    expect(await told(named(`{ node(id: "${alliance.id}") { ... on Alliance { ${units} } } }`))).toMatchObject({
      cost: { mostCostly: { path: ['node', 'memberUnits', 'nodes', 'agreements', 'nodes', 'parties'] } },
    });
    const query = `mutation { made: createSectorGroup(input: { allianceId: "x", name: "x" }) { sectorGroup { alliance { ${units} } } } }`;
    expect(await told(query)).toMatchObject({
      cost: {
        mostCostly: {
          path: ['made', 'sectorGroup', 'alliance', 'memberUnits', 'nodes', 'agreements', 'nodes', 'parties'],
        },
      },
    });
  });
});

it('is told on sockets of queries and mutations, and of no subscription', async () => {
  const meetingId = await alliance.meeting({ visibility: 'PUBLIC' });
  const socket = await world.socket(null, { acceptLanguage: 'en' });
  socket.subscribe('1', '{ alliances(first: 3) { nodes { id } } }');
  const [answered] = await socket.some(1, ({ id, type }) => id === '1' && type === 'next');
  expect(answered).toMatchObject({ payload: { extensions: { cost: { asked: 4, ceiling } } } });
  socket.subscribe('2', `subscription { agendaUpdates(meetingId: "${meetingId}") { __typename } }`);
  const [update] = await socket.some(1, ({ id, type }) => id === '2' && type === 'next');
  expect(Object.keys(update?.payload as object)).toEqual(['data']);
});
