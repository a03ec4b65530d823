import type { Caller, OrderOf, ManyRows } from './rows';

/** A list with its arguments, who asks for it, and the order that a cursor into its middle is of. */
export interface List {
  readonly name: string;
  readonly caller: Caller;
  readonly order: OrderOf;
  /** The query with `…` where paging goes, and what its page holds. */
  readonly query: string;
}

const MOMENT = { type: 'timestamptz', direction: 'asc' } as const;
const DAY = { type: 'date', direction: 'asc' } as const;
const named: OrderOf = {
  table: 'member_units',
  tag: 'name',
  key: 'name collate zh_pinyin',
  type: 'text',
  direction: 'asc',
};
const down = (order: OrderOf): OrderOf => ({ ...order, tag: `${order.tag}-`, direction: 'desc' });

/** Text that all have, that one in a hundred has, that ten have (long, of two characters and of one), and that none has. */
const TEXTS = ['单位', '共建', '红旗', '蓝天医院', '蓝天', '蓝', '不曾有过', '没'].map((text) => `text: "${text}"`);

/** A list by each of its orders and filters. */
interface Table {
  readonly field: string;
  readonly shown: string;
  readonly orders: Readonly<Record<string, OrderOf>>;
  readonly filters: readonly string[];
}

function units({ ids }: ManyRows): Table {
  return {
    field: 'memberUnits',
    shown: '{ id name kind status }',
    orders: {
      '': named,
      'NAME, direction: DESC': down(named),
      'JOINED_ON, direction: ASC': {
        ...DAY,
        table: 'member_units',
        tag: 'joined',
        key: "coalesce(joined_on, 'infinity')",
      },
      'UPDATED_AT, direction: ASC': { ...MOMENT, table: 'member_units', tag: 'updated', key: 'updated_at' },
    },
    filters: [
      '',
      'kinds: [SCHOOL]',
      'kinds: [MILITARY]',
      'kinds: [MILITARY, SCHOOL]',
      'affiliations: [DISTRICT]',
      'affiliations: [CENTRAL]',
      'statuses: [ACTIVE]',
      'statuses: [LEFT]',
      'statuses: [ACTIVE, LEFT]',
      `sectorGroupId: "sector_${ids.sector}"`,
      `sectorGroupId: "sector_${ids.rareSector}"`,
      `areaGroupId: "area_${ids.area}"`,
      `territoryId: "territory_${ids.territory}"`,
      `territoryId: "territory_${ids.rareTerritory}"`,
      'host: true',
      'creditCode: "91350100M000100Y43"',
      'joinedAfter: "1970-01-03"',
      'joinedAfter: "2024-09-28"',
      'updatedAfter: "1990-01-03T00:00:00.000Z"',
      'updatedAfter: "2100-01-01T00:00:00.000Z"',
      ...TEXTS,
    ],
  };
}

function meetings({ ids }: ManyRows): Table {
  const starts: OrderOf = { ...MOMENT, table: 'joint_meetings', tag: 'starts', key: 'starts_at', direction: 'desc' };
  return {
    field: 'meetings',
    shown: '{ id title status startsAt }',
    orders: {
      '': starts,
      'STARTS_AT, direction: ASC': { ...starts, direction: 'asc' },
      'UPDATED_AT, direction: ASC': { ...MOMENT, table: 'joint_meetings', tag: 'updated', key: 'updated_at' },
    },
    filters: [
      '',
      'kinds: [AREA]',
      'kinds: [CULTURE]',
      'statuses: [CLOSED]',
      'statuses: [SCHEDULED]',
      'statuses: [IN_SESSION]',
      'statuses: [IN_SESSION, RECESS]',
      'statuses: [SCHEDULED, IN_SESSION, RECESS]',
      `scopeId: "sector_${ids.sector}"`,
      `scopeId: "area_${ids.area}"`,
      `scopeId: "territory_${ids.rareTerritory}"`,
      'startsAfter: "1990-02-01T00:00:00.000Z"',
      'startsBefore: "1990-02-01T00:00:00.000Z"',
      'updatedAfter: "1990-01-03T00:00:00.000Z"',
      'updatedAfter: "2100-01-01T00:00:00.000Z"',
      `unitId: "unit_${ids.unit}"`,
      `unitId: "unit_${ids.host}"`,
      'awaitingMyAnswer: true',
      ...TEXTS,
    ],
  };
}

function agreements({ ids }: ManyRows): Table {
  const drafted: OrderOf = { ...MOMENT, table: 'agreements', tag: 'drafted', key: 'created_at', direction: 'desc' };
  return {
    field: 'agreements',
    shown: '{ id number title status endsOn }',
    orders: {
      '': drafted,
      'CREATED_AT, direction: ASC': { ...drafted, direction: 'asc' },
      'ENDS_ON, direction: ASC': { ...DAY, table: 'agreements', tag: 'ends', key: "coalesce(ends_on, 'infinity')" },
      'UPDATED_AT, direction: ASC': { ...MOMENT, table: 'agreements', tag: 'updated', key: 'updated_at' },
    },
    filters: [
      '',
      'tiers: [COMMUNITY]',
      'tiers: [GRID]',
      'statuses: [ACTIVE]',
      'statuses: [TERMINATED]',
      'statuses: [TERMINATED, COMPLETED]',
      'statuses: [OPEN_FOR_SIGNATURE]',
      `unitId: "unit_${ids.unit}"`,
      `unitId: "unit_${ids.host}"`,
      `territoryId: "territory_${ids.territory}"`,
      `territoryId: "territory_${ids.rareTerritory}"`,
      'endsBefore: "1991-01-01"',
      'endsBefore: "2010-01-01"',
      'endsBefore: "2200-01-01"',
      'startsAfter: "1980-01-03"',
      'startsAfter: "1989-12-25"',
      'updatedAfter: "1990-01-03T00:00:00.000Z"',
      'updatedAfter: "2100-01-01T00:00:00.000Z"',
      'awaitingMySignature: true',
      ...TEXTS,
    ],
  };
}

function commitments({ ids }: ManyRows): Table {
  return {
    field: 'commitments',
    shown: '{ text status dueOn }',
    orders: { '': { ...DAY, table: 'commitments', tag: 'due', key: "coalesce(due_on, 'infinity')" } },
    filters: [
      '',
      'statuses: [FULFILLED]',
      'statuses: [OVERDUE]',
      'statuses: [OVERDUE, FULFILLED]',
      'categories: [SAFETY]',
      'categories: [LEGAL]',
      `unitId: "unit_${ids.unit}"`,
      `unitId: "unit_${ids.host}"`,
      'dueBefore: "1990-01-03"',
      'dueAfter: "1990-01-03"',
    ],
  };
}

function entries(table: string, field: string, tag: string, { ids }: ManyRows, more: readonly string[]): Table {
  const published: OrderOf = { ...MOMENT, table, tag, key: 'created_at', direction: 'desc' };
  return {
    field,
    shown: '{ id title status }',
    orders: {
      '': published,
      'CREATED_AT, direction: ASC': { ...published, direction: 'asc' },
      'UPDATED_AT, direction: ASC': { ...MOMENT, table, tag: 'updated', key: 'updated_at' },
    },
    filters: [
      '',
      'categories: [SAFETY]',
      'categories: [LEGAL]',
      'categories: [LEGAL, SAFETY]',
      `unitId: "unit_${ids.unit}"`,
      `unitId: "unit_${ids.host}"`,
      'updatedAfter: "1990-01-03T00:00:00.000Z"',
      'updatedAfter: "2100-01-01T00:00:00.000Z"',
      ...more,
      ...TEXTS,
    ],
  };
}

function needs(world: ManyRows): Table {
  const { ids } = world;
  const table = entries('needs', 'needs', 'published', world, [
    'statuses: [OPEN]',
    'statuses: [IN_PROGRESS]',
    'statuses: [IN_PROGRESS, MET]',
    `territoryId: "territory_${ids.territory}"`,
    `territoryId: "territory_${ids.rareTerritory}"`,
  ]);
  const day: OrderOf = { ...DAY, table: 'needs', tag: 'needed', key: "coalesce(needed_by, 'infinity')" };
  return { ...table, orders: { ...table.orders, 'NEEDED_BY, direction: ASC': day } };
}

const resources = (world: ManyRows): Table =>
  entries('resources', 'resources', 'published', world, [
    'statuses: [AVAILABLE]',
    'statuses: [RESERVED]',
    'kinds: [SERVICE]',
    'kinds: [FUNDS]',
    'kinds: [FUNDS, SERVICE]',
    'unused: true',
  ]);

function projects(world: ManyRows): Table {
  const { ids } = world;
  const table = entries('joint_projects', 'projects', 'proposed', world, [
    'statuses: [POSTED]',
    'statuses: [CLAIMED]',
    'statuses: [CLAIMED, UNDERWAY]',
    `leadUnitId: "unit_${ids.unit}"`,
    `leadUnitId: "unit_${ids.host}"`,
  ]);
  const end: OrderOf = { ...DAY, table: 'joint_projects', tag: 'ends', key: "coalesce(ends_on, 'infinity')" };
  return { ...table, orders: { ...table.orders, 'ENDS_ON, direction: ASC': end } };
}

/** Every list of the API that grows with an alliance, by each order and filter. */
export function listsOf(world: ManyRows): List[] {
  const { slug, ids } = world;
  const places = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  const nameOf = (text: string): string =>
    text.replace(/"[a-z]+_([0-9a-f-]{36})"/g, (_, id: string) => places.get(id) ?? id);
  const alliance = (list: string): string => `{ alliance(slug: "${slug}") { list: ${list} } }`;
  const page = (field: string, shown: string, filter = '', order = ''): string =>
    `${field}(first: 20 … ${filter === '' ? '' : `filter: { ${filter} }`} ${order === '' ? '' : `orderBy: { field: ${order} }`}) ` +
    `{ nodes ${shown} pageInfo { hasNextPage endCursor } }`;
  const orderNamed = (order: string): string => order.replace(', direction:', '').replace(/(.+)/, ' by $1');
  const ofAlliance = ({ field, shown, orders, filters }: Table, callers: readonly Caller[]): List[] =>
    callers.flatMap((caller) =>
      filters.flatMap((filter) =>
        Object.entries(orders).map(([order, of]) => ({
          name: `${field}${filter === '' ? '' : ` ${nameOf(filter)}`}${orderNamed(order)}`,
          caller,
          order: of,
          query: alliance(page(field, shown, filter, order)),
        })),
      ),
    );
  const below = (type: string, key: keyof ManyRows['ids'], { field, shown, orders }: Table, caller: Caller): List[] =>
    Object.entries(orders).map(([order, of]) => ({
      name: `${field} of ${key}${orderNamed(order)}`,
      caller,
      order: of,
      query: `{ node(id: "${type
        .replace(/Group$/, '')
        .replace('Member', '')
        .toLowerCase()}_${ids[key]}") { ... on ${type} { list: ${page(field, shown, '', order)} } } }`,
    }));
  const everybody = ['public', 'member', 'secretariat'] as const;
  const [unitTable, meetingTable, agreementTable, commitmentTable] = [
    units(world),
    meetings(world),
    agreements(world),
    commitments(world),
  ];
  const projectTables = [needs(world), resources(world), projects(world)];
  const led = { ...projects(world), field: 'ledProjects' };
  const newest = (table: Table): Table => ({
    ...table,
    orders: Object.fromEntries(Object.entries(table.orders).filter(([order]) => order === '')),
  });
  const awaiting = (table: Table, filter: string): List[] => ofAlliance({ ...table, filters: [filter] }, ['host']);
  const single = (name: string, caller: Caller, order: OrderOf, query: string): List => ({
    name,
    caller,
    order,
    query,
  });
  const at = (table: string, tag: string): OrderOf => ({ ...MOMENT, table, tag, key: 'at', direction: 'desc' });
  const people: OrderOf = { ...named, table: 'persons' };
  return [
    ...ofAlliance(unitTable, everybody),
    ...ofAlliance(meetingTable, everybody),
    ...ofAlliance(agreementTable, everybody),
    ...ofAlliance(commitmentTable, ['member', 'secretariat']),
    ...projectTables.flatMap((table) => ofAlliance(table, everybody)),
    ...(['unit', 'host'] as const).flatMap((unit) =>
      [...projectTables, led].flatMap((table) => below('MemberUnit', unit, newest(table), 'public')),
    ),
    ...awaiting(meetingTable, 'awaitingMyAnswer: true'),
    ...awaiting(agreementTable, 'awaitingMySignature: true'),
    ...(['member', 'secretariat'] as const).flatMap((caller) =>
      (['unit', 'host'] as const).flatMap((unit) =>
        [meetingTable, agreementTable, commitmentTable].flatMap((table) => below('MemberUnit', unit, table, caller)),
      ),
    ),
    ...(['unit', 'host'] as const).flatMap((unit) => below('MemberUnit', unit, agreementTable, 'public')),
    ...(['public', 'member'] as const).flatMap((caller) => [
      ...(['sector', 'rareSector'] as const).flatMap((group) =>
        [unitTable, meetingTable].flatMap((table) => below('SectorGroup', group, table, caller)),
      ),
      ...[unitTable, meetingTable].flatMap((table) => below('AreaGroup', 'area', table, caller)),
      ...(['territory', 'rareTerritory'] as const).flatMap((place) => below('Territory', place, meetingTable, caller)),
    ]),
    ...['', ...TEXTS].map((text) =>
      single(
        `people ${text}`.trim(),
        'secretariat',
        people,
        alliance(`people(first: 20 … ${text}) { nodes { name } pageInfo { hasNextPage endCursor } }`),
      ),
    ),
    single(
      'auditEntries',
      'secretariat',
      at('audit_entries', 'audit'),
      alliance('auditEntries(first: 20 …) { nodes { id at action } pageInfo { hasNextPage endCursor } }'),
    ),
    ...['', 'action: "signIn"', 'action: "forget"'].map((only) =>
      single(
        `installationAudit ${only}`.trim(),
        'administrator',
        at('audit_entries', 'audit'),
        `{ viewer { list: installationAudit(first: 20 … ${only}) { nodes { id at action } pageInfo { hasNextPage endCursor } } } }`,
      ),
    ),
    single(
      'consultations',
      'member',
      { ...MOMENT, table: 'consultations', tag: 'asked', key: 'opened_at', direction: 'desc' },
      `{ alliance(slug: "${slug}") { thinkTank {
        list: consultations(first: 20 …) { nodes { id status } pageInfo { hasNextPage endCursor } } } } }`,
    ),
    single(
      'timeline',
      'member',
      { table: 'meeting_events', tag: 'revision', key: 'revision', type: 'int', direction: 'asc' },
      `{ node(id: "meeting_${ids.meeting}") { ... on JointMeeting { list: timeline(first: 20 …) {
        nodes { id revision kind } pageInfo { hasNextPage endCursor } } } } }`,
    ),
    ...['', 'unreadOnly: true'].map((only) =>
      single(
        `notifications ${only}`.trim(),
        'member',
        at('notifications', 'notified'),
        `{ viewer { list: notifications(first: 20 … ${only}) { nodes { id at } pageInfo { hasNextPage endCursor } } } }`,
      ),
    ),
  ];
}
