import { readFileSync } from 'node:fs';
import { withSession } from '../../../../src/platform/database/cluster/session';
import { poolsOf } from '../../../../src/platform/database/connections';
import { startTestServer } from '../../../testkit/server';

test('a busy process has opened as many connections as the page says, and those alone', async () => {
  const server = await startTestServer({ env: { DATABASE_POOL: '20' } });
  try {
    const pools = poolsOf(server.running.connections);
    // more want one than there are, so that each pool opens all that it may
    const busy = pools.map((pool) =>
      Promise.all(Array.from({ length: 3 * pool.options.max }, () => pool.query('select pg_sleep(0.05)'))),
    );
    await Promise.all([...busy, server.running.timedWork.catchUp()]);
    const connections = () =>
      withSession(server.database.ownerUrl, (session) =>
        session.query<{ name: string; count: number }>(
          `select application_name as name, count(*)::int as count
           from pg_stat_activity
           where datname = current_database()
             and pid <> pg_backend_pid()
             and usesysid is not null
           group by application_name`,
        ),
      );
    let { rows } = await connections();
    // the pulse is felt on a connection of its own, which is opened beside the start
    while (!rows.some(({ name }) => name === 'gongjian pulse')) ({ rows } = await connections());
    const { 'gongjian timed work': timedWork = 0, ...others } = Object.fromEntries(
      rows.map(({ name, count }) => [name, count]),
    );
    expect(others).toEqual({
      'gongjian reads': 10,
      gongjian: 6,
      'gongjian identity': 4,
      'gongjian live': 1,
      'gongjian pulse': 1,
    });
    expect(timedWork).toBeGreaterThan(0);
    expect(timedWork).toBeLessThanOrEqual(3);
    const page = readFileSync('docs/operations/scale.md', 'utf8');
    const names = [...page.matchAll(/^\| `(gongjian(?: [a-z ]+)?)`/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual(rows.map(({ name }) => name).sort());
    expect(page).toContain('`DATABASE_POOL` + 5 = 25');
  } finally {
    await server.stop();
  }
});
