import { readFileSync } from 'node:fs';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { buildGraph } from '../../src/app/server/schema';
import { codeBlocks } from '../developers/markdown';

/* What docs/developers says of the schema. */

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildGraph();
}, 60_000);

/** Types of which a cache has to be told that they have no key: it knows roots, connections and payloads by itself. */
function typesWithoutId(of: GraphQLSchema): string[] {
  const roots = [of.getQueryType(), of.getMutationType(), of.getSubscriptionType()];
  return Object.values(of.getTypeMap())
    .filter((type) => isObjectType(type) && !roots.includes(type) && !('id' in type.getFields()))
    .map(({ name }) => name)
    .filter((name) => !/^__|^PageInfo$|(Connection|Edge|Payload)$/.test(name))
    .sort();
}

test("the keys of urql's cache are all types without an id", () => {
  const keys = codeBlocks(readFileSync('docs/developers/urql.md', 'utf8')).find(({ file }) => file === 'keys.mjs');
  const listed = [...(keys?.code.matchAll(/^ {2}'(\w+)',$/gm) ?? [])].map(([, name]) => name);
  expect(listed).toEqual(typesWithoutId(schema));
  expect(listed).toContain('AgendaUpdate');
});
