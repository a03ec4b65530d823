import type { Pool } from 'pg';
import { newId } from '../database/ids';
import { decrypted, encrypted } from '../sealing';
import type { Letter } from './letter';

/** How long a letter is one process's to send: longer than a mail server is waited for. */
const CLAIMED_MINUTES = 5;

const KEEP = `
  insert into letters (id, written_at, about, request_id, due_at, until, content)
  values ($1, now(), $2, $3, now(), $4, $5)`;

/** Of those that are due, the first that nobody else is claiming. One whose process dies is due again after a while. */
const CLAIM = `
  update letters
  set
    attempts = attempts + 1,
    due_at = now() + interval '${CLAIMED_MINUTES} minutes'
  from (
    select id
    from letters
    where content is not null
      and due_at <= now()
    order by due_at
    limit $1
    for update skip locked
  ) due
  where letters.id = due.id
  returning
    letters.id,
    letters.content,
    letters.attempts,
    letters.request_id as "requestId",
    letters.until,
    coalesce(letters.until <= now(), false) as late`;

const SENT = `
  update letters
  set sent_at = now(), content = null
  where id = $1
    and content is not null`;

/** How many letters wait, and for how many seconds the oldest has. With identity's login. */
export const WAITING_LETTERS = `
  select count(*)::int as waiting, coalesce(extract(epoch from now() - min(written_at)), 0)::float8 as age
  from letters
  where content is not null`;

const POSTPONE = `
  update letters
  set due_at = now() + make_interval(secs => $2)
  where id = $1`;

/** Gives a letter up; no row where somebody has done so, or sent it. With the login of whoever writes, who cannot read it. */
export const GIVE_UP = `
  update letters
  set failed_at = now(), content = null
  where id = $1
    and failed_at is null
    and sent_at is null
  returning id`;

/** A letter that this process is to send. */
export interface ClaimedLetter {
  readonly id: string;
  readonly content: Buffer;
  /** This one included. */
  readonly attempts: number;
  readonly requestId: string;
  readonly until: Date | null;
  /** Whether it is of no use any more. */
  readonly late: boolean;
}

/** The statement that keeps a letter in the transaction that it comes from. What it holds is encrypted, bound to its row. */
export function keeping(letter: Letter, key: Buffer): { readonly text: string; readonly values: readonly unknown[] } {
  const id = newId();
  const content = encrypted(Buffer.from(JSON.stringify(letter)), key, id);
  return { text: KEEP, values: [id, letter.about ?? null, letter.requestId, letter.until ?? null, content] };
}

/** @throws where it was encrypted with another installation's key */
export function opened({ id, content }: ClaimedLetter, key: Buffer): Letter {
  return JSON.parse(decrypted(content, key, id).toString()) as Letter;
}

/** The letters that wait, as one process after another sees them. */
export class Outbox {
  constructor(private readonly pool: Pool) {}

  async claim(most: number): Promise<ClaimedLetter[]> {
    return (await this.pool.query<ClaimedLetter>({ name: 'claim-letters', text: CLAIM, values: [most] })).rows;
  }

  async sent(id: string): Promise<void> {
    await this.pool.query(SENT, [id]);
  }

  async postpone(id: string, milliseconds: number): Promise<void> {
    await this.pool.query(POSTPONE, [id, milliseconds / 1_000]);
  }
}
