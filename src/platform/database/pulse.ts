import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig, type Pool } from 'pg';
import type { Logger } from '../observability/logger';
import { metrics } from '../observability/metrics';
import { measure } from './measure';

/** How often connections are looked at. */
const LOOK_EVERY_MS = 500;
/** At so many looks in a row without an answer the database counts as silent: counted, since a busy process looks late. */
const PATIENCE = 6;
/** What is asked of a silent database is given up after so many looks. */
const PATIENCE_WHILE_SILENT = 1;
/** Connections that say goodbye have so long for it. */
const GOODBYE_MS = 1_000;

/** The database has taken a statement, or a connection, and does not answer. */
export class DatabaseSilent extends Error {
  override readonly name = 'DatabaseSilent';
  /** As the network says it when the other side is gone without a word. */
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('the database does not answer');
  }
}

/** What of pg's client this needs; its types have none of it. */
interface Internals {
  readonly connection: { readonly stream: Socket };
  /** True while nothing is asked of it. */
  readonly readyForQuery?: boolean;
  readonly _ending: boolean;
}

interface Watched {
  readonly client: Client & Internals;
  /** After how many looks in a row without an answer it counts as lost. */
  patience: number;
  bytesRead: number;
  unanswered: number;
}

type Taken = (error: Error | undefined, client: Client | undefined, release: (error?: Error) => void) => void;

/**
 * Whether the database answers. A database that is stopped, or behind a network that swallows what is sent, refuses nothing: whoever
 * asks it would wait for ever, and with them all who wait for a connection. So it is asked something that takes no time, again and
 * again, on a connection of its own; when that is not answered, neither is anything else, and whatever waits for it is told so.
 * A connection that alone is silent longer than any of its statements may take is lost as well.
 */
export class Pulse {
  private readonly watched = new Set<Watched>();
  /** Those who wait for a connection of a pool. */
  private readonly waiting = new Set<() => void>();
  private readonly PulseClient = this.clientClass(PATIENCE * LOOK_EVERY_MS);
  private client: Client | null = null;
  private asking = false;
  private unanswered = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly url: string,
    private readonly log: Logger,
    /** A statement that takes longer is logged (ms). */
    private readonly slowMs: number,
  ) {}

  /** Whether the database has stopped answering. */
  get silent(): boolean {
    return this.unanswered > PATIENCE;
  }

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  /** After everything else that has connections: closes what does not close by itself. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.client?.end().catch(() => undefined);
    const ends = [...this.watched].map(({ client }) => new Promise<void>((resolve) => client.once('end', resolve)));
    await Promise.race([Promise.all(ends), pause(GOODBYE_MS, undefined, { ref: false })]);
    for (const { client } of this.watched) client.connection.stream.destroy();
  }

  /**
   * The class of connections that are watched.
   * @param statementMs how long the database may say nothing to one that has asked something
   */
  clientClass(statementMs: number): new (config?: ClientConfig) => Client {
    const watch = (client: Client, pool: string): void => {
      this.watch(client as Client & Internals, statementMs);
      measure(client, pool, this.slowMs, this.log);
    };
    return class extends Client {
      constructor(config?: ClientConfig) {
        super(config);
        watch(this, poolName(config?.application_name));
      }
    };
  }

  /** Has nobody wait for a connection of the pool while the database is silent. */
  guard(pool: Pool): void {
    const connect = pool.connect.bind(pool) as (taken: Taken) => void;
    const name = poolName(pool.options.application_name);
    const take = (taken: Taken): void => {
      const refuse = (): void => {
        this.waiting.delete(refuse);
        taken(new DatabaseSilent(), undefined, () => undefined);
      };
      if (this.silent) return process.nextTick(refuse);
      this.waiting.add(refuse);
      const began = pool.idleCount > 0 ? null : performance.now();
      connect((error, client, release) => {
        if (began !== null) metrics.poolWaitSeconds.observe({ pool: name }, (performance.now() - began) / 1_000);
        if (this.waiting.delete(refuse)) taken(error, client, release);
        else if (client !== undefined) release();
      });
    };
    const guarded = (taken?: Taken): Promise<Client> | void => {
      if (taken !== undefined) return take(taken);
      return new Promise((resolve, reject) => {
        take((error, client) => (client === undefined ? reject(error ?? new DatabaseSilent()) : resolve(client)));
      });
    };
    Object.assign(pool, { connect: guarded });
  }

  /** For work whose statements may take as long as they need: only a database that answers nobody ends them. */
  async unhurried<T>(client: object, work: () => Promise<T>): Promise<T> {
    const watched = [...this.watched].find((each) => each.client === client);
    if (watched === undefined) return work();
    const { patience } = watched;
    watched.patience = Infinity;
    try {
      return await work();
    } finally {
      watched.patience = patience;
    }
  }

  private watch(client: Client & Internals, statementMs: number): void {
    const watched = { client, patience: Math.ceil(statementMs / LOOK_EVERY_MS), bytesRead: 0, unanswered: 0 };
    this.watched.add(watched);
    client.once('end', () => this.watched.delete(watched));
  }

  private look(): void {
    if (this.asking) this.unanswered += 1;
    else void this.ask();
    if (this.unanswered === PATIENCE + 1) this.log.error({ event: 'database.silent' }, 'the database does not answer');
    if (this.silent) for (const refuse of [...this.waiting]) refuse();
    for (const watched of this.watched) {
      if (!hasAnswered(watched) && watched.unanswered > this.patienceWith(watched)) lose(watched.client);
    }
  }

  private patienceWith({ client, patience }: Watched): number {
    return this.silent && client !== this.client ? PATIENCE_WHILE_SILENT : patience;
  }

  /** One that refuses to answer is heard: whoever asks it something else is refused as well, at once. */
  private async ask(): Promise<void> {
    this.asking = true;
    try {
      if (this.client === null) await this.connect();
      await this.client?.query('select');
      this.heard();
    } catch (error) {
      this.client = null;
      if (!(error instanceof DatabaseSilent)) this.heard();
    } finally {
      this.asking = false;
    }
  }

  private async connect(): Promise<void> {
    const client = new this.PulseClient({ connectionString: this.url, application_name: 'gongjian pulse' });
    client.on('error', () => undefined); // what it is asked next fails
    this.client = client;
    await client.connect();
  }

  private heard(): void {
    if (this.silent) this.log.warn({ event: 'database.answers' }, 'the database answers again');
    this.unanswered = 0;
  }
}

/** What a pool is called by, of the name that its connections have in the database. */
export function poolName(applicationName = ''): string {
  return applicationName.replace(/^gongjian ?/, '').replace(' ', '-') || 'writes';
}

/** Looks at a connection: whether it waits for nothing, or has been told something since the last look. */
function hasAnswered(watched: Watched): boolean {
  const { client, bytesRead } = watched;
  const waits = client.readyForQuery !== true || client._ending;
  watched.bytesRead = client.connection.stream.bytesRead;
  watched.unanswered = waits && watched.bytesRead === bytesRead ? watched.unanswered + 1 : 0;
  return watched.unanswered === 0;
}

/** Whoever waits for its answer is told; one that is ending has told all it had to. */
function lose(client: Client & Internals): void {
  client.connection.stream.destroy(client._ending ? undefined : new DatabaseSilent());
}
