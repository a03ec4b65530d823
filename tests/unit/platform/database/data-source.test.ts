import { openDataSource, poolOf } from '../../../../src/platform/database/data-source';
import { createTestDatabase } from '../../../testkit/cluster';

test('a connection that is lost between two statements fails the next one, and nothing else', async () => {
  const database = await createTestDatabase();
  const source = await openDataSource(database.serverUrl, [], 2);
  const pool = poolOf(source);
  const heard: string[] = [];
  pool.on('error', (error) => heard.push(error.message));
  try {
    const client = await pool.connect();
    const {
      rows: [own],
    } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const lost = new Promise((resolve) => client.once('end', resolve));
    await pool.query('select pg_terminate_backend($1)', [own?.pid]);
    await lost;
    await expect(client.query('select 1')).rejects.toThrow();
    client.release(true);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  } finally {
    await source.destroy();
    await database.drop();
  }
});
