import { createHash } from 'node:crypto';

const hashes = new Set<string>();

/**
 * Registers the live document of a page of the platform's own: there is always room for its visitors. One that has no other
 * variables than the arguments of its field, since each value of another is a plan more.
 */
export function registerOwnDocument(text: string): void {
  hashes.add(createHash('sha256').update(text).digest('hex'));
}

/** Whether it is one of those, by the SHA-256 of its text. */
export function isOwnDocument(hash: string): boolean {
  return hashes.has(hash);
}
