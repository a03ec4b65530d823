import { z } from 'zod';
import { bytesOf, type SignedCheckpoint } from './checkpoint.rules';
import { chainHash } from './entry';
import { leafHash, rootOfInclusion } from './tree.rules';

/** What shows that an entry is in the log of a checkpoint: the entry itself, its chain's seal, and the way up to the tree's root. */
export const auditProofSchema = z.object({
  /** What the chain hashes of the entry: the text of a JSON array. */
  content: z.string(),
  /** The chain's hash before the entry, base64. */
  before: z.string(),
  /** The leaf that the chain's seal is in the tree. */
  leaf: z.string(),
  /** The leaf's place in the tree, from 0. */
  position: z.number().int().min(0),
  /** Hashes of subtrees, base64, lowest first (RFC 6962, 2.1.1). */
  proof: z.array(z.string()),
});
export type AuditProof = z.infer<typeof auditProofSchema>;

/** An entry as its chain hashes it. */
export interface ProvedEntry {
  readonly action: unknown;
  readonly subject: unknown;
  readonly details: unknown;
}

/** Where these stand in what a chain hashes (see entry). */
const [ACTION, SUBJECT, DETAILS] = [6, 7, 8];

/** The entry that is proved to be in the checkpoint's log; null when the proof does not hold. */
export function provedEntry(
  { content, before, leaf, position, proof }: AuditProof,
  { size, root }: SignedCheckpoint,
): ProvedEntry | null {
  const earlier = bytesOf(before);
  // gongjian audit, the chain, its sequence, its hash
  if (earlier === null || leaf.split(' ')[4] !== chainHash(earlier, content).toString('hex')) return null;
  const hashes = proof.map(bytesOf);
  if (hashes.some((each) => each === null)) return null;
  const found = rootOfInclusion(leafHash(leaf), position, size, hashes as Buffer[]);
  if (found === null || !found.equals(root)) return null;
  const entry: unknown = JSON.parse(content);
  return Array.isArray(entry) ? { action: entry[ACTION], subject: entry[SUBJECT], details: entry[DETAILS] } : null;
}
