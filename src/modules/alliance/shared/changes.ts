import { globalId, type IdPrefix } from '../../../platform/database/ids';

/** A value after an update: undefined keeps the old one, null clears it. */
export function kept<T>(value: T | undefined, before: T): T {
  return value === undefined ? before : value;
}

export type Changes = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

/** The fields of a state that hold row ids, and of what: whoever reads the audit log knows global ids alone. */
type IdsOf<T> = { readonly [F in keyof T as F extends `${string}Id` | `${string}Ids` ? F : never]: IdPrefix };

/** The fields in which two states of an object differ. */
export function changedFields<T extends object>(before: T, after: T): (keyof T & string)[] {
  const fields = Object.keys(after) as (keyof T & string)[];
  return fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** The fields in which two states of an object differ, as the audit log records them; null when there are none. */
export function changesBetween<T extends object>(
  before: T,
  after: T,
  ...[ids]: keyof IdsOf<T> extends never ? [] : [ids: IdsOf<T>]
): Changes | null {
  const changed = changedFields(before, after);
  if (changed.length === 0) return null;
  const prefixes = new Map<string, IdPrefix>(Object.entries(ids ?? {}));
  return Object.fromEntries(
    changed.map((field) => {
      const recorded = (value: unknown): unknown => globalIds(prefixes.get(field), value);
      return [field, { from: recorded(before[field]), to: recorded(after[field]) }];
    }),
  );
}

function globalIds(prefix: IdPrefix | undefined, value: unknown): unknown {
  if (prefix === undefined) return value;
  if (Array.isArray(value)) return value.map((each) => globalIds(prefix, each));
  return typeof value === 'string' ? globalId(prefix, value) : value;
}
