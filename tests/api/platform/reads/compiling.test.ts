import { randomUUID } from 'node:crypto';
import { Compiler } from '../../../../src/platform/reads/compiler';
import { onStatement } from '../../../../src/platform/reads/statement';
import { request } from '../../../testkit/graphql';
import type { Audiences, TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
let compiled: jest.SpyInstance;
const statements: string[] = [];

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  audiences = await alliance.audiences();
  compiled = jest.spyOn(Compiler.prototype, 'object');
  onStatement((text) => statements.push(text));
});
afterEach(() => world.clear());
afterAll(async () => {
  onStatement(null);
  await world.close();
});

/** Each level leads on in two or three ways, without an alias. */
const fragments = (levels: number): string =>
  Array.from({ length: levels }, (_, level) => {
    const next = level + 1 === levels ? '{ name }' : '';
    const territory = next || `{ ...T${level + 1} }`;
    const body = next || `{ ...B${level + 1} }`;
    const ofTerritory = `fragment T${level} on Territory { parent ${territory} children ${territory} bodies ${body} }`;
    return level === 0
      ? ofTerritory
      : `${ofTerritory} fragment B${level} on TerritoryBody { parent ${body} territories ${territory} }`;
  }).join('\n');

/** The error of an operation, how many objects were compiled for it, and what the database was asked. */
async function refused(query: string, variables: object = {}, token: string | null = null): Promise<unknown[]> {
  statements.length = 0;
  compiled.mockClear();
  const { status, body } = await request(world.url(), { query, variables, token });
  return [status, body.errors?.map(({ extensions }) => extensions.code), compiled.mock.calls.length, statements.length];
}

/** How many objects may be compiled of a document that would come to tens of thousands. */
const FEW = 200;
it.each([
  ['a query', `{ alliances { nodes { territories { ...T0 } } } } ${fragments(8)}`],
  ['the type of a node', `{ node(id: "territory_${randomUUID()}") { ... on Territory { ...T0 } } } ${fragments(7)}`],
  ['a list of nodes', `{ nodes(ids: ["territory_${randomUUID()}"]) { ... on Territory { ...T0 } } } ${fragments(7)}`],
  [
    'a field that leads to any type',
    `{ viewer { notifications { nodes { subject { ... on Territory { ...T0 } } } } } } ${fragments(7)}`,
  ],
])('%s is refused before it is compiled to the end', async (_, query) => {
  const [status, codes, objects, asked] = await refused(query);
  expect([status, codes, asked]).toEqual([400, ['TOO_COSTLY'], 0]);
  expect(objects).toBeLessThan(FEW);
});

it('a mutation is refused before it does anything', async () => {
  const query = `mutation ($input: CreateTerritoryInput!) { createTerritory(input: $input) { territory { ...T0 } } } ${fragments(7)}`;
  const input = { allianceId: alliance.id, name: '太贵', level: 'COMMUNITY' };
  const { token } = alliance.secretariat;
  const [status, codes, objects] = await refused(query, { input }, token);
  expect([status, codes]).toEqual([400, ['TOO_COSTLY']]);
  expect(objects).toBeLessThan(FEW);
  expect(await world.sql('select from territories where name = $1', ['太贵'])).toEqual([]);
});

it('a live document is refused before it is compiled to the end', async () => {
  const items = (levels: number): string =>
    levels === 0
      ? 'id'
      : `parent { ${items(levels - 1)} } children { ${items(levels - 1)} } meeting { agenda { items { ${items(0)} } } }`;
  const socket = await world.socket(audiences.member);
  compiled.mockClear();
  socket.subscribe(
    '1',
    `subscription ($id: ID!) { agendaUpdates(meetingId: $id) { snapshot { agenda { items { ${items(4)} } } } } }`,
    {
      id: await alliance.meeting(),
    },
  );
  expect(await socket.errors('1')).toMatchObject([{ code: 'TOO_COSTLY' }]);
  expect(compiled.mock.calls.length).toBeLessThan(FEW);
});

it('ordinary components are served: one fragment in many places', async () => {
  const { status, body } = await request(world.url(), {
    query: `{ alliance(slug: "a") { ${Array.from({ length: 8 }, (_, place) => `p${place}: territories { ...Parts }`).join(' ')} } }
      fragment Parts on Territory { name parent { name parent { name } } bodies { name kind } }`,
  });
  expect([status, body.errors]).toEqual([200, undefined]);
});
