import { pipeline } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse, type Options } from 'csv-parse';
import { CsvError as CsvErrorAtOnce, parse as parseAtOnce } from 'csv-parse/sync';
import { LIMITS } from '../../../../platform/budgets';
import type { Columns } from './columns';
import { decoded } from './encoding';
import type { Grid } from './grid';
import { failed, good, type Outcome } from './problems';

/**
 * A delimited text's grid. A row is a record, as in a spreadsheet program: a line break inside quotation marks does not
 * begin a new one, an empty line is a row of its own. Reading ends with the first row that is too much.
 */
export async function readDelimited(bytes: Uint8Array, columns: Columns<string>): Promise<Outcome<Grid>> {
  const text = await textOf(bytes);
  if (!text.ok) return text;
  const { importRows, importColumns, importCells } = LIMITS;
  const rows: string[][] = [];
  const delimiter = delimiterOf(text.value, columns);
  const records = parse({ ...tolerant, delimiter });
  pipeline(piecesOf(text.value, delimiter), records, () => undefined); // what goes wrong, the records throw
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      if (rows.length === importRows) return failed('roster.tooManyRows', { max: importRows });
      if (record.slice(importColumns).some((cell) => cell !== ''))
        return failed('roster.tooManyColumns', { max: importColumns });
      rows.push(record.slice(0, importColumns));
    }
    return good(rows);
  } catch (error) {
    if (error instanceof TooManyCells) return failed('roster.tooManyCells', { max: importCells });
    if (error instanceof CsvError) return failed('roster.badCsv', { row: Number(error['records'] ?? 0) + 1 });
    throw error;
  }
}

class TooManyCells extends Error {}

/** Quotation marks inside a cell stay as they are. A record's bound keeps an unclosed one from swallowing the file. */
const tolerant = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  max_record_size: LIMITS.importRecordCharacters,
} satisfies Options;

const bytesWithoutPause = 16_384;
const bytesOfTop = 32_768;

/**
 * A text piece by piece, between which the process goes on serving. Delimiters are counted before the parser has them,
 * quoted ones too: it bounds the characters of a record and not its empty cells, and asking it at each cell takes five
 * times as long as all the rest.
 */
async function* piecesOf(text: Buffer, delimiter: string): AsyncGenerator<Buffer> {
  const byte = delimiter.charCodeAt(0);
  let cells = 0;
  for (let at = 0; at < text.length; at += bytesWithoutPause) {
    await setImmediate();
    const piece = text.subarray(at, at + bytesWithoutPause);
    for (let found = piece.indexOf(byte); found >= 0; found = piece.indexOf(byte, found + 1)) cells += 1;
    if (cells > LIMITS.importCells) throw new TooManyCells();
    yield piece;
  }
}

/** The delimiter under which a header line near the top shows the most known columns. */
function delimiterOf(text: Buffer, columns: Columns<string>): string {
  const top = text.subarray(0, bytesOfTop);
  const known = (delimiter: string): number => {
    const rows: string[][] = [];
    const gather = (row: string[]): null => {
      rows.push(row);
      return null;
    };
    try {
      parseAtOnce(top, { ...tolerant, delimiter, to: 50, on_record: gather });
    } catch (error) {
      // what comes before a fault, or before the cut, may hold the header line all the same
      if (!(error instanceof CsvErrorAtOnce)) throw error;
    }
    return columns.findHeader(rows)?.columns.length ?? 0;
  };
  return [',', '\t', ';']
    .map((delimiter) => ({ delimiter, columns: known(delimiter) }))
    .reduce((best, next) => (next.columns > best.columns ? next : best)).delimiter;
}

/**
 * The text in UTF-8, which the parser reads. Its encoding is told by its mark; without one it is UTF-8 where that is
 * valid, and else GB18030, which Chinese spreadsheet programs write.
 */
async function textOf(bytes: Uint8Array): Promise<Outcome<Buffer>> {
  const [first, second] = bytes;
  const encodings =
    first === 0xff && second === 0xfe
      ? ['utf-16le']
      : first === 0xfe && second === 0xff
        ? ['utf-16be']
        : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    const text = await validText(bytes, encoding);
    if (text !== null) return text.includes(0) ? failed('roster.notText') : good(text);
  }
  return failed(bytes.includes(0) ? 'roster.notText' : 'roster.badEncoding');
}

async function validText(bytes: Uint8Array, encoding: string): Promise<Buffer | null> {
  try {
    const pieces: Buffer[] = [];
    for await (const piece of decoded(bytes, encoding, true)) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return null;
    throw error;
  }
}
