import { isEnumType, isInputObjectType, isObjectType, getNamedType, type GraphQLField } from 'graphql';
import { Client, escapeLiteral } from 'pg';
import { createLogger } from '../../../../src/platform/observability/logger';
import { buildGraph } from '../../../../src/app/server/schema';
import { NAME_PREFIX } from '../../../../src/platform/database/statement-names';
import { listsOf, type List } from '../../../testkit/many-rows/lists';
import { middleCursor, plantEntries, plantPeople, plantRows, type ManyRows } from '../../../testkit/many-rows/rows';

import { TestWorld } from '../../../testkit/world/test-world';

/*
 * How many rows PostgreSQL looks at for a page, which is what a page costs: by each list, order and filter, no more in a table of
 * thousands than a page has, and those that are counted or walked over before it is decided how to find it (`FEW`, `MOST_WALKED`). Most rows are
 * alike; ten are rare, and old. bench:scale shows the same in milliseconds, with a million.
 */

jest.setTimeout(600_000);

const ROWS = 20_000;
const MOST = 3_500;

let world: TestWorld;
let rows: ManyRows;
let lists: readonly List[];
let explainer: Client;
const tokens = new Map<string, string>();

beforeAll(async () => {
  // the entries' places in the audit log's chain are not real
  world = await TestWorld.open({ log: createLogger('silent') });
  const { ownerUrl } = world.server.database;
  await plantRows(ownerUrl, ROWS);
  rows = await plantPeople(ownerUrl, ROWS);
  await plantEntries(ownerUrl, ROWS);
  lists = listsOf(rows);
  for (const [caller, id] of Object.entries(rows.people)) tokens.set(caller, await world.signIn(id));
  explainer = new Client({ connectionString: ownerUrl });
  await explainer.connect();
});
afterAll(async () => {
  await explainer.end();
  await world.close();
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

function rowsLookedAt(node: PlanNode): number {
  const own =
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  // what a query within reads is counted there
  const ofTable = node['Node Type'].endsWith('Scan') && !/Subquery|Function|CTE/.test(node['Node Type']);
  return (node.Plans ?? []).reduce((sum, each) => sum + rowsLookedAt(each), ofTable ? own * node['Actual Loops'] : 0);
}

interface Asked {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly rowMode?: string;
}

/** The statement that a query is run with, once it has a name if it gets one. */
async function statementOf(query: string, caller: string): Promise<Asked> {
  const run = jest.spyOn(Client.prototype, 'query');
  try {
    for (let time = 0; time < 3; time += 1) await world.as(callerOf(caller)).query(query);
    const asked = run.mock.calls
      .map(([config]) => config as unknown as Asked)
      .filter(({ rowMode, name }) => rowMode === 'array' || name?.startsWith(NAME_PREFIX) === true);
    const last = asked.at(-1);
    if (last === undefined) throw new Error(`no statement was run for ${query}`);
    return last;
  } finally {
    run.mockRestore();
  }
}

const callerOf = (caller: string): { token: string } | null => {
  const token = tokens.get(caller);
  return token === undefined ? null : { token };
};

/** As PostgreSQL plans it for any values, where it is prepared; for its own, where it is not. */
async function lookedAt({ name, text, values = [] }: Asked): Promise<number> {
  const written = values.map((value) => {
    if (value === null || value === undefined) return 'null';
    return escapeLiteral(Array.isArray(value) ? `{${value.join(',')}}` : String(value));
  });
  await explainer.query(`set plan_cache_mode = force_${name === undefined ? 'custom' : 'generic'}_plan`);
  await explainer.query(`prepare asked as ${text}`);
  const { rows: found } = await explainer.query<{ 'QUERY PLAN': readonly [{ Plan: PlanNode }] }>(
    `explain (analyze, timing off, format json) execute asked${written.length === 0 ? '' : `(${written.join(', ')})`}`,
  );
  await explainer.query('deallocate asked');
  return found[0] === undefined ? Infinity : rowsLookedAt(found[0]['QUERY PLAN'][0].Plan);
}

/**
 * What looks at half of a table of 20,000 still: a range that the list is not ordered by, behind the last row of it. Why, and what it
 * takes, is in src/platform/reads/README.md.
 */
const STILL_DEAR = /startsBefore: .* by UPDATED_AT ASC \(middle\)/;

it('looks at few rows for a first page, and for one in the middle', async () => {
  const dear: string[] = [];
  for (const { name, caller, order, query } of lists) {
    const cursor = await middleCursor(world.server.database.ownerUrl, order, ROWS / 2);
    for (const after of ['', `after: "${cursor}"`]) {
      const count = await lookedAt(await statementOf(query.replace('…', after), caller));
      if (count > MOST) dear.push(`${count} rows for ${caller}: ${name} ${after === '' ? '' : '(middle)'}`);
    }
  }
  expect(dear.filter((each) => !STILL_DEAR.test(each))).toEqual([]);
});

const several = (): Rows => ['joint_meetings', "status in ('SCHEDULED', 'IN_SESSION', 'CANCELLED')"];

describe('pages of few rows and of many hold each row once, in order, both ways', () => {
  it.each<readonly [string, string, () => string, () => Rows]>([
    [
      'of what a unit with few is a party to',
      'agreements',
      () => `filter: { unitId: "unit_${rows.ids.unit}" }`,
      partyTo('unit'),
    ],
    [
      'of what the unit with most is a party to',
      'agreements',
      () => `filter: { unitId: "unit_${rows.ids.host}" }`,
      partyTo('host'),
    ],
    [
      'by several values',
      'meetings',
      () => 'filter: { statuses: [SCHEDULED, IN_SESSION, CANCELLED, SCHEDULED] }',
      several,
    ],
    [
      'by a text that one of a hundred has',
      'meetings',
      () => 'filter: { text: "红旗" }',
      () => ['joint_meetings', "title like '%红旗%'"],
    ],
    [
      'by a text within a stretch of the list',
      'meetings',
      () => 'filter: { text: "共建", startsBefore: "1990-01-05T00:00:00.000Z" }',
      () => ['joint_meetings', "title like '%共建%' and starts_at < '1990-01-05T00:00:00Z'"],
    ],
    [
      'by a range that the list is not ordered by',
      'meetings',
      () => 'filter: { startsBefore: "1990-01-05T00:00:00.000Z" }, orderBy: { field: UPDATED_AT, direction: DESC }',
      () => ['joint_meetings', "starts_at < '1990-01-05T00:00:00Z'"],
    ],
    [
      'by a text that all have, in a place that few have',
      'meetings',
      () => `filter: { text: "联席会议", scopeId: "territory_${rows.ids.rareTerritory}" }`,
      () => ['joint_meetings', `territory_id = '${rows.ids.rareTerritory}'`],
    ],
    ['by no value', 'meetings', () => 'filter: { statuses: [] }', () => ['joint_meetings', 'false']],
  ])('%s', async (_, field, filter, of) => {
    const [table, condition] = of();
    const key = table === 'agreements' ? 'created_at' : 'starts_at';
    const seen = await world.sql<{ id: string }>(
      `select id from ${table} where ${condition} order by ${key} desc, id desc`,
    );
    const expected = seen.map(({ id }) => `${table === 'agreements' ? 'agreement' : 'meeting'}_${id}`);
    for (const [size, cursor, more, end] of [
      ['first', 'after', 'hasNextPage', 'endCursor'],
      ['last', 'before', 'hasPreviousPage', 'startCursor'],
    ] as const) {
      const found: string[] = [];
      let place: string | null = '';
      while (place !== null) {
        const from: string = place === '' ? '' : `${cursor}: "${place}"`;
        const { alliance }: { alliance: { list: Found } } = await world
          .as(callerOf('secretariat'))
          .query<{ alliance: { list: Found } }>(
            `{ alliance(slug: "${rows.slug}") { list: ${field}(${size}: 100 ${from} ${filter()}) { totalCount nodes { id } pageInfo { ${more} ${end} } } } }`,
          );
        const { totalCount, nodes, pageInfo } = alliance.list;
        expect(totalCount).toBe(expected.length);
        const ids = nodes.map(({ id }) => id);
        if (size === 'first') found.push(...ids);
        else found.unshift(...ids);
        place = pageInfo[more] === true ? String(pageInfo[end]) : null;
      }
      expect(found).toEqual(expected);
    }
  });
});

/** A table, and which of its rows. */
type Rows = readonly ['agreements' | 'joint_meetings', string];

interface Found {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: Readonly<Record<string, unknown>>;
}

function partyTo(unit: 'unit' | 'host'): () => Rows {
  return () => [
    'agreements',
    `exists (select from agreement_parties p where p.agreement_id = agreements.id and p.unit_id = '${rows.ids[unit]}')`,
  ];
}

it('knows every list, with each of its orders and filters', async () => {
  const schema = await buildGraph();
  const missing: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !GROWING.test(type.name)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!getNamedType(field.type).name.endsWith('Connection') || SMALL.has(`${type.name}.${field.name}`)) continue;
      const asked = lists
        .map(({ query }) => query)
        .filter((query) => query.includes(`list: ${field.name}(`))
        .join('\n');
      for (const argument of argumentsOf(field))
        if (!asked.includes(argument)) missing.push(`${type.name}.${field.name} ${argument}`);
    }
  }
  expect(missing).toEqual([]);
});

/** What the lists of an alliance hang on. */
const GROWING = /^(Alliance|MemberUnit|SectorGroup|AreaGroup|Territory|Viewer)$/;
/** Lists that stay short in an alliance of any size. */
const SMALL: ReadonlySet<string> = new Set(['Alliance.bases', 'Alliance.volunteerTeams', 'MemberUnit.visits']);

/** The list, each of its orders and each field of its filter, as they stand in a query. */
function argumentsOf(field: GraphQLField<unknown, unknown>): string[] {
  return [
    `list: ${field.name}(`,
    ...field.args.flatMap(({ name, type }) => {
      const named = getNamedType(type);
      if (name === 'filter' && isInputObjectType(named))
        return Object.keys(named.getFields()).map((each) => `${each}: `);
      if (name === 'orderBy' && isInputObjectType(named)) {
        const orders = named.getFields()['field'];
        const values = orders === undefined ? null : getNamedType(orders.type);
        return isEnumType(values) ? values.getValues().map((value) => `orderBy: { field: ${value.name}`) : [];
      }
      return PAGING.has(name) ? [] : [`${name}: `];
    }),
  ];
}
const PAGING: ReadonlySet<string> = new Set(['first', 'last', 'after', 'before']);
