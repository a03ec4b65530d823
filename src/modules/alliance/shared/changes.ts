/** What an update makes of a value: absent keeps it, null clears it. */
export function kept<T>(given: T | undefined, before: T): T {
  return given === undefined ? before : given;
}

export type Changes = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

/** The fields in which two states of an object differ, as the audit log tells them; null when there are none. */
export function changesBetween<T extends object>(before: T, after: T): Changes | null {
  const fields = Object.keys(after) as (keyof T & string)[];
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]));
}
