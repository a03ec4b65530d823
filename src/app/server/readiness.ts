import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Pulse } from '../../platform/database/pulse';
import type { Replicas } from '../../platform/database/replicas';

/** Whoever asks has its answer within a second. */
const PATIENCE_MS = 800;

/** Whether requests can be served, and of how many replicas queries are read, where there are some. */
export interface Ready {
  readonly ready: boolean;
  readonly replicas?: Replicas['counts'];
}

/** Whether requests can be served: the database answers, each pool has a connection to be had, and the server is not about to stop. */
export class Readiness {
  private ending = false;
  /** One look at a time, however many ask: nobody need be signed in to. */
  private looking: Promise<boolean> | null = null;

  constructor(
    private readonly pools: readonly Pool[],
    private readonly pulse: Pulse,
    /** Null where there are none. That none of them answers is no reason not to be ready: the database itself is read from. */
    private readonly replicas: Replicas | null,
  ) {}

  /** No longer, from here on. */
  end(): void {
    this.ending = true;
  }

  async look(): Promise<Ready> {
    return { ready: await this.isReady(), ...(this.replicas && { replicas: this.replicas.counts }) };
  }

  private async isReady(): Promise<boolean> {
    if (this.ending || this.pulse.silent) return false;
    this.looking ??= this.ask().finally(() => {
      this.looking = null;
    });
    return Promise.race([this.looking, pause(PATIENCE_MS, false, { ref: false })]);
  }

  private ask(): Promise<boolean> {
    return Promise.all(this.pools.map((pool) => pool.query('select'))).then(
      () => !this.ending,
      () => false,
    );
  }
}
