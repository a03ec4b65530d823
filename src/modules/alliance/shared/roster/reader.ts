import { LIMITS } from '../../../../platform/budgets';
import { readDelimited } from './csv';
import { failed } from './problems';
import { rosterOf, type RosterReading } from './rows';
import { readWorkbook } from './workbook';

export type RosterFormat = 'CSV' | 'XLSX';

/**
 * Reads a roster as people keep it. Either the file as a whole cannot be one, and `errors` says why; or there are its
 * rows, together with every problem of every row. It takes and gives plain data, and needs nothing else.
 */
export async function readRoster(bytes: Uint8Array, format: RosterFormat): Promise<RosterReading> {
  const grid =
    bytes.length > LIMITS.importBytes
      ? failed('roster.tooManyBytes', { mebibytes: LIMITS.importBytes / 1_048_576 })
      : format === 'CSV'
        ? await readDelimited(bytes)
        : await readWorkbook(bytes);
  return grid.ok ? rosterOf(grid.value) : { ok: false, errors: [grid.reason] };
}
