import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { buildGraph, unreadTypes } from '../../../../src/app/server/schema';
import { isEnvelope } from '../../../../src/platform/reads/model';
import { fetchData, request } from '../../../testkit/graphql';
import { differences, ReferenceModel, types } from '../../../testkit/reference-model/reference-model';
import { Rows, type Row } from '../../../testkit/reference-model/rows';
import { quickOrFull } from '../../../quick-or-full';
import { everythingOf } from '../../../testkit/selections';
import { MEETING_STATUSES, VISIBILITIES } from '../../../testkit/world/fixtures/meetings';
import {
  type AllianceFixture,
  openTwoAlliances,
  ROLES,
  type Role,
  type TwoAlliances,
} from '../../../testkit/world/fixtures/two-alliances';

/** A kind of viewer: whose eyes they look with, and the credential they show. */
interface Looking {
  readonly personId: string | null;
  readonly token: string | null;
}

let schema: GraphQLSchema;
let fixtures: TwoAlliances;
let rows: Rows;
let reference: ReferenceModel;
const viewers = new Map<string, Looking>();

const SIGNED_IN: readonly Role[] = ROLES.filter((role) => role !== 'pending');
/** Of the other alliance's people, in whose eyes this one is as strange as theirs is to ours. */
const FROM_THERE: readonly Role[] = [
  'secretariat',
  'organiser',
  'sectorConvenor',
  'areaLiaison',
  'observer',
  'representative',
  'staff',
  'suspendedRepresentative',
];
const VIEWERS = [
  'public',
  'READ_PUBLIC token',
  'READ_MEMBER token',
  'READ_MEMBER token of the secretariat',
  'MANAGE_UNIT token',
  'MANAGE_MEETINGS token',
  'administrator',
  'stranger',
  'inBoth',
  ...SIGNED_IN,
  ...FROM_THERE.map((role) => `${role} elsewhere`),
];

beforeAll(async () => {
  [schema, fixtures] = await Promise.all([buildGraph(), openTwoAlliances()]);
  const { here, there } = fixtures;
  const session = async (personId: string): Promise<Looking> => ({ personId, token: await fixtures.signIn(personId) });
  const byToken = async (
    role: Role,
    scope: Parameters<TwoAlliances['apiToken']>[1][number],
    personId: string | null = here.people[role],
  ): Promise<Looking> => ({ personId, token: await fixtures.apiToken(here.people[role], [scope]) });
  viewers.set('public', { personId: null, token: null });
  viewers.set('READ_PUBLIC token', await byToken('secretariat', 'READ_PUBLIC', null));
  viewers.set('READ_MEMBER token', await byToken('representative', 'READ_MEMBER'));
  viewers.set('READ_MEMBER token of the secretariat', await byToken('secretariat', 'READ_MEMBER'));
  viewers.set('MANAGE_UNIT token', await byToken('suspendedRepresentative', 'MANAGE_UNIT'));
  viewers.set('MANAGE_MEETINGS token', await byToken('sectorConvenor', 'MANAGE_MEETINGS'));
  for (const name of ['administrator', 'stranger', 'inBoth'] as const) viewers.set(name, await session(fixtures[name]));
  for (const role of SIGNED_IN) viewers.set(role, await session(here.people[role]));
  for (const role of FROM_THERE) viewers.set(`${role} elsewhere`, await session(there.people[role]));
  // what is due is done now, and not at the next quarter of an hour, amid the tests
  await fixtures.world.server.running.timedWork.catchUp();
  while ((await unsealed()) > 0) await fixtures.world.server.running.auditLog.seal();
  rows = await Rows.read(fixtures.world);
  reference = new ReferenceModel(schema, rows);
});
afterAll(() => fixtures.close());

async function unsealed(): Promise<number> {
  const [row] = await fixtures.world.sql<{ count: string }>(
    'select count(*) from audit_entries e where not exists (select from audit_seals s where s.entry_id = e.id)',
  );
  return Number(row?.count);
}

function viewer(name: string): Looking {
  const found = viewers.get(name);
  if (found === undefined) throw new Error(`no viewer ${name}`);
  return found;
}

async function ask<D>(name: string, query: string, variables: object = {}): Promise<D> {
  return fetchData<D>(fixtures.world.server.url, { query, variables, token: viewer(name).token });
}

/** Tested elsewhere; here is only who sees them. */
const COMPUTED = new Set(['integrity', 'evidence', 'closedEvidence', 'documentUrl', 'diff', 'label', 'reasons']);

/** An answer with what is different each time put into one form. */
function settled(value: unknown, key = ''): unknown {
  if (value !== null && COMPUTED.has(key)) return key;
  if (Array.isArray(value)) return value.map((each) => settled(each, key));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, settled(each, name)]));
  if (value === null) return null;
  if (key === 'cursor' || key === 'startCursor' || key === 'endCursor') return 'cursor';
  if (key === 'checkInCode') return 'code';
  if (key === 'lastUsedAt') return null; // noted beside the request
  return key === 'serverTime' ? 'now' : value;
}

/** Every object of the type, as global ids: of both alliances, seen or not. */
function idsOf(type: string): string[] {
  const { table, prefix } = types.get(type) ?? {};
  return table === undefined || prefix === undefined
    ? []
    : rows.where(table).map((row) => `${prefix}_${String(row['id'])}`);
}

function chunks<T>(values: readonly T[], size: number): T[][] {
  return values.length === 0 ? [] : [values.slice(0, size), ...chunks(values.slice(size), size)];
}

async function expectAsModelled(
  name: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const data = settled(await ask(name, query, variables));
  const expected = settled(reference.answer(viewer(name), query, variables));
  // comparing texts is ten times as fast, and tells as much until they differ
  if (JSON.stringify(data) !== JSON.stringify(expected))
    expect({ name, query, data }).toEqual({ name, query, data: expected });
}

test('the reference model says of every type and field of the graph who sees it, and of nothing else', () => {
  const operations = [schema.getMutationType(), schema.getSubscriptionType()];
  const read = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__') && !operations.includes(type))
    .filter((type) => !isEnvelope(type) && !unreadTypes.has(type.name));
  expect(differences(new Map(read.map((type) => [type.name, Object.keys(type.getFields())])))).toEqual([]);
});

/** How many of a type may be asked for at once with all that they lead to, where that is much. */
const FEW_AT_ONCE: Readonly<Record<string, number>> = { MemberUnit: 5, Need: 20, Resource: 20 };

/** At least one of each right that rules ask about: nobody's, a member's, a unit's, a scope's, the secretariat's, another alliance's. */
const FEW = [
  'public',
  'READ_MEMBER token of the secretariat',
  'secretariat',
  'sectorConvenor',
  'representative',
  'suspendedRepresentative',
  'secretariat elsewhere',
];

describe.each(quickOrFull(FEW, VIEWERS))('%s', (name) => {
  it('is shown of every object by id just what the model says', async () => {
    for (const [type, { prefix }] of types) {
      if (prefix === undefined) continue;
      const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on ${type}
        ${everythingOf(schema, type, 1)} } }`;
      // a unit leads to many lists, and finding matches costs much, and each of them counts
      for (const ids of chunks(idsOf(type), FEW_AT_ONCE[type] ?? 90)) await expectAsModelled(name, query, { ids });
    }
  });

  it('is shown just what the model says of the bookings of each resource', async () => {
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Resource { bookings(from:
      "2026-06-01T12:30:00+08:00", to: "2026-06-04T12:30:00+08:00") ${everythingOf(schema, 'Booking', 1)} } } }`;
    for (const ids of chunks(idsOf('Resource'), 20)) await expectAsModelled(name, query, { ids });
  });

  it('is shown by every way into the graph just what the model says', async () => {
    for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
      const type = getNamedType(field.type).name;
      if (field.name === 'node' || field.name === 'nodes') continue; // above
      for (const args of argumentsOf(field.name))
        await expectAsModelled(name, `{ ${field.name}${args} ${everythingOf(schema, type, 1)} }`);
    }
  });

  it('cannot tell what is hidden from what is not there', async () => {
    const nowhere = '0193a000-0000-7000-8000-00000000dead';
    const { token } = viewer(name);
    for (const [type, { prefix }] of types) {
      const ids = idsOf(type);
      const seen = seenBy(name, ids);
      const hidden = ids.find((id) => !seen.has(id));
      if (hidden === undefined) continue;
      const answer = async (id: string): Promise<string> => {
        const { status, text } = await request(fixtures.world.server.url, {
          query: 'query ($id: ID!) { node(id: $id) { __typename id } }',
          variables: { id },
          token,
        });
        return `${type} ${status} ${text}`;
      };
      expect(await answer(hidden)).toBe(await answer(`${prefix}_${nowhere}`));
    }
  });

  it('finds only what is shown by text, and learns no more from cursors, counts and flags', async () => {
    for (const alliance of [fixtures.here, fixtures.there]) {
      await expectNothingHidden(
        name,
        alliance,
        'memberUnits',
        'MemberUnit',
        rows.where('member_units', { alliance_id: alliance.id }),
        'name',
      );
      await expectNothingHidden(
        name,
        alliance,
        'meetings',
        'JointMeeting',
        rows.where('joint_meetings', { alliance_id: alliance.id }),
        'title',
      );
      for (const [field, type, table] of [
        ['agreements', 'Agreement', 'agreements'],
        ['needs', 'Need', 'needs'],
        ['resources', 'Resource', 'resources'],
        ['projects', 'JointProject', 'joint_projects'],
      ] as const)
        await expectNothingHidden(
          name,
          alliance,
          field,
          type,
          rows.where(table, { alliance_id: alliance.id }),
          'title',
        );
    }
  });
});

/** The arguments that a way into the graph is walked with. */
function argumentsOf(field: string): string[] {
  const { here, there } = fixtures;
  switch (field) {
    case 'membershipApplication':
      return ['(receipt: "nobody’s")'];
    case 'alliances':
      return ['(first: 2)'];
    case 'alliance':
      return [here, there].map(({ slug }) => `(slug: "${slug}")`);
    case 'meeting':
      return [here, there].flatMap(({ meetings }) =>
        ['SCHEDULED/PUBLIC', 'DRAFT/MEMBERS', 'IN_SESSION/CLOSED', 'sector', 'named'].map(
          (each) => `(id: "meeting_${meetings[each]}")`,
        ),
      );
    case 'agreement':
      return [here, there].flatMap(({ agreements }) =>
        ['DRAFT', 'DRAFT/strangers', 'ACTIVE', 'ACTIVE/strangers', 'TERMINATED', 'WITHDRAWN/strangers'].map(
          (each) => `(id: "agreement_${agreements[each]}")`,
        ),
      );
    case 'project':
      return [here, there].flatMap(({ projects }) =>
        ['PROPOSED/active', 'POSTED/nobody', 'EVALUATED/left', 'CANCELLED/suspended'].map(
          (each) => `(id: "project_${projects[each]}")`,
        ),
      );
    case 'memberUnit':
      return [here, there].flatMap(({ units }) => Object.values(units).map((each) => `(id: "unit_${each}")`));
    default:
      return [''];
  }
}

interface Page {
  readonly totalCount: number;
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string | null;
  };
}
const PAGE = '{ totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } }';

async function expectNothingHidden(
  name: string,
  { slug }: AllianceFixture,
  field: string,
  type: string,
  all: readonly Row[],
  text: string,
): Promise<void> {
  const prefix = types.get(type)?.prefix ?? '';
  const seen = seenBy(
    name,
    all.map((row) => `${prefix}_${String(row['id'])}`),
  );

  // a word of each row's own, put to a filter: found by those who see the row and nobody else (hosts are asked for apart)
  for (const asked of chunks(
    all.filter((each) => each['host'] !== true),
    12,
  )) {
    const members = asked.map(
      (row, index) => `a${index}: ${field}(filter: { text: "${String(row[text]).slice(-5)}" }) ${PAGE}`,
    );
    const { alliance } = await ask<{ alliance: Record<string, Page> }>(
      name,
      `query ($slug: String!) { alliance(slug: $slug) { ${members.join(' ')} } }`,
      { slug },
    );
    const found = Object.values(alliance).map(({ edges, totalCount }) => ({
      ids: edges.map(({ node }) => node.id),
      totalCount,
    }));
    const expected = asked
      .map((row) => [`${prefix}_${String(row['id'])}`].filter((id) => seen.has(id)))
      .map((ids) => ({ ids, totalCount: ids.length }));
    expect({ name, found }).toEqual({ name, found: expected });
  }
  // page by page: the cursors name what was shown, and the flags end where the visible ends
  const query = `query ($slug: String!, $after: String) { alliance(slug: $slug) { page: ${field}(first: 7, after:
    $after) ${PAGE} } }`;
  const walked: string[] = [];
  let after: string | null = null;
  for (;;) {
    const {
      alliance: {
        page: { edges, pageInfo, totalCount },
      },
    }: { alliance: { page: Page } } = await ask(name, query, { slug, after });
    walked.push(...edges.map(({ node }) => node.id));
    for (const { cursor, node } of edges)
      expect((JSON.parse(Buffer.from(cursor, 'base64').toString()) as string[])[2]).toBe(
        node.id.slice(prefix.length + 1),
      );
    expect(pageInfo.hasPreviousPage).toBe(after !== null);
    expect(pageInfo.hasNextPage).toBe(walked.length < totalCount);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(walked.filter((id) => !seen.has(id))).toEqual([]);
  expect(new Set(walked).size).toBe(walked.length);
}

/** Which of these objects the model lets a viewer see. */
function seenBy(name: string, ids: readonly string[]): Set<string> {
  const { nodes } = reference.answer(viewer(name), 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
    ids,
  }) as { nodes: ({ id: string } | null)[] };
  return new Set(nodes.flatMap((each) => each?.id ?? []));
}

/** The same once more by hand, for what matters most. */
describe('meetings', () => {
  const PUBLIC = ['SCHEDULED/PUBLIC', 'IN_SESSION/PUBLIC', 'RECESS/PUBLIC', 'CLOSED/PUBLIC', 'CANCELLED/PUBLIC'];
  const MEMBERS = PUBLIC.map((each) => each.replace('PUBLIC', 'MEMBERS'));
  const CLOSED = PUBLIC.map((each) => each.replace('PUBLIC', 'CLOSED'));
  const DRAFT = ['DRAFT/PUBLIC', 'DRAFT/MEMBERS', 'DRAFT/CLOSED'];
  const SCOPED = ['sector', 'sectorDraft', 'area', 'areaDraft', 'community', 'communityDraft', 'otherSector', 'named'];
  const sees: Readonly<Record<string, readonly string[]>> = {
    public: PUBLIC,
    'READ_PUBLIC token': PUBLIC,
    stranger: PUBLIC,
    administrator: PUBLIC,
    registered: PUBLIC,
    appliedRepresentative: PUBLIC,
    declinedRepresentative: PUBLIC,
    leftRepresentative: PUBLIC,
    observer: [...PUBLIC, ...MEMBERS],
    otherRepresentative: [...PUBLIC, ...MEMBERS],
    // of invited units, suspended or not
    representative: [...PUBLIC, ...MEMBERS, ...CLOSED],
    staff: [...PUBLIC, ...MEMBERS, ...CLOSED],
    suspendedRepresentative: [...PUBLIC, ...MEMBERS, ...CLOSED],
    sectorConvenor: [...PUBLIC, ...MEMBERS, 'sector', 'sectorDraft'],
    areaLiaison: [...PUBLIC, ...MEMBERS, 'area', 'areaDraft'],
    communityConvenor: [...PUBLIC, ...MEMBERS, 'community', 'communityDraft'],
    namedOrganiser: [...PUBLIC, ...MEMBERS, 'named'],
    organiser: [...PUBLIC, ...MEMBERS, ...CLOSED, ...DRAFT, ...SCOPED],
    secretariat: [...PUBLIC, ...MEMBERS, ...CLOSED, ...DRAFT, ...SCOPED],
    'secretariat elsewhere': PUBLIC,
    'organiser elsewhere': PUBLIC,
    'representative elsewhere': PUBLIC,
    'observer elsewhere': PUBLIC,
  };

  it.each(Object.keys(sees))('are seen by %s by status, visibility and scope', async (name) => {
    const { meetings } = fixtures.here;
    expect(Object.keys(meetings)).toHaveLength(MEETING_STATUSES.length * VISIBILITIES.length + SCOPED.length);
    const names = Object.keys(meetings);
    const data = await ask<{ nodes: readonly ({ id: string } | null)[] }>(
      name,
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: names.map((each) => `meeting_${meetings[each]}`) },
    );
    expect(names.filter((_, index) => data.nodes[index] !== null).sort()).toEqual([...(sees[name] ?? [])].sort());
  });
});

describe('an agenda', () => {
  const AGENDA = `query ($id: ID!) { meeting(id: $id) { agenda { items { title number expectedAt } } } }`;
  interface Items {
    readonly meeting: {
      readonly agenda: { readonly items: readonly { title: string; number: string; expectedAt: string | null }[] };
    };
  }
  async function printed(name: string): Promise<string[]> {
    const id = `meeting_${fixtures.here.meetings['SCHEDULED/PUBLIC']}`;
    const startsAt = Date.parse(
      String(rows.byId('joint_meetings', fixtures.here.meetings['SCHEDULED/PUBLIC'])?.['starts_at']),
    );
    const { meeting } = await ask<Items>(name, AGENDA, { id });
    return meeting.agenda.items.map(
      (item) =>
        `${item.number} ${item.title.replace(/\d+$/, '')} +${(Date.parse(item.expectedAt ?? '') - startsAt) / 60_000}`,
    );
  }

  it('is numbered and timed by what the viewer sees of it, without a gap', async () => {
    expect(await printed('public')).toEqual(['1 开场 +0', '1.1 签到 +10', '1.2 致辞 +15', '2 结束 +18']);
    expect(await printed('observer')).toEqual([
      '1 开场 +0',
      '1.1 签到 +10',
      '1.2 名单 +15',
      '1.3 致辞 +22',
      '2 成员事项 +25',
      '2.1 随成员 +38',
      '3 结束 +40',
    ]);
    const whole = [
      '1 开场 +0',
      '1.1 签到 +10',
      '1.2 名单 +15',
      '1.3 内情 +22',
      '1.4 致辞 +33',
      '2 成员事项 +36',
      '2.1 随成员 +49',
      '3 参会事项 +51',
      '3.1 随参会 +68',
      '4 结束 +72',
    ];
    expect(await printed('representative')).toEqual(whole);
    expect(await printed('secretariat')).toEqual(whole);
    expect(await printed('secretariat elsewhere')).toEqual(await printed('public'));
  });
});
