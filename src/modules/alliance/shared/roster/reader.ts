import { LIMITS } from '../../../../platform/budgets';
import { readDelimited } from './csv';
import { failed } from './problems';
import type { Columns } from './columns';
import type { Grid } from './grid';
import type { Outcome } from './problems';
import { rosterOf, type RosterReading } from './rows';
import { unitColumns } from './unit-columns';
import { readWorkbook } from './workbook';

export type RosterFormat = 'CSV' | 'XLSX';

/** The grid of a file; or why it cannot be read. */
export async function readGrid(
  bytes: Uint8Array,
  format: RosterFormat,
  columns: Columns<string>,
): Promise<Outcome<Grid>> {
  if (bytes.length > LIMITS.importBytes)
    return failed('roster.tooManyBytes', { mebibytes: LIMITS.importBytes / 1_048_576 });
  return format === 'CSV' ? readDelimited(bytes, columns) : readWorkbook(bytes, columns);
}

/**
 * Reads a roster as people keep it. Either the file as a whole cannot be one, and `errors` says why; or there are its
 * rows, together with every problem of every row. It takes and gives plain data, and needs nothing else.
 */
export async function readRoster(bytes: Uint8Array, format: RosterFormat): Promise<RosterReading> {
  const grid = await readGrid(bytes, format, unitColumns);
  return grid.ok ? rosterOf(grid.value) : { ok: false, errors: [grid.reason] };
}
