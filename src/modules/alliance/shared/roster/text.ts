import type { Cell } from './grid';

// Zero-width and direction marks, the soft hyphen, halves of characters: nobody sees them, and they break matching.
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|\p{Surrogate}/gu;
// More marks on one letter than any writing has (UAX 15): normalising takes a time that grows with their number's square.
const heaped = /(\p{M}{30})\p{M}+/gu;
const blank = /[\s\p{Cc}]+/gu;

function bare(text: string): string {
  return text.replace(invisible, '').replace(heaped, '$1');
}

/** Text in NFC, trimmed, without invisible characters, each run of white space (line breaks too) made one space. */
export function cleanText(text: string): string {
  return bare(text).normalize('NFC').replace(blank, ' ').trim();
}

/** A word by which headers and fixed values are recognised: width, case, spaces and joining marks do not count. */
export function foldWord(text: string): string {
  return bare(text)
    .normalize('NFKC')
    .replace(/[\s\p{Cc}_().·*:-]/gu, '')
    .toLowerCase();
}

/** A name by which units and groups are matched: width, case and spaces do not count, every other character does. */
export function foldName(text: string): string {
  return bare(text).normalize('NFKC').replace(blank, '').toLowerCase();
}

export function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return String(cell);
  return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
}

const placeholders = new Set(['-', '--', '—', '——', '–', '/', '\\', '无', '暂无', 'n/a', 'na', 'none', 'null']);

/** Whether a cell holds nothing, or one of the marks that people put for nothing (/, —, 无). */
export function isEmpty(cell: Cell): boolean {
  const text = cleanText(textOf(cell));
  return text === '' || placeholders.has(text.toLowerCase());
}

const formulaErrors = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$/i;

/** Whether a cell shows a spreadsheet's error instead of a value. */
export function isFormulaError(cell: Cell): boolean {
  return typeof cell === 'string' && formulaErrors.test(cell.trim());
}

/** What a spreadsheet program may take for the beginning of a formula, in either width. */
const formula = /^[=+\-@\t\r＝＋－＠]/u;
const guard = "'";

/** A text that is written into a file, so that no spreadsheet program computes it (CSV injection): an apostrophe comes first. */
export function guarded(text: string): string {
  return formula.test(text) ? guard + text : text;
}

/** A cell without the apostrophe that an export has put before it. */
export function unguarded(cell: Cell): Cell {
  return typeof cell === 'string' && cell.startsWith(guard) && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
}
