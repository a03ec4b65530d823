import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from '../../platform/observability/logger';
import { metrics } from '../../platform/observability/metrics';
import { BrokenLog, SEALED_AT_ONCE, type AuditLog, type Committed } from '../../platform/audit';

const SEAL_EVERY = 1_000;
/** In so many rounds of sealing those entries are looked for once that were committed late. */
const LATE_EVERY = 10;
const SWEEP_EVERY = 3_600_000;

/** Deletes rows that are kept for a limited time only. */
const SWEEPS = [
  // a client that resumes later than this gets a snapshot
  `delete from live_events
   where at < now() - interval '30 days'`,
  `delete from access_changes
   where at < now() - interval '30 days'`,
  `delete from idempotent_answers
   where at < now() - interval '1 day'`,
  // what became of a letter
  `delete from letters
   where coalesce(sent_at, failed_at) < now() - interval '30 days'`,
];

/** Periodic work beside requests. It may run in any number of processes; the database lets one at a time do it. */
export class Background {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private broken: string | null = null;
  private rounds = 0;

  constructor(
    private readonly auditLog: AuditLog,
    private readonly pool: Pool,
    private readonly log: Logger,
  ) {}

  /** Whether what is stored of the audit log is not what was signed, so that nothing is sealed. */
  get auditIsBroken(): boolean {
    return this.broken !== null;
  }

  start(): void {
    this.running.push(
      this.every(SEAL_EVERY, async () => {
        // what came while one batch was sealed waits for the next second: a batch costs as much for few entries as for many
        let committed: Committed = this.rounds++ % LATE_EVERY === 0 ? 'late' : 'prompt';
        while ((await this.sealed(committed)) === SEALED_AT_ONCE && !this.stopping.signal.aborted) committed = 'prompt';
      }),
    );
    this.running.push(
      this.every(SWEEP_EVERY, async () => {
        for (const sweep of SWEEPS) await this.pool.query(sweep);
      }),
    );
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** Seals audit entries; a log that is broken is reported once for each way in which it is, and not every second. */
  private async sealed(committed: Committed): Promise<number> {
    try {
      const count = await this.auditLog.seal(committed);
      this.broken = null;
      metrics.sealedEntries.inc(count);
      return count;
    } catch (error) {
      if (!(error instanceof BrokenLog)) throw error;
      if (this.broken !== error.message)
        this.log.error({ event: 'audit.broken', reason: error.message }, 'the audit log is broken: nothing is sealed');
      this.broken = error.message;
      return 0;
    }
  }

  private async every(milliseconds: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await work().catch((error: unknown) => this.log.warn({ err: error }, 'background work failed'));
      await pause(milliseconds, undefined, { signal }).catch(() => undefined);
    }
  }
}
