import type { Pool, QueryConfig, QueryResult } from 'pg';
import type { Viewer } from '../access/viewer';
import type { AskedFor } from '../database/measure';
import { LATEST, type Position } from '../database/position';
import { Behind, isOfStatement, type Replica } from '../database/replica';
import type { Replicas } from '../database/replicas';
import { RequestError } from '../errors/errors';
import { metrics } from '../observability/metrics';
import { LIMITS, networkOf, Turns, type Quota } from '../budgets';
import type { Queryable } from '../reads/statement';
import type { Origin } from '../writes/transaction';

/**
 * The pool for queries: each of their statements takes a turn, of the signed-in person or of the network, so that whoever
 * asks what lasts long does not hold every connection. Mutations, live updates and credentials do not wait here, and find
 * the connections that are left.
 */
export class ReadTurns {
  private readonly turns: Turns;
  private readonly ofReplicas = new Map<Replica, Turns>();

  constructor(
    private readonly pool: Pool,
    /** Null where there are none. */
    private readonly replicas: Pick<Replicas, 'pick' | 'needed'> | null = null,
  ) {
    this.turns = turnsOf(pool);
  }

  /** What a caller has of the connections for reads. */
  quotaOf(viewer: Viewer, origin: Origin): Quota {
    return { name: 'readConnectionsShare', ...this.turns.of(callerOf(viewer, origin)), exceeded: false };
  }

  /**
   * The database for one request's reads.
   * @param seen what it has to be as new as; where it may be older, replicas are read from
   */
  for(viewer: Viewer, origin: Origin, document: string, seen: Position = LATEST): Queryable {
    const askedFor: AskedFor = {
      document,
      requestId: origin.requestId,
      ...(origin.trace && { trace: origin.trace }),
    };
    const caller = callerOf(viewer, origin);
    const onDatabase = (statement: QueryConfig): Promise<QueryResult> => {
      const asked = withCaller(statement, askedFor);
      return this.turns.take(caller)
        ? this.ask(caller, asked)
        : this.turns.wait(caller).then(() => this.ask(caller, asked));
    };
    if (seen === LATEST || this.replicas === null) return { query: onDatabase } as Queryable;
    let replica = this.replicas.pick();
    if (replica === null) note('away');
    const query = async (statement: QueryConfig): Promise<QueryResult> => {
      // all of a request is read in one place; once that fails, in the database itself
      const answer = replica && (await this.onReplica(replica, caller, withCaller(statement, askedFor), seen));
      if (answer) return answer;
      replica = null;
      return onDatabase(statement);
    };
    // of the pool's ways to ask, the one that reads go
    return { query } as Queryable;
  }

  /** Null where the replica lacks something that has to be seen, or does not answer: nobody is told but the log. */
  private async onReplica(
    replica: Replica,
    caller: string,
    statement: QueryConfig,
    seen: Position,
  ): Promise<QueryResult | null> {
    const needed = this.replicas?.needed ?? null;
    if (needed === null) return note('unknown');
    try {
      const answer = await this.turnsAt(replica).run(caller, () => replica.query(statement, needed, seen));
      note('read');
      return answer;
    } catch (error) {
      if (isOfStatement(error) || error instanceof RequestError) throw error;
      return note(error instanceof Behind ? 'behind' : 'failed');
    }
  }

  private turnsAt(replica: Replica): Turns {
    const known = this.ofReplicas.get(replica);
    if (known !== undefined) return known;
    const turns = turnsOf(replica.pool);
    this.ofReplicas.set(replica, turns);
    return turns;
  }

  /** With a callback the pool makes no promise of its own, so that a turn costs none. */
  private ask(caller: string, statement: QueryConfig): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      this.pool.query(statement, (error, result) => {
        this.turns.giveBack(caller);
        // pg's types know of no error that is absent
        if ((error as Error | undefined) === undefined) resolve(result);
        else reject(error);
      });
    });
  }
}

/** Counts where a statement was answered that a replica could answer: by one, or why not. */
function note(outcome: 'read' | 'away' | 'unknown' | 'behind' | 'failed'): null {
  metrics.replicaReads.inc({ outcome });
  return null;
}

function callerOf({ personId }: Viewer, { address }: Origin): string {
  return personId ?? networkOf(address);
}

function turnsOf(pool: Pool): Turns {
  return new Turns({
    atOnce: Math.max(1, Math.floor((pool.options.max * LIMITS.readConnectionsPercent) / 100)),
    waiting: LIMITS.readsWaiting,
    share: LIMITS.readConnectionsShare / 100,
  });
}

function withCaller(statement: QueryConfig, askedFor: AskedFor): QueryConfig & { readonly askedFor: AskedFor } {
  return { ...statement, askedFor };
}
