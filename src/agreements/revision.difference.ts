import { diffArrays } from 'diff';
import { message } from '../platform/i18n/messages';
import type { Computing } from '../platform/reads/declarations';
import type { AgreementContent } from './proof/canonical.rules';
import { linesOf } from './revision.rules';
import { DiffKind, type DiffLine } from './revision.entity';

/** Agreements' texts by agreement and ordinal. */
type Texts = ReadonlyMap<string, string>;

/** The differences of revisions against another of their agreement; a row is [agreement's id, ordinal]. */
export async function differences(
  rows: readonly (readonly unknown[])[], { database, locale }: Computing, { against }: Readonly<Record<string, unknown>>,
): Promise<(DiffLine[] | null)[]> {
  const { rows: found } = await database.query<{ key: string; text: string }>({
    name: 'revision-texts',
    text: `select agreement_id || ' ' || ordinal as key, canonical_text as text from agreement_revisions
      where (agreement_id, ordinal) in (select * from unnest($1::uuid[], $2::int[]))`,
    values: pairsOf(rows, against),
  });
  const texts: Texts = new Map(found.map(({ key, text }) => [key, text]));
  const label = (key: string): string => message(locale, `agreement.line.${key}`);
  const lines = (agreement: unknown, ordinal: number): string[] | null => {
    const text = texts.get(`${String(agreement)} ${ordinal}`);
    return text === undefined ? null : linesOf(JSON.parse(text) as AgreementContent, label);
  };
  return rows.map(([agreement, ordinal]) => {
    const other = otherOf(Number(ordinal), against);
    const before = other === 0 ? [] : lines(agreement, other);
    const after = lines(agreement, Number(ordinal));
    return before === null || after === null ? null : difference(before, after);
  });
}

/** The revision that one is held against; 0, before the first, is an empty text. */
function otherOf(ordinal: number, against: unknown): number {
  return typeof against === 'number' ? against : ordinal - 1;
}

function pairsOf(rows: readonly (readonly unknown[])[], against: unknown): [unknown[], number[]] {
  const pairs = rows.flatMap(([agreement, ordinal]) => [[agreement, Number(ordinal)], [agreement, otherOf(Number(ordinal), against)]] as const);
  return [pairs.map(([agreement]) => agreement), pairs.map(([, ordinal]) => ordinal)];
}

/** Two texts line by line. */
export function difference(before: readonly string[], after: readonly string[]): DiffLine[] {
  let [oldLine, newLine] = [0, 0];
  return diffArrays([...before], [...after]).flatMap(({ value, added, removed }) => value.map((text): DiffLine => {
    if (!added) oldLine += 1;
    if (!removed) newLine += 1;
    return {
      kind: added ? DiffKind.ADDED : removed ? DiffKind.REMOVED : DiffKind.SAME, text,
      oldLine: added ? null : oldLine, newLine: removed ? null : newLine,
    };
  }));
}
