/** A value after an update: undefined keeps the old one, null clears it. */
export function kept<T>(value: T | undefined, before: T): T {
  return value === undefined ? before : value;
}

export type Changes = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

/** The fields in which two states of an object differ, as the audit log records them; null when there are none. */
export function changesBetween<T extends object>(before: T, after: T): Changes | null {
  const fields = Object.keys(after) as (keyof T & string)[];
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]));
}
