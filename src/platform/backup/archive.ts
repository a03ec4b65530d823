import { z } from 'zod';

/** The format of the archive. A file of a later one is refused. */
export const FORMAT = 1;

const counts = z.record(z.string(), z.number().int().nonnegative());

/** `backup.json`, the first entry. */
export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  postgres: z.string(),
  madeAt: z.iso.datetime(),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  /** The last number that each gave; null where it gave none. */
  sequences: z.array(z.object({ name: z.string(), last: z.string().nullable() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** `end.json`, the last one: an archive without it is not whole. */
export const endSchema = z.object({ rows: counts });

export const MANIFEST = 'backup.json';
export const END = 'end.json';
/** The installation's keys, under the names that they have in a data folder. */
export const KEYS = 'keys/';
const TABLES = 'tables/';

export function pieceName(table: string, number: number): string {
  return `${TABLES}${table}/${String(number).padStart(6, '0')}.copy`;
}

/** The table that an entry holds rows of; null where it is none. */
export function tableOf(entry: string): string | null {
  return /^tables\/([^/]+)\/\d{6,}\.copy$/.exec(entry)?.[1] ?? null;
}

/** In COPY's text format only the end of a row is a line feed: those within values are written as `\n`. */
export const ROW_END = 0x0a;

export function countRows(piece: Uint8Array): number {
  let count = 0;
  for (let at = piece.indexOf(ROW_END); at !== -1; at = piece.indexOf(ROW_END, at + 1)) count += 1;
  return count;
}
