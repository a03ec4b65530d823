import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer';
import { sealedEntry, type EntryRow } from '../audit/entry';
import { newId } from '../database/ids';
import { declaredFeeds } from '../live/declarations';
import { LIVE_CHANNEL, streamKey, type LiveEvent } from '../live/event';
import type { Sealer } from '../sealing';
import type { AuditEntry, Origin } from './transaction';

/**
 * Events with the revisions that their streams' own rows have counted, and with the next ones of `live_streams` for the
 * others. These rows' locks, taken in one order by all, keep revisions without gaps and in the order of the commits.
 */
const WRITE_EVENTS = `
  with event as (
    select *
    from jsonb_to_recordset($1) as event (ordinal int, feed text, alliance_id uuid, stream_id uuid, revision int, content jsonb)
  ), counted as (
    insert into live_streams as stream (feed, stream_id, revision)
    select feed, stream_id, count(*)
    from event
    where revision is null
    group by feed, stream_id
    order by feed, stream_id
    on conflict (feed, stream_id) do update set revision = stream.revision + excluded.revision
    returning feed, stream_id, revision
  )
  insert into live_events (feed, alliance_id, stream_id, revision, at, content)
  select
    event.feed,
    event.alliance_id,
    event.stream_id,
    coalesce(
      event.revision,
      counted.revision + 1 - row_number() over (partition by event.feed, event.stream_id order by event.ordinal desc)),
    $2,
    event.content
  from event
  left join counted on counted.feed = event.feed and counted.stream_id = event.stream_id`;

/** What a transaction leaves behind besides its rows: audit entries, live events, changes of rights. */
export class Journal {
  private readonly entries: { readonly entry: AuditEntry; readonly viewer: Viewer }[] = [];
  private readonly events: LiveEvent[] = [];
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

  /** Writes everything in the transaction, and one NOTIFY for it all. */
  async write(manager: EntityManager, origin: Origin, now: Date, sealer: Sealer): Promise<void> {
    if (this.entries.length > 0) {
      // the moment of writing is not among the columns: the database sets that itself
      await manager.query(
        `insert into audit_entries (id, alliance_id, at, person_id, token_id, request_id, action, subject, details, seal, key_id)
         select id, alliance_id, at, person_id, token_id, request_id, action, subject, details, seal, key_id
         from jsonb_to_recordset($1) as e (
           id uuid, alliance_id uuid, at timestamptz, person_id uuid, token_id uuid, request_id text, action text,
           subject text, details jsonb, seal text, key_id text
         )`,
        [JSON.stringify(this.entries.map((each) => sealedRow(each, origin, now, sealer)))],
      );
    }
    if (this.events.length > 0) {
      const rows = this.events.map((event, ordinal) => ({
        ordinal,
        feed: event.feed,
        alliance_id: event.allianceId,
        stream_id: event.streamId,
        revision: event.revision ?? null,
        content: event.content,
      }));
      await manager.query(WRITE_EVENTS, [JSON.stringify(rows), now]);
    }
    if (this.access.length > 0) {
      // the clock's row lock makes changes of rights visible in the order of their numbers
      await manager.query(
        `with tick as (
           update access_clock
           set revision = revision + 1
           returning revision
         )
         insert into access_changes (revision, ordinal, person_id, alliance_id, at)
         select tick.revision, c.ordinal, (c.change ->> 'personId')::uuid, (c.change ->> 'allianceId')::uuid, $2
         from tick, jsonb_array_elements($1::jsonb) with ordinality as c (change, ordinal)`,
        [JSON.stringify(this.access), now],
      );
    }
    const { signals } = this;
    if (signals.length > 0) {
      const signal = signals.join(',');
      await manager.query('select pg_notify($1, $2)', [LIVE_CHANNEL, signal.length < 7_900 ? signal : '*']);
    }
  }
}

/** An entry with the server's seal: one that anybody inserts by SQL has none. */
function sealedRow(
  { entry, viewer }: { readonly entry: AuditEntry; readonly viewer: Viewer },
  origin: Origin,
  now: Date,
  sealer: Sealer,
): EntryRow & { readonly seal: string; readonly key_id: string } {
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
