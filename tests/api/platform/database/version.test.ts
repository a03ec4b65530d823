import { readFileSync } from 'node:fs';
import path from 'node:path';
import { migrateAll, requireAllMigrated } from '../../../../src/app/server/migrations';
import { withSession } from '../../../../src/platform/database/cluster/session';
import { createTestDatabase } from '../../../testkit/cluster';
import { fetchData } from '../../../testkit/graphql';
import { startTestServer } from '../../../testkit/server';

const { version } = JSON.parse(readFileSync(path.resolve(__dirname, '../../../../package.json'), 'utf8')) as {
  version: string;
};

it('says its version by both health checks, and as the description of the schema', async () => {
  const server = await startTestServer();
  try {
    const health = async (check: string): Promise<unknown> =>
      (await fetch(server.url.replace('/graphql', `/health/${check}`))).json();
    expect(await health('live')).toEqual({ status: 'up', version });
    expect(await health('ready')).toEqual({ status: 'ready', version });
    expect(await fetchData(server.url, { query: '{ __schema { description } }' })).toEqual({
      __schema: { description: `Gongjian (共建), version ${version}.` },
    });
  } finally {
    await server.stop();
  }
});

it('does not start on a database that a later version has migrated, by whichever login', async () => {
  const database = await createTestDatabase();
  try {
    await requireAllMigrated(database.serverUrl);
    await withSession(database.ownerUrl, (session) =>
      session.query("insert into migrations (timestamp, name) values (2000000000000, 'DoWhatComesLater2000000000000')"),
    );
    const said = /^the database is of a later version, which migrated it by DoWhatComesLater2000000000000: start that/;
    await expect(migrateAll(database.ownerUrl)).rejects.toThrow(said);
    await expect(requireAllMigrated(database.serverUrl)).rejects.toThrow(said);
  } finally {
    await database.drop();
  }
});
