import { request, type ResponseError } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

type Variables = Record<string, unknown>;

async function errorsOf(query: string, variables: Variables, language: string): Promise<readonly ResponseError[]> {
  const { body } = await request(world.server.url, { query, variables, headers: { 'accept-language': language } });
  return body.errors ?? [];
}

/** What of a Chinese message is not Chinese, but for what it quotes and the names of things. */
function foreign(message: string): string {
  return message
    .replace(/“[^”]*”/gs, '')
    .replace(/GraphQL|JSON|Idempotency-Key|ASCII|UUIDv4|WebSocket|\$?\w+(\.\w+)* 的值/g, '');
}

const FILTER = 'query ($of: MemberUnitFilter) { alliance(slug: "x") { memberUnits(filter: $of) { totalCount } } }';
const MEETINGS = 'query ($of: JointMeetingFilter) { alliance(slug: "x") { meetings(filter: $of) { totalCount } } }';
const IDS = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const PAGE = 'query ($first: Int) { alliances(first: $first) { totalCount } }';
const MUTATION =
  'mutation ($input: CreateSectorGroupInput!) { createSectorGroup(input: $input) { userErrors { code } } }';

/** A document for each thing that graphql's rules and its parser refuse, with the English that it has for it. */
const WRONG: readonly (readonly [string, string, Variables?])[] = [
  ['Expected Name, found <EOF>', '{ alliances {'],
  ['Expected Name, found "}"', '{ }'],
  ['Expected "}"|Expected Name, found', '{ alliances ] }'],
  ['Unexpected Name "querry"', 'querry { __typename }'],
  ['Unexpected <EOF>', ''.padEnd(3)],
  ['Unexpected description', '"x" { __typename }'],
  ['Unexpected variable', 'query ($a: Int = $b) { alliances(first: $a) { totalCount } }'],
  ['Unexpected single quote', "{ alliance(slug: 'x') { id } }"],
  ['Unterminated string', '{ alliance(slug: "x) { id } }'],
  ['Unexpected character', '{ alliance % }'],
  ['Invalid character escape', '{ alliance(slug: "\\q") { id } }'],
  ['Invalid Unicode escape', '{ alliance(slug: "\\uZZZZ") { id } }'],
  ['Invalid number, expected digit', '{ alliances(first: 1.x) { totalCount } }'],
  ['Invalid number, unexpected digit', '{ alliances(first: 01) { totalCount } }'],
  ['tokens', `{ ${'__typename '.repeat(2_000)} }`],
  ['not executable', '{ __typename } type T { f: Int }'],
  ['not executable', '{ __typename } schema { query: Query }'],
  ['only defined operation', '{ __typename } query A { __typename }'],
  ['Cannot query field', '{ nothing }'],
  ['Fragment cannot condition', '{ ... on DateTime { id } }'],
  ['Fragment "F" cannot condition', '{ ...F } fragment F on DateTime { id }'],
  ['Unknown argument "x" on field', '{ alliances(x: 1) { totalCount } }'],
  ['Unknown argument "x" on directive', '{ __typename @skip(if: true, x: 1) }'],
  ['Unknown directive', '{ __typename @nothing }'],
  ['may not be used on', 'query @skip(if: true) { __typename }'],
  ['Unknown fragment', '{ ...Nothing }'],
  ['Unknown type', '{ ... on Nothing { id } }'],
  ['is never used', '{ __typename } fragment F on Query { __typename }'],
  ['Variable "\\$a" is not defined', '{ alliances(first: $a) { totalCount } }'],
  ['by operation "A"', 'query A { alliances(first: $a) { totalCount } }'],
  ['Variable "\\$a" is never used', 'query ($a: Int) { __typename }'],
  ['never used in operation', 'query A($a: Int) { __typename }'],
  ['different fields', '{ a: __typename a: viewer { person { id } } }'],
  ['differing arguments', '{ a: alliance(slug: "x") { id } a: alliance(slug: "y") { id } }'],
  ['subfields "b" conflict', '{ a: alliance(slug: "x") { b: id } a: alliance(slug: "x") { b: slug } }'],
  ['conflicting types', '{ node(id: "x") { ... on Alliance { a: name } ... on JointMeeting { a: status } } }'],
  ['Fragment cannot be spread here', '{ alliance(slug: "x") { ... on JointMeeting { id } } }'],
  ['Fragment "F" cannot be spread', '{ alliance(slug: "x") { ...F } } fragment F on JointMeeting { id }'],
  ['must not have a selection', '{ alliance(slug: "x") { name { id } } }'],
  ['must have a selection', '{ alliances }'],
  ['must select only one', 'subscription A { a: __typename b: __typename }'],
  ['must select only one', 'subscription { a: __typename b: __typename }'],
  ['introspection top level', 'subscription A { __typename }'],
  ['introspection top level', 'subscription { __typename }'],
  ['one argument named', '{ alliances(first: 1, first: 1) { totalCount } }'],
  ['only be used once', '{ __typename @skip(if: true) @skip(if: true) }'],
  ['one fragment named', '{ ...F } fragment F on Query { __typename } fragment F on Query { __typename }'],
  ['one operation named', 'query A { __typename } query A { __typename }'],
  ['one variable named', 'query ($a: Int, $a: Int) { alliances(first: $a) { totalCount } }'],
  ['one input field named', '{ alliance(slug: "x") { memberUnits(filter: { text: "x", text: "x" }) { totalCount } } }'],
  ['is not defined by type', '{ alliance(slug: "x") { memberUnits(filter: { x: 1 }) { totalCount } } }'],
  ['required type', 'mutation { createSectorGroup(input: {}) { userErrors { code } } }'],
  ['is required, but', '{ alliance { id } }'],
  ['is required, but', '{ __typename @skip }'],
  ['Expected value of type', '{ alliance(slug: null) { id } }'],
  ['String cannot represent', '{ alliance(slug: 7) { id } }'],
  ['Int cannot represent non-integer', '{ alliances(first: "x") { totalCount } }'],
  ['Int cannot represent non 32', '{ alliances(first: 4294967296) { totalCount } }'],
  ['Boolean cannot represent', '{ __typename @skip(if: 7) }'],
  ['ID cannot represent', '{ node(id: 1.5) { id } }'],
  ['does not exist in', '{ alliance(slug: "x") { territories(level: NOTHING) { id } } }'],
  ['cannot represent non-enum', '{ alliance(slug: "x") { territories(level: "x") { id } } }'],
  ['DateTime', '{ alliance(slug: "x") { meetings(filter: { startsAfter: "x" }) { totalCount } } }'],
  ['non-input type', 'query ($a: Alliance) { node(id: $a) { id } }'],
  ['used in position', 'query ($a: Int) { alliance(slug: $a) { id } }'],
  ['Int cannot represent', PAGE, { first: 'x' }],
  ['32-bit', PAGE, { first: 2 ** 40 }],
  ['is needed', IDS],
  ['not to be null', IDS, { ids: null }],
  ['not to be null', IDS, { ids: [null] }],
  ['ID cannot represent', IDS, { ids: [{}] }],
  ['does not exist in', FILTER, { of: { kinds: ['x'] } }],
  ['non-string', FILTER, { of: { kinds: [7] } }],
  ['is not defined', FILTER, { of: { x: 1 } }],
  ['to be an object', FILTER, { of: 7 }],
  ['String cannot represent', FILTER, { of: { text: 7 } }],
  ['DateTime', MEETINGS, { of: { startsAfter: 'x' } }],
  ['The year', MEETINGS, { of: { startsAfter: '0000-01-01T00:00:00Z' } }],
  ['was not provided', MUTATION, { input: {} }],
];

test.each(WRONG.map(([said, query, variables]) => ({ said, query, variables: variables ?? {} })))(
  'is the language of the caller: $said, $query',
  async ({ said, query, variables }) => {
    const english = await errorsOf(query, variables, 'en');
    expect(english.map(({ message }) => message).join()).toMatch(new RegExp(said));
    expect(english.map(({ message }) => message).join()).not.toMatch(/[\u4e00-\u9fff]/);
    const chinese = await errorsOf(query, variables, 'zh-CN');
    expect(chinese.map(({ message }) => foreign(message)).filter((rest) => /[a-z]/i.test(rest))).toEqual([]);
    expect(chinese.map(({ message }) => message)).not.toContain('文档或其中的值无效。');
    const places = (errors: readonly ResponseError[]): unknown => errors.map(({ locations }) => locations);
    expect(places(chinese)).toEqual(places(english));
  },
);
