import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool, type PoolClient } from 'pg';
import { entrySeal, KEY_ID, newId, signatureOf, type RenameRequest, type SignedRow, type SignRequest } from './signing';

/*
 * The floor: the rows that a change leaves behind, written in one transaction by hand-written SQL behind node:http. No
 * GraphQL, nobody is asked who they are or what they may, nothing is checked, nothing is read back, and no seal comes later.
 */

const pool = new Pool({ connectionString: process.env['BENCH_DATABASE'], max: 10, idleTimeoutMillis: 0 });

async function rename(client: PoolClient, { itemId, personId, title }: RenameRequest): Promise<void> {
  const now = new Date();
  const {
    rows: [meeting],
  } = await client.query<{ alliance_id: string; id: string; revision: number }>({
    name: 'lock-meeting',
    text: `
      select m.alliance_id, m.id, m.revision
      from agenda_items i
      join joint_meetings m on m.alliance_id = i.alliance_id and m.id = i.meeting_id
      where i.id = $1
      for update of m`,
    values: [itemId],
  });
  if (meeting === undefined) throw new Error('there is no such item');
  const [entryId, requestId] = [newId(), newId()];
  const entry = { id: entryId, at: now, personId, requestId, action: 'updateAgendaItem', itemId, title };
  await client.query({
    name: 'rename',
    text: `
      with item as (
        update agenda_items
        set title = $4, version = version + 1
        where alliance_id = $1 and id = $3
      ), meeting as (
        update joint_meetings
        set revision = $5, changed_at = $7
        where alliance_id = $1 and id = $2
      ), line as (
        insert into meeting_events (alliance_id, id, meeting_id, revision, at, person_id, kind, item_id, audience, parameters)
        values ($1, $10, $2, $5, $7, $8, 'ITEM_CHANGED', $3, 1, jsonb_build_object('item', $4::text))
      ), entry as (
        insert into audit_entries (id, alliance_id, at, person_id, request_id, action, subject, details, seal, key_id)
        values ($6, $1, $7, $8, $9, 'updateAgendaItem', 'item_' || $3, jsonb_build_object('changes', $4::text), $11, $12)
      ), event as (
        insert into live_events (feed, alliance_id, stream_id, revision, at, content)
        values ('agendaUpdates', $1, $2, $5, $7, jsonb_build_object('items', jsonb_build_array($3)))
      )
      select pg_notify('gongjian_bench', 'agendaUpdates ' || $2)`,
    values: [
      ...[meeting.alliance_id, meeting.id, itemId, title, meeting.revision + 1],
      ...[entryId, now, personId, requestId, newId(), entrySeal(entry), KEY_ID],
    ],
  });
}

async function sign(client: PoolClient, request: SignRequest): Promise<void> {
  const now = new Date();
  const {
    rows: [agreement],
  } = await client.query<SignedRow>({
    name: 'lock-agreement',
    text: `
      select alliance_id, id, number, revision_id, history_count, history_head
      from agreements
      where id = $1
      for update`,
    values: [request.agreementId],
  });
  if (agreement === undefined) throw new Error('there is no such agreement');
  const signature = signatureOf(agreement, request, now);
  const [entryId, requestId] = [newId(), newId()];
  const entry = { id: entryId, at: now, requestId, action: 'signAgreement', ...request };
  await client.query({
    name: 'sign',
    text: `
      with signature as (
        insert into agreement_signatures (
          alliance_id, id, agreement_id, revision_id, unit_id, person_id, signed_at, content_hash, statement
        )
        values ($1, $3, $2, $4, $5, $6, $7, $8, $9)
      ), event as (
        insert into agreement_events (
          alliance_id, id, agreement_id, sequence, kind, at, by_id, unit_id, details, chain_hash, seal, key_id
        )
        values ($1, $10, $2, $11, 'SIGNED', $7, $6, $5, $12, $13, $14, $15)
      ), agreement as (
        update agreements
        set version = version + 1, history_count = $11, history_head = $13, head_seal = $16, head_key_id = $15
        where alliance_id = $1 and id = $2
      ), entry as (
        insert into audit_entries (id, alliance_id, at, person_id, request_id, action, subject, details, seal, key_id)
        values ($17, $1, $7, $6, $18, 'signAgreement', 'agreement_' || $2, jsonb_build_object('unit', $5), $19, $15)
      ), stream as (
        insert into live_streams as stream (feed, stream_id, revision)
        select 'agreementUpdates', unit_id, 1
        from agreement_parties
        where alliance_id = $1 and agreement_id = $2
        order by unit_id
        on conflict (feed, stream_id) do update set revision = stream.revision + 1
        returning stream_id, revision
      ), update as (
        insert into live_events (feed, alliance_id, stream_id, revision, at, content)
        select 'agreementUpdates', $1, stream_id, revision, $7, jsonb_build_object('agreement', $2, 'event', $10)
        from (
          select stream_id, revision
          from stream
          union all
          select $2, $11
        ) streams
      )
      select pg_notify('gongjian_bench', 'agreementUpdates ' || $2)`,
    values: [
      agreement.alliance_id,
      request.agreementId,
      signature.id,
      agreement.revision_id,
      request.unitId,
      request.personId,
      now,
      request.contentHash,
      signature.statement,
      signature.eventId,
      signature.sequence,
      signature.details,
      signature.head,
      signature.eventSeal,
      KEY_ID,
      signature.headSeal,
      entryId,
      requestId,
      entrySeal(entry),
    ],
  });
}

async function inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const work = request.url === '/sign' ? sign : rename;
      void inTransaction((client) => work(client, body as RenameRequest & SignRequest)).then(
        () => response.writeHead(200, { 'content-length': 2 }).end('{}'),
        (error: unknown) => {
          console.error(error);
          response.writeHead(500, { 'content-length': 0 }).end();
        },
      );
    });
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
