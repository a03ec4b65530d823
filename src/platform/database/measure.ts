import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { Logger } from '../observability/logger';
import { metrics } from '../observability/metrics';

/** For whom a statement is run; carried by the statement itself. */
export interface AskedFor {
  /** The key of the document that it was compiled from. */
  readonly document: string;
  readonly requestId: string;
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
  const ask = client.query.bind(client) as Ask;
  const note = (began: number, asked: unknown, failed: boolean): void => {
    const took = performance.now() - began;
    metrics.statementSeconds.observe({ pool, outcome: failed ? 'failed' : 'ok' }, took / 1_000);
    if (took >= slowMs) logSlow(log, pool, took, asked);
  };
  const measured: Ask = (...asked) => {
    const began = performance.now();
    const [statement] = asked;
    const answered = asked.at(-1);
    if (typeof answered === 'function') {
      const callback: Answered = (error, result) => {
        note(began, statement, Boolean(error));
        (answered as Answered)(error, result);
      };
      return ask(...asked.slice(0, -1), callback);
    }
    const answer = ask(...asked);
    if (answer instanceof Promise)
      void answer.then(
        () => note(began, statement, false),
        () => note(began, statement, true),
      );
    return answer;
  };
  Object.assign(client, { query: measured });
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
      ...askedFor,
    },
    'a statement took long',
  );
}
