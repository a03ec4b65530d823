import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Client } from 'pg';
import type { Pulse } from '../database/pulse';
import { LIVE_CHANNEL } from './event';

const LISTEN = `listen ${LIVE_CHANNEL}`;
/** How often everything is looked at though no signal came. */
const POLL_EVERY = 2_000;
const LONGEST_RETRY = 5_000;
/** A connection that does not answer within this is lost (ms). */
const ANSWERS_WITHIN = 5_000;

export interface ListenerDependencies {
  readonly url: string;
  readonly pulse: Pulse;
  readonly log: Logger;
  /** A commit left something to read: `access`, the keys of streams, or `*` for more than fit. */
  readonly onNotify: (signals: readonly string[]) => void;
  /** Called every two seconds, and whenever signals may have been lost. */
  readonly poll: () => Promise<void>;
}

/**
 * Listens for signals on a connection of its own, and reconnects when that is lost. Signals only make things faster:
 * the poll finds everything that they announce.
 */
export class Listener {
  private client: Client | null = null;
  private readonly stopping = new AbortController();
  private polling: Promise<void> = Promise.resolve();
  private reconnecting: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: ListenerDependencies) {}

  /** Whether signals are coming: what is cached on their strength is good only then. */
  get listening(): boolean {
    return this.client !== null;
  }

  async start(): Promise<void> {
    await this.connect();
    this.polling = this.pollForEver();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.polling, this.reconnecting]);
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const { pulse, url } = this.dependencies;
    const client = new (pulse.clientClass(ANSWERS_WITHIN))({
      connectionString: url,
      application_name: 'gongjian live',
      keepAlive: true,
    });
    client.on('notification', (notification) => this.dependencies.onNotify((notification.payload ?? '*').split(',')));
    client.on('error', () => undefined); // 'end' follows
    try {
      await client.connect();
      await client.query(LISTEN);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    // only now: a connection that never came about ends as well
    client.once('end', () => {
      this.client = null;
      this.reconnecting = this.reconnect();
    });
    this.client = client;
  }

  private async reconnect(): Promise<void> {
    for (let wait = 50; !this.stopping.signal.aborted; wait = Math.min(wait * 2, LONGEST_RETRY)) {
      try {
        await this.connect();
        break;
      } catch (error) {
        this.dependencies.log.warn({ err: error }, 'cannot listen for live signals');
        await pause(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
    if (this.stopping.signal.aborted) return;
    this.dependencies.log.info('listening for live signals again');
    await this.poll();
  }

  private async pollForEver(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(POLL_EVERY, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.poll();
    }
  }

  private async poll(): Promise<void> {
    // a connection that only listens would not notice that it is lost; to listen again changes nothing
    const heard = this.client?.query(LISTEN).catch(() => undefined);
    await Promise.all([heard, this.dependencies.poll()]).catch((error: unknown) => {
      this.dependencies.log.warn({ err: error }, 'the live poll failed');
    });
  }
}
