import { Query, type QueryConfig } from 'pg';

/** What of pg's connection and query this needs; their types have none of it. */
interface Connection {
  describe(what: unknown): void;
}

/** What a query makes of a description of columns. */
interface Columns {
  fields: unknown;
  _parsers: unknown;
  _prebuiltEmptyResultObject: unknown;
}

interface Internals {
  readonly name: string;
  readonly _result: Columns;
  _accumulateRows: boolean;
  prepare(connection: Connection): void;
  handleRowDescription(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
}

const pgs = Query.prototype as unknown as Internals;

/** A connection as a statement sees it whose columns are known. */
interface Known {
  /** The connection, which asks for no description. */
  readonly silent: Connection;
  /** By the statement's name. */
  readonly columns: Map<string, Columns>;
}

const known = new WeakMap<object, Known>();

function knownOf(connection: Connection): Known {
  let found = known.get(connection);
  if (found === undefined) {
    const silent = Object.create(connection, { describe: { value: () => undefined } }) as Connection;
    known.set(connection, (found = { silent, columns: new Map() }));
  }
  return found;
}

/**
 * A named statement. What columns it answers is asked once on each connection, while pg asks each time: describing them, and reading
 * that, took as long as all else that is done for a statement of one row.
 */
class PreparedStatement extends Query {
  private connection: Connection | null = null;

  /** Called by pg, which writes the statement to the connection. */
  prepare(connection: Connection): void {
    const own = this as unknown as Internals;
    const { silent, columns } = knownOf(connection);
    const described = columns.get(own.name);
    this.connection = connection;
    if (described === undefined) return pgs.prepare.call(this, connection);
    Object.assign(own._result, described);
    own._accumulateRows = true;
    pgs.prepare.call(this, silent);
  }

  handleRowDescription(message: unknown): void {
    pgs.handleRowDescription.call(this, message);
    this.remember();
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.remember();
    pgs.handleCommandComplete.call(this, message, connection);
  }

  private remember(): void {
    if (this.connection === null) return;
    const { name, _result } = this as unknown as Internals;
    const { columns } = knownOf(this.connection);
    const { fields, _parsers, _prebuiltEmptyResultObject } = _result;
    if (!columns.has(name)) columns.set(name, { fields, _parsers, _prebuiltEmptyResultObject });
  }
}

/** With a statement that a connection is to forget go its columns. */
export function forgetColumns(connection: object, name: string): void {
  known.get(connection)?.columns.delete(name);
}

/** What pg is to run in the place of a named statement with its values; null for anything else. */
export function prepared(asked: unknown): Query | null {
  if (typeof asked !== 'object' || asked === null || 'submit' in asked) return null;
  const { name, values } = asked as Partial<QueryConfig>;
  return typeof name === 'string' && Array.isArray(values) ? new PreparedStatement(asked as QueryConfig) : null;
}
