import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Pulse } from '../../platform/database/pulse';

/** Whoever asks has its answer within a second. */
const PATIENCE_MS = 800;

/** Whether requests can be served: the database answers, each pool has a connection to be had, and the server is not about to stop. */
export class Readiness {
  private ending = false;
  /** One look at a time, however many ask: nobody need be signed in to. */
  private looking: Promise<boolean> | null = null;

  constructor(
    private readonly pools: readonly Pool[],
    private readonly pulse: Pulse,
  ) {}

  /** No longer, from here on. */
  end(): void {
    this.ending = true;
  }

  async isReady(): Promise<boolean> {
    if (this.ending || this.pulse.silent) return false;
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    return Promise.race([this.looking, pause(PATIENCE_MS, false, { ref: false })]);
  }

  private look(): Promise<boolean> {
    return Promise.all(this.pools.map((pool) => pool.query('select'))).then(
      () => !this.ending,
      () => false,
    );
  }
}
