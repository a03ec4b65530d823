/**
 * Looks at what is kept for a whole process, and so has its server within the sandbox.
 *
 * @jest-environment node
 */
import type { GraphQLSchema } from 'graphql';
import type { Pool } from 'pg';
import { buildGraph } from '../../../../src/app/server/schema';
import { LIMITS } from '../../../../src/platform/budgets';
import { fetchData } from '../../../testkit/graphql';
import { everythingOf } from '../../../testkit/selections';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let schema: GraphQLSchema;
let pool: Pool;
beforeAll(async () => {
  [schema, world] = await Promise.all([buildGraph(), TestWorld.open()]);
  await world.alliance();
  pool = world.server.running.connections.reads;
});
afterAll(() => world.close());

interface Prepared {
  readonly name: string;
  readonly bytes: number;
}

/** The compiled statements that each of the server's connections keeps prepared. */
async function prepared(): Promise<readonly (readonly Prepared[])[]> {
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
  try {
    return await Promise.all(
      clients.map(
        async (client) =>
          (
            await client.query<Prepared>(
              `select name, octet_length(statement) as bytes from pg_prepared_statements where statement like '%select%{"%'`,
            )
          ).rows,
      ),
    );
  } finally {
    clients.forEach((client) => client.release());
  }
}

async function ask(selection: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1)
    await fetchData(world.url(), { query: `{ alliances(first: 3) { nodes ${selection} } }` });
}

it('keeps a short statement that is asked for again, and never a long one', async () => {
  await ask('{ slug }', 3);
  await ask(everythingOf(schema, 'Alliance', 1), 3);
  const all = (await prepared()).flat();
  expect(all.length).toBeGreaterThan(0);
  expect(Math.max(...all.map(({ bytes }) => bytes))).toBeLessThanOrEqual(LIMITS.namedStatementBytes);
});

it('gives statements back that others have taken the names of', async () => {
  const parts = [
    'areaGroups { id name } sectorGroups { id name } territories { name parent { name } bodies { name posts { title } } }',
    'memberUnits { totalCount nodes { name contacts { name } sectorGroups { name } territory { name } } }',
    'meetings { nodes { title agenda { items { title number presenterUnit { name } } } } }',
    'agreements { nodes { number title parties { unit { name } } } }',
  ].join(' ');
  const documents = Array.from({ length: 40 }, (_, place) => `{ name${place}: name ${parts} }`);
  const before = new Set((await prepared()).flat().map(({ name }) => name));
  for (const [place, document] of documents.entries()) await ask(document, 2 + Math.floor(place / 20));
  const connections = await prepared();
  expect(connections.flat().some(({ name }) => !before.has(name))).toBe(true);
  for (const kept of connections) {
    expect(kept.length).toBeLessThanOrEqual(LIMITS.namedStatements);
    expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(LIMITS.namedBytes);
  }
  // each is still answered, whether it kept its name or not
  for (const document of documents) await ask(document, 1);
});
