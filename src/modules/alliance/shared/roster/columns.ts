import type { Cell } from './grid';
import { cleanText, foldWord, textOf } from './text';

export interface HeaderLine<Field extends string> {
  /** Its index in the grid. */
  index: number;
  columns: readonly HeaderColumn<Field>[];
}
export interface HeaderColumn<Field extends string> {
  field: Field;
  /** The index of its cells in a row. */
  at: number;
  /** The header as the file has it. */
  header: string;
}

/** How far down titles and remarks may push the header line. */
const rowsSearched = 50;

/** The columns that a file may have: what each is about, by the headers that people give it. */
export class Columns<Field extends string> {
  private readonly fieldOfHeader: ReadonlyMap<string, Field>;

  /**
   * @param headers folded as `foldWord` does
   * @param name the field that every row has: what it is the row of
   */
  constructor(
    headers: Readonly<Record<Field, readonly string[]>>,
    readonly name: Field,
  ) {
    const fields = Object.keys(headers) as Field[];
    this.fieldOfHeader = new Map(fields.flatMap((field) => headers[field].map((word) => [word, field] as const)));
  }

  /** The field that a header names, in any case and width, whatever the spaces and marks and remarks in brackets. */
  fieldOf(header: Cell): Field | undefined {
    if (typeof header !== 'string' || header === '' || header.length > 60) return undefined;
    const bare = foldWord(header.normalize('NFKC').replace(/\(.*\)\s*$/su, ''));
    return this.fieldOfHeader.get(foldWord(header)) ?? this.fieldOfHeader.get(bare);
  }

  /**
   * The header line: the first row near the top that names what rows are of and something else; failing that, the row with
   * the most known headers, that one alone or any two.
   */
  findHeader(rows: readonly (readonly Cell[])[]): HeaderLine<Field> | undefined {
    const candidates = rows
      .slice(0, rowsSearched)
      .map((row, index) => ({ index, columns: this.columnsOf(row) }))
      .filter(({ columns }) => columns.length > 1 || columns[0]?.field === this.name);
    const complete = candidates.find(
      ({ columns }) => columns.length > 1 && columns.some(({ field }) => field === this.name),
    );
    return complete ?? candidates.sort((a, b) => b.columns.length - a.columns.length)[0];
  }

  private columnsOf(row: readonly Cell[]): HeaderColumn<Field>[] {
    return row.flatMap((cell, at) => {
      const field = this.fieldOf(cell);
      return field === undefined ? [] : [{ field, at, header: cleanText(textOf(cell)) }];
    });
  }
}
