import pg from 'pg';

/** A statement of the transaction that is watched. */
export interface Statement {
  /** 1 for the one that begins the transaction. */
  readonly place: number;
  readonly text: string;
  /** PostgreSQL's process that gets it. */
  readonly processId: number;
}

/** Called before a statement is sent; `send` sends it, which happens by itself where this does not. */
export type Interference = (statement: Statement, send: () => Promise<unknown>) => Promise<unknown>;

interface Client {
  readonly processID: number;
}
type Query = (this: Client, ...given: unknown[]) => unknown;

type Answered = (error: Error | null, result: unknown) => void;

/** Whom a named statement's answer goes to; null for any other. */
function answerOf(given: readonly unknown[]): Answered | null {
  const [asked, answered] = given;
  return typeof (asked as { submit?: unknown }).submit === 'function' && typeof answered === 'function'
    ? (answered as Answered)
    : null;
}

/**
 * Stands before each statement of the next transaction that a mutation begins in this process, and of whatever its
 * connection is used for after that. Statements are sent in their order, though nobody waits for the answers of all: those after
 * one that is held wait until it is sent. Answers how to stop.
 */
export function interfere(interference: Interference): () => void {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  let watched: Client | null = null;
  let place = 0;
  let before: Promise<unknown> = Promise.resolve();
  const stand = (client: Client, given: unknown[]): unknown => {
    const [first] = given;
    const text = typeof first === 'string' ? first : ((first as { text?: string }).text ?? '');
    // the word that only mutations come with
    if (watched === null && text === 'START TRANSACTION') watched = client;
    if (watched !== client) return query.apply(client, given);
    const answered = answerOf(given);
    if (answered === null && typeof given.at(-1) === 'function') return query.apply(client, given);
    place += 1;
    const statement = { place, text, processId: client.processID };
    const earlier = before;
    let isSent = (): void => undefined;
    before = new Promise<void>((resolve) => (isSent = resolve));
    const answer = earlier.then(() =>
      interference(statement, async () => {
        const sent =
          answered === null
            ? query.apply(client, given)
            : new Promise((resolve, reject) => {
                query.call(client, given[0], (error: Error | null, result: unknown) =>
                  error ? reject(error) : resolve(result),
                );
              });
        isSent();
        return sent;
      }),
    );
    answer.catch(() => undefined).finally(() => isSent());
    if (answered !== null)
      answer.then(
        (result) => answered(null, result),
        (error: Error) => answered(error, undefined),
      );
    return answer;
  };
  prototype.query = function interfered(this: Client, ...given: unknown[]): unknown {
    return stand(this, given);
  };
  return () => {
    prototype.query = query;
  };
}
