import { rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateAll } from '../../../src/app/server/migrations';
import { provisionLogins, startCluster, type ServerLogins } from '../../../src/platform/database/cluster';
import { createLogger } from '../../../src/platform/observability/logger';
import { AUTH_SECRET } from '../../testkit/keys';
import { processesOf } from '../../testkit/postgres/processes';

/** A PostgreSQL of a test's own, whose processes can be stopped in the middle of whatever they do, and go on afterwards. */
export class FreezableCluster {
  private constructor(
    readonly logins: ServerLogins & { readonly ownerUrl: string },
    private readonly folder: string,
    private readonly end: () => Promise<void>,
  ) {}

  /** A new one, with a migrated database. */
  static async start(): Promise<FreezableCluster> {
    const folder = mkdtempSync(path.join(tmpdir(), 'gongjian-test-frozen-'));
    const log = createLogger('error');
    const cluster = await startCluster({ dataDir: folder, durable: false, log });
    const logins = await provisionLogins(cluster.adminUrl, { databaseName: 'gongjian', authSecret: AUTH_SECRET, log });
    await migrateAll(logins.ownerUrl);
    return new FreezableCluster(logins, folder, cluster.stop);
  }

  async freeze(): Promise<void> {
    for (const pid of await processesOf(this.folder)) process.kill(pid, 'SIGSTOP');
  }

  async thaw(): Promise<void> {
    for (const pid of await processesOf(this.folder)) process.kill(pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    await this.thaw();
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
