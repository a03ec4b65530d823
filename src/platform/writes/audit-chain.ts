import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { INSTALLATION } from '../database/ids';

const LOCK = 4_857_302;
const SEALED_AT_ONCE = 500;

/** An entry's content as it is hashed: the fields in this order, as JSON with sorted keys (PostgreSQL's jsonb text). */
const CONTENT = `jsonb_build_array(e.id, e.alliance_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), e.person_id,
  e.token_id, e.request_id, e.action, e.subject, e.details)::text`;

interface Unsealed {
  readonly id: string;
  readonly chain: string;
  readonly content: string;
}

/**
 * Seals what has been written since: each alliance's entries form a chain in which every hash covers the one before
 * it, so that an entry altered or taken out shows. One process at a time does it; the number sealed is answered.
 */
export async function sealAuditEntries(pool: Pool): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const {
      rows: [lock],
    } = await client.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [LOCK]);
    const sealed = lock?.got === true ? await sealBatch(client) : 0;
    await client.query('commit');
    return sealed;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function sealBatch(client: PoolClient): Promise<number> {
  const { rows } = await client.query<Unsealed>(
    `select e.id, coalesce(e.alliance_id, $1) as chain, ${CONTENT} as content
     from audit_entries e
     where not exists (
       select
       from audit_seals s
       where s.entry_id = e.id
     )
     order by e.at, e.id
     limit ${SEALED_AT_ONCE}`,
    [INSTALLATION],
  );
  const heads = new Map<string, { sequence: bigint; hash: Buffer }>();
  for (const { id, chain, content } of rows) {
    const head = heads.get(chain) ?? (await headOf(client, chain));
    const next = { sequence: head.sequence + 1n, hash: chainHash(head.hash, content) };
    await client.query('insert into audit_seals (alliance_id, sequence, entry_id, hash) values ($1, $2, $3, $4)', [
      chain,
      next.sequence.toString(),
      id,
      next.hash,
    ]);
    heads.set(chain, next);
  }
  return rows.length;
}

async function headOf(client: PoolClient, chain: string): Promise<{ sequence: bigint; hash: Buffer }> {
  const {
    rows: [head],
  } = await client.query<{ sequence: string; hash: Buffer }>(
    'select sequence, hash from audit_seals where alliance_id = $1 order by sequence desc limit 1',
    [chain],
  );
  return head === undefined
    ? { sequence: 0n, hash: Buffer.alloc(32) }
    : { sequence: BigInt(head.sequence), hash: head.hash };
}

function chainHash(before: Buffer, content: string): Buffer {
  return createHash('sha256').update(before).update(content).digest();
}

/** The first place where an alliance's chain does not hold; null when it holds from end to end. */
export async function brokenAuditSeal(
  pool: Pool,
  chain: string,
): Promise<{ sequence: string; entryId: string } | null> {
  const { rows } = await pool.query<{ sequence: string; entry_id: string; hash: Buffer; content: string | null }>(
    `select s.sequence, s.entry_id, s.hash, ${CONTENT} as content
     from audit_seals s
     left join audit_entries e on e.id = s.entry_id
     where s.alliance_id = $1
     order by s.sequence`,
    [chain],
  );
  let before: Buffer = Buffer.alloc(32);
  let expected = 1n;
  for (const row of rows) {
    const holds =
      BigInt(row.sequence) === expected && row.content !== null && chainHash(before, row.content).equals(row.hash);
    if (!holds) return { sequence: row.sequence, entryId: row.entry_id };
    before = row.hash;
    expected += 1n;
  }
  return null;
}
