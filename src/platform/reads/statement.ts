import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { viewerValue, type Viewer } from '../access/viewer';
import { render, type Parameter, type Sql } from '../database/sql';
import { NAME_PREFIX, statementNames, type NamedStatement } from '../database/statement-names';

/** Something statements run on: the pool, or the one connection of a transaction. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;

/** A rendered statement that yields one JSON text. */
export interface Statement extends NamedStatement {
  readonly parameters: readonly Parameter[];
  /** It is planned for its values at each run. */
  readonly decisive: boolean;
}

export function statementOf(piece: Sql, { decisive } = { decisive: false }): Statement {
  const { text, parameters } = render(piece);
  const digest = createHash('sha256').update(text).digest('base64url');
  return { text, parameters, decisive, name: `${NAME_PREFIX}${digest}` };
}

/** Called with each statement that is run; for counting in tests and for logs. */
export type StatementListener = (text: string) => void;
let listener: StatementListener | null = null;

export function onStatement(listen: StatementListener | null): void {
  listener = listen;
}

/** Runs the statement; the first column of its first row, or null when there is no row. */
export async function run(
  on: Queryable,
  statement: Statement,
  viewer: Viewer,
  bound: ReadonlyMap<Parameter, unknown>,
): Promise<string | null> {
  const row = await runRow(on, statement, viewer, bound);
  return (row?.[0] as string | null | undefined) ?? null;
}

export async function runRow(
  on: Queryable,
  statement: Statement,
  viewer: Viewer,
  bound: ReadonlyMap<Parameter, unknown>,
): Promise<readonly unknown[] | null> {
  const values = statement.parameters.map((parameter) =>
    parameter.source === 'viewer' ? viewerValue(viewer, parameter) : (bound.get(parameter) ?? null),
  );
  listener?.(statement.text);
  const name = statement.decisive ? undefined : statementNames.nameOf(statement);
  const result = await on.query<unknown[]>({
    ...(name === undefined ? {} : { name }),
    text: statement.text,
    values,
    rowMode: 'array',
  });
  return result.rows[0] ?? null;
}
