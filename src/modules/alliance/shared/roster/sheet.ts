import { setImmediate } from 'node:timers/promises';
import { LIMITS } from '../../../../platform/budgets';
import type { Columns, HeaderColumn, HeaderLine } from './columns';
import type { Cell, Grid } from './grid';
import { failed, type Outcome, type Reason, type RosterProblem } from './problems';
import { cleanText, foldWord, isEmpty, isFormulaError, textOf, unguarded } from './text';
import { parseName, parseText } from './values';

/** A list whose file could be read. Rows that are none are only among the problems. */
export interface Sheet<Field extends string, Row> {
  rows: Row[];
  problems: RosterProblem[];
  /** The header of each field's column as in the file; a field without a column has none. */
  headers: ReadonlyMap<Field, string>;
}

export type Reading<S> = ({ ok: true } & S) | { ok: false; errors: Reason[] };

/** What kind of list it is. */
export interface SheetKind<Field extends string, Row> {
  readonly columns: Columns<Field>;
  /** What is said where there is no header line, where it does not name what rows are of, and where no row follows. */
  readonly reasons: {
    readonly noHeader: Reason['key'];
    readonly noName: Reason['key'];
    readonly noRows: Reason['key'];
  };
  /** What a row says; null where that is no row. */
  readonly read: (cells: RowCells<Field>) => Row | null;
  /** Whether a row that begins like a total is one of the list all the same. */
  readonly isRow: (cellOf: (field: Field) => Cell) => boolean;
}

/** After so many rows the process may serve others before the reading goes on. */
const rowsWithoutPause = 250;

/** The rows of a grid, put into types; or why the file as a whole is no such list. */
export async function sheetOf<Field extends string, Row>(
  grid: Grid,
  kind: SheetKind<Field, Row>,
): Promise<Reading<Sheet<Field, Row>>> {
  const header = kind.columns.findHeader(grid);
  if (header === undefined) return { ok: false, errors: [{ key: kind.reasons.noHeader, params: {} }] };
  const errors = headerErrors(header, kind);
  if (errors.length > 0) return { ok: false, errors };
  return rowsBelow(grid, header, kind);
}

function headerErrors<Field extends string, Row>(
  { index, columns }: HeaderLine<Field>,
  kind: SheetKind<Field, Row>,
): Reason[] {
  const first = new Map<Field, string>();
  const errors: Reason[] = [];
  for (const { field, header } of columns) {
    const earlier = first.get(field);
    if (earlier === undefined) first.set(field, header);
    else errors.push({ key: 'roster.duplicateHeader', params: { first: earlier, second: header } });
  }
  if (!first.has(kind.columns.name)) errors.unshift({ key: kind.reasons.noName, params: { row: index + 1 } });
  return errors;
}

async function rowsBelow<Field extends string, Row>(
  grid: Grid,
  { index, columns }: HeaderLine<Field>,
  kind: SheetKind<Field, Row>,
): Promise<Reading<Sheet<Field, Row>>> {
  const headers = new Map(columns.map(({ field, header }) => [field, header]));
  const rows: Row[] = [];
  const problems: RosterProblem[] = [];
  for (const [at, cells] of grid.entries()) {
    if (at % rowsWithoutPause === rowsWithoutPause - 1) await setImmediate();
    if (at <= index || isAside(cells, columns, kind)) continue;
    const reading = new RowCells(at + 1, cells, columns);
    const row = kind.read(reading);
    if (row !== null) rows.push(row);
    problems.push(...reading.problems);
  }
  if (rows.length === 0 && problems.length === 0)
    return { ok: false, errors: [{ key: kind.reasons.noRows, params: {} }] };
  return { ok: true, rows, problems, headers };
}

const totalWord = '(?:合计|总计|小计|共计|累计|总数|subtotal|grandtotal|total)';
const total = new RegExp(`^(?:${totalWord}(?:共?\\d*[家个户]?(?:成员)?(?:单位)?)|共\\d+[家个户](?:成员)?(?:单位)?)$`);
const remark = /^(?:备?注|说明|附注|制表人?|填表人?|填报人?|审核人?|填报单位|填报日期|制表日期|note|notes)[:：]/iu;

/** Whether a row is none of the list: blank, a total, a remark below the table, or the header line once more (a new page). */
function isAside<Field extends string, Row>(
  cells: readonly Cell[],
  columns: readonly HeaderColumn<Field>[],
  { isRow }: SheetKind<Field, Row>,
): boolean {
  const textAt = (index: number): string => cleanText(textOf(cells[index] ?? '').slice(0, 100));
  const filled = cells.findIndex((cell, index) => cell !== '' && textAt(index) !== '');
  const first = textAt(filled);
  if (filled < 0 || remark.test(first)) return true;
  if (total.test(foldWord(first)))
    return !isRow((field) => cells[columns.find((each) => each.field === field)?.at ?? -1] ?? '');
  return columns.every(({ at, header }) => textAt(at) === header);
}

/** Reads one row's cells by field and gathers what is wrong with them. */
export class RowCells<Field extends string> {
  readonly problems: RosterProblem[] = [];
  readonly faulty = new Set<Field>();

  constructor(
    readonly row: number,
    private readonly cells: readonly Cell[],
    private readonly columns: readonly HeaderColumn<Field>[],
  ) {}

  name(field: Field, max: number): string | undefined {
    return this.value(field, (cell) => parseName(cell, max));
  }

  text(field: Field, max: number): string | undefined {
    return this.value(field, (cell) => parseText(cell, max), max);
  }

  /** @param longest characters, where it is more than other cells have */
  value<T>(field: Field, parse: (cell: Cell) => Outcome<T>, longest = 0): T | undefined {
    const cell = this.cell(field);
    if (isEmpty(cell)) return undefined;
    return this.filled(field, cell, parse, longest);
  }

  /** The same where the mark for nothing may be an answer (无). */
  answer<T>(field: Field, parse: (cell: Cell) => Outcome<T>): T | undefined {
    const cell = this.cell(field);
    if (isEmpty(cell) && !parse(cell).ok) return undefined;
    return this.filled(field, cell, parse, 0);
  }

  private filled<T>(field: Field, cell: Cell, parse: (cell: Cell) => Outcome<T>, longest: number): T | undefined {
    const outcome = parseCell(cell, parse, Math.max(longest, LIMITS.importCellCharacters));
    if (outcome.ok) return outcome.value;
    this.problem(field, outcome.reason);
    return undefined;
  }

  problem(field: Field, reason: Reason): void {
    this.faulty.add(field);
    this.problems.push({ row: this.row, column: this.column(field)?.header ?? null, reason });
  }

  private cell(field: Field): Cell {
    const column = this.column(field);
    return column === undefined ? '' : unguarded(this.cells[column.at] ?? '');
  }

  private column(field: Field): HeaderColumn<Field> | undefined {
    return this.columns.find((column) => column.field === field);
  }
}

function parseCell<T>(cell: Cell, parse: (cell: Cell) => Outcome<T>, longest: number): Outcome<T> {
  if (isFormulaError(cell)) return failed('roster.formulaError', { value: textOf(cell).trim() });
  if (textOf(cell).length > longest) return failed('roster.tooLong', { max: longest });
  return parse(cell);
}
