import { encode } from 'iconv-lite';
import writeWorkbook, { type SheetData } from 'write-excel-file/node';
import type { Task } from '../../../platform/workers';
import { guarded } from '../../alliance/shared/roster';

/** A list as a file is to have it: a header line, and a row for each entry. */
export interface ListTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly format: 'CSV' | 'XLSX' | 'CSV_GB18030';
}

/** With the mark by which Excel knows UTF-8. */
const BOM = '\ufeff';

/** The file in base64. */
export async function listFile({ header, rows, format }: ListTable): Promise<string> {
  // the columns' names are ours, everything else is what people wrote
  const cells = [
    header,
    ...rows.map((row) => row.map((value) => (typeof value === 'string' ? guarded(value) : value))),
  ];
  if (format === 'XLSX') return (await writeWorkbook(asSheet(cells)).toBuffer()).toString('base64');
  const text = cells.map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n';
  return (format === 'CSV' ? Buffer.from(BOM + text) : encode(text, 'gb18030')).toString('base64');
}

function quoted(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asSheet(cells: readonly (readonly (string | number | null)[])[]): SheetData {
  return cells.map((row) =>
    row.map((value) => (value === null ? null : { value, type: typeof value === 'number' ? Number : String })),
  );
}

export const LIST_FILE: Task<ListTable, string> = { file: __filename, name: listFile.name, run: listFile };
