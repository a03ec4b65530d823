import { getNamedType, getNullableType, isLeafType, isRequiredArgument, isListType, isNonNullType } from 'graphql';
import { describeReads } from '../../../../src/app/commands/sql';
import type { ReadField, ReadModel, ReadType } from '../../../../src/platform/reads/model';
import { fetchData } from '../../../testkit/graphql';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

/* What is hidden is null, what is empty is empty: of each list of the graph, in the eyes of those who see more and less. */

let model: ReadModel;
let fixtures: TwoAlliances;
const tokens: (string | null)[] = [null];
let administrator: string;

beforeAll(async () => {
  [model, fixtures] = await Promise.all([describeReads(), openTwoAlliances()]);
  const { people } = fixtures.here;
  for (const person of [people.observer, people.representative, people.secretariat])
    tokens.push(await fixtures.signIn(person));
  administrator = await fixtures.signIn(fixtures.administrator);
});
afterAll(() => fixtures.close());

const isConnection = ({ field }: ReadField): boolean => getNamedType(field.type).name.endsWith('Connection');
const isList = (each: ReadField): boolean => isListType(getNullableType(each.field.type)) || isConnection(each);
const listsOf = ({ fields }: ReadType): ReadField[] =>
  [...fields.values()].filter((each) => isList(each) && each.read.kind !== 'computed');
const mayBeHidden = ({ access }: ReadType, { rule, inReference }: ReadField): boolean =>
  rule !== null || (access.reference !== undefined && !inReference);

function selection(type: ReadType): string {
  return listsOf(type)
    .map((each) => {
      // a resource's bookings are asked for between two moments
      const given = each.field.args.some(isRequiredArgument)
        ? '(from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z")'
        : '';
      if (isConnection(each)) return `${each.name} { nodes { __typename } }`;
      return isLeafType(getNamedType(each.field.type)) ? each.name : `${each.name}${given} { __typename }`;
    })
    .join(' ');
}

type Shown = Readonly<Record<string, readonly unknown[] | { readonly nodes: readonly unknown[] } | null>>;

/** What is at this place of the answers, as each of the viewers is shown it. */
async function shown(query: string, at: (data: Data) => readonly (Shown | null)[], variables = {}): Promise<Shown[]> {
  const { url } = fixtures.world.server;
  const answers = await Promise.all(
    [...tokens, administrator].map((token) => fetchData<Data>(url, { query, variables, token })),
  );
  return answers.flatMap(at).filter((one) => one !== null);
}

interface Data {
  readonly nodes: readonly (Shown | null)[];
  readonly alliance: { readonly report: Shown; readonly secretariat: readonly { readonly person: Shown }[] };
}

/** Objects of the type, as far as each of the viewers may see them: of both alliances, where they have ids. */
async function objectsOf(type: ReadType): Promise<Shown[]> {
  const lists = selection(type);
  if (type.name === 'AllianceReport')
    return shown(
      `{ alliance(slug: "qingfeng") { report(from: "2026-01-01", to: "2026-12-31") { ${lists} } } }`,
      ({ alliance }) => [alliance.report],
    );
  // people are hidden as objects, and named where somebody refers to them
  if (type.name === 'Person')
    return shown(`{ alliance(slug: "qingfeng") { secretariat { person { ${lists} } } } }`, ({ alliance }) =>
      alliance.secretariat.map(({ person }) => person),
    );
  const { id: prefix } = type.access;
  if (prefix === undefined) return [];
  // matches are dear
  const rows = await fixtures.world.sql<{ id: string }>(
    `select id from ${type.entity.tableName} limit ${type.fields.has('matches') ? 20 : 100}`,
  );
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type.name} { ${lists} } } }`;
  return shown(query, ({ nodes }) => nodes, { ids: rows.map(({ id }) => `${prefix}_${id}`) });
}

it('each list that a rule may hide is null for some and a list for others, and no other list is null', async () => {
  const neverHidden: string[] = [];
  const wronglyNull: string[] = [];
  for (const type of model.types.values()) {
    const lists = listsOf(type);
    if (lists.length === 0) continue;
    const objects = await objectsOf(type);
    for (const each of lists) {
      const values = objects.map((object) => object[each.name]);
      const name = `${type.name}.${each.name}`;
      const nullable = mayBeHidden(type, each) && !isNonNullType(each.field.type);
      if (!nullable && values.includes(null)) wronglyNull.push(name);
      if (nullable && (!values.includes(null) || values.every((value) => value === null))) neverHidden.push(name);
    }
  }
  expect({ wronglyNull, neverHidden }).toEqual({ wronglyNull: [], neverHidden: [] });
});

it('one with nothing in it is empty for those who see it, and null for the others as before', async () => {
  const { id, units } = fixtures.here;
  await fixtures.world.sql('delete from unit_contacts where unit_id = $1', [units.active]);
  const query = `query ($id: ID!) { alliance: node(id: $id) { ... on Alliance {
    memberUnits(filter: { text: "" }, first: 0) { nodes { __typename } } people(text: "no such person") { nodes { __typename } } } } }`;
  const unit = 'query ($id: ID!) { memberUnit(id: $id) { contacts { name } visits(first: 0) { nodes { note } } } }';
  const ask = (text: string, of: string) =>
    Promise.all(
      tokens.map((token) => fetchData(fixtures.world.server.url, { query: text, variables: { id: of }, token })),
    );
  const [hidden, empty] = [null, { nodes: [] }];
  expect(await ask(unit, `unit_${units.active}`)).toEqual([
    { memberUnit: { contacts: null, visits: hidden } },
    ...tokens.slice(1).map(() => ({ memberUnit: { contacts: [], visits: empty } })),
  ]);
  expect(await ask(query, `alliance_${id}`)).toEqual([
    ...tokens.slice(1).map(() => ({ alliance: { memberUnits: empty, people: hidden } })),
    { alliance: { memberUnits: empty, people: empty } },
  ]);
});
