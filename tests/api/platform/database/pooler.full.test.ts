import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { loadConfiguration } from '../../../../src/platform/config';
import { openDatabase } from '../../../../src/platform/database/cluster';
import { createLogger } from '../../../../src/platform/observability/logger';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';
import { fetchData } from '../../../testkit/graphql';
import { AUTH_SECRET, SEAL_KEY } from '../../../testkit/keys';
import { startPooler, type Pooler, type PoolMode } from '../../../testkit/postgres/pooler';
import { serveDatabase } from '../../../testkit/server';
import { Watcher } from '../../../testkit/watcher';
import { TestWorld } from '../../../testkit/world/test-world';

const LOST = /leads to a pooler that gives each transaction another connection: name PostgreSQL itself there/;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const urls = (): string[] => [database.ownerUrl, database.serverUrl, database.readerUrl, database.identityUrl];

async function behind<T>(
  mode: PoolMode,
  settings: Readonly<Record<string, string | number>>,
  work: (pooler: Pooler) => Promise<T>,
): Promise<T> {
  const pooler = await startPooler(mode, urls(), settings);
  try {
    return await work(pooler);
  } finally {
    await pooler.stop();
  }
}

const open = (env: NodeJS.ProcessEnv) =>
  openDatabase(
    loadConfiguration({ AUTH_SECRET, SEAL_KEY, DATA_DIR: path.join(tmpdir(), 'gongjian-unused'), ...env }),
    createLogger('error'),
  );

const direct = () => ({ DATABASE_SERVER_URL: database.serverUrl, DATABASE_READER_URL: database.readerUrl });

describe('a pooler that keeps a connection for a transaction alone', () => {
  it.each([
    ['transaction', {}],
    ['transaction', { default_pool_size: 1 }],
    ['statement', {}],
  ] as const)('is refused at start, in one line (%s, %j)', async (mode, settings) => {
    await behind(mode, settings, async (pooler) => {
      const refusal = open({ DATABASE_URL: pooler.through(database.ownerUrl) });
      await expect(refusal).rejects.toThrow(LOST);
      await expect(refusal).rejects.toThrow(/^DATABASE_URL [^\n]+$/);
    });
  });

  it('is found out also when it lends its connections in turn', async () => {
    await behind('transaction', { server_round_robin: 1 }, async (pooler) => {
      const clients = [1, 2, 3, 4].map(() => new Client({ connectionString: pooler.through(database.ownerUrl) }));
      await Promise.all(clients.map((client) => client.connect()));
      // each in a transaction of its own at the same time, so that the pooler has as many connections to lend
      for (const client of clients) await client.query('begin; select 1');
      for (const client of clients) await client.query('commit');
      await expect(open({ DATABASE_URL: pooler.through(database.ownerUrl) })).rejects.toThrow(LOST);
      await Promise.all(clients.map((client) => client.end()));
    });
  });

  it.each(['DATABASE_SERVER_URL', 'DATABASE_READER_URL', 'DATABASE_IDENTITY_URL'] as const)(
    'is refused where only %s leads to it',
    async (variable) => {
      const own = { ...direct(), DATABASE_IDENTITY_URL: database.identityUrl };
      await behind('transaction', {}, async (pooler) => {
        const refusal = open({ ...own, [variable]: pooler.through(own[variable]) });
        await expect(refusal).rejects.toThrow(new RegExp(`^${variable} ${LOST.source}`));
      });
    },
  );
});

test('a pooler that keeps a connection for each session serves queries, changes, live updates and timed work', async () => {
  await behind('session', { default_pool_size: 40 }, async (pooler) => {
    const pooled = {
      DATABASE_SERVER_URL: pooler.through(database.serverUrl),
      DATABASE_READER_URL: pooler.through(database.readerUrl),
      DATABASE_IDENTITY_URL: pooler.through(database.identityUrl),
    };
    const opened = await open(pooled);
    expect(opened).toMatchObject({ ownerUrl: null, readerUrl: pooled.DATABASE_READER_URL });
    const server = await serveDatabase({ ...opened, ownerUrl: database.ownerUrl });
    try {
      const alliance = await TestWorld.at({ ownerUrl: database.ownerUrl }, () => server.url).alliance();
      const meetingId = await alliance.meeting({ title: '连接池后面' });
      const watcher = new Watcher({ url: server.webSocketUrl, meetingId });
      await alliance.item(meetingId, { title: '议题一' });
      await watcher.reached(await alliance.world.revision(meetingId));
      expect(watcher.printed).toEqual(['1 议题一']);
      await watcher.stop();
      const { meeting } = await fetchData<{ meeting: { title: string } }>(server.url, {
        query: 'query ($id: ID!) { meeting(id: $id) { title } }',
        variables: { id: meetingId },
      });
      expect(meeting.title).toBe('连接池后面');
      await server.running.timedWork.catchUp();
      const { rows } = await server.running.connections.reads.query<Record<string, string>>(
        `select current_setting('TimeZone') as zone, current_setting('statement_timeout') as timeout,
                current_setting('default_transaction_read_only') as "readOnly"`,
      );
      expect(rows).toEqual([{ zone: 'UTC', timeout: '5s', readOnly: 'on' }]);
    } finally {
      await server.stop();
    }
  });
});
