import { setImmediate } from 'node:timers/promises';
import { LIMITS } from '../../../../platform/budgets';
import type { UnitAffiliation, UnitKind } from '../../member-unit/member-unit.entity';
import { findHeader, type HeaderColumn, type HeaderLine, type RosterField } from './columns';
import type { Cell, Grid } from './grid';
import { failed, type Outcome, type Reason, type RosterProblem } from './problems';
import { cleanText, foldWord, isEmpty, isFormulaError, textOf } from './text';
import {
  parseAffiliation,
  parseCreditCode,
  parseDay,
  parseEmail,
  parseKind,
  parseName,
  parseNames,
  parsePhones,
  parseText,
} from './values';

/** The contact that a row has; what the row leaves open is absent, even the name. */
export interface RosterContact {
  name?: string;
  title?: string;
  /** Several numbers are joined by 、. */
  phone?: string;
  email?: string;
}

/** A unit as one row has it. What the file has no column for, or leaves empty, is absent. */
export interface RosterRow {
  /** Its number in the file, from 1. */
  row: number;
  name: string;
  shortName?: string;
  kind?: `${UnitKind}`;
  affiliation?: `${UnitAffiliation}`;
  creditCode?: string;
  areaGroup?: string;
  sectorGroups?: string[];
  territory?: string;
  contact?: RosterContact;
  /** `YYYY-MM-DD` */
  joinedOn?: string;
  contactOfficial?: string;
  /** Fields whose cell is not empty but wrong; each has its problem, and no value here. */
  faulty: ReadonlySet<RosterField>;
}

/** A roster whose file could be read. Rows without a readable name are only among the problems. */
export interface Roster {
  rows: RosterRow[];
  problems: RosterProblem[];
  /** The header of each field's column as in the file; a field without a column has none. */
  headers: ReadonlyMap<RosterField, string>;
}

export type RosterReading = ({ ok: true } & Roster) | { ok: false; errors: Reason[] };

/** After so many rows the process may serve others before the reading goes on. */
const rowsWithoutPause = 250;

/** The rows of a grid, put into types; or why the file as a whole is no roster. */
export async function rosterOf(grid: Grid): Promise<RosterReading> {
  const header = findHeader(grid);
  if (header === undefined) return refused('roster.noHeader');
  const errors = headerErrors(header);
  if (errors.length > 0) return { ok: false, errors };
  return rowsBelow(grid, header);
}

function refused(key: Reason['key']): RosterReading {
  return { ok: false, errors: [{ key, params: {} }] };
}

function headerErrors({ index, columns }: HeaderLine): Reason[] {
  const first = new Map<RosterField, string>();
  const errors: Reason[] = [];
  for (const { field, header } of columns) {
    const earlier = first.get(field);
    if (earlier === undefined) first.set(field, header);
    else errors.push({ key: 'roster.duplicateHeader', params: { first: earlier, second: header } });
  }
  if (!first.has('name')) errors.unshift({ key: 'roster.noNameColumn', params: { row: index + 1 } });
  return errors;
}

async function rowsBelow(grid: Grid, { index, columns }: HeaderLine): Promise<RosterReading> {
  const headers = new Map(columns.map(({ field, header }) => [field, header]));
  const rows: RosterRow[] = [];
  const problems: RosterProblem[] = [];
  for (const [at, cells] of grid.entries()) {
    if (at % rowsWithoutPause === rowsWithoutPause - 1) await setImmediate();
    if (at <= index || isAside(cells, columns)) continue;
    const reading = new RowReading(at + 1, cells, columns);
    const row = reading.unit();
    if (row !== null) rows.push(row);
    problems.push(...reading.problems);
  }
  if (rows.length === 0 && problems.length === 0) return refused('roster.noRows');
  return { ok: true, rows, problems, headers };
}

const totalWord = '(?:合计|总计|小计|共计|累计|总数|subtotal|grandtotal|total)';
const total = new RegExp(`^(?:${totalWord}(?:共?\\d*[家个户]?(?:成员)?(?:单位)?)|共\\d+[家个户](?:成员)?(?:单位)?)$`);
const remark = /^(?:备?注|说明|附注|制表人?|填表人?|填报人?|审核人?|填报单位|填报日期|制表日期|note|notes)[:：]/iu;

/** Whether a row holds no unit: blank, a total, a remark below the table, or the header line once more (a new page). */
function isAside(cells: readonly Cell[], columns: readonly HeaderColumn[]): boolean {
  const textAt = (index: number): string => cleanText(textOf(cells[index] ?? '').slice(0, 100));
  const filled = cells.findIndex((cell, index) => cell !== '' && textAt(index) !== '');
  const first = textAt(filled);
  if (filled < 0 || remark.test(first)) return true;
  // A unit may bear such a name, but then it has a kind.
  const isUnit = columns.some(({ field, at }) => field === 'kind' && parseKind(cells[at] ?? '').ok);
  if (total.test(foldWord(first))) return !isUnit;
  return columns.every(({ at, header }) => textAt(at) === header);
}

const longest = {
  name: 200,
  shortName: 100,
  contactName: 100,
  contactTitle: 100,
  contactOfficial: 100,
  group: 200,
} as const;

/** Reads one row's cells by field and gathers what is wrong with them. */
class RowReading {
  readonly problems: RosterProblem[] = [];
  private readonly faulty = new Set<RosterField>();

  constructor(
    private readonly row: number,
    private readonly cells: readonly Cell[],
    private readonly columns: readonly HeaderColumn[],
  ) {}

  /** null when the row has no readable name. */
  unit(): RosterRow | null {
    const name = this.name('name', longest.name);
    if (name === undefined && !this.faulty.has('name')) this.problem('name', { key: 'roster.nameMissing', params: {} });
    const rest = {
      shortName: this.name('shortName', longest.shortName),
      kind: this.value('kind', parseKind),
      affiliation: this.value('affiliation', parseAffiliation),
      creditCode: this.value('creditCode', parseCreditCode),
      areaGroup: this.text('areaGroup', longest.group),
      sectorGroups: this.value('sectorGroups', parseNames),
      territory: this.text('territory', longest.group),
      contact: this.contact(),
      joinedOn: this.value('joinedOn', parseDay),
      contactOfficial: this.name('contactOfficial', longest.contactOfficial),
    };
    return name === undefined ? null : { row: this.row, name, ...rest, faulty: this.faulty };
  }

  private contact(): RosterContact | undefined {
    const contact = {
      name: this.name('contactName', longest.contactName),
      title: this.text('contactTitle', longest.contactTitle),
      phone: this.value('contactPhone', parsePhones),
      email: this.value('contactEmail', parseEmail),
    };
    return Object.values(contact).every((value) => value === undefined) ? undefined : contact;
  }

  private name(field: RosterField, max: number): string | undefined {
    return this.value(field, (cell) => parseName(cell, max));
  }

  private text(field: RosterField, max: number): string | undefined {
    return this.value(field, (cell) => parseText(cell, max));
  }

  private value<T>(field: RosterField, parse: (cell: Cell) => Outcome<T>): T | undefined {
    if (this.isEmptyAt(field)) return undefined;
    const outcome = parseCell(this.cell(field), parse);
    if (outcome.ok) return outcome.value;
    this.problem(field, outcome.reason);
    return undefined;
  }

  private problem(field: RosterField, reason: Reason): void {
    this.faulty.add(field);
    this.problems.push({ row: this.row, column: this.column(field)?.header ?? null, reason });
  }

  private isEmptyAt(field: RosterField): boolean {
    const cell = this.cell(field);
    // 无 means "nothing entered" anywhere but here, where it is an answer.
    return isEmpty(cell) && !(field === 'affiliation' && parseAffiliation(cell).ok);
  }

  private cell(field: RosterField): Cell {
    const column = this.column(field);
    return column === undefined ? '' : (this.cells[column.at] ?? '');
  }

  private column(field: RosterField): HeaderColumn | undefined {
    return this.columns.find((column) => column.field === field);
  }
}

function parseCell<T>(cell: Cell, parse: (cell: Cell) => Outcome<T>): Outcome<T> {
  if (isFormulaError(cell)) return failed('roster.formulaError', { value: textOf(cell).trim() });
  if (textOf(cell).length > LIMITS.importCellCharacters)
    return failed('roster.tooLong', { max: LIMITS.importCellCharacters });
  return parse(cell);
}
