import { createHash } from 'node:crypto';
import { Client, type Pool, type QueryConfig, type QueryResult } from 'pg';
import type { Logger } from '../observability/logger';
import { metrics } from '../observability/metrics';
import { prepared } from './prepared';
import type { Span } from '../observability/tracing';

/** For whom a statement is run; carried by the statement itself. */
export interface AskedFor {
  /** The key of the document that it was compiled from. */
  readonly document?: string;
  readonly requestId?: string;
  /** What the statement is part of in a trace. */
  readonly trace?: Span;
}

/** Connections whose statements are run for this. */
export function asking(on: Pick<Pool, 'query'>, askedFor: AskedFor): Pick<Pool, 'query'> {
  const query = (statement: QueryConfig): Promise<QueryResult> => on.query({ ...statement, askedFor } as QueryConfig);
  // of the ways to ask, the one that reads go
  return { query } as Pick<Pool, 'query'>;
}

/** What all statements of a connection are part of, while a transaction has it. */
const traced = new WeakMap<object, Span>();

export function traceStatements(client: object, trace: Span | undefined): void {
  if (trace === undefined) traced.delete(client);
  else traced.set(client, trace);
}

interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly askedFor?: AskedFor;
}

type Answered = (error: Error | null, result: unknown) => void;
type Ask = (...asked: unknown[]) => unknown;

/** Measures the statements of a connection, and logs those that take long: their text, and never what they were run with. */
export function measure(client: Client, pool: string, slowMs: number, log: Logger): void {
  const ask: Ask = (...asked) => (Client.prototype.query as Ask).apply(client, asked);
  const note = (began: number, asked: unknown, failed: boolean, span: Span | undefined): void => {
    span?.end(failed ? 'failed' : undefined);
    const took = performance.now() - began;
    metrics.statementSeconds.observe({ pool, outcome: failed ? 'failed' : 'ok' }, took / 1_000);
    if (took >= slowMs) logSlow(log, pool, took, asked);
  };
  const measured: Ask = (...asked) => {
    const began = performance.now();
    const [statement] = asked;
    const span = (askedForBy(statement)?.trace ?? traced.get(client))?.child('statement', { pool });
    const answered = asked.at(-1);
    const own = prepared(statement);
    if (typeof answered === 'function') {
      const callback: Answered = (error, result) => {
        note(began, statement, Boolean(error), span);
        (answered as Answered)(error, result);
      };
      return ask(own ?? statement, ...asked.slice(1, -1), callback);
    }
    if (own !== null)
      return new Promise((resolve, reject) => {
        const callback: Answered = (error, result) => {
          note(began, statement, Boolean(error), span);
          if (error) reject(error);
          else resolve(result);
        };
        ask(own, callback);
      }).catch(withCaller);
    const answer = ask(...asked);
    if (answer instanceof Promise)
      void answer.then(
        () => note(began, statement, false, span),
        () => note(began, statement, true, span),
      );
    return answer;
  };
  Object.assign(client, { query: measured });
}

/** The error with the stack of whoever waits for the statement, as pg has it, instead of the socket's. */
function withCaller(error: Error): never {
  Error.captureStackTrace(error);
  throw error;
}

function askedForBy(statement: unknown): AskedFor | undefined {
  return typeof statement === 'object' && statement !== null ? (statement as Partial<Statement>).askedFor : undefined;
}

const LONGEST_TEXT = 200;

function logSlow(log: Logger, pool: string, took: number, asked: unknown): void {
  const { name, text, askedFor }: Statement = typeof asked === 'string' ? { text: asked } : (asked as Statement);
  log.warn(
    {
      event: 'statement.slow',
      pool,
      milliseconds: Math.round(took),
      statement: name ?? createHash('sha256').update(text).digest('base64url').slice(0, 22),
      text: text.trim().replace(/\s+/g, ' ').slice(0, LONGEST_TEXT),
      ...(askedFor && { document: askedFor.document, requestId: askedFor.requestId }),
    },
    'a statement took long',
  );
}
