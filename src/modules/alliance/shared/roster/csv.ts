import { CsvError, parse, type Options } from 'csv-parse/sync';
import { findHeader } from './columns';
import { failed, good, type Outcome } from './problems';
import { bounds, type Grid } from './grid';

/**
 * A delimited text's grid. A row is a record, as in a spreadsheet program: a line break inside quotation marks does not
 * begin a new one, an empty line is a row of its own.
 */
export function readDelimited(bytes: Uint8Array): Outcome<Grid> {
  const text = decode(bytes);
  if (!text.ok) return text;
  try {
    const rows = parse(text.value, { ...tolerant, delimiter: delimiterOf(text.value), to: bounds.rows + 1 });
    return good(rows);
  } catch (error) {
    if (error instanceof CsvError) return failed('roster.badCsv', { row: Number(error['records'] ?? 0) + 1 });
    throw error;
  }
}

/** Quotation marks inside a cell stay as they are. A record's bound keeps an unclosed one from swallowing the file. */
const tolerant = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  max_record_size: 65_536,
} satisfies Options;

/** The delimiter under which a header line shows the most known columns. */
function delimiterOf(text: string): string {
  const known = (delimiter: string): number => {
    try {
      const top = parse(text, { ...tolerant, delimiter, to: 50 });
      return findHeader(top)?.columns.length ?? 0;
    } catch (error) {
      if (error instanceof CsvError) return 0;
      throw error;
    }
  };
  return [',', '\t', ';']
    .map((delimiter) => ({ delimiter, columns: known(delimiter) }))
    .reduce((best, next) => (next.columns > best.columns ? next : best)).delimiter;
}

/** By its mark; without one, UTF-8 where it is valid, and else GB18030, which Chinese spreadsheet programs write. */
function decode(bytes: Uint8Array): Outcome<string> {
  const [first, second] = bytes;
  const encodings =
    first === 0xff && second === 0xfe
      ? ['utf-16le']
      : first === 0xfe && second === 0xff
        ? ['utf-16be']
        : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    const text = decodeAs(encoding, bytes);
    if (text !== null) return text.includes('\0') ? failed('roster.notText') : good(text);
  }
  return failed(bytes.includes(0) ? 'roster.notText' : 'roster.badEncoding');
}

function decodeAs(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
