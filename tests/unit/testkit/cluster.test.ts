import { type TestDatabase, createTestDatabase } from '../../testkit/cluster';
import { withSession } from '../../../src/platform/database/cluster/session';

const count = (url: string) =>
  withSession(url, async (session) => {
    const { rows } = await session.query<{ migrations: number }>('SELECT count(*)::int AS migrations FROM migrations');
    return rows[0]!.migrations;
  });

describe('createTestDatabase', () => {
  const databases: TestDatabase[] = [];
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  it('gives migrated databases of their own, several at once', async () => {
    databases.push(...(await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()])));
    for (const { ownerUrl, serverUrl } of databases) {
      expect(await count(ownerUrl)).toBeGreaterThan(0);
      expect(await count(serverUrl)).toBeGreaterThan(0);
      await withSession(ownerUrl, (session) => session.query('CREATE TABLE mine (id int)'));
      const reading = withSession(serverUrl, (session) => session.query('TABLE mine'));
      await expect(reading).rejects.toThrow('permission denied');
    }
  });

  it('drops one that somebody is still connected to', async () => {
    const database = await createTestDatabase();
    await withSession(database.serverUrl, async (session) => {
      await database.drop();
      await expect(session.query('SELECT 1')).rejects.toThrow();
    });
    await expect(count(database.ownerUrl)).rejects.toThrow('does not exist');
  });
});
