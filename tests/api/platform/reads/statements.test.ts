import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import { buildGraph } from '../../../../src/app/server/schema';
import { onStatement } from '../../../../src/platform/reads/statement';
import { fetchData, request } from '../../../testkit/graphql';
import { randomQueries } from '../../../testkit/random-query';
import { everythingOf } from '../../../testkit/selections';
import { quickOrFull } from '../../../quick-or-full';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

let schema: GraphQLSchema;
let fixtures: TwoAlliances;
let token: string;
const statements: string[] = [];
/** Everything that the server asks of the database, by whichever way. */
let asked: jest.SpyInstance;

beforeAll(async () => {
  [schema, fixtures] = await Promise.all([buildGraph(), openTwoAlliances()]);
  token = await fixtures.signIn(fixtures.here.people.secretariat);
  // what is known of the viewer is known from here on
  await fetchData(fixtures.world.server.url, { query: '{ viewer { person { id } } }', token });
  onStatement((text) => statements.push(text));
  asked = jest.spyOn(fixtures.world.server.running.connections.reads, 'query');
});
afterAll(async () => {
  onStatement(null);
  await fixtures.close();
});

async function statementsOf(query: string, variables: object = {}): Promise<number> {
  statements.length = 0;
  asked.mockClear();
  await fetchData(fixtures.world.server.url, { query, variables, token });
  // live rounds go through the same pool, and say what they are about; so do computed fields, a batch each
  const others = asked.mock.calls.filter(
    ([statement]) =>
      !statements.includes(typeof statement === 'string' ? statement : (statement as { text: string }).text),
  );
  expect(
    others
      .map(([statement]) => JSON.stringify(statement))
      .filter(
        (statement) =>
          !/access_changes|live_events|^{"name":"(seal-keys|agreement-(weights|rows)|audit-checkpoint)"/.test(
            statement,
          ),
      ),
  ).toEqual([]);
  return statements.length;
}

it('one statement reads a root field, however deep and wide', async () => {
  const { here } = fixtures;
  for (const [field, type] of [
    ['alliance(slug: "qingfeng")', 'Alliance'],
    ['alliances(first: 10)', 'AllianceConnection'],
    ['viewer', 'Viewer'],
    [`memberUnit(id: "unit_${here.units.active}")`, 'MemberUnit'],
    [`meeting(id: "meeting_${here.meetings['named'] ?? ''}")`, 'JointMeeting'],
  ] as const) {
    expect([field, await statementsOf(`{ ${field} ${everythingOf(schema, type, 1)} }`)]).toEqual([field, 1]);
  }
  expect(
    await statementsOf(`{ alliance(slug: "qingfeng") { areaGroups { memberUnits(first: 10) { totalCount nodes { name
      sectorGroups { name memberUnits(first: 3) { edges { cursor node { name alliance { slug } } } } } } }
    meetings(last: 3) { pageInfo { hasPreviousPage } nodes { title agenda { items { number presenterUnit { name } children { title } } current { title } } } } } } }`),
  ).toBe(1);
});

it('each root field has its own, those that are only told of the schema have none', async () => {
  expect(
    await statementsOf(
      '{ a: alliance(slug: "qingfeng") { slug } b: alliance(slug: "hemu") { slug } alliances { totalCount } }',
    ),
  ).toBe(3);
  expect(await statementsOf('{ __typename __schema { queryType { name } } }')).toBe(0);
});

it('nodes have one for each type among them', async () => {
  const { here, there } = fixtures;
  const ids = [...Object.values(here.units), ...Object.values(there.units)].map((id) => `unit_${id}`);
  expect(await statementsOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toBe(1);
  expect(
    await statementsOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [
        ...ids,
        `sector_${here.sectors[0]}`,
        `sector_${here.sectors[1]}`,
        `person_${here.people.staff}`,
        'nonsense',
      ],
    }),
  ).toBe(3);
  expect(await statementsOf(`{ node(id: "unit_${here.units.active}") { id } }`)).toBe(1);
});

it('computed fields have none of their own where they need none', async () => {
  expect(
    await statementsOf(
      '{ alliance(slug: "qingfeng") { meetings(first: 30) { nodes { checkInCode previous { checkInCode } } } } }',
    ),
  ).toBe(1);
});

it('the same document is the same statement for everybody', async () => {
  const query = `{ alliance(slug: "qingfeng") { memberUnits { nodes { name contacts { name } } } meetings { totalCount } people {
      totalCount } } }`;
  const texts = new Set<string>();
  for (const person of [
    null,
    fixtures.here.people.secretariat,
    fixtures.here.people.staff,
    fixtures.there.people.observer,
  ]) {
    statements.length = 0;
    await fetchData(fixtures.world.server.url, {
      query,
      token: person === null ? null : await fixtures.signIn(person),
    });
    statements.forEach((text) => texts.add(text));
  }
  expect(texts.size).toBe(1);
});

it('any query at all takes as many as it has root fields', async () => {
  const entries = [
    { field: 'alliance(slug: "qingfeng")', type: 'Alliance' },
    { field: 'viewer', type: 'Viewer' },
    { field: `meeting(id: "meeting_${fixtures.here.meetings['IN_SESSION/CLOSED'] ?? ''}")`, type: 'JointMeeting' },
  ];
  await fc.assert(
    fc.asyncProperty(randomQueries(schema, entries), async ({ query, variables, roots }) => {
      const { body } = await request(fixtures.world.server.url, { query, variables, token });
      if (body.errors?.[0]?.extensions.code === 'TOO_COSTLY') return;
      expect(await statementsOf(query, variables)).toBe(roots);
    }),
    { numRuns: quickOrFull(20, 200) },
  );
});
