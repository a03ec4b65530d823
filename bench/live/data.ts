import { Client } from 'pg';
import { Passwords } from '../../src/platform/identity/password/passwords';

/** The agenda that is watched, and who changes it. */
export interface LiveWorld {
  readonly meetingId: string;
  readonly itemId: string;
  readonly email: string;
  readonly password: string;
}

const organiser = { email: 'organiser@bench.example', password: 'for benchmarks only' };

/** A public meeting in session with twenty items. */
const ROWS = `
  insert into alliances (id, slug, name) values (uuidv7(), 'qingfeng', '青枫街道党建共建联合会');
  insert into member_units (alliance_id, id, name, kind, affiliation, status)
    select id, uuidv7(), '共建单位' || n, 'SCHOOL', 'DISTRICT', 'ACTIVE' from alliances, generate_series(1, 20) n;
  insert into joint_meetings (alliance_id, id, kind, title, status, visibility, audience, starts_at, opened_at, check_in_secret)
    select id, uuidv7(), 'JOINT', '第三季度联席会议', 'IN_SESSION', 'PUBLIC', 1, now(), now(), '\\x00' from alliances;
  insert into agenda_items (alliance_id, id, meeting_id, position, ordinal, title, kind, state, visibility, audience, planned_minutes,
      presenter_unit_id, numbers, expected_starts)
    select m.alliance_id, uuidv7(), m.id, u.n, u.n, '关于第' || u.n || '项共建工作的汇报', 'REPORT', 'PENDING', 'PUBLIC', 1, 10, u.id,
      array_fill(u.n::text, array[3]), array_fill(now() + u.n * interval '10 minutes', array[3])
    from joint_meetings m, (select id, row_number() over (order by id) as n from member_units) u`;

export async function plantLiveWorld(ownerUrl: string): Promise<LiveWorld> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const statement of ROWS.split(';\n')) await client.query(statement);
    await client.query(
      `with person as (insert into persons (id, name, email, password_hash, created_at) values (uuidv7(), '李主持', $1, $2, now()) returning id)
       insert into alliance_roles (alliance_id, id, person_id, role, since) select a.id, uuidv7(), person.id, 'ORGANISER', now() from person, alliances a`,
      [organiser.email, await new Passwords().hash(organiser.password)],
    );
    await client.query('analyze');
    const {
      rows: [row],
    } = await client.query<{ meetingId: string; itemId: string }>(
      'select meeting_id as "meetingId", id as "itemId" from agenda_items where ordinal = 7',
    );
    if (row === undefined) throw new Error('no agenda was planted');
    return { ...organiser, ...row };
  } finally {
    await client.end();
  }
}
