import { readFileSync } from 'node:fs';
import { isObjectType, type GraphQLSchema } from 'graphql';
import { buildGraph } from '../../src/app/server/schema';
import { withMutations } from '../../src/app/commands/readme';
import { declaredMutations } from '../../src/platform/writes/declarations';
import { codeBlocks } from '../developers/markdown';

/* What docs/developers says of the schema. */

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildGraph();
});

test.each([
  ['docs/developers/mutations.md', 'en'],
  ['docs/developers/mutations.zh-CN.md', 'zh-CN'],
] as const)('the mutations in %s are those that are declared', (file, language) => {
  const page = readFileSync(file, 'utf8');
  expect(withMutations(page, language)).toBe(page);
  expect(page).toContain('| `signAgreement` | 签署 |');
});

test('a token may do what its person may by the roles that its scopes stand for', () => {
  const scopes = { unit: 'MANAGE_UNIT', organiser: 'MANAGE_MEETINGS', secretariat: 'MANAGE_ALLIANCE' } as const;
  const odd = [...declaredMutations()].filter(([, { rule, who }]) => {
    const covering = who.flatMap((performer) => (performer in scopes ? scopes[performer as keyof typeof scopes] : []));
    // what is a person's own has the scope of whoever reads it for a unit
    const isOwn = who.includes('self');
    return rule.by === 'person' && !isOwn && [rule.token ?? []].flat().sort().join() !== covering.sort().join();
  });
  expect(odd.map(([name]) => name)).toEqual([]);
  expect(declaredMutations().size).toBeGreaterThan(60);
});

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
