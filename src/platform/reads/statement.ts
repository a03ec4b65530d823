import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { viewerValue, type Viewer } from '../access/viewer';
import { render, type Parameter, type Sql } from '../database/sql';

/** Something statements run on: the pool, or the one connection of a transaction. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;

/** A rendered statement that yields one JSON text. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  readonly name: string;
}

/**
 * Prepared statements are kept by every connection for as long as it lives, so their number is bounded: a
 * statement gets a name only when it is wanted again, and no more names are bound than this.
 */
const MOST_NAMES = 512;
const named = new Set<string>();
const seen = new Map<string, number>();

export function statementOf(piece: Sql): Statement {
  const { text, parameters } = render(piece);
  return { text, parameters, name: `r${createHash('sha256').update(text).digest('base64url').slice(0, 24)}` };
}

function preparedName(statement: Statement): string | undefined {
  if (named.has(statement.name)) return statement.name;
  if (named.size >= MOST_NAMES) return undefined;
  const times = (seen.get(statement.name) ?? 0) + 1;
  if (times < 2) {
    if (seen.size > 10_000) seen.clear();
    seen.set(statement.name, times);
    return undefined;
  }
  seen.delete(statement.name);
  named.add(statement.name);
  return statement.name;
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
  const name = preparedName(statement);
  const result = await on.query<unknown[]>({
    ...(name === undefined ? {} : { name }),
    text: statement.text,
    values,
    rowMode: 'array',
  });
  return result.rows[0] ?? null;
}
