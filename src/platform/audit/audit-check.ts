import { promisify } from 'node:util';
import type { Queryable } from '../reads/statement';
import type { KeysUnder, MessageParameters } from '../i18n/messages';
import type { PublicKey } from '../sealing';
import { LATEST_COMMIT } from './audit-log';
import { readCheckpoint, signerOf, type SignedCheckpoint } from './checkpoint.rules';
import { chainHash, ENTRY_CONTENT, LEAF, moment, NO_SEAL } from './entry';
import { BrokenLog, subtreeHash } from './stored-tree';
import { GrowingTree, leafHash } from './tree.rules';

/** How many seals, or checkpoints, are read at a time. */
const BATCH_SIZE = 1_000;
/** Problems of each kind that are named, so that many of one do not hide another; of more there is only the number. */
const MOST_NAMED = 20;
/** How far the database's moments may run apart, in milliseconds: transactions commit in another order than they wrote. */
const TOLERANCE_MS = 300_000;

const yieldTurn = promisify(setImmediate);

export interface AuditProblem {
  readonly key: `audit.problem.${KeysUnder<'audit.problem'>}`;
  readonly parameters: MessageParameters;
}

/** What a check of the whole log found. */
export interface AuditReport {
  /** What the log is called; null before its first checkpoint. */
  readonly origin: string | null;
  readonly entries: number;
  readonly chains: number;
  readonly checkpoints: number;
  /** The present head, as the log's rows have it. */
  readonly root: Buffer;
  /** Entries whose own moment is not the database's: imported from elsewhere, or written by a server with a wrong clock. */
  readonly otherMoments: number;
  readonly problems: readonly AuditProblem[];
  /** With those that are not named. */
  readonly problemCount: number;
}

export interface AuditCheck {
  /** In a transaction that sees one state of the database throughout. */
  readonly client: Queryable;
  readonly keys: readonly PublicKey[];
  /** Checkpoints that somebody kept elsewhere. */
  readonly kept?: readonly SignedCheckpoint[];
}

interface SealRow {
  readonly position: string;
  readonly chain: string;
  readonly sequence: string;
  readonly entry: string;
  readonly hash: Buffer;
  readonly vouched: boolean | null;
  readonly sealed: string | null;
  readonly recorded: string | null;
  readonly at: string | null;
  readonly content: string | null;
  readonly leaf: string;
}

const SEALS = `
  select s.position, s.alliance_id as chain, s.sequence, s.entry_id as entry, s.hash, s.vouched, ${moment('s.sealed_at')} as sealed,
    ${moment('e.recorded_at')} as recorded, ${moment('e.at')} as at, ${ENTRY_CONTENT} as content, ${LEAF} as leaf
  from audit_seals s
  left join audit_entries e on e.id = s.entry_id
  where s.position > $1
  order by s.position
  limit ${BATCH_SIZE}`;

/** Checks the whole log, from its first entry to its signed head, reading so many rows at a time. */
export async function checkAuditLog(check: AuditCheck): Promise<AuditReport> {
  const walk = new Walk(check.keys, check.kept ?? []);
  const { client } = check;
  const checkpoints = new Checkpoints(client);
  for (let after = -1; ;) {
    const { rows } = await client.query<SealRow>(SEALS, [after]);
    for (const row of rows) {
      walk.seal(row);
      for (let next = await checkpoints.upTo(walk.size); next !== null; next = await checkpoints.upTo(walk.size))
        walk.checkpoint(next);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = Number(last.position);
    await yieldTurn();
  }
  for (let next = await checkpoints.upTo(Infinity); next !== null; next = await checkpoints.upTo(Infinity))
    walk.checkpoint(next);
  walk.end();
  await checkStoredTree(client, walk);
  await checkUnsealed(client, walk);
  return walk.report();
}

/** What is known of the log as far as it has been read. */
class Walk {
  private readonly tree = new GrowingTree();
  private readonly chains = new Map<string, { sequence: number; hash: Buffer }>();
  private readonly problems: AuditProblem[] = [];
  private readonly named = new Map<string, number>();
  private problemCount = 0;
  private checkpoints = 0;
  private otherMoments = 0;
  private signed = 0;
  private latest = -Infinity;
  private lastSealed = -Infinity;
  private next = 0;
  private isRootWrong = false;
  private origin: string | null = null;

  constructor(
    private readonly keys: readonly PublicKey[],
    private readonly kept: readonly SignedCheckpoint[],
  ) {
    for (const each of kept) if (signerOf(each, keys) === null) this.found('keptUnsigned', { size: each.size });
  }

  get size(): number {
    return this.tree.size;
  }

  get root(): Buffer {
    return this.tree.root;
  }

  found(key: KeysUnder<'audit.problem'>, parameters: MessageParameters = {}): void {
    this.problemCount += 1;
    const named = (this.named.get(key) ?? 0) + 1;
    this.named.set(key, named);
    if (named <= MOST_NAMED) this.problems.push({ key: `audit.problem.${key}`, parameters });
  }

  seal(row: SealRow): void {
    const { chain, entry, hash, content, vouched } = row;
    const [position, sequence] = [Number(row.position), Number(row.sequence)];
    if (position !== this.next) this.found('gap', { position: this.next });
    this.next = position + 1;
    const head = this.chains.get(chain) ?? { sequence: 0, hash: NO_SEAL };
    const about = { chain, sequence, entry };
    if (sequence !== head.sequence + 1) this.found('sequence', about);
    if (content === null) this.found('missing', about);
    else if (!chainHash(head.hash, content).equals(hash)) this.found('altered', about);
    if (vouched === false) this.found('stranger', about);
    this.moments(row, about);
    this.chains.set(chain, { sequence, hash });
    this.tree.push(leafHash(row.leaf));
    for (const each of this.kept) {
      if (each.size === this.size && !each.root.equals(this.tree.root)) this.found('keptDiffers', { size: each.size });
    }
  }

  /** The database's moments run forward, and nothing is sealed before it was recorded. */
  private moments({ recorded, sealed, at }: SealRow, about: MessageParameters): void {
    if (sealed !== null) {
      const moment = Date.parse(sealed);
      if (moment < this.lastSealed - TOLERANCE_MS) this.found('sealedEarlier', { ...about, at: sealed });
      this.lastSealed = Math.max(this.lastSealed, moment);
    }
    if (recorded === null) return;
    const moment = Date.parse(recorded);
    if (moment < this.latest - TOLERANCE_MS) this.found('backdated', { ...about, at: recorded });
    else if (sealed !== null && moment > Date.parse(sealed) + TOLERANCE_MS)
      this.found('postdated', { ...about, at: recorded });
    this.latest = Math.max(this.latest, moment);
    if (at !== null && Math.abs(Date.parse(at) - moment) > TOLERANCE_MS) this.otherMoments += 1;
  }

  checkpoint({ size, note }: CheckpointRow): void {
    this.checkpoints += 1;
    const read = readCheckpoint(note);
    if (read === null || read.size !== size || signerOf(read, this.keys) === null)
      return this.found('unsigned', { size });
    this.signed = size;
    this.origin = read.origin;
    // every later one differs too
    if (size === this.size && !read.root.equals(this.root) && !this.isRootWrong) {
      this.isRootWrong = true;
      this.found('root', { size });
    }
  }

  /** All has been read: the head, and checkpoints that say more than there is. */
  end(): void {
    if (this.signed > this.size) this.found('cut', { size: this.signed, found: this.size });
    else if (this.signed < this.size) this.found('headUnsigned', { size: this.signed, found: this.size });
    for (const { size } of this.kept) if (size > this.size) this.found('setBack', { size, found: this.size });
  }

  report(): AuditReport {
    return {
      origin: this.origin,
      entries: this.size,
      chains: this.chains.size,
      checkpoints: this.checkpoints,
      root: this.root,
      otherMoments: this.otherMoments,
      problems: this.problems,
      problemCount: this.problemCount,
    };
  }
}

interface CheckpointRow {
  readonly size: number;
  readonly note: string;
}

/** The stored checkpoints in the order of their sizes. */
class Checkpoints {
  private batch: CheckpointRow[] = [];
  private place = 0;
  private after = -1;
  private isOver = false;

  constructor(private readonly client: Queryable) {}

  /** The next one, when it is of no more leaves than these. */
  async upTo(size: number): Promise<CheckpointRow | null> {
    if (this.place === this.batch.length && !this.isOver) {
      const { rows } = await this.client.query<{ size: string; note: string }>(
        `select size, note from audit_checkpoints where size > $1 order by size limit ${BATCH_SIZE}`,
        [this.after],
      );
      this.batch = rows.map((row) => ({ ...row, size: Number(row.size) }));
      this.place = 0;
      this.after = this.batch.at(-1)?.size ?? this.after;
      this.isOver = rows.length === 0;
    }
    const next = this.batch[this.place];
    if (next === undefined || next.size > size) return null;
    this.place += 1;
    return next;
  }
}

/** Stored subtrees are what the next head is made from. */
async function checkStoredTree(client: Queryable, walk: Walk): Promise<void> {
  try {
    if ((await subtreeHash(client, 0, walk.size)).equals(walk.root)) return;
  } catch (error) {
    if (!(error instanceof BrokenLog)) throw error;
  }
  walk.found('nodes');
}

/** Entries that should have been sealed by now: their seal was taken away, or the server's work stands still. */
async function checkUnsealed(client: Queryable, walk: Walk): Promise<void> {
  const { rows } = await client.query<{ count: string; first: string | null }>(
    `select count(*) as count, min(e.id::text) as first
     from audit_entries e
     where (e.recorded_at is null or e.recorded_at < now() - ${LATEST_COMMIT})
       and not exists (
         select
         from audit_seals s
         where s.entry_id = e.id
       )`,
  );
  const count = Number(rows[0]?.count ?? 0);
  if (count > 0) walk.found('unsealed', { count, entry: rows[0]?.first });
}
