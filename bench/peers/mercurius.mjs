// Mercurius with JIT and loaders over raw SQL: what a careful team would write by hand with it, named statements,
// batches for every relation, limits for each parent in SQL, no permissions. Its packages are installed with the
// benchmarks only, so it stays outside the type check.
import Fastify from 'fastify';
import { GraphQLScalarType } from 'graphql';
import mercurius from 'mercurius';
import pg from 'pg';

// dates as they come: a Date of local midnight would have to be turned back into the same text
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
const pool = new pg.Pool({
  connectionString: process.env.BENCH_DATABASE,
  max: 10,
  idleTimeoutMillis: 0,
  options: '-c TimeZone=UTC',
});
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const schema = `
  scalar DateTime
  type Query { alliance(slug: String!): Alliance meeting(id: ID!): JointMeeting }
  type Alliance { id: ID! name: String! memberUnits(first: Int!): UnitConnection! areaGroups: [AreaGroup!]!
    agreements(first: Int!, filter: AgreementFilter): AgreementConnection! }
  input AgreementFilter { statuses: [AgreementStatus!] }
  enum AgreementStatus { ACTIVE EXPIRED }
  type AgreementConnection { nodes: [Agreement!]! }
  type Agreement { id: ID! number: String! title: String! tier: String! status: AgreementStatus! startsOn: String endsOn: String parties: [AgreementParty!]! }
  type AgreementParty { role: String! unit: MemberUnit! }
  type UnitConnection { nodes: [MemberUnit!]! }
  type MemberUnit { id: ID! name: String! kind: String! affiliation: String! creditCode: String joinedOn: String
    territory: Territory areaGroup: AreaGroup sectorGroups: [SectorGroup!]! }
  type Territory { id: ID! name: String! level: String! }
  type SectorGroup { id: ID! name: String! }
  type AreaGroup { id: ID! name: String! memberUnits(first: Int!): UnitConnection! meetings(first: Int!): MeetingConnection! }
  type MeetingConnection { nodes: [JointMeeting!]! }
  type JointMeeting { id: ID! kind: String! title: String! status: String! visibility: String! startsAt: DateTime! endsAt: DateTime venue: String
    agenda: Agenda! }
  type Agenda { revision: Int! items: [AgendaItem!]! }
  type AgendaItem { id: ID! number: String! title: String! kind: String! state: String! plannedMinutes: Int expectedAt: DateTime presenter: String
    presenterUnit: MemberUnit }
`;

const UNIT = `u.id, u.name, u.kind, u.affiliation, u.credit_code as "creditCode", u.joined_on as "joinedOn", u.territory_id as "territoryId",
  u.area_group_id as "areaGroupId"`;
const MEETING = `m.id, m.kind, m.title, m.status, m.visibility, m.starts_at as "startsAt", m.ends_at as "endsAt", m.venue, m.revision`;

/** Values of a foreign key to the rows they name, in the order asked for. */
async function byKey(name, text, keys) {
  const found = new Map((await rows(name, text, [[...new Set(keys)]])).map((row) => [row.id, row]));
  return keys.map((key) => found.get(key) ?? null);
}

/** Parents' ids to lists of their children, in the order asked for. */
async function byParent(name, text, parents, ...more) {
  const lists = new Map(parents.map((id) => [id, []]));
  for (const row of await rows(name, text, [parents, ...more])) lists.get(row.parentId).push(row);
  return parents.map((id) => lists.get(id));
}

const resolvers = {
  DateTime: new GraphQLScalarType({ name: 'DateTime', serialize: (value) => value.toISOString() }),
  Query: {
    alliance: async (_, { slug }) =>
      (await rows('alliance', 'select id, name from alliances where slug = $1', [slug]))[0] ?? null,
    meeting: async (_, { id }) =>
      (
        await rows('meeting', `select ${MEETING} from joint_meetings m where m.id = $1`, [id.slice('meeting_'.length)])
      )[0] ?? null,
  },
  Alliance: {
    memberUnits: async ({ id }, { first }) => ({
      nodes: await rows(
        'units',
        `select ${UNIT} from member_units u where u.alliance_id = $1 order by u.name, u.id limit $2`,
        [id, first],
      ),
    }),
    agreements: async ({ id }, { first, filter }) => ({
      nodes: await rows(
        'agreements',
        `select a.id, a.number, a.title, a.tier, a.status, a.starts_on as "startsOn", a.ends_on as "endsOn" from agreements a
        where a.alliance_id = $1 and a.status = any(coalesce($3, array[a.status])) order by a.created_at desc, a.id desc limit $2`,
        [id, first, filter?.statuses ?? null],
      ),
    }),
    areaGroups: ({ id }) => rows('areas', 'select id, name from area_groups where alliance_id = $1 order by id', [id]),
  },
  JointMeeting: { agenda: (meeting) => meeting },
};

const loader = (load) => ({ loader: load, opts: { cache: false } });

const loaders = {
  MemberUnit: {
    territory: loader((queries) =>
      byKey(
        'territories',
        'select id, name, level from territories where id = any($1)',
        queries.map(({ obj }) => obj.territoryId),
      ),
    ),
    areaGroup: loader((queries) =>
      byKey(
        'area-groups',
        'select id, name from area_groups where id = any($1)',
        queries.map(({ obj }) => obj.areaGroupId),
      ),
    ),
    sectorGroups: loader((queries) =>
      byParent(
        'sectors',
        `select s.unit_id as "parentId", g.id, g.name
      from sector_group_members s join sector_groups g on g.alliance_id = s.alliance_id and g.id = s.sector_group_id
      where s.unit_id = any($1) and s.alliance_id = (select alliance_id from member_units where id = ($1::uuid[])[1]) order by g.id`,
        queries.map(({ obj }) => obj.id),
      ),
    ),
  },
  AreaGroup: {
    memberUnits: loader(async (queries) =>
      (
        await byParent(
          'area-units',
          `select a.id as "parentId", u.* from area_groups a cross join lateral (
        select ${UNIT} from member_units u where u.alliance_id = a.alliance_id and u.area_group_id = a.id order by u.name, u.id limit $2) u
      where a.id = any($1)`,
          queries.map(({ obj }) => obj.id),
          queries[0].params.first,
        )
      ).map((nodes) => ({ nodes })),
    ),
    meetings: loader(async (queries) =>
      (
        await byParent(
          'area-meetings',
          `select a.id as "parentId", m.* from area_groups a cross join lateral (
        select ${MEETING} from joint_meetings m where m.alliance_id = a.alliance_id and m.area_group_id = a.id
        order by m.starts_at desc, m.id desc limit $2) m
      where a.id = any($1)`,
          queries.map(({ obj }) => obj.id),
          queries[0].params.first,
        )
      ).map((nodes) => ({ nodes })),
    ),
  },
  Agenda: {
    items: loader((queries) =>
      byParent(
        'items',
        `select i.meeting_id as "parentId", i.id, i.numbers[1] as number, i.title, i.kind, i.state,
        i.planned_minutes as "plannedMinutes", i.expected_starts[1] as "expectedAt", i.presenter, i.presenter_unit_id as "presenterUnitId"
      from agenda_items i join joint_meetings m on m.alliance_id = i.alliance_id and m.id = i.meeting_id
      where m.id = any($1) order by i.ordinal`,
        queries.map(({ obj }) => obj.id),
      ),
    ),
  },
  Agreement: {
    parties: loader((queries) =>
      byParent(
        'parties',
        `select p.agreement_id as "parentId", p.role, p.unit_id as "unitId"
      from agreement_parties p join agreements a on a.alliance_id = p.alliance_id and a.id = p.agreement_id
      where a.id = any($1) order by p.position`,
        queries.map(({ obj }) => obj.id),
      ),
    ),
  },
  AgreementParty: {
    unit: loader((queries) =>
      byKey(
        'party-units',
        'select id, name from member_units where id = any($1)',
        queries.map(({ obj }) => obj.unitId),
      ),
    ),
  },
  AgendaItem: {
    presenterUnit: loader((queries) =>
      byKey(
        'presenters',
        'select id, name from member_units where id = any($1)',
        queries.map(({ obj }) => obj.presenterUnitId),
      ),
    ),
  },
};

const app = Fastify({ logger: false });
app.register(mercurius, { schema, resolvers, loaders, jit: 1, graphiql: false });
await app.listen({ port: 0, host: '127.0.0.1' });
process.send({ ready: `http://127.0.0.1:${app.server.address().port}/graphql` });
