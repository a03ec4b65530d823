import type { Client } from 'pg';
import { Passwords } from '../../src/platform/identity/password/passwords';
import { labelled } from './labelled';

/** Whom to sign in as. */
export const secretariat = { email: 'secretariat@bench.example', password: 'for benchmarks only' } as const;

/** Phrases such as entries are made of, besides those of the labelled ones. */
const PHRASES = [
  '希望周末开展',
  '每月一次',
  '由志愿者负责',
  '面向社区居民',
  '需要提前预约',
  '可以上门服务',
  '联系党群服务中心',
  '名额有限',
  '免费提供',
  '与共建单位合作',
  '方便行动不便的老人',
  '欢迎双职工家庭参加',
  '在小区广场举行',
  '由街道统一安排',
  '可长期合作',
  '节假日除外',
  '附近有停车场',
  '需要自带工具',
  '提供培训证书',
  '以物业公司通知为准',
];

/** A generator of its own, so that each run plants the same. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export interface Entry {
  readonly category: string;
  readonly title: string;
  readonly description: string;
}

/** So many entries, each of the words of two labelled ones and some phrases. */
export function entries(count: number, from: readonly Entry[], seed: number): Entry[] {
  const next = numbers(seed);
  const of = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  return Array.from({ length: count }, (_, index) => {
    const [one, other] = [of(from), of(from)];
    const phrases = Array.from({ length: 1 + next(4) }, () => of(PHRASES));
    return {
      category: next(5) === 0 ? other.category : one.category,
      title: `${one.title}${index + 1}`,
      description: [one.description, ...phrases, next(3) === 0 ? other.description : other.title].join('，'),
    };
  });
}

/** An alliance of so many units in a tree of territories, with so many needs and resources, bookings and projects done. */
export async function plantMatching(
  client: Client,
  { units, needs, resources }: { units: number; needs: number; resources: number },
): Promise<void> {
  const known = (['tuning', 'held-out'] as const).map(labelled);
  await client.query(
    `insert into alliances (id, slug, name, founded_on) values (uuidv7(), 'qingfeng', '青枫街道党建共建联合会', '2011-06-01')`,
  );
  await client.query(
    `insert into area_groups (alliance_id, id, name) select id, uuidv7(), '片区' || n from alliances, generate_series(1, 7) n`,
  );
  await client.query(
    `with top as (insert into territories (alliance_id, id, level, name) select id, uuidv7(), 'SUBDISTRICT', '青枫街道' from alliances returning *),
       communities as (
         insert into territories (alliance_id, id, level, name, parent_id)
           select alliance_id, uuidv7(), 'COMMUNITY', '社区' || n, id from top, generate_series(1, 12) n returning *)
     insert into territories (alliance_id, id, level, name, parent_id)
       select alliance_id, uuidv7(), 'ESTATE', name || '小区' || n, id from communities, generate_series(1, 8) n`,
  );
  await client.query(
    `insert into member_units (alliance_id, id, name, kind, affiliation, status, credit_code, joined_on, area_group_id, territory_id)
       select a.alliance_id, uuidv7(), '共建单位' || to_char(k, 'FM0000'), 'GOVERNMENT', 'DISTRICT', 'ACTIVE', to_char(k, 'FM000000000000000000'),
         date '2011-06-01' + k, a.id, t.id
       from generate_series(1, $1::int) k
         join (select *, row_number() over (order by id) - 1 as n from area_groups) a on a.n = k % 7
         join (select *, row_number() over (order by id) - 1 as n from territories) t on t.n = k % 109`,
    [units],
  );
  const plant = (table: string, count: number, from: readonly Entry[], seed: number, columns: string, values: string) =>
    client.query(
      `insert into ${table} (alliance_id, id, title, description, category, unit_id, territory_id, status, created_at, version, ${columns})
         select u.alliance_id, uuidv7(), e.title, e.description, e.category, u.id, case when k % 3 = 0 then t.id end,
           ${table === 'needs' ? `'OPEN'` : `'AVAILABLE'`}, timestamptz '2026-01-01' + k * interval '1 minute', 1, ${values}
         from rows from (jsonb_to_recordset($1::jsonb) as (title text, description text, category text)) with ordinality as e (title, description, category, k)
           join (select *, row_number() over (order by name) - 1 as n, count(*) over () as all from member_units) u on u.n = (k * 7) % u.all
           join (select *, row_number() over (order by id) - 1 as n from territories) t on t.n = (k * 11) % 109`,
      [JSON.stringify(entries(count, from, seed))],
    );
  await plant(
    'needs',
    needs,
    known.flatMap((set) => set.needs),
    1,
    'needed_by, quantity',
    `case when k % 4 > 0 then current_date + (k % 200)::int end, case when k % 3 = 0 then 1 + k % 40 end`,
  );
  await plant(
    'resources',
    resources,
    known.flatMap((set) => set.resources),
    2,
    'kind, quantity, available_from, available_until',
    `'SERVICE', 1 + k % 30, case when k % 5 = 0 then current_date + (k % 90)::int end, case when k % 6 = 0 then current_date + 90 + (k % 90)::int end`,
  );
  // three bookings of each fourth resource lie ahead, and each unit has taken part in two projects that are done
  await client.query(
    `insert into bookings (alliance_id, id, resource_id, slot, starts_at, ends_at, borrower, status, created_at)
       select r.alliance_id, uuidv7(), r.id, 1, now() + b * interval '2 days', now() + b * interval '2 days' + interval '3 hours', '居民', 'CONFIRMED', now()
       from (select *, row_number() over (order by id) as n from resources) r, generate_series(1, 3) b
       where n % 4 = 0`,
  );
  await client.query(
    `insert into joint_projects (alliance_id, id, title, category, status, lead_unit_id, created_at, completed_at, version)
       select alliance_id, uuidv7(), '共建项目', 'OTHER', 'COMPLETED', id, now(), now(), 1 from member_units, generate_series(1, 2)`,
  );
  await client.query('analyze');
}

/** Somebody of the alliance's secretariat. */
export async function plantSecretariat(client: Client): Promise<void> {
  await client.query(
    `with person as (insert into persons (id, name, email, password_hash, created_at) values (uuidv7(), '秘书处', $1, $2, now()) returning id)
     insert into alliance_roles (alliance_id, id, person_id, role, since)
       select a.id, uuidv7(), person.id, 'SECRETARIAT', now() from person, alliances a`,
    [secretariat.email, await new Passwords().hash(secretariat.password)],
  );
}
