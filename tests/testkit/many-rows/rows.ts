import { Client } from 'pg';

/*
 * An alliance with a past: so many rows of each kind, through which its lists are paged. For what has to cost the same however
 * many there are.
 */

/** An order that cursors are made for. */
export interface OrderOf {
  readonly table: string;
  readonly tag: string;
  readonly key: string;
  readonly type: string;
  readonly direction: 'asc' | 'desc';
}

/** Who asks; nobody in particular is `public`. */
export type Caller = 'public' | 'member' | 'host' | 'secretariat' | 'administrator';

/** What the lists are of (row ids), and who asks for them. */
export interface ManyRows {
  readonly slug: string;
  readonly ids: Readonly<
    Record<'sector' | 'rareSector' | 'area' | 'territory' | 'rareTerritory' | 'host' | 'unit' | 'meeting', string>
  >;
  readonly people: Readonly<Record<Exclude<Caller, 'public'>, string>>;
}

const SLUG = 'qingfeng';

const PLACES = `
  insert into alliances (id, slug, name, founded_on) values (uuidv7(), '${SLUG}', '青枫街道党建共建联合会', '2011-06-01');
  insert into territories (alliance_id, id, level, name)
    select id, uuidv7(), 'COMMUNITY', '社区' || n from alliances, generate_series(1, 11) n;
  insert into sector_groups (alliance_id, id, name) select id, uuidv7(), '界别' || n from alliances, generate_series(1, 5) n;
  insert into area_groups (alliance_id, id, name) select id, uuidv7(), '片区' || n from alliances, generate_series(1, 7) n`;

const NAME = `case when rare then '蓝天医院' when k % 100 = 7 then '红旗' else '共建' end`;

/**
 * $1 rows of each kind, the later ones the newer. Most are alike, in the shares of an alliance with a past; some are rare:
 * ten of the first 5,000, so that they are as many however many there are, and the oldest. One unit is a party to every second
 * agreement, and invited to every second meeting. Nothing of it is due: agreements in force end in 2100, and no commitment is open.
 */
const ROWS = `
  create temporary table numbers as
    select k, k <= 5000 and k % 500 = 0 as rare, k * 7919::bigint % 1000003 as spread from generate_series(1, $1::int) k;
  analyze numbers;
  create temporary table alliance as select id from alliances;
  create temporary table areas as select id, row_number() over (order by id) - 1 as n from area_groups;
  create temporary table sectors as select id, row_number() over (order by id) - 1 as n from sector_groups;
  create temporary table places as select id, row_number() over (order by id) - 1 as n from territories;

  create temporary table planted as select k, uuidv7() as id from numbers order by k;
  insert into member_units (alliance_id, id, name, short_name, kind, affiliation, status, host, joined_on, area_group_id, territory_id, updated_at)
    select (select id from alliance), p.id, ${NAME} || '单位' || to_char(spread, 'FM0000000'), '单位' || k,
      case when rare then 'MILITARY' else (array['SCHOOL', 'HOSPITAL', 'GOVERNMENT'])[1 + k % 3] end,
      case when rare then 'CENTRAL' else 'DISTRICT' end,
      case when rare then 'LEFT' else 'ACTIVE' end, k <= 5000 and k % 500 = 1, date '1970-01-01' + (spread % 20000)::int,
      (select id from areas where n = k % 7), (select id from places where n = case when rare then 10 else k % 10 end),
      timestamptz '1990-01-01' + k * interval '10 minutes'
    from numbers join planted p using (k);
  insert into sector_group_members (alliance_id, sector_group_id, unit_id)
    select (select id from alliance), (select id from sectors where n = case when rare then 4 else k % 4 end), p.id
    from numbers join planted p using (k);
  create temporary table host as
    select id from member_units where host order by id limit 1;

  create temporary table gathered as select k, uuidv7() as id from numbers order by k;
  insert into joint_meetings (alliance_id, id, kind, title, venue, status, visibility, audience, area_group_id, sector_group_id, territory_id,
      starts_at, ends_at, check_in_secret, updated_at)
    select (select id from alliance), g.id, case when rare then 'CULTURE' else 'AREA' end, ${NAME} || '联席会议' || k, '会议室',
      case when rare then 'IN_SESSION' when k % 20 = 1 then 'CANCELLED' when k % 20 = 2 then 'SCHEDULED' else 'CLOSED' end,
      case when k % 3 = 0 then 'MEMBERS' else 'PUBLIC' end, case when k % 3 = 0 then 2 else 1 end,
      case when k % 4 = 1 then (select id from areas where n = k % 7) end, case when k % 4 = 2 then (select id from sectors where n = k / 4 % 4) end,
      case when rare then (select id from places where n = 10) when k % 4 = 3 then (select id from places where n = k % 10) end,
      timestamptz '1990-01-01' + k * interval '20 minutes', timestamptz '1990-01-01' + k * interval '20 minutes' + interval '2 hours', '',
      timestamptz '1990-01-01' + k * interval '10 minutes'
    from numbers join gathered g using (k);
  insert into attendances (alliance_id, id, meeting_id, unit_id, response)
    select (select id from alliance), uuidv7(), g.id, p.id, 'ACCEPTED' from gathered g join planted p using (k)
    where p.id <> (select id from host)
    union all
    select (select id from alliance), uuidv7(), g.id, (select id from host), case when k % 4 = 2 then 'INVITED' else 'ACCEPTED' end
    from gathered g where k % 2 = 0;

  insert into meeting_events (alliance_id, id, meeting_id, revision, at, kind, audience)
    select (select id from alliance), uuidv7(), (select id from gathered where k % 3 <> 0 order by k limit 1), k,
      timestamptz '1990-01-01' + k * interval '20 minutes', 'OPENED', 1
    from numbers;
  insert into consultations (alliance_id, id, question, status, meeting_id, opened_at)
    select (select id from alliance), uuidv7(), '议题' || k, 'OPEN', case when k % 5 = 0 then g.id end, timestamptz '1990-01-01' + k * interval '20 minutes'
    from numbers join gathered g using (k);

  create temporary table drafts as
    select uuidv7() as id, uuidv7() as revision_id, numbers.*, timestamptz '1990-01-01' + k * interval '20 minutes' as at from numbers order by k;
  with agreed as (
    insert into agreements (alliance_id, id, number, title, tier, status, territory_id, starts_on, ends_on, revision_id, created_at, version, history_count,
        history_head, head_seal, head_key_id, rights_revision, updated_at)
      select (select id from alliance), id, 'X-' || to_char(k, 'FM0000000'), ${NAME} || '协议' || k,
        case when rare then 'GRID' else 'COMMUNITY' end,
        case when rare then 'TERMINATED' when k % 20 = 4 then 'OPEN_FOR_SIGNATURE' when k % 3 = 0 then 'EXPIRED' else 'ACTIVE' end,
        case when rare then (select id from places where n = 10) else (select id from places where n = k % 10) end,
        date '1980-01-01' + (spread % 3650)::int,
        case when rare then date '1990-06-01' when k % 3 = 0 and k % 20 <> 4 then date '2000-01-01' else date '2100-01-01' end + k % 1000,
        revision_id, at, 1, 0, repeat('0', 64), '', '', 0, at from drafts)
    insert into agreement_revisions (alliance_id, id, agreement_id, ordinal, body, canonical_text, content_hash, created_at)
      select (select id from alliance), revision_id, id, 1, '第一条', '{}', repeat('ab', 32), at from drafts;
  insert into agreement_parties (alliance_id, id, agreement_id, unit_id, position, role, signing_step)
    select (select id from alliance), uuidv7(), d.id, p.id, 0, 'INITIATOR', case when k % 2 = 0 then 2 else 1 end from drafts d join planted p using (k)
    where p.id <> (select id from host)
    union all
    select (select id from alliance), uuidv7(), d.id, (select id from host), 1, 'PARTY', 1 from drafts d where k % 2 = 0;
  insert into commitments (alliance_id, id, agreement_id, party_id, position, text, category, due_on, status)
    select (select id from alliance), uuidv7(), d.id, party.id, 0, '走访',
      case when rare then 'LEGAL' else (array['SAFETY', 'HEALTH'])[1 + k % 2] end,
      date '1990-01-01' + (spread % 9000)::int, case when rare then 'OVERDUE' else 'FULFILLED' end
    from drafts d
    join agreement_parties party on party.alliance_id = (select id from alliance) and party.agreement_id = d.id
    where party.position = (d.k + 1) % 2;

  create temporary table known as select k, uuidv7() as id from numbers order by k;
  insert into persons (id, name, email, password_hash, created_at)
    select known.id, ${NAME} || '人员' || to_char(spread, 'FM0000000'), k || '@scale.example', '-', now() from numbers join known using (k);
  insert into alliance_people (alliance_id, person_id, since) select (select id from alliance), id, now() from known;

  create temporary table entries as
    select k, uuidv7() as id, numbers.rare, numbers.spread, timestamptz '1990-01-01' + k * interval '20 minutes' as at,
      case when k % 2 = 0 then (select id from host) else p.id end as unit_id,
      case when rare then 'LEGAL' else (array['SAFETY', 'HEALTH'])[1 + k % 2] end as category,
      (select id from places where n = case when rare then 10 else k % 10 end) as place
    from numbers join planted p using (k) order by k;
  insert into needs (alliance_id, id, title, category, unit_id, territory_id, status, needed_by, created_at, version, updated_at)
    select (select id from alliance), id, ${NAME} || '单位需求' || k, category, unit_id, place,
      case when rare then 'IN_PROGRESS' when k % 20 = 5 then 'WITHDRAWN' when k % 3 = 0 then 'MET' else 'OPEN' end,
      date '2100-01-01' + (spread % 9000)::int, at, 1, at from entries;
  insert into resources (alliance_id, id, title, category, kind, unit_id, quantity, status, created_at, version, updated_at)
    select (select id from alliance), id, ${NAME} || '单位资源' || k, category, case when rare then 'FUNDS' else 'SERVICE' end, unit_id, 1,
      case when rare then 'RESERVED' when k % 20 = 5 then 'UNAVAILABLE' else 'AVAILABLE' end, at, 1, at from entries;
  insert into joint_projects (alliance_id, id, title, category, status, lead_unit_id, ends_on, created_at, version, updated_at)
    select (select id from alliance), id, ${NAME} || '单位项目' || k, category,
      case when rare then 'CLAIMED' when k % 20 = 5 then 'PROPOSED' when k % 3 = 0 then 'UNDERWAY' else 'POSTED' end,
      case when rare or k % 3 = 0 then unit_id end, date '2100-01-01' + (spread % 9000)::int, at, 1, at from entries;
  insert into project_participants (alliance_id, project_id, unit_id, joined_at)
    select (select id from alliance), id, unit_id, at from entries`;

/** What a server would begin to chain is planted under it at once with its places in the chain, which nobody asks for. */
const ENTRIES = `
  insert into audit_entries (id, alliance_id, at, request_id, action, details)
    select uuidv7(), (select id from alliances), timestamptz '1990-01-01' + k * interval '20 minutes', '', 'recordVisit', '{}'
    from generate_series(1, $1::int) k;
  insert into audit_entries (id, alliance_id, at, request_id, action, details)
    select uuidv7(), null, timestamptz '1990-01-01' + k * interval '20 minutes', '', case when k <= 5000 and k % 500 = 0 then 'forget' else 'signIn' end, '{}'
    from generate_series(1, $1::int) k;
  insert into audit_seals (alliance_id, sequence, entry_id, hash, position)
    select coalesce(alliance_id, '00000000-0000-0000-0000-000000000000'), row_number() over (partition by alliance_id order by at), id, '',
      row_number() over (order by at, id) - 1 from audit_entries`;

const NOTIFIED = `
  insert into notifications (alliance_id, id, person_id, at, kind, key, parameters, read_at)
    select (select id from alliances), uuidv7(), $2::uuid, timestamptz '1990-01-01' + k * interval '20 minutes', 'OTHER', 'notification.closed', '{}',
      case when k <= 5000 and k % 500 = 0 then null else now() end
    from generate_series(1, $1::int) k`;

async function withClient<R>(url: string, use: (client: Client) => Promise<R>): Promise<R> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Plants so many rows of each kind, and has PostgreSQL look at them. */
export function plantRows(ownerUrl: string, rows: number): Promise<void> {
  return withClient(ownerUrl, async (client) => {
    await client.query(PLACES);
    const plant = async (): Promise<void> => {
      for (const statement of ROWS.replace('$1', String(rows)).split(';\n')) await client.query(statement);
    };
    await (rows < MANY ? plant() : withoutIndexes(client, plant));
    await client.query('vacuum analyze');
  });
}

/** From here on indexes are made of the whole table at once, in a third of the time; no server may run yet. */
const MANY = 50_000;

/** Audit entries for a server that runs. */
export function plantEntries(ownerUrl: string, rows: number): Promise<void> {
  return withClient(ownerUrl, async (client) => {
    await client.query('begin');
    for (const statement of ENTRIES.replaceAll('$1', String(rows)).split(';\n')) await client.query(statement);
    await client.query('commit');
    await client.query('vacuum analyze audit_entries');
  });
}

async function withoutIndexes(client: Client, plant: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string; statistics: number | null }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition,
       (select a.attstattarget from pg_attribute a where a.attrelid = i.indexrelid and a.attnum = 1) as statistics
     from pg_index i
     join pg_class t on t.oid = i.indrelid
     where t.relnamespace = 'public'::regnamespace and not i.indisunique
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
  );
  await client.query(`drop index ${rows.map(({ name }) => name).join(', ')}`);
  await plant();
  await client.query("set maintenance_work_mem = '512MB'");
  for (const { name, definition, statistics } of rows) {
    await client.query(definition);
    if (statistics !== null) await client.query(`alter index ${name} alter column 1 set statistics ${statistics}`);
  }
}

/** Four people, and as many notifications of one of them as there are rows of each kind. */
export function plantPeople(ownerUrl: string, rows: number): Promise<ManyRows> {
  return withClient(ownerUrl, async (client) => {
    const id = async (text: string): Promise<string> => {
      const found = await client.query<{ id: string }>(text);
      if (found.rows[0] === undefined) throw new Error(`nothing was planted for ${text}`);
      return found.rows[0].id;
    };
    const ids = {
      sector: await id('select id from sector_groups order by id limit 1'),
      rareSector: await id('select id from sector_groups order by id offset 4 limit 1'),
      area: await id('select id from area_groups order by id offset 1 limit 1'),
      territory: await id('select id from territories order by id offset 3 limit 1'),
      rareTerritory: await id('select id from territories order by id offset 10 limit 1'),
      host: await id('select id from member_units where host order by id limit 1'),
      unit: await id('select id from member_units where not host order by id limit 1'),
      meeting: await id('select meeting_id as id from meeting_events limit 1'),
    };
    const person = (administrator = false): Promise<string> =>
      id(
        `insert into persons (id, name, created_at, administrator) values (uuidv7(), '代表', now(), ${administrator}) returning id`,
      );
    const people = {
      member: await person(),
      host: await person(),
      secretariat: await person(),
      administrator: await person(true),
    };
    for (const [personId, unitId] of [
      [people.member, ids.unit],
      [people.host, ids.host],
    ])
      await client.query(
        `insert into unit_roles (alliance_id, id, person_id, unit_id, role, since) select id, uuidv7(), $1, $2, 'REPRESENTATIVE', now() from alliances`,
        [personId, unitId],
      );
    await client.query(
      `insert into alliance_roles (alliance_id, id, person_id, role, since) select id, uuidv7(), $1, 'SECRETARIAT', now() from alliances`,
      [people.secretariat],
    );
    await client.query(NOTIFIED, [rows, people.member]);
    await client.query('vacuum analyze notifications');
    return { slug: SLUG, ids, people };
  });
}

/** A cursor into the middle of a list: where a row of this place in the order stands. */
export function middleCursor(
  ownerUrl: string,
  { table, tag, key, type, direction }: OrderOf,
  place: number,
): Promise<string> {
  return withClient(ownerUrl, async (client) => {
    await client.query("set timezone = 'UTC'");
    const { rows } = await client.query<{ value: string; id: string }>(
      `select (${key})::${type}::text as value, id from ${table} order by ${key} ${direction}, id ${direction} offset ${place} limit 1`,
    );
    const row = rows[0];
    return Buffer.from(JSON.stringify([tag, row?.value, row?.id])).toString('base64');
  });
}
