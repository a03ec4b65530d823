import { setImmediate } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { INSTALLATION } from '../database/ids';
import type { Queryable } from '../reads/statement';
import { isSealOf, type PublicKey, type Sealer } from '../sealing';
import { readCheckpoint, signedCheckpoint, signerOf, type SignedCheckpoint } from './checkpoint.rules';
import { chainHash, ENTRY_CONTENT, ENTRY_ROW, LEAF, NO_SEAL, sealedEntry, type EntryRow } from './entry';
import type { AuditProof } from './proof.rules';
import { BrokenLog, growStoredTree, subtreeHash } from './stored-tree';
import { consistencyRanges, inclusionRanges } from './tree.rules';

const LOCK = 4_857_302;
/** How many entries a batch has at the most. */
export const SEALED_AT_ONCE = 200;
/** Checks of entries' seals before others get their turn: some 3 ms. */
const CHECKED_AT_ONCE = 25;
/**
 * How long after its database moment an entry may be committed, in SQL: statements and waits within a transaction end before.
 * One that comes later is found by the check.
 */
export const LATEST_COMMIT = `interval '5 minutes'`;

interface Unsealed {
  readonly id: string;
  readonly chain: string;
  readonly content: string;
  readonly row: EntryRow;
  readonly seal: string | null;
  readonly keyId: string | null;
}

/** Which entries are sealed: those that were committed at their moment, or those too that were committed long after it. */
export type Committed = 'prompt' | 'late';

/**
 * From how long before the last seal on. To look through the last minutes for what was committed late costs as much as sealing
 * thousands of entries, so that it is not done for each batch.
 */
const BEFORE_THE_LAST: Readonly<Record<Committed, string>> = { late: LATEST_COMMIT, prompt: `interval '3 seconds'` };

const isUnsealed = (committed: Committed): string => `e.recorded_at > coalesce(
      (
        select least(last.recorded_at, now())
        from audit_seals s
        join audit_entries last on last.id = s.entry_id
        order by s.position desc
        limit 1
      ),
      '-infinity'
    ) - ${BEFORE_THE_LAST[committed]}
    and not exists (
      select
      from audit_seals s
      where s.entry_id = e.id
    )`;

/** In the order of the database's moments, so that seals run forward in time as well. */
const unsealed = (committed: Committed): string => `
  select e.id, coalesce(e.alliance_id, $1) as chain, ${ENTRY_CONTENT} as content, ${ENTRY_ROW} as row, e.seal, e.key_id as "keyId"
  from audit_entries e
  where ${isUnsealed(committed)}
  order by e.recorded_at, e.id
  limit ${SEALED_AT_ONCE}`;

/** For how many seconds the oldest entry that has no seal has waited for one. */
export const UNSEALED_AGE = `
  select coalesce(
    (
      select extract(epoch from now() - e.recorded_at)
      from audit_entries e
      where ${isUnsealed('late')}
      order by e.recorded_at
      limit 1
    ),
    0
  )::float8 as age`;

/** What one entry is found by: its moment, as its writer had it, and what was done. */
export interface WantedEntry {
  readonly allianceId: string;
  readonly at: Date;
  readonly action: string;
  readonly subject: string;
}

/** A checkpoint, and what shows that an entry is in its log. */
export interface Proved {
  readonly checkpoint: string;
  readonly proof: AuditProof;
}

const PROVED = `
  select
    ${ENTRY_CONTENT} as content,
    coalesce(
      (
        select encode(before.hash, 'base64')
        from audit_seals before
        where before.alliance_id = s.alliance_id
          and before.sequence = s.sequence - 1
      ),
      '${NO_SEAL.toString('base64')}'
    ) as before,
    ${LEAF} as leaf,
    s.position
  from audit_entries e
  join audit_seals s on s.entry_id = e.id
  where e.alliance_id = $1
    and e.at = $2
    and e.action = $3
    and e.subject = $4
  order by e.id
  limit 1`;

export interface AuditLogDependencies {
  readonly pool: Pool;
  /** For what anybody may ask for. */
  readonly reads: Pool;
  readonly sealer: Sealer;
  /** What the log is called where no checkpoint says so yet. */
  readonly origin: string;
}

/** A newer checkpoint, and what proves that its log continues an older one's. */
export interface Continuation {
  readonly checkpoint: string;
  /** Hashes of subtrees, base64. */
  readonly proof: readonly string[];
}

/**
 * The installation's audit log: entries of each alliance are chained, and all seals of these chains are the leaves of one
 * Merkle tree, whose head is signed. Writers do none of this, so that they never wait for each other.
 */
export class AuditLog {
  constructor(private readonly dependencies: AuditLogDependencies) {}

  /**
   * Seals entries that were written since, and signs the new head; the number sealed is answered. One process at a time does it.
   * @param committed `prompt` leaves those that were committed long after their moment to a later call
   * @throws BrokenLog when what is stored is not what the last checkpoint signed: nothing is signed on top of that
   */
  seal(committed: Committed = 'late'): Promise<number> {
    return this.sealed('pg_try_advisory_xact_lock($1) as got', committed);
  }

  /** The head over all that is committed, which is signed first; null where it cannot be. */
  async sealedCheckpoint(): Promise<string | null> {
    try {
      while ((await this.sealed('pg_advisory_xact_lock($1) is not null as got', 'late')) === SEALED_AT_ONCE);
      return await this.checkpoint(this.dependencies.pool);
    } catch {
      // the work in the background meets the same fault, and reports it
      return null;
    }
  }

  private async sealed(locking: string, committed: Committed): Promise<number> {
    const client = await this.dependencies.pool.connect();
    try {
      await client.query('begin');
      const {
        rows: [lock],
      } = await client.query<{ got: boolean }>(`select ${locking}`, [LOCK]);
      const sealed = lock?.got === true ? await this.sealBatch(client, committed) : 0;
      await client.query('commit');
      return sealed;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** The last signed head, as a note; null before there is one. */
  async checkpoint(database: Queryable = this.dependencies.reads): Promise<string | null> {
    const { rows } = await database.query<{ note: string }>({
      name: 'audit-checkpoint',
      text: 'select note from audit_checkpoints order by size desc limit 1',
    });
    return rows[0]?.note ?? null;
  }

  /** What shows that the log continues the one of so many leaves; null when it never had as many. */
  async continuationOf(size: number): Promise<Continuation | null> {
    const client = await this.dependencies.reads.connect();
    try {
      const note = await this.checkpoint(client);
      const head = note === null ? null : readCheckpoint(note);
      if (note === null || head === null || size > head.size) return null;
      const proof: string[] = [];
      if (size > 0)
        for (const range of consistencyRanges(size, head.size))
          proof.push((await subtreeHash(client, ...range)).toString('base64'));
      return { checkpoint: note, proof };
    } finally {
      client.release();
    }
  }

  /** What shows that an entry is in the last checkpoint's log; null where it is not sealed yet, or there is none. */
  async proofOf(database: Queryable, { allianceId, at, action, subject }: WantedEntry): Promise<Proved | null> {
    const note = await this.checkpoint(database);
    const head = note === null ? null : readCheckpoint(note);
    const {
      rows: [found],
    } = await database.query<Omit<AuditProof, 'position' | 'proof'> & { position: string }>({
      name: 'audit-proof',
      text: PROVED,
      values: [allianceId, at, action, subject],
    });
    const position = Number(found?.position);
    if (found === undefined || note === null || head === null || position >= head.size) return null;
    const proof: string[] = [];
    for (const range of inclusionRanges(position, head.size))
      proof.push((await subtreeHash(database, ...range)).toString('base64'));
    return { checkpoint: note, proof: { ...found, position, proof } };
  }

  private async sealBatch(client: PoolClient, committed: Committed): Promise<number> {
    const { rows } = await client.query<Unsealed>(unsealed(committed), [INSTALLATION]);
    const { size, signed } = await sizesOf(client);
    if (rows.length === 0 && size === (signed ?? 0)) return 0;
    const keys = await this.dependencies.sealer.keys(client);
    const last = await this.lastCheckpoint(client, size, signed, keys);
    await appendSeals(client, rows, size, keys);
    const grown = size + rows.length;
    await growStoredTree(client, grown);
    const root = await subtreeHash(client, 0, grown);
    const { origin, sealer } = this.dependencies;
    await client.query('insert into audit_checkpoints (size, note) values ($1, $2)', [
      grown,
      signedCheckpoint({ origin: last?.origin ?? origin, size: grown, root }, sealer),
    ]);
    return rows.length;
  }

  /** The head that the next one continues; null when the log has never had one. */
  private async lastCheckpoint(
    client: PoolClient,
    size: number,
    signed: number | null,
    keys: readonly PublicKey[],
  ): Promise<SignedCheckpoint | null> {
    const note = await this.checkpoint(client);
    if (note === null) {
      // seals from before there were checkpoints
      const { rowCount } = await client.query('select from audit_seals where sealed_at is not null limit 1');
      if (rowCount === 0) return null;
      throw new BrokenLog('its checkpoints are gone');
    }
    const checkpoint = readCheckpoint(note);
    if (checkpoint === null || signerOf(checkpoint, keys) === null)
      throw new BrokenLog('its last checkpoint is not signed with a known key');
    if (checkpoint.size !== size || signed !== size)
      throw new BrokenLog(`it has ${size} seals, and ${signed ?? 0} by its last checkpoint`);
    if (!checkpoint.root.equals(await subtreeHash(client, 0, size)))
      throw new BrokenLog('it has not the root of its last checkpoint');
    return checkpoint;
  }
}

async function sizesOf(client: PoolClient): Promise<{ size: number; signed: number | null }> {
  const { rows } = await client.query<{ size: string; signed: string | null }>(
    `select (select coalesce(max(position) + 1, 0) from audit_seals) as size,
       (select max(size) from audit_checkpoints) as signed`,
  );
  return { size: Number(rows[0]?.size ?? 0), signed: rows[0]?.signed == null ? null : Number(rows[0].signed) };
}

async function appendSeals(
  client: PoolClient,
  entries: readonly Unsealed[],
  size: number,
  keys: readonly PublicKey[],
): Promise<void> {
  const heads = new Map<string, { sequence: number; hash: Buffer }>();
  const seals = [];
  for (const [place, entry] of entries.entries()) {
    const { id, chain, content } = entry;
    const head = heads.get(chain) ?? (await headOf(client, chain));
    const next = { sequence: head.sequence + 1, hash: chainHash(head.hash, content) };
    seals.push({
      alliance_id: chain,
      sequence: next.sequence,
      entry_id: id,
      hash: `\\x${next.hash.toString('hex')}`,
      position: size + place,
      vouched: isVouchedFor(entry, keys),
    });
    heads.set(chain, next);
    if (place % CHECKED_AT_ONCE === CHECKED_AT_ONCE - 1) await setImmediate();
  }
  await client.query(
    `insert into audit_seals (alliance_id, sequence, entry_id, hash, position, vouched)
     select alliance_id, sequence, entry_id, hash, position, vouched
     from jsonb_populate_recordset(null::audit_seals, $1)`,
    [JSON.stringify(seals)],
  );
}

async function headOf(client: PoolClient, chain: string): Promise<{ sequence: number; hash: Buffer }> {
  const {
    rows: [head],
  } = await client.query<{ sequence: string; hash: Buffer }>(
    'select sequence, hash from audit_seals where alliance_id = $1 order by sequence desc limit 1',
    [chain],
  );
  return head === undefined ? { sequence: 0, hash: NO_SEAL } : { sequence: Number(head.sequence), hash: head.hash };
}

/** Whether a server of this installation wrote the entry: whoever inserts one by SQL has no key to seal it with. */
function isVouchedFor({ row, seal, keyId }: Unsealed, keys: readonly PublicKey[]): boolean {
  const key = keys.find(({ kid }) => kid === keyId);
  return key !== undefined && seal !== null && isSealOf(sealedEntry(row), { keyId: key.kid, signature: seal }, key);
}
