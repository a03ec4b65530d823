import { Query, type Pool, type PoolClient } from 'pg';
import { LIMITS } from '../budgets';
import { forgetColumns } from './prepared';

/** A statement that a connection may keep prepared under its name. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** So many runs count; then what was counted counts half. */
const WINDOW = 10_000;

/**
 * Which statements connections keep prepared. A connection keeps each for as long as it lives, in 55 to 105 times its bytes
 * (measured in `pg_backend_memory_contexts`, plan included), so they are bounded in number and in bytes; a long one is planned
 * each time, at some 0.2 ms a KB. A name goes to what is asked for again, and from what is asked for less often: however many
 * others are asked for once or twice, those that are asked for all the time keep theirs.
 */
export class StatementNames {
  private readonly named = new Map<string, number>();
  private readonly wanted = new Map<string, number>();
  private bytes = 0;
  private runs = 0;
  /** How often names were taken back. */
  private takenBack = 0;

  get changes(): number {
    return this.takenBack;
  }

  has(name: string): boolean {
    return this.named.has(name);
  }

  /** Counts a run of the statement; its name, or undefined where it is to be planned each time. */
  nameOf({ name, text }: NamedStatement): string | undefined {
    const bytes = text.length;
    if (bytes > LIMITS.namedStatementBytes) return undefined;
    const times = this.count(name);
    if (this.named.has(name)) return name;
    if (times < 2 || !this.makeRoom(bytes, times)) return undefined;
    this.named.set(name, bytes);
    this.bytes += bytes;
    return name;
  }

  private timesOf(name: string): number {
    return this.wanted.get(name) ?? 0;
  }

  private count(name: string): number {
    if (++this.runs % WINDOW === 0) this.halve();
    const times = this.timesOf(name) + 1;
    this.wanted.set(name, times);
    return times;
  }

  private halve(): void {
    for (const [name, times] of this.wanted) {
      if (times > 1) this.wanted.set(name, times / 2);
      else this.wanted.delete(name);
    }
  }

  /** Takes names from statements that were wanted less often than this one; false where those are not enough. */
  private makeRoom(bytes: number, times: number): boolean {
    const lacks = (count: number, held: number): boolean =>
      count + 1 > LIMITS.namedStatements || held + bytes > LIMITS.namedBytes;
    if (!lacks(this.named.size, this.bytes)) return true;
    const rarer = [...this.named]
      .filter(([name]) => this.timesOf(name) < times)
      .sort(([a], [b]) => this.timesOf(a) - this.timesOf(b));
    let held = this.bytes;
    let leaving = 0;
    for (; lacks(this.named.size - leaving, held); leaving += 1) {
      const [, size] = rarer[leaving] ?? [];
      if (size === undefined) return false;
      held -= size;
    }
    rarer.slice(0, leaving).forEach(([name]) => this.named.delete(name));
    this.bytes = held;
    this.takenBack += 1;
    return true;
  }
}

export const statementNames = new StatementNames();

/** What of pg's connection this needs; its types have none of it. */
interface Connection {
  /** Texts of the statements that the server keeps for it, by name. */
  readonly parsedStatements: Record<string, string>;
  close(what: { readonly type: 'S'; readonly name: string }): void;
  sync(): void;
}

/**
 * Has PostgreSQL forget statements. By a message of the protocol and not by DEALLOCATE, since that fails for a name that is
 * not there, and poolers do not understand it.
 */
class CloseStatements extends Query {
  constructor(connection: Connection, names: readonly string[]) {
    super('');
    this.submit = () => {
      for (const name of names) {
        connection.close({ type: 'S', name });
        delete connection.parsedStatements[name];
        forgetColumns(connection, name);
      }
      connection.sync();
    };
  }

  handleReadyForQuery(): void {
    // nothing waits for it
  }

  handleError(): void {
    // a connection that is lost has forgotten them
  }
}

/** Has the pool's connections forget statements whose names were taken back: each when it is next used. */
export function forgetUnnamed(pool: Pool, names: StatementNames = statementNames): void {
  const seen = new WeakMap<PoolClient, number>();
  pool.on('acquire', (client) => {
    if (seen.get(client) === names.changes) return;
    seen.set(client, names.changes);
    const { connection } = client as unknown as { readonly connection: Connection };
    const unnamed = Object.keys(connection.parsedStatements).filter((name) => isOurs(name) && !names.has(name));
    if (unnamed.length > 0) client.query(new CloseStatements(connection, unnamed));
  });
}

/** The names of compiled statements begin so; others are few and of the code's own. */
export const NAME_PREFIX = 'read ';

function isOurs(name: string): boolean {
  return name.startsWith(NAME_PREFIX);
}
