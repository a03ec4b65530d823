// The floor: each read as one hand-written statement behind node:http. No GraphQL, no permissions, and PostgreSQL's
// text is passed on as it comes: nothing that answers from this database can take less of the server's time.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env.BENCH_DATABASE,
  max: 10,
  idleTimeoutMillis: 0,
  options: '-c TimeZone=UTC',
});

const time = (column) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const sectorGroups = `(select coalesce(json_agg(json_build_object('id', 'sector_' || g.id, 'name', g.name) order by g.id), '[]')
  from sector_group_members s join sector_groups g on g.alliance_id = s.alliance_id and g.id = s.sector_group_id
  where s.alliance_id = u.alliance_id and s.unit_id = u.id)`;
const presenter = `(select json_build_object('id', 'unit_' || p.id, 'name', p.name) from member_units p
  where p.alliance_id = i.alliance_id and p.id = i.presenter_unit_id)`;

const statements = {
  '/list': `select json_build_object('data', json_build_object('alliance', json_build_object('memberUnits', json_build_object('nodes', (
    select json_agg(json_build_object('id', 'unit_' || u.id, 'name', u.name, 'kind', u.kind, 'affiliation', u.affiliation,
      'creditCode', u.credit_code, 'joinedOn', u.joined_on,
      'territory', (select json_build_object('id', 'territory_' || t.id, 'name', t.name, 'level', t.level) from territories t
        where t.alliance_id = u.alliance_id and t.id = u.territory_id),
      'areaGroup', (select json_build_object('id', 'area_' || g.id, 'name', g.name) from area_groups g
        where g.alliance_id = u.alliance_id and g.id = u.area_group_id),
      'sectorGroups', ${sectorGroups}) order by u.name, u.id)
    from (select * from member_units where alliance_id = a.id order by name, id limit 50) u)))))::text from alliances a where a.slug = $1`,
  '/deep': `select json_build_object('data', json_build_object('alliance', json_build_object('id', 'alliance_' || a.id, 'name', a.name, 'areaGroups', (
    select json_agg(json_build_object('id', 'area_' || g.id, 'name', g.name,
      'memberUnits', json_build_object('nodes', (
        select json_agg(json_build_object('id', 'unit_' || u.id, 'name', u.name, 'kind', u.kind, 'sectorGroups', ${sectorGroups}) order by u.name, u.id)
        from (select * from member_units where alliance_id = g.alliance_id and area_group_id = g.id order by name, id limit 10) u)),
      'meetings', json_build_object('nodes', (
        select json_agg(json_build_object('id', 'meeting_' || m.id, 'title', m.title, 'status', m.status, 'startsAt', ${time('m.starts_at')},
          'agenda', json_build_object('items', (
            select coalesce(json_agg(json_build_object('id', 'item_' || i.id, 'number', i.numbers[1], 'title', i.title, 'state', i.state,
              'presenterUnit', ${presenter}) order by i.ordinal), '[]')
            from agenda_items i where i.alliance_id = m.alliance_id and i.meeting_id = m.id))) order by m.starts_at desc)
        from (select * from joint_meetings where alliance_id = g.alliance_id and area_group_id = g.id order by starts_at desc, id desc limit 3) m))
      ) order by g.id)
    from area_groups g where g.alliance_id = a.id))))::text from alliances a where a.slug = $1`,
  '/point': `select json_build_object('data', json_build_object('meeting', json_build_object('id', 'meeting_' || m.id, 'kind', m.kind, 'title', m.title,
    'status', m.status, 'visibility', m.visibility, 'startsAt', ${time('m.starts_at')}, 'endsAt', ${time('m.ends_at')}, 'venue', m.venue,
    'agenda', json_build_object('revision', m.revision, 'items', (
      select json_agg(json_build_object('id', 'item_' || i.id, 'number', i.numbers[1], 'title', i.title, 'kind', i.kind, 'state', i.state,
        'plannedMinutes', i.planned_minutes, 'expectedAt', ${time('i.expected_starts[1]')}, 'presenter', i.presenter,
        'presenterUnit', ${presenter}) order by i.ordinal)
      from agenda_items i where i.alliance_id = m.alliance_id and i.meeting_id = m.id)))))::text from joint_meetings m where m.id = $1`,
  '/agreements': `select json_build_object('data', json_build_object('alliance', json_build_object('agreements', json_build_object('nodes', (
    select json_agg(json_build_object('id', 'agreement_' || g.id, 'number', g.number, 'title', g.title, 'tier', g.tier, 'status', g.status,
      'startsOn', g.starts_on, 'endsOn', g.ends_on, 'parties', (
        select json_agg(json_build_object('role', p.role, 'unit', (select json_build_object('id', 'unit_' || u.id, 'name', u.name) from member_units u
          where u.alliance_id = p.alliance_id and u.id = p.unit_id)) order by p.position)
        from agreement_parties p where p.alliance_id = g.alliance_id and p.agreement_id = g.id)) order by g.created_at desc, g.id desc)
    from (select * from agreements where alliance_id = a.id and status = 'ACTIVE' order by created_at desc, id desc limit 50) g)))))::text from alliances a where a.slug = $1`,
};

const server = createServer((request, response) => {
  const chunks = [];
  request
    .on('data', (chunk) => chunks.push(chunk))
    .on('end', async () => {
      const { slug, id } = JSON.parse(Buffer.concat(chunks).toString()).variables;
      const { rows } = await pool.query({
        name: request.url,
        text: statements[request.url],
        values: [slug ?? id.slice('meeting_'.length)],
        rowMode: 'array',
      });
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(rows[0][0]),
      });
      response.end(rows[0][0]);
    });
});
server.listen(0, '127.0.0.1', () => process.send({ ready: `http://127.0.0.1:${server.address().port}` }));
