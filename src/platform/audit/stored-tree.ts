import type { Queryable } from '../reads/statement';
import { LEAF } from './entry';
import { leafHash, rootOver } from './tree.rules';

/** Stored are the hashes of subtrees of 256, 256², … leaves; all others are made of at most 256 of these, or of leaves. */
const WIDTH = 256;

/** The hash over a subtree of the log, from its leaves and stored subtrees; `start` is where such a subtree may begin. */
export async function subtreeHash(database: Queryable, start: number, end: number): Promise<Buffer> {
  let [from, to] = [start, end];
  let rest: Buffer[] = [];
  for (let level = 0; ; level += 1) {
    if (to - from <= WIDTH) return rootOver([...(await hashesOf(database, level, from, to)), ...rest]);
    const whole = to - (to % WIDTH);
    const last = [...(await hashesOf(database, level, whole, to)), ...rest];
    rest = last.length > 0 ? [rootOver(last)] : [];
    [from, to] = [from / WIDTH, whole / WIDTH];
  }
}

/** Stores the hashes of subtrees that the first `size` leaves have made whole. */
export async function growStoredTree(database: Queryable, size: number): Promise<void> {
  for (let [level, whole] = [1, Math.floor(size / WIDTH)]; whole > 0; level += 1, whole = Math.floor(whole / WIDTH)) {
    const { rows } = await database.query<{ next: string }>(
      'select coalesce(max(index) + 1, 0) as next from audit_nodes where level = $1',
      [level],
    );
    for (let index = Number(rows[0]?.next ?? 0); index < whole; index += 1) {
      const below = await hashesOf(database, level - 1, index * WIDTH, (index + 1) * WIDTH);
      await database.query('insert into audit_nodes (level, index, hash) values ($1, $2, $3)', [
        level,
        index,
        rootOver(below),
      ]);
    }
  }
}

async function hashesOf(database: Queryable, level: number, start: number, end: number): Promise<Buffer[]> {
  if (start === end) return [];
  const hashes = level === 0 ? await leavesOf(database, start, end) : await nodesOf(database, level, start, end);
  if (hashes.length !== end - start) throw new BrokenLog(`level ${level} lacks hashes from ${start} to ${end}`);
  return hashes;
}

async function leavesOf(database: Queryable, start: number, end: number): Promise<Buffer[]> {
  const { rows } = await database.query<{ leaf: string }>({
    name: 'audit-leaves',
    text: `select ${LEAF} as leaf from audit_seals s where s.position >= $1 and s.position < $2 order by s.position`,
    values: [start, end],
  });
  return rows.map(({ leaf }) => leafHash(leaf));
}

async function nodesOf(database: Queryable, level: number, start: number, end: number): Promise<Buffer[]> {
  const { rows } = await database.query<{ hash: Buffer }>({
    name: 'audit-nodes',
    text: 'select hash from audit_nodes where level = $1 and index >= $2 and index < $3 order by index',
    values: [level, start, end],
  });
  return rows.map(({ hash }) => hash);
}

/** The stored log is not what its last checkpoint says, so nothing may be signed on top of it. */
export class BrokenLog extends Error {}
