import { createHash } from 'node:crypto';
import { visit, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/**
 * What a plan weighs: 400 plans each of five operations, with statements of 460 bytes to 130 KB, took 2.2 KB, or 1.6 to 2.5
 * times their statements (process.memoryUsage, after a collection).
 */
const PLAN_BYTES = 2_000;
const BYTES_PER_STATEMENT_BYTE = 2.5;

/** What one node of a document weighs, at the most; its tokens are not kept. */
const NODE_BYTES = 230;

/** A compiled plan, and how many bytes of statements it keeps. */
interface Sized {
  readonly size: number;
}

/** Compiled plans by what they were compiled from, within so many bytes: those that were used longest ago go first. */
export class PlanCache<P extends Sized> {
  private readonly plans: LRUCache<string, P>;

  constructor(bytes: number) {
    this.plans = new LRUCache({ maxSize: bytes });
  }

  /** How many bytes the plans weigh that are kept. */
  get weight(): number {
    return this.plans.calculatedSize;
  }

  get(key: string): P | undefined {
    return this.plans.get(key);
  }

  /** Keeps a plan; again, when it has grown. */
  keep(key: string, plan: P, document: DocumentNode): void {
    this.plans.delete(key);
    this.plans.set(key, plan, { size: weightOf(plan, document) });
  }
}

function weightOf({ size }: Sized, document: DocumentNode): number {
  return PLAN_BYTES + Math.ceil(BYTES_PER_STATEMENT_BYTE * size) + bytesOf(document);
}

/** A plan keeps its document alive. */
function bytesOf(document: DocumentNode): number {
  let nodes = 0;
  visit(document, { enter: () => void (nodes += 1) });
  return NODE_BYTES * nodes + (document.loc?.source.body.length ?? 0);
}

/** Hashed, since a shape of variables may be as long as they are. */
export function planKey(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
