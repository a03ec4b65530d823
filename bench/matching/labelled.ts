import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface LabelledNeed {
  readonly id: string;
  readonly category: string;
  readonly community: string | null;
  readonly neededBy: string | null;
  readonly quantity: number | null;
  readonly title: string;
  readonly description: string;
  /** By resource, how well it fits: 3 what was looked for, 2 a good part of it, 1 of some help. */
  readonly fits: ReadonlyMap<string, number>;
}

export interface LabelledResource {
  readonly id: string;
  readonly category: string;
  readonly kind: string;
  readonly community: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly quantity: number;
  readonly title: string;
  readonly description: string;
}

export interface LabelledSet {
  readonly needs: readonly LabelledNeed[];
  readonly resources: readonly LabelledResource[];
}

/** The day that the entries were written for. */
export const LABELLED_ON = '2026-12-01';

/** Needs and resources as labelled/README.md describes their lines. */
export function labelled(file: 'tuning' | 'held-out'): LabelledSet {
  const lines = readFileSync(path.join(__dirname, 'labelled', `${file}.txt`), 'utf8').split('\n');
  const rows = lines.filter((line) => line.includes('|')).map((line) => line.split('|').map((cell) => cell.trim()));
  const read = <T>(kind: string, make: (cells: readonly string[]) => T): T[] =>
    rows.filter(([id]) => id?.startsWith(kind)).map(make);
  return {
    needs: read('n', ([id = '', category = '', community, by, quantity, title = '', description = '', fits = '']) => ({
      id,
      category,
      community: given(community),
      neededBy: given(by),
      quantity: given(quantity) === null ? null : Number(quantity),
      title,
      description,
      fits: new Map(
        fits
          .split(' ')
          .map((fit) => fit.split(':') as [string, string])
          .map(([to, grade]) => [to, Number(grade)]),
      ),
    })),
    resources: read(
      'r',
      ([id = '', category = '', kind = '', community, period = '', quantity, title = '', description = '']) => {
        const [from, until] = period.split('..');
        return {
          id,
          category,
          kind,
          community: given(community),
          from: given(from),
          until: given(until),
          quantity: Number(quantity),
          title,
          description,
        };
      },
    ),
  };
}

function given(cell: string | undefined): string | null {
  return cell === undefined || cell === '' || cell === '-' ? null : cell;
}
