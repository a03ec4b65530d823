import type { Pool, QueryConfig, QueryResult } from 'pg';
import type { Viewer } from '../access/viewer';
import type { AskedFor } from '../database/measure';
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

  constructor(private readonly pool: Pool) {
    this.turns = new Turns({
      atOnce: Math.max(1, Math.floor((pool.options.max * LIMITS.readConnectionsPercent) / 100)),
      waiting: LIMITS.readsWaiting,
      share: LIMITS.readConnectionsShare / 100,
    });
  }

  /** What a caller has of the connections for reads. */
  quotaOf(viewer: Viewer, origin: Origin): Quota {
    return { name: 'readConnectionsShare', ...this.turns.of(callerOf(viewer, origin)), exceeded: false };
  }

  /** The database for one request's reads. */
  for(viewer: Viewer, origin: Origin, document: string): Queryable {
    const askedFor: AskedFor = {
      document,
      requestId: origin.requestId,
      ...(origin.trace && { trace: origin.trace }),
    };
    const caller = callerOf(viewer, origin);
    const query = (statement: QueryConfig): Promise<QueryResult> => {
      const asked = { ...statement, askedFor };
      return this.turns.take(caller)
        ? this.ask(caller, asked)
        : this.turns.wait(caller).then(() => this.ask(caller, asked));
    };
    // of the pool's ways to ask, the one that reads go
    return { query } as Queryable;
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

function callerOf({ personId }: Viewer, { address }: Origin): string {
  return personId ?? networkOf(address);
}
