import type { PublicKey } from '../../../platform/sealing';
import type { Task } from '../../../platform/workers';
import { readEvidence, type Problem } from './evidence.rules';
import { integrityProblems } from './integrity.rules';
import { rowsOf, type StoredRow } from './stored.rules';

/* What is computed of all rows of an agreement, and of a large one in a thread of its own. */

/** An agreement's rows, and what they are checked with. */
export interface Checked {
  readonly stored: readonly StoredRow[];
  readonly keys: readonly PublicKey[];
  /** RFC 3339. */
  readonly now: string;
}

export function problemsOf({ stored, keys, now }: Checked): readonly Problem[] {
  const rows = rowsOf(stored, keys, now);
  return integrityProblems(rows, keys, readEvidence(rows.evidence));
}

export const CHECK: Task<Checked, readonly Problem[]> = { file: __filename, name: problemsOf.name, run: problemsOf };

/** What else is in an evidence file. */
interface Beside {
  /** The audit log's head. */
  readonly checkpoint: string | null;
}

/** An evidence file, as a JSON string of its text. */
export function evidenceText({ stored, keys, now, checkpoint }: Checked & Beside): string {
  return JSON.stringify(JSON.stringify({ ...rowsOf(stored, keys, now).evidence, checkpoint }, null, 2));
}

export const EVIDENCE: Task<Checked & Beside, string> = {
  file: __filename,
  name: evidenceText.name,
  run: evidenceText,
};
