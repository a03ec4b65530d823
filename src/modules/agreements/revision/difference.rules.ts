import { diffArrays } from 'diff';
import type { Locale } from '../../../platform/i18n/messages';
import { shaped } from '../../../platform/reads/computed';
import type { Shape } from '../../../platform/reads/declarations';
import type { Task } from '../../../platform/workers';
import '../agreement/agreement.messages';
import { readContent } from '../proof/canonical-reading.rules';
import type { DiffLine } from './revision.entity';
import { linesOf } from './revision.rules';

/** At most so many differing lines are searched for one by one, which costs the square of their number (600: some 70 ms). */
const MOST_EDITS = 600;
/** What the search weighs for the square of each line, and what a line of the answer does besides its text, in bytes. */
const [EDIT_BYTES, LINE_BYTES] = [4, 256];

/** A text as a price is made of it: how many bytes and lines it has. */
export interface Measured {
  readonly bytes: number;
  readonly lines: number;
}

/** What comparing two texts weighs, in bytes; null for the text before the first. */
export function weightOfDifference(before: Measured | null, after: Measured | null): number {
  const lines = (before?.lines ?? 0) + (after?.lines ?? 0);
  return (
    (before?.bytes ?? 0) + (after?.bytes ?? 0) + lines * LINE_BYTES + Math.min(lines, MOST_EDITS) ** 2 * EDIT_BYTES
  );
}

/** Two canonical texts to compare. */
export interface Compared {
  /** Null for the text before the first, which is empty. */
  readonly before: string | null;
  readonly after: string | null;
  readonly locale: Locale;
  /** What is shown of each line. */
  readonly shape: Shape | null;
}

/** The difference as JSON text; null when a text cannot be read. */
export function printedDifference({ before, after, locale, shape }: Compared): string | null {
  const [old, present] = [linesIn(before, locale), linesIn(after, locale)];
  return old === null || present === null ? null : JSON.stringify(shaped(differenceOf(old, present), shape));
}

export const DIFFERENCE: Task<Compared, string | null> = {
  file: __filename,
  name: printedDifference.name,
  run: printedDifference,
};

function linesIn(text: string | null, locale: Locale): string[] | null {
  // before the first there was nothing
  if (text === null) return [];
  const content = readContent(text);
  return content === null ? null : linesOf(content, locale);
}

/** A line as the API shows it; its kinds are the enumeration's own values. */
type Line = Omit<DiffLine, 'kind'> & { readonly kind: `${DiffLine['kind']}` };

/** Two texts line by line. When they have little in common, the lines between their common beginning and end are removed and added as a whole. */
export function differenceOf(before: readonly string[], after: readonly string[]): Line[] {
  let [oldLine, newLine] = [0, 0];
  const changes = diffArrays([...before], [...after], { maxEditLength: MOST_EDITS }) ?? replacement(before, after);
  return changes.flatMap(({ value, added, removed }) =>
    value.map((text): Line => {
      if (!added) oldLine += 1;
      if (!removed) newLine += 1;
      return {
        kind: added ? 'ADDED' : removed ? 'REMOVED' : 'SAME',
        text,
        oldLine: added ? null : oldLine,
        newLine: removed ? null : newLine,
      };
    }),
  );
}

interface Change {
  readonly value: readonly string[];
  readonly added: boolean;
  readonly removed: boolean;
}

function replacement(before: readonly string[], after: readonly string[]): Change[] {
  const shorter = Math.min(before.length, after.length);
  let [start, end] = [0, 0];
  while (start < shorter && before[start] === after[start]) start += 1;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const unchanged = (value: readonly string[]): Change => ({ value, added: false, removed: false });
  return [
    unchanged(before.slice(0, start)),
    { value: before.slice(start, before.length - end), added: false, removed: true },
    { value: after.slice(start, after.length - end), added: true, removed: false },
    unchanged(before.slice(before.length - end)),
  ];
}
