/** A cell as the file has it: text ('' when empty), or a spreadsheet's number or date (midnight UTC). */
export type Cell = string | number | Date;

/** A file's rows, the first one first, none left out; a row may be shorter than its neighbours. */
export type Grid = Cell[][];

/** What a roster may have at most. Rows and columns are counted in the file, title and header lines included. */
export const bounds = {
  bytes: 8 * 1_048_576,
  inflatedBytes: 64 * 1_048_576,
  rows: 20_000,
  columns: 100,
  /** Characters of a cell. */
  cell: 1_000,
} as const;
