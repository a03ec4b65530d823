import { readDelimited } from './csv';
import { bounds } from './grid';
import { failed } from './problems';
import { rosterOf, type RosterReading } from './rows';
import { readWorkbook } from './workbook';

export type RosterFormat = 'CSV' | 'XLSX';

/**
 * Reads a roster as people keep it. Either the file as a whole cannot be one, and `errors` says why; or there are its
 * rows, together with every problem of every row. At most 8 MiB, 64 MiB unpacked, 20,000 rows and 100 columns.
 */
export async function readRoster(bytes: Uint8Array, format: RosterFormat): Promise<RosterReading> {
  const grid =
    bytes.length > bounds.bytes
      ? failed('roster.tooManyBytes', { mebibytes: bounds.bytes / 1_048_576 })
      : format === 'CSV'
        ? readDelimited(bytes)
        : await readWorkbook(bytes);
  return grid.ok ? rosterOf(grid.value) : { ok: false, errors: [grid.reason] };
}
