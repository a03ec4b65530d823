import type { Row } from '../access/row';
import { LIMITS } from '../budgets';
import { sql, type Sql } from '../database/sql';
import type { IdPrefix } from '../database/ids';
import type { FilterCondition } from './declarations';

/** The row's value is one of the filter's. */
export function among<E>(value: (row: Row<E>) => Sql): FilterCondition<E> {
  return {
    parameterType: 'text[]',
    entries: LIMITS.filterEntries,
    condition: (row, values) => sql`${value(row)} = any(${values})`,
  };
}

/** A relation to the object whose id the filter has. */
export function related<E>(
  prefixes: IdPrefix | readonly IdPrefix[],
  condition: (row: Row<E>, id: Sql) => Sql,
): FilterCondition<E> {
  return { parameterType: 'uuid', ids: prefixes, condition };
}

/** The text occurs in one of the columns, whatever the case of its letters. */
export function containing<E>(...columns: readonly ((row: Row<E>) => Sql)[]): FilterCondition<E> {
  return {
    parameterType: 'text',
    characters: LIMITS.searchCharacters,
    value: (input) =>
      `%${String(input)
        .normalize('NFC')
        .trim()
        .replaceAll('\0', '')
        .replace(/[\\%_]/g, '\\$&')}%`,
    condition: (row, pattern) =>
      columns.map((column) => sql`${column(row)} ilike ${pattern}`).reduce((left, right) => sql`(${left} or ${right})`),
  };
}

export function after<E>(moment: (row: Row<E>) => Sql): FilterCondition<E> {
  return { parameterType: 'timestamptz', value: asText, condition: (row, value) => sql`${moment(row)} > ${value}` };
}

/** What `updatedAfter` says in every filter that has it. */
export const UPDATED_AFTER = `Changed after this moment (更新时间晚于). A change is seen a little after its own moment: a sync asks from five minutes before
the last \`updatedAt\` that it has, in the order of UPDATED_AT, and then misses none.`;

export function before<E>(moment: (row: Row<E>) => Sql): FilterCondition<E> {
  return { parameterType: 'timestamptz', value: asText, condition: (row, value) => sql`${moment(row)} < ${value}` };
}

function asText(input: unknown): unknown {
  return input instanceof Date ? input.toISOString() : input;
}
