import { createHash } from 'node:crypto';

/*
 * Merkle trees as RFC 6962 has them (section 2.1): a leaf's hash is that of 0x00 and its text, a node's that of 0x01 and the
 * two below. A tree of n leaves is split at the largest power of two below n, so that what is whole never changes again.
 */

/** Leaves from `start` on, as far as but not including `end`. */
export type Range = readonly [start: number, end: number];

export function leafHash(text: string): Buffer {
  return createHash('sha256').update('\0').update(text).digest();
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}

/** A tree that grows by a leaf at a time and keeps only the hashes of its whole subtrees, largest first. */
export class GrowingTree {
  private readonly whole: Buffer[] = [];
  size = 0;

  push(leaf: Buffer): void {
    let hash = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(this.whole.pop() ?? hash, hash);
    this.whole.push(hash);
    this.size += 1;
  }

  get root(): Buffer {
    const smallest = this.whole.at(-1);
    if (smallest === undefined) return createHash('sha256').digest();
    return this.whole.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), smallest);
  }
}

/**
 * The root over these hashes. They may be those of subtrees, if all but the last are whole and of one size, and the last is
 * no larger: splitting at powers of two comes to the same then.
 */
export function rootOver(hashes: readonly Buffer[]): Buffer {
  const tree = new GrowingTree();
  for (const hash of hashes) tree.push(hash);
  return tree.root;
}

/** Where a tree of so many leaves is split: the largest power of two below. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** The subtrees whose hashes prove that the leaf is in the tree, lowest first (RFC 6962, 2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const path = (start: number, end: number): Range[] => {
    if (end - start === 1) return [];
    const middle = start + splitOf(end - start);
    return index < middle ? [...path(start, middle), [middle, end]] : [...path(middle, end), [start, middle]];
  };
  return path(0, size);
}

/** The root that a leaf and its proof lead to; null when the proof is none of such a tree. */
export function rootOfInclusion(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | null {
  if (index < 0 || index >= size) return null;
  const ranges = inclusionRanges(index, size);
  if (ranges.length !== proof.length) return null;
  return ranges.reduce((hash, [start], place) => {
    const other = proof[place] ?? hash;
    return start > index ? nodeHash(hash, other) : nodeHash(other, hash);
  }, leaf);
}

/** The subtrees whose hashes prove that the tree of `size` leaves continues that of `from`, 0 < from <= size (RFC 6962, 2.1.2). */
export function consistencyRanges(from: number, size: number): Range[] {
  const proof = (start: number, end: number, isWhole: boolean): Range[] => {
    if (end === from) return isWhole ? [] : [[start, end]];
    const middle = start + splitOf(end - start);
    return from <= middle
      ? [...proof(start, middle, isWhole), [middle, end]]
      : [...proof(middle, end, false), [start, middle]];
  };
  return proof(0, size, true);
}

/** A tree's head: how many leaves it has, and its root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Buffer;
}

/** Whether the proof shows that the newer tree continues the older one (RFC 9162, 2.1.4.2). */
export function isContinuedBy(older: TreeHead, newer: TreeHead, proof: readonly Buffer[]): boolean {
  if (older.size > newer.size) return false;
  // nothing says less than an empty tree, and any tree continues it
  if (older.size === 0) return older.root.equals(new GrowingTree().root) && proof.length === 0;
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root);
  const ranges = consistencyRanges(older.size, newer.size);
  if (ranges.length !== proof.length) return false;
  // the lowest subtree of the older tree: the older tree itself where that is whole in the newer one
  const [first, start] = ranges[0]?.[1] === older.size ? [proof[0], 1] : [older.root, 0];
  if (first === undefined) return false;
  let [before, after] = [first, first];
  for (let place = start; place < ranges.length; place += 1) {
    const [range, hash] = [ranges[place], proof[place]];
    if (range === undefined || hash === undefined) return false;
    const isLeft = range[1] <= older.size;
    before = isLeft ? nodeHash(hash, before) : before;
    after = isLeft ? nodeHash(hash, after) : nodeHash(after, hash);
  }
  return before.equals(older.root) && after.equals(newer.root);
}
