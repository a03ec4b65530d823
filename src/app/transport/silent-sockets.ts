import { Holdings, LIMITS } from '../../platform/budgets';
import { CloseCode, type Outbox } from '../../platform/live/outbox';

/** How long a socket may say nothing. */
const LONGEST_MS = 10_000;

/**
 * Sockets that have not sent `connection_init`. They have less time than others and less room: the newest take the place of
 * the oldest. One timer serves all of them.
 */
export class SilentSockets {
  private readonly held = new Holdings<Outbox>();
  /** When each came, the first ones first. */
  private readonly since = new Map<Outbox, number>();
  private readonly timer = setInterval(() => this.closeLate(), 1_000).unref();

  add(outbox: Outbox): void {
    this.held.set(outbox.network, outbox, 1);
    this.since.set(outbox, performance.now());
    if (this.held.total <= LIMITS.silentSockets) return;
    const oldest = this.held.oldestOfHeaviest();
    if (oldest !== undefined) this.close(oldest);
  }

  /** It has spoken, or is gone. */
  delete(outbox: Outbox): void {
    if (this.since.delete(outbox)) this.held.set(outbox.network, outbox, 0);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private closeLate(): void {
    const before = performance.now() - LONGEST_MS;
    for (const [outbox, since] of this.since) {
      if (since > before) return;
      this.close(outbox);
    }
  }

  private close(outbox: Outbox): void {
    this.delete(outbox);
    outbox.close(CloseCode.silent, 'Connection initialisation timeout');
  }
}
