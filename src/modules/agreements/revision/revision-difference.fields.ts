import { setImmediate } from 'node:timers/promises';
import { diffArrays } from 'diff';
import { ErrorCode, RequestError } from '../../../platform/errors/errors';
import type { Computing } from '../../../platform/reads/declarations';
import { readContent } from '../proof/canonical-reading.rules';
import { linesOf } from './revision.rules';
import { DiffKind, type DiffLine } from './revision.entity';

/** At most so many differing lines are searched for one by one, which costs the square of their number (600: some 100 ms). */
const MOST_EDITS = 600;
/** The most lines of one batch: two texts of the greatest length with nothing in common. */
const MOST_LINES = 120_000;

/**
 * The differences of revisions against another of their agreement; a row is [agreement's id, ordinal].
 * @throws RequestError when they come to more lines than one answer should hold
 */
export async function differences(
  asked: readonly (readonly unknown[])[],
  { database, locale }: Computing,
  { against }: Readonly<Record<string, unknown>>,
): Promise<(DiffLine[] | null)[]> {
  const pairs = asked.map(([agreement, ordinal]) => ({
    agreement: String(agreement),
    after: Number(ordinal),
    before: otherOf(Number(ordinal), against),
  }));
  const { rows } = await database.query<{ key: string; text: string }>({
    name: 'revision-texts',
    text: `
      select agreement_id || ' ' || ordinal as key, canonical_text as text
      from agreement_revisions
      where (agreement_id, ordinal) in (select * from unnest($1::uuid[], $2::int[]))`,
    values: [
      pairs.flatMap(({ agreement }) => [agreement, agreement]),
      pairs.flatMap(({ before, after }) => [before, after]),
    ],
  });
  const texts = new Map(rows.map(({ key, text }) => [key, text]));
  const linesAt = (agreement: string, ordinal: number): string[] | null => {
    // before the first there was nothing
    if (ordinal === 0) return [];
    const content = readContent(texts.get(`${agreement} ${ordinal}`));
    return content === null ? null : linesOf(content, locale);
  };
  const found: (DiffLine[] | null)[] = [];
  let lines = 0;
  for (const { agreement, before, after } of pairs) {
    const [old, present] = [linesAt(agreement, before), linesAt(agreement, after)];
    const difference = old === null || present === null ? null : differenceOf(old, present);
    found.push(difference);
    lines += difference?.length ?? 0;
    if (lines > MOST_LINES)
      throw new RequestError(ErrorCode.tooCostly, 'agreement.tooManyLines', { lines: MOST_LINES }, null, 400);
    // other requests get their turn between two comparisons
    await setImmediate();
  }
  return found;
}

/** The ordinal of the revision to compare with; 0, before the first, is an empty text. */
function otherOf(ordinal: number, against: unknown): number {
  return typeof against === 'number' ? against : ordinal - 1;
}

/** Two texts line by line. When they have little in common, the lines between their common beginning and end are removed and added as a whole. */
export function differenceOf(before: readonly string[], after: readonly string[]): DiffLine[] {
  let [oldLine, newLine] = [0, 0];
  const changes = diffArrays([...before], [...after], { maxEditLength: MOST_EDITS }) ?? replacement(before, after);
  return changes.flatMap(({ value, added, removed }) =>
    value.map((text): DiffLine => {
      if (!added) oldLine += 1;
      if (!removed) newLine += 1;
      return {
        kind: added ? DiffKind.ADDED : removed ? DiffKind.REMOVED : DiffKind.SAME,
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
