import type { QueryConfig } from 'pg';
import type { Viewer } from '../access/viewer';
import { sealedEntry, type EntryRow } from '../audit/entry';
import { newId } from '../database/ids';
import { declaredFeeds } from '../live/declarations';
import { LIVE_CHANNEL, streamKey, type LiveEvent } from '../live/event';
import type { Queryable } from '../reads/statement';
import type { Sealer } from '../sealing';
import type { AuditEntry, Origin } from './transaction';

/** The most bytes of a notification, less some room (PostgreSQL: 8,000). */
const MOST_NOTIFIED = 7_900;

/**
 * Events with the revisions that their streams' own rows have counted, and with the next ones of `live_streams` for the
 * others. These rows' locks, taken in one order by all, keep revisions without gaps and in the order of the commits.
 */
const EVENTS = `
  event as (
    select *
    from jsonb_to_recordset($2) as event (ordinal int, feed text, alliance_id uuid, stream_id uuid, revision int, content jsonb)
  ), counted as (
    insert into live_streams as stream (feed, stream_id, revision)
    select feed, stream_id, count(*)
    from event
    where revision is null
    group by feed, stream_id
    order by feed, stream_id
    on conflict (feed, stream_id) do update set revision = stream.revision + excluded.revision
    returning feed, stream_id, revision
  ), written as (
    insert into live_events (feed, alliance_id, stream_id, revision, at, content)
    select
      event.feed,
      event.alliance_id,
      event.stream_id,
      coalesce(
        event.revision,
        counted.revision + 1 - row_number() over (partition by event.feed, event.stream_id order by event.ordinal desc)),
      $3::timestamptz,
      event.content
    from event
    left join counted on counted.feed = event.feed and counted.stream_id = event.stream_id
  )`;

/** Fails where rights of a person have changed since a revision of their clock, other than by this transaction. */
const unlessChangedSince = (revision: string, person: string, own: string): string => `
    case
      when exists (
        select
        from access_changes
        where revision > ${revision}::bigint
          and (person_id is null or person_id = ${person}::uuid)
          and revision is distinct from ${own}::bigint
      ) then refuse_old_rights()
    end`;

const UNLESS_CHANGED = `select${unlessChangedSince('$1', '$2', 'null')}`;

/** What `refuse_old_rights` fails with. */
const OLD_RIGHTS = 'GJ001';

/** Whether an error says that the rights that something was decided by have changed, so that it may not be committed. */
export function isOfOldRights(error: unknown): boolean {
  return (error as { code?: unknown }).code === OLD_RIGHTS;
}

const COLUMNS = [
  'id',
  'alliance_id',
  'at',
  'person_id',
  'token_id',
  'request_id',
  'action',
  'subject',
  'details',
  'seal',
  'key_id',
] as const;
const ENTRY = COLUMNS.join(', ');

/** Audit entries, live events, the check of rights and the notification in one statement. */
const WRITE = `
  with entry as (
    insert into audit_entries (${ENTRY})
    select ${ENTRY}
    from jsonb_to_recordset($1) as e (
      id uuid, alliance_id uuid, at timestamptz, person_id uuid, token_id uuid, request_id text, action text,
      subject text, details jsonb, seal text, key_id text
    )
  ),${EVENTS}
  select${unlessChangedSince('$5', '$6', '$7')},
    case when $4 <> '' then pg_notify('${LIVE_CHANNEL}', $4) end`;

/**
 * The same for one entry and at the most one event, whose stream counts its own revisions, as most changes leave them: by their values,
 * which takes PostgreSQL half the time that lists take.
 */
const writeOne = (hasEvent: boolean): string => `
  with entry as (
    insert into audit_entries (${ENTRY})
    values (${COLUMNS.map((_, place) => `$${place + 4}`).join(', ')})
  )${
    hasEvent
      ? `, written as (
    insert into live_events (feed, alliance_id, stream_id, revision, at, content)
    values ($15, $16, $17, $18, $19, $20)
  )`
      : ''
  }
  select${unlessChangedSince('$2', '$3', 'null')},
    case when $1 <> '' then pg_notify('${LIVE_CHANNEL}', $1) end`;

const WRITE_ONE = { name: 'journal of one', text: writeOne(false) } as const;
const WRITE_ONE_WITH_EVENT = { name: 'journal of one with its event', text: writeOne(true) } as const;

/** The clock's row lock makes changes of rights visible in the order of their numbers. */
const WRITE_ACCESS = `
  with tick as (
    update access_clock
    set revision = revision + 1
    returning revision
  )
  insert into access_changes (revision, ordinal, person_id, alliance_id, at)
  select tick.revision, c.ordinal, (c.change ->> 'personId')::uuid, (c.change ->> 'allianceId')::uuid, $2
  from tick, jsonb_array_elements($1::jsonb) with ordinality as c (change, ordinal)
  returning revision`;

/** What a journal is written with. */
export interface Written {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly now: Date;
  readonly sealer: Sealer;
}

/** What a transaction leaves behind besides its rows: audit entries, live events, changes of rights. */
export class Journal {
  private readonly entries: { readonly entry: AuditEntry; readonly viewer: Viewer }[] = [];
  readonly events: LiveEvent[] = [];
  private readonly access: { personId: string | null; allianceId: string | null }[] = [];

  audit(entry: AuditEntry, viewer: Viewer): void {
    this.entries.push({ entry, viewer });
  }

  emit(event: LiveEvent): void {
    if (!declaredFeeds().has(event.feed)) throw new Error(`there is no feed ${event.feed}`);
    this.events.push(event);
  }

  accessChanged(who: { readonly personId?: string | null; readonly allianceId?: string | null }): void {
    this.access.push({ personId: who.personId ?? null, allianceId: who.allianceId ?? null });
  }

  get changesAccess(): boolean {
    return this.access.length > 0;
  }

  /** What the commit signals: `access`, and the keys of the streams that have new events. */
  get signals(): readonly string[] {
    const streams = [...new Set(this.events.map((event) => streamKey(event.feed, event.streamId)))];
    return this.access.length > 0 ? ['access', ...streams] : streams;
  }

  /**
   * Writes everything in the transaction, and one NOTIFY for it all.
   * @throws when the viewer's rights have changed meanwhile, so that nothing of this may be committed
   */
  async write(database: Queryable, written: Written): Promise<void> {
    // a statement of its own: whoever waits here for another change of rights is to see that one below
    const own = this.access.length === 0 ? null : await this.writeAccess(database, written.now);
    await database.query(this.statement(written, own));
  }

  /**
   * The statement that writes all of it but changes of rights. The moment of writing is not among an entry's columns: the database
   * sets that itself.
   * @param own the clock's revision that the transaction's own changes of rights are known by
   */
  statement({ viewer, origin, now, sealer }: Written, own: string | null = null): QueryConfig {
    const entries = this.entries.map((each) => sealedRow(each, origin, now, sealer));
    const signals = this.signals.join(',');
    const signal = signals.length < MOST_NOTIFIED ? signals : '*';
    const [entry] = entries;
    const [event] = this.events;
    const isOne = entries.length === 1 && this.events.length <= 1 && own === null;
    if (isOne && entry !== undefined && (event === undefined || event.revision !== undefined))
      return statementOfOne(entry, event, now, [signal, viewer.rightsAsOf, viewer.personId]);
    const events = this.events.map((event, ordinal) => ({
      ordinal,
      feed: event.feed,
      alliance_id: event.allianceId,
      stream_id: event.streamId,
      revision: event.revision ?? null,
      content: event.content,
    }));
    return {
      name: 'journal',
      text: WRITE,
      values: [JSON.stringify(entries), JSON.stringify(events), now, signal, viewer.rightsAsOf, viewer.personId, own],
    };
  }

  /** The clock's revision that the changes of rights are known by. */
  private async writeAccess(database: Queryable, now: Date): Promise<string | null> {
    const { rows } = await database.query<{ revision: string }>({
      name: 'journal-access',
      text: WRITE_ACCESS,
      values: [JSON.stringify(this.access), now],
    });
    return rows[0]?.revision ?? null;
  }
}

function statementOfOne(
  entry: SealedRow,
  event: LiveEvent | undefined,
  now: Date,
  first: readonly unknown[],
): QueryConfig {
  const values = [...first, ...COLUMNS.map((column) => entry[column])];
  if (event === undefined) return { ...WRITE_ONE, values };
  const { feed, allianceId, streamId, revision, content } = event;
  return { ...WRITE_ONE_WITH_EVENT, values: [...values, feed, allianceId, streamId, revision, now, content] };
}

/** @throws when the viewer's rights have changed since they were read */
export async function requireRights(database: Queryable, { rightsAsOf, personId }: Viewer): Promise<void> {
  if (rightsAsOf === null) return;
  await database.query({ name: 'rights-unless-changed', text: UNLESS_CHANGED, values: [rightsAsOf, personId] });
}

type SealedRow = EntryRow & { readonly seal: string; readonly key_id: string };

/** An entry with the server's seal: one that anybody inserts by SQL has none. */
function sealedRow(
  { entry, viewer }: { readonly entry: AuditEntry; readonly viewer: Viewer },
  origin: Origin,
  now: Date,
  sealer: Sealer,
): SealedRow {
  const row: EntryRow = {
    id: newId(),
    alliance_id: entry.allianceId,
    at: now.toISOString(),
    person_id: viewer.personId,
    token_id: viewer.credential.kind === 'token' ? viewer.credential.tokenId : null,
    request_id: origin.requestId,
    action: entry.action,
    subject: entry.subject,
    // as it will be read back
    details: JSON.parse(JSON.stringify(entry.details ?? {})) as unknown,
  };
  const { signature, keyId } = sealer.seal(sealedEntry(row));
  return { ...row, seal: signature, key_id: keyId };
}
