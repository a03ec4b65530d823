import { createHash } from 'node:crypto';
import { canonical, hashOf } from '../sealing/canonical.rules';

/** An entry as it is stored and sealed; moments are RFC 3339 in UTC to the millisecond. */
export interface EntryRow {
  readonly id: string;
  readonly alliance_id: string | null;
  readonly at: string;
  readonly person_id: string | null;
  readonly token_id: string | null;
  readonly request_id: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: unknown;
}

/** The text under the seal that an entry is written with: SHA-256 over its canonical JSON (RFC 8785). */
export function sealedEntry(row: EntryRow): string {
  return `gongjian audit entry ${hashOf(canonical(row))}`;
}

/** A moment in SQL as it is hashed. */
export const moment = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The row `e` in SQL, as JSON. */
export const ENTRY_ROW = `jsonb_build_object(
  'id', e.id, 'alliance_id', e.alliance_id, 'at', ${moment('e.at')}, 'person_id', e.person_id, 'token_id', e.token_id,
  'request_id', e.request_id, 'action', e.action, 'subject', e.subject, 'details', e.details)`;

/** What a chain hashes of the entry `e`, in SQL: jsonb's text of its columns. Entries from before had no moment of the database's. */
export const ENTRY_CONTENT = `(
  jsonb_build_array(e.id, e.alliance_id, ${moment('e.at')}, e.person_id, e.token_id, e.request_id, e.action, e.subject,
    e.details)
  || case
    when e.recorded_at is null then '[]'
    else jsonb_build_array(${moment('e.recorded_at')}, e.seal, e.key_id)
  end
)::text`;

/** The hash of a chain's next seal: over the one before it and the entry. */
export function chainHash(before: Buffer, content: string): Buffer {
  return createHash('sha256').update(before).update(content).digest();
}

export const NO_SEAL = Buffer.alloc(32);

/** The leaf that the seal `s` is in the tree, in SQL. */
export const LEAF = `concat_ws(' ', 'gongjian audit', s.alliance_id, s.sequence, encode(s.hash, 'hex'),
  coalesce(${moment('s.sealed_at')}, '-'), coalesce(s.vouched::text, '-'))`;
