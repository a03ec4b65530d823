import { DatabaseError, type Pool, type PoolClient, type QueryConfig, type QueryResult } from 'pg';
import type { Logger } from '../observability/logger';
import { metrics } from '../observability/metrics';
import { sendTogether } from './pipeline';
import { poolName } from './pulse';
import { positionOf, type Position } from './position';

/** A replica that has not said so soon how far it is, a connection included, is passed by (ms). */
const ANSWERS_WITHIN = 500;

/** The replica does not have yet what has to be seen. */
export class Behind extends Error {
  override readonly name = 'Behind';

  constructor() {
    super('it is too far behind');
  }
}

class Silent extends Error {
  override readonly name = 'Silent';

  constructor() {
    super('it does not answer');
  }
}

/** What connections to replicas are called in the database. */
export const REPLICA_CONNECTIONS = 'gongjian replica';
const POOL = poolName(REPLICA_CONNECTIONS);

const HOW_FAR = { name: 'how far', text: 'select pg_last_wal_replay_lsn()::text as position' };

/** A copy of the database that only reads, and is a little behind. */
export class Replica {
  /** Whether it answered and was near enough when last asked. */
  private present = false;
  /** How many statements it is running. */
  private running = 0;

  constructor(
    readonly pool: Pool,
    /** For the log and for metrics. */
    readonly place: string,
    private readonly log: Logger,
  ) {}

  get isPresent(): boolean {
    return this.present;
  }

  get busy(): number {
    return this.running;
  }

  /**
   * Runs a statement if the replica has all up to a position. It is asked on the same connection, together with the statement and
   * before it: which of several replicas answers behind one address, and whether it was just started again, makes no difference.
   * @param required what everybody may count on; a replica that lacks it is passed by from here on
   * @param seen what this statement has to see besides
   */
  async query(statement: QueryConfig | string, required: Position, seen: Position = required): Promise<QueryResult> {
    this.running += 1;
    try {
      const { client, replayed, result } = await this.ask(statement);
      if (replayed === null || replayed < required || replayed < seen) {
        void result.catch(() => undefined).finally(() => client.release());
        if (replayed === null || replayed < required) this.lose(new Behind());
        throw new Behind();
      }
      this.found();
      const answer = await result.finally(() => client.release());
      return answer;
    } catch (error) {
      if (!(error instanceof Behind) && !isAnswer(error)) this.lose(error);
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  /** Looks whether it can be read from again. */
  async probe(required: Position): Promise<void> {
    await this.query('select', required).catch(() => undefined);
  }

  /** How far it is now; null where it has nothing yet. Whether it is read from does not depend on it. */
  async position(): Promise<Position | null> {
    const { client, replayed, result } = await this.ask('select');
    await result.finally(() => client.release());
    return replayed;
  }

  private ask(
    statement: QueryConfig | string,
  ): Promise<{ client: PoolClient; replayed: Position | null; result: Promise<QueryResult> }> {
    return new Promise((resolve, reject) => {
      let abandon: ((reason: Error) => void) | null = null;
      let late = false;
      const patience = setTimeout(() => {
        late = true;
        abandon?.(new Silent());
        reject(new Silent());
      }, ANSWERS_WITHIN);
      const failed = (error: unknown): void => {
        clearTimeout(patience);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const began = this.pool.idleCount > 0 ? null : performance.now();
      this.pool.connect().then((client) => {
        if (began !== null) metrics.poolWaitSeconds.observe({ pool: POOL }, (performance.now() - began) / 1_000);
        if (late) return client.release();
        abandon = (reason) => client.release(reason);
        sendTogether(client);
        const howFar = client.query<{ position: string | null }>(HOW_FAR);
        const result = client.query(statement);
        result.catch(() => undefined);
        howFar.then(
          ({ rows }) => {
            if (late) return;
            clearTimeout(patience);
            resolve({ client, replayed: positionOf(rows[0]?.position), result });
          },
          (error: unknown) => {
            if (!late) client.release(true);
            failed(error);
          },
        );
      }, failed);
    });
  }

  private lose(reason: unknown): void {
    if (!this.present) return;
    this.present = false;
    this.log.warn(
      { event: 'replica.passed-by', replica: this.place, reason: (reason as Error).message },
      'a replica is passed by',
    );
  }

  private found(): void {
    if (this.present) return;
    this.present = true;
    this.log.info({ event: 'replica.read', replica: this.place }, 'a replica is read from');
  }
}

/** What a statement came to is not the replica's fault, unless it says that it is about to go, or is full. */
function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && !/^(?:08|53|57P)/.test(error.code ?? '');
}

/** Whether the database took too long over the statement, which it would again elsewhere. */
export function isOfStatement(error: unknown): boolean {
  return (error as { code?: unknown }).code === '57014';
}
