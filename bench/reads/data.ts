import { Client } from 'pg';
import { Passwords } from '../../src/platform/identity/password/passwords';

/** What the documents ask for, and whom to sign in as. */
export interface ReadsWorld {
  readonly slug: string;
  readonly allianceId: string;
  /** A meeting with twenty items. */
  readonly meetingId: string;
  readonly email: string;
  readonly password: string;
}

const world = { slug: 'qingfeng', email: 'member@bench.example', password: 'for benchmarks only' };

/**
 * 1,000 units, 5,000 meetings, 10,000 agenda items and 5,000 agreements, all of it public: the peers know no permissions, and must
 * answer the same. Names are such that every collation orders them alike.
 */
const ROWS = `
  insert into alliances (id, slug, name, founded_on) values (uuidv7(), $1, '青枫街道党建共建联合会', '2011-06-01');
  insert into territories (alliance_id, id, level, name)
    select id, uuidv7(), 'COMMUNITY', '社区' || n from alliances, generate_series(1, 10) n;
  insert into sector_groups (alliance_id, id, name) select id, uuidv7(), '界别' || n from alliances, generate_series(1, 4) n;
  insert into area_groups (alliance_id, id, name) select id, uuidv7(), '片区' || n from alliances, generate_series(1, 7) n;

  create temporary table areas as select alliance_id, id, row_number() over (order by id) - 1 as n from area_groups;
  create temporary table sectors as select alliance_id, id, row_number() over (order by id) - 1 as n from sector_groups;
  create temporary table places as select id, row_number() over (order by id) - 1 as n from territories;

  insert into member_units (alliance_id, id, name, kind, affiliation, status, credit_code, joined_on, area_group_id, territory_id)
    select a.alliance_id, uuidv7(), '共建单位' || to_char(k, 'FM0000'), (array['SCHOOL', 'HOSPITAL', 'GOVERNMENT'])[1 + k % 3],
      'DISTRICT', 'ACTIVE', to_char(k, 'FM000000000000000000'), date '2011-06-01' + k, a.id, p.id
    from generate_series(1, 1000) k join areas a on a.n = k % 7 join places p on p.n = k % 10;
  create temporary table units as select alliance_id, id, row_number() over (order by id) - 1 as n from member_units;
  insert into sector_group_members (alliance_id, sector_group_id, unit_id)
    select u.alliance_id, s.id, u.id from units u join sectors s on s.n in (u.n % 4, (u.n + 1) % 4);
  insert into unit_contacts (alliance_id, id, unit_id, position, name, phone)
    select alliance_id, uuidv7(), id, 1, '联系人', '13900000000' from units;

  insert into joint_meetings (alliance_id, id, kind, title, status, visibility, audience, area_group_id, starts_at, ends_at, venue, check_in_secret)
    select a.alliance_id, uuidv7(), 'AREA', '片区联席会议' || k, 'CLOSED', 'PUBLIC', 1, a.id,
      timestamptz '2020-01-01' + k * interval '7 hours', timestamptz '2020-01-01' + k * interval '7 hours' + interval '2 hours', '会议室', ''
    from generate_series(1, 5000) k join areas a on a.n = k % 7;
  create temporary table meetings as select alliance_id, id, row_number() over (order by id) - 1 as n from joint_meetings;
  -- 200 meetings of twenty items, 3,000 of two; every area's newest are among the latter
  insert into agenda_items (alliance_id, id, meeting_id, position, ordinal, title, kind, state, visibility, audience, planned_minutes,
      presenter, presenter_unit_id, numbers, expected_starts)
    select m.alliance_id, uuidv7(), m.id, i, i, '关于第' || i || '项共建工作的汇报', 'REPORT', 'PENDING', 'PUBLIC', 1, 10, '发言人' || i, u.id,
      array_fill(i::text, array[3]), array_fill(timestamptz '2030-01-01' + i * interval '10 minutes', array[3])
    from meetings m
      cross join lateral generate_series(1, case when m.n < 200 then 20 when m.n >= 2000 then 2 else 0 end) i
      join units u on u.n = (m.n * 7 + i) % 1000;

  create temporary table drafts as select a.id as alliance_id, uuidv7() as id, uuidv7() as revision_id, k from alliances a, generate_series(1, 5000) k;
  -- in one statement: an agreement and its revision refer to each other
  with agreed as (
    insert into agreements (alliance_id, id, number, title, tier, status, starts_on, ends_on, revision_id, created_at, version, history_count, history_head,
        head_seal, head_key_id, rights_revision)
      select alliance_id, id, '2020-' || to_char(k, 'FM0000'), '共建协议' || k, (array['SUBDISTRICT', 'COMMUNITY', 'GRID'])[1 + k % 3],
        case when k % 5 = 0 then 'EXPIRED' else 'ACTIVE' end, date '2020-01-01', date '2100-01-01' + k, revision_id,
        timestamptz '2020-01-01' + k * interval '3 hours', 1, 0, repeat('0', 64), '', '', 0 from drafts)
    insert into agreement_revisions (alliance_id, id, agreement_id, ordinal, body, canonical_text, content_hash, created_at)
      select alliance_id, revision_id, id, 1, '第一条 各方同心共建。', '{}', repeat('ab', 32), now() from drafts;
  insert into agreement_parties (alliance_id, id, agreement_id, unit_id, position, role, signing_step)
    select d.alliance_id, uuidv7(), d.id, u.id, p, case when p = 0 then 'INITIATOR' else 'PARTY' end, 1
    from drafts d cross join generate_series(0, 2) p join units u on u.n = (d.k * 7 + p) % 1000;

  -- for the peers: by name as they order it, where the platform's own index is by pinyin; and PostGraphile follows
  -- relations backwards only where it finds an index that is not partial
  create index bench_meetings_by_area on joint_meetings (alliance_id, area_group_id, starts_at, id);
  create index bench_parties_in_order on agreement_parties (alliance_id, agreement_id, position);
  create index bench_agreements_by_creation on agreements (alliance_id, created_at, id);
  create index bench_units_by_name on member_units (alliance_id, name, id);
  create index bench_units_by_area on member_units (alliance_id, area_group_id, name, id)`;

export async function plantReadsWorld(ownerUrl: string): Promise<ReadsWorld> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const statement of ROWS.split(';\n'))
      await client.query(statement, statement.includes('$1') ? [world.slug] : []);
    await client.query(
      `with person as (insert into persons (id, name, email, password_hash, created_at) values (uuidv7(), '王成员', $1, $2, now()) returning id)
       insert into unit_roles (alliance_id, id, person_id, unit_id, role, since)
         select u.alliance_id, uuidv7(), person.id, u.id, 'REPRESENTATIVE', now() from person, units u where u.n = 0`,
      [world.email, await new Passwords().hash(world.password)],
    );
    await client.query('vacuum analyze');
    const {
      rows: [meeting],
    } = await client.query<{ allianceId: string; meetingId: string }>(
      'select alliance_id as "allianceId", id as "meetingId" from meetings where n = 100',
    );
    if (meeting === undefined) throw new Error('no meeting was planted');
    return { ...world, ...meeting };
  } finally {
    await client.end();
  }
}
