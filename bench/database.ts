import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateAll } from '../src/app/server/migrations';
import { provisionLogins, startCluster } from '../src/platform/database/cluster';
import { loginOf, withSession } from '../src/platform/database/cluster/session';
import { createLogger } from '../src/platform/observability/logger';

const DATABASE = 'gongjian_bench';

export interface BenchDatabase {
  readonly ownerUrl: string;
  /** For our own writes beside the contestants. */
  readonly serverUrl: string;
  /** By which contestants find it: the login that each of the others uses, and our server's further ones. */
  readonly env: Readonly<Record<'BENCH_DATABASE' | 'BENCH_READER' | 'BENCH_IDENTITY', string>>;
  /** Another database with what is in this one now; nobody may be connected to it. */
  copy(name: string): Promise<Pick<BenchDatabase, 'ownerUrl' | 'env'>>;
  close(): Promise<void>;
}

/**
 * A migrated, empty database in an embedded PostgreSQL of this run's own.
 *
 * @param kept a folder that holds it after the run, and from the run before
 */
export async function openBenchDatabase(kept?: string): Promise<BenchDatabase> {
  const log = createLogger('error');
  const dataDir = kept ?? (await mkdtemp(path.join(tmpdir(), 'gongjian-bench-')));
  const cluster = await startCluster({ dataDir, durable: false, log });
  const close = async (): Promise<void> => {
    await cluster.stop();
    if (kept === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(1)));
  const logins = await provisionLogins(cluster.adminUrl, {
    databaseName: DATABASE,
    authSecret: 'of no use elsewhere',
    log,
  });
  await migrateAll(logins.ownerUrl);
  const { ownerUrl, serverUrl } = logins;
  const found = (name: string): Pick<BenchDatabase, 'ownerUrl' | 'env'> => {
    const on = (url: string): string => url.replace(`/${DATABASE}`, `/${name}`);
    return {
      ownerUrl: on(ownerUrl),
      env: {
        BENCH_DATABASE: on(serverUrl),
        BENCH_READER: on(logins.readerUrl),
        BENCH_IDENTITY: on(logins.identityUrl),
      },
    };
  };
  return {
    serverUrl,
    ...found(DATABASE),
    close,
    copy: async (name) => {
      await withSession(cluster.adminUrl, (session) =>
        session.query(`create database ${name} template ${DATABASE} owner ${loginOf(ownerUrl).user}`),
      );
      return found(name);
    },
  };
}
