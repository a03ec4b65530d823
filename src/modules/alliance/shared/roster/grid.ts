/** A cell as the file has it: text ('' when empty), or a spreadsheet's number or date (midnight UTC). */
export type Cell = string | number | Date;

/** A file's rows, the first one first, none left out; a row may be shorter than its neighbours. */
export type Grid = Cell[][];
