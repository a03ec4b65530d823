import { readFileSync } from 'node:fs';
import {
  buildSchema,
  extendSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  type GraphQLSchema,
} from 'graphql';
import type { DataSource } from 'typeorm';
import {
  withConfiguration,
  withLifecycle,
  withLimits,
  withProjectLifecycle,
  withSecurityEvents,
} from '../../src/app/commands/readme';
import { printGraph } from '../../src/app/server/printed-graph';
import { buildGraph, entities, unreadTypes } from '../../src/app/server/schema';
import { openDataSource } from '../../src/platform/database/data-source';
import { buildReadModel } from '../../src/platform/reads/model';
import { describeBounds } from '../../src/platform/writes/bounds';
import { declaredMutations } from '../../src/platform/writes/declarations';
import { requireOperationRules } from '../../src/platform/access/operation';
import { createTestDatabase, type TestDatabase } from '../testkit/cluster';

let schema: GraphQLSchema;
let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  schema = await buildGraph();
  database = await createTestDatabase();
  dataSource = await openDataSource(database.serverUrl, entities, 1);
});

afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

const extended = (text: string): GraphQLSchema => extendSchema(schema, parse(text));

test('schema.graphql is what the code says', () => {
  expect(readFileSync('schema.graphql', 'utf8')).toBe(printGraph(schema));
});

test('the schema is built once in a process, however many servers start there', async () => {
  expect(await buildGraph()).toBe(schema);
});

test("the README's table of variables is what the process reads", () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(withConfiguration(readme)).toBe(readme);
});

test("the agreements' lifecycle in the document is the transition table", () => {
  const document = readFileSync('docs/agreements.md', 'utf8');
  expect(withLifecycle(document)).toBe(document);
  const inChinese = readFileSync('docs/agreements.zh-CN.md', 'utf8');
  expect(withLifecycle(inChinese, 'zh-CN')).toBe(inChinese);
  expect(withLifecycle(document.replace('| withdraw |', '| take back |'))).not.toBe(
    document.replace('| withdraw |', '| take back |'),
  );
});

test.each(['docs/projects.md', 'docs/projects.zh-CN.md'])(
  "the projects' lifecycle in %s is the transition table",
  (page) => {
    const document = readFileSync(page, 'utf8');
    expect(withProjectLifecycle(document)).toBe(document);
    expect(withProjectLifecycle(document.replace('| evaluate |', '| judge |'))).not.toBe(
      document.replace('| evaluate |', '| judge |'),
    );
  },
);

test('the limits in the document are those that hold', () => {
  const document = readFileSync('docs/limits.md', 'utf8');
  expect(withLimits(document)).toBe(document);
  expect(document).toContain('| `documentBytes` | 64 KiB |');
});

test('the security events in the document are those that are noted', () => {
  const document = readFileSync('docs/security.md', 'utf8');
  expect(withSecurityEvents(document)).toBe(document);
  expect(document).toContain('| `sign_in_failed` | warn |');
});

test('the schema as it is can be served', () => {
  expect(buildReadModel(schema, dataSource, unreadTypes).types.size).toBeGreaterThan(10);
});

test('a field without a declared rule fails the build', () => {
  expect(() => buildReadModel(extended('extend type MemberUnit { planted: String }'), dataSource, unreadTypes)).toThrow(
    /MemberUnit\.planted has no access rule/,
  );
});

test('a type without declared access fails the build', () => {
  const planted = extended('type Planted { id: ID! } extend type Alliance { planted: Planted }');
  expect(() => buildReadModel(planted, dataSource, unreadTypes)).toThrow(/Planted has no access rule/);
});

/** The classes of all inputs of mutations. */
const inputs = (): (new () => object)[] =>
  [...declaredMutations().values()].flatMap(({ input }) => (input === null ? [] : [input as new () => object]));

test.each([
  ['a text', 'extend input CreateSectorGroupInput { planted: String }', 'CreateSectorGroupInput.planted'],
  ['an id', 'extend input UnitContactInput { planted: ID! }', 'UnitContactInput.planted'],
  ['a list', 'extend input CreateSectorGroupInput { planted: [UnitKind!] }', 'CreateSectorGroupInput.planted'],
  ['a list of texts', 'extend input GuestInput { planted: [String!]! }', 'GuestInput.planted'],
  [
    'a text in an input of its own',
    'input Planted { text: String! } extend input PublishMeetingInput { planted: Planted }',
    'Planted.text',
  ],
  ['a scalar', 'scalar Planted', 'Planted'],
])('%s that takes any amount fails the build', (_, text, named) => {
  expect(() => describeBounds(extended(text), inputs())).toThrow(new Error(`inputs without a bound: ${named}`));
});

test('each text and each list that is sent says how much it takes, and each scalar', () => {
  const sent = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isInputObjectType(type))
      return Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field }));
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    return Object.values(type.getFields()).flatMap(({ name, args }) =>
      args.map((field) => ({ name: `${type.name}.${name}(${field.name})`, field })),
    );
  });
  const silent = sent.filter(({ field: { type, description } }) => {
    const isText = ['String', 'ID'].includes(getNamedType(type).name);
    if (isListType(getNullableType(type)))
      return !(
        isText ? /At most [\d,]+ entries, each of at most [\d,]+ characters\.$/ : /At most [\d,]+ entries\.$/
      ).test(description ?? '');
    return isText && !/(At most|\d to) [\d,]+ characters\.$/.test(description ?? '');
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(sent.length).toBeGreaterThan(400);
  expect(schema.getType('EmailAddress')?.description).toMatch(/ At most 254 characters\.$/);
  expect(schema.getType('CreditCode')?.description).toMatch(/ At most 40 characters\.$/);
});

test('each list that is shown is paged or says how long it may be', () => {
  const model = buildReadModel(schema, dataSource, unreadTypes);
  const lists = [...model.types.values()].flatMap(({ name, fields }) =>
    // what is computed is bounded by the bytes that it reads and answers
    [...fields.values()].flatMap(({ field, read }) =>
      isListType(getNullableType(field.type)) && read.kind !== 'computed'
        ? [{ ...field, name: `${name}.${field.name}` }]
        : [],
    ),
  );
  expect(lists.length).toBeGreaterThan(40);
  expect(
    lists.flatMap(({ name, description }) => (/ At most [\d,]+\.$/.test(description ?? '') ? [] : [name])),
  ).toEqual([]);
});

test('schema.graphql drifts with the smallest change', () => {
  const file = readFileSync('schema.graphql', 'utf8');
  expect(printGraph(extended('extend type Quorum { planted: Int }'))).not.toBe(file);
  expect(printGraph(extended('extend enum UnitRole { PLANTED }'))).not.toBe(file);
});

test('a rule for a field that there is not fails the build', () => {
  const without = printGraph(schema).replace(/(type Territory [^]*?)households: Int\n/, '$1others: Int\n');
  expect(() => buildReadModel(buildSchema(without), dataSource, unreadTypes)).toThrow(
    /Territory has an access rule for households/,
  );
});

test('a field that cannot be null, may be hidden and has nothing to show then fails the build', () => {
  const strict = printGraph(schema).replace(
    /(type MemberUnit [^]*?)contactOfficial: String\n/,
    '$1contactOfficial: String!\n',
  );
  expect(() => buildReadModel(buildSchema(strict), dataSource, unreadTypes)).toThrow(
    /MemberUnit\.contactOfficial is non-null, may be hidden/,
  );
});

test('a list that may be hidden is null then, unless its declaration says that it is empty', () => {
  const strict = printGraph(schema).replace(/contacts: \[UnitContact!\]\n/, 'contacts: [UnitContact!]!\n');
  expect(() => buildReadModel(buildSchema(strict), dataSource, unreadTypes)).toThrow(
    /MemberUnit\.contacts is non-null, may be hidden/,
  );
  const model = buildReadModel(schema, dataSource, unreadTypes);
  const empty = [...model.types.values()].flatMap(({ name, access }) =>
    Object.entries(access.concealed ?? {}).flatMap(([field, shown]) =>
      Array.isArray(shown) ? [`${name}.${field}`] : [],
    ),
  );
  // what clients have always been promised a list of, and get no null for
  expect(empty.sort()).toEqual([
    'MemberReport.skills',
    'MemberUnit.agreements',
    'MemberUnit.ledProjects',
    'MemberUnit.meetings',
    'MemberUnit.needs',
    'MemberUnit.pairedTerritories',
    'MemberUnit.projects',
    'MemberUnit.resources',
    'MemberUnit.sectorGroups',
    'Territory.pairedUnits',
  ]);
});

test('an entry point that nobody declared fails the build', () => {
  expect(() => buildReadModel(extended('extend type Query { planted: Alliance }'), dataSource, unreadTypes)).toThrow(
    /Query\.planted is not declared/,
  );
});

test('all faults of a build are told at once', () => {
  const planted = extended(
    'extend type Query { one: Int } extend type Quorum { two: Int } extend type Guest { three: Int }',
  );
  expect(() => buildReadModel(planted, dataSource, unreadTypes)).toThrow(
    /Quorum\.two[^]*Query\.one|Guest\.three[^]*Quorum\.two[^]*Query\.one/,
  );
});

test('a field that is told of one place in the rules and is no column fails the build', () => {
  expect(() => buildReadModel(extended('extend type Territory { planted: Int! }'), dataSource, unreadTypes)).toThrow(
    /neither a column nor a relation/,
  );
});

test('an operation without a declared rule fails the build', () => {
  expect(() => requireOperationRules(schema)).not.toThrow();
  expect(() => requireOperationRules(extended('extend type Mutation { planted: String }'))).toThrow(
    /Mutation\.planted/,
  );
  expect(() => requireOperationRules(buildSchema('type Query { a: Int } type Subscription { planted: Int }'))).toThrow(
    /Subscription\.planted/,
  );
});

/** What answers an object with a version and takes no `expectedVersion`: what makes one, steps, which its state decides, what is deleted. */
const WITHOUT_VERSION = [
  ...[
    'createAlliance',
    'addMemberUnit',
    'applyForMembership',
    'draftAgreement',
    'renewAgreement',
    'reorderSpeakers',
    'replaceFirstSecretariat',
    'scheduleMeeting',
  ],
  'addAgendaItem',
  ...['reviewMembership', 'endMembership', 'suspendMembership', 'reinstateMembership', 'recordVisit'],
  ...['signAgreement', 'declineAgreement', 'terminateAgreement', 'withdrawAgreement'],
  ...['publishNeed', 'publishResource', 'proposeProject', 'postProject', 'claimProject', 'reviewClaim', 'joinProject'],
  ...['startProject', 'completeMilestone', 'completeProject', 'evaluateProject', 'cancelProject'],
  ...[
    'respondToInvitation',
    'checkIn',
    'publishMeeting',
    'openMeeting',
    'suspendMeeting',
    'closeMeeting',
    'cancelMeeting',
    'openConsultation',
    'closeConsultation',
  ],
  'deleteAgendaTemplate',
];

test('what edits an object with a version takes the version that it is to have', () => {
  const without = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(
    ({ name, type, args: [input] }) => {
      const [payload, taken] = [getNamedType(type), input && getNamedType(input.type)];
      const versioned =
        isObjectType(payload) &&
        Object.values(payload.getFields()).some((field) => {
          const shown = getNamedType(field.type);
          return isObjectType(shown) && 'version' in shown.getFields();
        });
      const takes = isInputObjectType(taken) && 'expectedVersion' in taken.getFields();
      return versioned && !takes ? [name] : [];
    },
  );
  expect(without.sort()).toEqual([...WITHOUT_VERSION].sort());
});

test('a unit is called a unit by whatever takes its id', () => {
  expect(printGraph(schema)).not.toMatch(/\bmemberUnitIds?\b/);
});

/** Types, fields, arguments, input fields and values that are not described, or not with their own term in Chinese. */
function undescribed(of: GraphQLSchema): string[] {
  const silent = (name: string, described: { readonly description?: string | null | undefined }): string[] => {
    return /\p{Script=Han}/u.test(described.description ?? '') ? [] : [name];
  };
  return Object.values(of.getTypeMap()).flatMap((type) => {
    if (isSpecifiedScalarType(type) || isIntrospectionType(type)) return [];
    const values = isEnumType(type) ? type.getValues() : [];
    const inputs = isInputObjectType(type) ? Object.values(type.getFields()) : [];
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    return [
      ...silent(type.name, type),
      ...[...values, ...inputs, ...fields].flatMap((member) => silent(`${type.name}.${member.name}`, member)),
      ...fields.flatMap(({ name, args }) =>
        args.flatMap((argument) => silent(`${type.name}.${name}(${argument.name})`, argument)),
      ),
    ];
  });
}

test('every type, field, argument and value is described, with its term in Chinese', () => {
  expect(undescribed(schema)).toEqual([]);
  const planted = `
    extend type Quorum { planted: Int "of it (说明)" said("At most 80 characters." planted: ID "(说明)" said: ID): Int }
    extend enum UnitRole { PLANTED "(说明)" SAID }
    extend input GuestInput { "At most 3 entries." planted: [ID] }
    type Other { "in English alone" a: Int }`;
  expect(undescribed(extended(planted))).toEqual([
    'UnitRole.PLANTED',
    'Quorum.planted',
    'Quorum.said(planted)',
    'GuestInput.planted',
    'Other',
    'Other.a',
  ]);
});
