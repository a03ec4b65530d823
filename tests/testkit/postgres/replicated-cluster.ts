import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from 'pg';
import { migrateAll } from '../../../src/app/server/migrations';
import { provisionLogins, startCluster, type Cluster, type ServerLogins } from '../../../src/platform/database/cluster';
import { ConnectionRefusal, withLogin, withSession, loginOf } from '../../../src/platform/database/cluster/session';
import { createLogger } from '../../../src/platform/observability/logger';
import { AUTH_SECRET } from '../keys';
import { processesOf } from './processes';

const DATABASE = 'gongjian';
const log = createLogger('fatal');

/** A streaming replica of a test's own. */
export class TestReplica {
  private running: Cluster | null = null;

  constructor(private readonly folder: string) {}

  /** Without a login. */
  get url(): string {
    return `postgres://127.0.0.1:${this.port}/${DATABASE}`;
  }

  private port = 0;

  async start(): Promise<void> {
    this.running = await startCluster({ dataDir: this.folder, log });
    this.port = this.running.port;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = null;
  }

  /** Keeps what comes from the primary, and shows none of it. */
  async pause(): Promise<void> {
    await this.as(async (session) => {
      await session.query('select pg_wal_replay_pause()');
      const isPaused = async (): Promise<boolean> => {
        const { rows } = await session.query<{ state: string }>('select pg_get_wal_replay_pause_state() as state');
        return rows[0]?.state === 'paused';
      };
      while (!(await isPaused()));
    });
  }

  async resume(): Promise<void> {
    await this.as((session) => session.query('select pg_wal_replay_resume()'));
  }

  /** Its first process ends at once; as a service manager would, what runs it starts it again. */
  async kill(): Promise<void> {
    process.kill((await processesOf(this.folder))[0] ?? 0, 'SIGKILL');
  }

  async freeze(): Promise<void> {
    for (const pid of await processesOf(this.folder)) process.kill(pid, 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    for (const pid of await processesOf(this.folder)) process.kill(pid, 'SIGCONT');
  }

  async answers(): Promise<void> {
    const answered = (): Promise<boolean> =>
      this.as(() => Promise.resolve(true)).catch((error: unknown) => {
        if (error instanceof ConnectionRefusal) return false;
        throw error;
      });
    while (!(await answered()));
  }

  private as<T>(work: (session: Client) => Promise<T>): Promise<T> {
    const { user, password } = loginOf(this.running?.adminUrl ?? '');
    return withSession(withLogin(this.url, user, password), work);
  }
}

/** A PostgreSQL with a migrated database, and replicas of it. */
export class ReplicatedCluster {
  private constructor(
    readonly logins: ServerLogins & { readonly ownerUrl: string },
    readonly replicas: readonly TestReplica[],
    private readonly folder: string,
    private readonly primary: Cluster,
  ) {}

  static async start(count: number): Promise<ReplicatedCluster> {
    const folder = mkdtempSync(path.join(tmpdir(), 'gongjian-test-replicated-'));
    const at = (name: string): string => path.join(folder, name);
    const first = await startCluster({ dataDir: at('primary'), log });
    const options = { databaseName: DATABASE, authSecret: AUTH_SECRET, log };
    const { ownerUrl } = await provisionLogins(first.adminUrl, options);
    await migrateAll(ownerUrl);
    await first.stop();
    const names = Array.from({ length: count }, (_, index) => `replica-${index}`);
    // with its owners
    for (const name of names) execFileSync('cp', ['-a', at('primary'), at(name)]);
    const primary = await startCluster({ dataDir: at('primary'), log });
    const replicas: TestReplica[] = [];
    for (const name of names) {
      const { user, password } = loginOf(primary.adminUrl);
      const data = path.join(at(name), 'postgres', 'data');
      await writeFile(path.join(data, 'standby.signal'), '');
      await appendFile(
        path.join(data, 'postgresql.auto.conf'),
        `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=${user} password=${password}'\n`,
      );
      const replica = new TestReplica(at(name));
      await replica.start();
      replicas.push(replica);
    }
    const logins = await provisionLogins(primary.adminUrl, options);
    return new ReplicatedCluster(logins, replicas, folder, primary);
  }

  /** Until all replicas go on, and let somebody in. */
  async answers(): Promise<void> {
    for (const replica of this.replicas) {
      await replica.thaw();
      await replica.answers();
    }
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.primary.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
