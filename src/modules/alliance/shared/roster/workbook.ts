import { LIMITS } from '../../../../platform/budgets';
import type { Columns } from './columns';
import { decoded } from './encoding';
import type { Cell, Grid } from './grid';
import { failed, good, type Failure, type Outcome } from './problems';
import { attributesOf, walkXml, XmlBudget, type XmlVisitor } from './xml';
import { openZip, type ZipArchive } from './zip';

const damaged = failed('roster.unreadableWorkbook');
const tooManyCells = failed('roster.tooManyCells', { max: LIMITS.importCells });
const workbookPart = 'xl/workbook.xml';
/** Bytes that the parts which describe the workbook may have each; real ones have a small part of that. */
const describing = 8 * 1_048_576;

/**
 * The grid of a spreadsheet's first visible sheet with a header line, or of its first visible one when none has any.
 * What a file claims of itself is not believed: it costs no more memory and time than its real, bounded contents.
 */
export async function readWorkbook(bytes: Uint8Array, columns: Columns<string>): Promise<Outcome<Grid>> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length >= 4 && file.readUInt32BE(0) === 0xd0cf11e0) return failed('roster.legacyWorkbook');
  if (file.toString('latin1', 0, 2) !== 'PK') return failed('roster.notWorkbook');
  const archive = openZip(file, LIMITS.importUnpackedBytes);
  if (archive === null) return damaged;
  return archive.has(workbookPart) ? new Workbook(archive).firstList(columns) : failed('roster.notWorkbook');
}

interface Sheet {
  relation: string;
  hidden: boolean;
}

/** Reads an archive part by part; the first thing that goes wrong ends the reading. */
class Workbook {
  private readonly sheets: Sheet[] = [];
  private readonly targets = new Map<string, string>();
  private readonly strings: string[] = [];
  private readonly dateStyles: boolean[] = [];
  /** Days between the workbook's first day and the default one. */
  private epoch = 0;
  private readonly budget = new XmlBudget();

  constructor(private readonly archive: ZipArchive) {}

  async firstList(columns: Columns<string>): Promise<Outcome<Grid>> {
    const failure =
      (await this.walk(workbookPart, this.sheetList(), describing)) ??
      (await this.walk('xl/_rels/workbook.xml.rels', this.relations(), describing)) ??
      (await this.walk(this.targets.get('sharedStrings'), this.sharedStrings())) ??
      (await this.walk(this.targets.get('styles'), this.styles(), describing));
    if (failure !== null) return failure;
    let first: Grid | undefined;
    for (const sheet of this.sheets.filter(({ hidden }) => !hidden).slice(0, LIMITS.importSheets)) {
      const cells = new SheetCells(this.strings, this.dateStyles, this.epoch);
      const problem = await this.walk(this.targets.get(sheet.relation), cells);
      if (problem !== null) return problem;
      const grid = cells.grid();
      if (columns.findHeader(grid) !== undefined) return good(grid);
      first ??= grid;
    }
    return first === undefined ? damaged : good(first);
  }

  /** Nothing happens where no part is named; a part that is named must be there and be sound. */
  private async walk(part: string | undefined, visitor: XmlVisitor, most?: number): Promise<Failure | null> {
    if (part === undefined) return null;
    const content = await this.archive.read(part, most);
    if (!content.ok) return content;
    let xml = '';
    for await (const piece of decoded(content.value, 'utf-8')) xml += piece;
    return walkXml(xml, visitor, this.budget);
  }

  private sheetList(): XmlVisitor {
    return {
      open: (tag, written) => {
        const { id, state, date1904 } = tag === 'sheet' || tag === 'workbookPr' ? attributesOf(written) : {};
        if (id !== undefined) this.sheets.push({ relation: id, hidden: state === 'hidden' || state === 'veryHidden' });
        if (date1904 === '1' || date1904 === 'true') this.epoch = 1_462;
      },
    };
  }

  private relations(): XmlVisitor {
    return {
      open: (tag, written) => {
        const { Id: id, Type: type = '', Target: target = '' } = tag === 'Relationship' ? attributesOf(written) : {};
        const kind = type.slice(type.lastIndexOf('/') + 1);
        const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
        if (kind === 'worksheet' && id !== undefined) this.targets.set(id, path);
        if (kind === 'sharedStrings' || kind === 'styles') this.targets.set(kind, path);
      },
    };
  }

  private sharedStrings(): XmlVisitor {
    const text = new RichText();
    const { strings } = this;
    return {
      get failure() {
        return strings.length > LIMITS.importCells ? tooManyCells : null;
      },
      open: (tag) => text.open(tag),
      text: (piece) => text.text(piece),
      close: (tag) => {
        text.close(tag);
        if (tag === 'si') strings.push(text.take());
      },
    };
  }

  private styles(): XmlVisitor {
    const formats = new Map<string, string>();
    let inCells = false;
    return {
      open: (tag, written) => {
        if (tag === 'cellXfs') inCells = true;
        if (tag === 'numFmt') {
          const { numFmtId = '', formatCode = '' } = attributesOf(written);
          formats.set(numFmtId, formatCode);
        }
        if (tag === 'xf' && inCells) {
          const { numFmtId = '0' } = attributesOf(written);
          this.dateStyles.push(isDateFormat(Number(numFmtId), formats.get(numFmtId)));
        }
      },
      close: (tag) => {
        if (tag === 'cellXfs') inCells = false;
      },
    };
  }
}

/** Formats 14 to 22 are dates everywhere, 27 to 36 and 50 to 58 in East Asian programs. Of others the code decides. */
function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  const marks = code.slice(0, 255).replace(/"[^"]*"|\[[^\]]*\]|\\./gu, '');
  return /[yd]/i.test(marks) && !/[#0?]/.test(marks);
}

/** Gathers the text of a cell or a shared string: every run of it, without the readings printed above characters. */
class RichText {
  private pieces = '';
  private inText = false;
  private inReading = false;

  open(tag: string): void {
    if (tag === 't' || tag === 'v') this.inText = true;
    if (tag === 'rPh') this.inReading = true;
  }

  text(piece: string): void {
    // What is too long for a cell of a roster is kept only as far as that shows.
    if (!this.inText || this.inReading || this.pieces.length > LIMITS.importCellCharacters) return;
    this.pieces += piece.slice(0, LIMITS.importCellCharacters + 1);
  }

  close(tag: string): void {
    if (tag === 't' || tag === 'v') this.inText = false;
    if (tag === 'rPh') this.inReading = false;
  }

  take(): string {
    const text = this.pieces;
    this.pieces = '';
    // Characters that XML does not allow are written by their number: _x000D_.
    return text.replace(/_x([\dA-F]{4})_/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  }
}

/** Gathers a sheet's cells. Those merely formatted may lie anywhere, those that hold something only within bounds. */
class SheetCells implements XmlVisitor {
  failure: Failure | null = null;
  private readonly rows: Cell[][] = [];
  private readonly content = new RichText();
  private row = 0;
  private column = 0;
  private filled = 0;
  private type = 'n';
  private style = 0;

  constructor(
    private readonly strings: readonly string[],
    private readonly dateStyles: readonly boolean[],
    private readonly epoch: number,
  ) {}

  open(tag: string, written: string): void {
    if (tag === 'row') {
      this.row = Number(attributesOf(written)['r'] ?? this.row + 1);
      this.column = 0;
    } else if (tag === 'c') {
      const { r, t = 'n', s } = attributesOf(written);
      this.column = r === undefined ? this.column + 1 : columnNumber(r);
      this.type = t;
      this.style = Number(s ?? 0);
    } else {
      this.content.open(tag);
    }
  }

  text(piece: string): void {
    this.content.text(piece);
  }

  close(tag: string): void {
    if (tag === 'c') this.put(this.valueOf(this.content.take()));
    else this.content.close(tag);
  }

  /** Rows in their places; those that the sheet leaves out are empty. */
  grid(): Grid {
    return Array.from(this.rows, (row) => Array.from(row ?? [], (cell) => cell ?? ''));
  }

  private valueOf(text: string): Cell {
    if (text === '') return '';
    switch (this.type) {
      case 's': {
        const shared = this.strings[Number(text)];
        if (shared === undefined) this.failure ??= damaged;
        return shared ?? '';
      }
      case 'b':
        return text === '1' ? 'TRUE' : 'FALSE';
      case 'n': {
        const value = Number(text);
        if (Number.isNaN(value)) return text;
        return this.dateStyles[this.style] ? new Date((Math.floor(value) + this.epoch - 25_569) * 86_400_000) : value;
      }
      default:
        return text;
    }
  }

  private put(value: Cell): void {
    if (value === '') return;
    const { importRows, importColumns, importCells } = LIMITS;
    this.filled += 1;
    if (!(this.row >= 1 && this.column >= 1)) this.failure ??= damaged;
    else if (this.row > importRows) this.failure ??= failed('roster.tooManyRows', { max: importRows });
    else if (this.column > importColumns) this.failure ??= failed('roster.tooManyColumns', { max: importColumns });
    else if (this.filled > importCells) this.failure ??= tooManyCells;
    else (this.rows[this.row - 1] ??= [])[this.column - 1] = value;
  }
}

/** The number of a cell's column, A being 1; 0 when the address is none. */
function columnNumber(address: string): number {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(address)?.[1] ?? '';
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);
}
