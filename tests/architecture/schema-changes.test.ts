import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import {
  breaches,
  changesBetween,
  RELEASED,
  stays,
  withChanges,
  withRelease,
} from '../../src/app/commands/schema-changes';

const read = (file: string): string => readFileSync(file, 'utf8');
const today = new Date().toISOString().slice(0, 10);

const OLD = `
  type Query { unit: Unit @deprecated(reason: "Use member; removed after 2027-06-30.") member(of: ID, at: ID
    @deprecated(reason: "Not used; removed after 2027-06-30.")): String kind: Kind old: Old }
  type Unit { name: String @deprecated(reason: "Use member; removed after 2027-06-30.") }
  type Old { name: String id: ID @deprecated(reason: "Use name; removed after 2027-06-30.") }
  enum Kind { SCHOOL CLUB @deprecated(reason: "Use SCHOOL; removed after 2027-06-30.") }`;

const breachesOf = async (change: (old: string) => string, day: string): Promise<string[]> => {
  const released = buildSchema(OLD);
  return breaches(released, await changesBetween(released, buildSchema(change(OLD))), day);
};
const without = (pattern: RegExp) => (old: string) => old.replace(pattern, '');

test('nothing that was released has been broken unannounced', async () => {
  const released = buildSchema(read(RELEASED));
  expect(breaches(released, await changesBetween(released, buildSchema(read('schema.graphql'))), today)).toEqual([]);
});

test('SCHEMA_CHANGES.md has what has changed since the last release', async () => {
  const page = read('SCHEMA_CHANGES.md');
  const changes = await changesBetween(buildSchema(read(RELEASED)), buildSchema(read('schema.graphql')));
  expect(withChanges(page, changes)).toBe(page);
});

test.each<[string, (old: string) => string]>([
  ['a field', without(/unit: Unit @deprecated\(.*?\) /)],
  ['a type with its field', (old) => without(/type Unit .*/)(without(/unit: Unit @deprecated\(.*?\) /)(old))],
  ['a value', without(/CLUB @deprecated\(.*?\)/)],
  ['an argument', without(/, at: ID\s+@deprecated\(.*?\)/)],
])('%s that was deprecated goes after the day that was told, and not before', async (_, change) => {
  expect(await breachesOf(change, '2027-06-30')).not.toEqual([]);
  expect(await breachesOf(change, '2027-07-01')).toEqual([]);
});

test.each<[string, (old: string) => string]>([
  ['a field', without(/ kind: Kind/)],
  ['a value', without(/SCHOOL /)],
  ['a type of which one field stays', (old) => without(/type Old .*/)(without(/ old: Old/)(old))],
  ['an argument', without(/of: ID, /)],
  ['a type of a field', (old) => old.replace('of: ID', 'of: Int')],
  ['an argument that is needed', (old) => old.replace('of: ID', 'to: ID!, of: ID')],
])('%s that nobody announced fails, whatever the day', async (_, change) => {
  expect(await breachesOf(change, '2999-01-01')).not.toEqual([]);
});

test('what is added breaks nothing, and is told', async () => {
  const released = buildSchema(OLD);
  const changes = await changesBetween(released, buildSchema(OLD.replace('SCHOOL', 'SCHOOL STORE')));
  expect(breaches(released, changes, today)).toEqual([]);
  const page = '## Not released yet\n\n<!-- changes -->\n<!-- /changes -->\n';
  expect(withChanges(page, changes)).toContain("- Enum value 'STORE' was added to enum 'Kind'");
  expect(withRelease(withChanges(page, changes), '0.2.0', '2026-12-01')).toMatch(
    /<!-- changes -->\n\nNothing\.\n\n<!-- \/changes -->\n\n## 0\.2\.0 \(2026-12-01\)\n\n### May matter[^]*STORE/,
  );
});

/** What is deprecated without a day. */
function undated(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    const members = isEnumType(type)
      ? type.getValues()
      : isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => [field, ...('args' in field ? field.args : [])])
        : [];
    return members
      .filter(({ deprecationReason }) => typeof deprecationReason === 'string' && stays(deprecationReason) === null)
      .map(({ name }) => `${type.name}.${name}`);
  });
}

test('whatever is deprecated says until when it stays', () => {
  expect(undated(buildSchema(read('schema.graphql')))).toEqual([]);
  expect(
    undated(buildSchema('type Query { a: Int @deprecated(reason: "Use b.") b(c: Int @deprecated): Int }')),
  ).toEqual(['Query.a', 'Query.c']);
});
