import type { Row } from '../access/row';
import { LIMITS } from '../budgets';
import { and, join, literal, or, raw, sql, TRUE, type Sql } from '../database/sql';
import type { IdPrefix } from '../database/ids';
import { columnOf } from './json';
import type { Scope } from './scope';

/** How much an argument takes: a text and a list have to have a bound, or the schema is not built. */
export interface Bounds {
  /** Of a text. */
  readonly characters?: number;
  /** Of a list. */
  readonly entries?: number;
  /** Of an id: what it may be of. The statement gets the row's id. */
  readonly ids?: IdPrefix | readonly IdPrefix[];
}

/** Rows that another table links with something: how they are found in it. */
export interface Linked<E, To> {
  /** A select of one column. */
  readonly ids: (to: To) => Sql;
  /** No index has these in their order. */
  readonly unordered?: true;
  /** The row's column that has them; its id when absent. */
  readonly by?: keyof E & string;
}

/** One of several values is the row's. */
export interface Among<E> {
  readonly value: (row: Row<E>) => Sql;
  /** Rows with some values are not for everybody: which of them a viewer sees, unless it is one who sees them `all`. */
  readonly seen?: { readonly of: (value: string) => boolean; readonly ids: Sql; readonly all: Sql };
}

/** Rows with more, or less, of something than the parameter, and which of them. */
export interface Range<E> {
  readonly of: (row: Row<E>) => Sql;
  readonly than: '>' | '<';
  readonly besides?: (row: Row<E>) => Sql;
}

/** What a filter's field asks of a row. `parameter` is the field's value: sent beside the statement, but a boolean, which is in it. */
export interface FilterCondition<E = object> extends Bounds {
  readonly parameterType: string;
  /** From the request's value to the parameter's; undefined means that nothing can match. */
  readonly value?: (input: unknown) => unknown;
  readonly condition: (row: Row<E>, parameter: Sql) => Sql;
  /** Besides, the row is one of those that another table links with the parameter. */
  readonly linked?: Linked<E, Sql>;
  /** Of a list of an enumeration's values, which are written into the statement. */
  readonly among?: Among<E>;
  /** Besides, where the field is not false, the row's value is one of these. */
  readonly only?: { readonly value: (row: Row<E>) => Sql; readonly entries: readonly string[] };
  /**
   * It looks for a text: whether few rows have that or most, and how they are best found, depends on the text. An index finds rows
   * by this, which is dearer to look at than the condition itself, and holds wherever that does.
   */
  readonly sought?: (row: Row<E>, parameter: Sql) => Sql;
  /** The same, unless the list is ordered by what it keeps a range of. */
  readonly range?: Range<E>;
}

/** The row's value is one of the filter's. */
export function among<E>(value: (row: Row<E>) => Sql, seen?: Among<E>['seen']): FilterCondition<E> {
  return {
    parameterType: 'text[]',
    entries: LIMITS.filterEntries,
    condition: (row, values) => sql`${value(row)} = any(${values})`,
    among: { value, ...(seen === undefined ? {} : { seen }) },
  };
}

/** A relation to the object whose id the filter has. */
export function related<E>(
  prefixes: IdPrefix | readonly IdPrefix[],
  condition: (row: Row<E>, id: Sql) => Sql,
): FilterCondition<E> {
  return { parameterType: 'uuid', ids: prefixes, condition };
}

/** Linked by another table with the object whose id the filter has. */
export function linked<E>(
  prefixes: IdPrefix | readonly IdPrefix[],
  link: Linked<E, Sql>,
  condition: (row: Row<E>, id: Sql) => Sql = () => TRUE,
): FilterCondition<E> {
  return { parameterType: 'uuid', ids: prefixes, linked: link, condition };
}

/**
 * The text occurs in one of the columns, whatever the case of its letters. An index over `text_grams` of them all finds rows that
 * have its pairs of characters; they are then looked at.
 */
export function containing<E>(...columns: readonly ((row: Row<E>) => Sql)[]): FilterCondition<E> {
  return {
    parameterType: 'text',
    characters: LIMITS.searchCharacters,
    value: (input) => String(input).normalize('NFC').trim().replaceAll('\0', ''),
    sought: (row, text) => {
      const values = columns.map((column) => column(row));
      return sql`text_grams(${join(values, ', ')}) @> sought_grams(${text})`;
    },
    condition: (row, text) => or(...columns.map((column) => sql`strpos(lower(${column(row)}), lower(${text})) > 0`)),
  };
}

/** Later than a moment, or a day. */
export function after<E>(
  of: (row: Row<E>) => Sql,
  type: 'timestamptz' | 'date' = 'timestamptz',
  besides?: (row: Row<E>) => Sql,
): FilterCondition<E> {
  return beyond({ of, than: '>', ...(besides && { besides }) }, type);
}

export function before<E>(of: (row: Row<E>) => Sql, type: 'timestamptz' | 'date' = 'timestamptz'): FilterCondition<E> {
  return beyond({ of, than: '<' }, type);
}

function beyond<E>(range: Range<E>, type: 'timestamptz' | 'date'): FilterCondition<E> {
  const { of, than, besides } = range;
  return {
    parameterType: type,
    value: asText,
    range,
    condition: (row, end) => and(sql`${of(row)} ${raw(than)} ${end}`, besides?.(row) ?? TRUE),
  };
}

/** What `updatedAfter` says in every filter that has it. */
export const UPDATED_AFTER = `Changed after this moment (更新时间晚于). A change is seen a little after its own moment: a sync asks from five minutes before
the last \`updatedAt\` that it has, in the order of UPDATED_AT, and then misses none.`;

function asText(input: unknown): unknown {
  return input instanceof Date ? input.toISOString() : input;
}

/**
 * A list that another table links (a unit's agreements) may be of ten rows or of half of all. Up to so many are fetched, and
 * sorted; of more, the page is met soon enough where all rows are read in the list's order.
 */
const FEW = 500;

/**
 * Up to so many rows are found by a text before the list is read in its order, whatever PostgreSQL expects: of what its statistics
 * do not know it expects so many in a long list that it reads them all in that order.
 */
export const FEW_FOUND = 100;

/**
 * So far a list is read in its order for what a text finds. All of that may lie at its end (names that begin with it, by name): then
 * up to so many are found by the text, and sorted; for more the list is read on.
 */
export const MOST_WALKED = 500;
export const MOST_SORTED = 10_000;

export type RowSql = (row: Row<object>) => Sql;

export interface AskedRange extends Required<Range<object>> {
  readonly end: Sql;
  /** All of its condition. */
  readonly keeps: RowSql;
}

/** The last and the first of all ids. */
const ENDS = { '>': 'ffffffff-ffff-ffff-ffff-ffffffffffff', '<': '00000000-0000-0000-0000-000000000000' } as const;

/**
 * A place in the order, or where a range begins, whichever is further. Of two conditions PostgreSQL begins to read an index at the
 * first one: a page in the middle of a range would read all before it.
 */
export function furtherOf({ value, id }: { value: Sql; id: Sql }, { than, end }: AskedRange): { value: Sql; id: Sql } {
  const further = sql`${value} ${raw(than)} ${end}`;
  return {
    value: sql`case when ${further} then ${value} else ${end} end`,
    id: sql`case when ${further} then ${id} else ${literal(ENDS[than])}::uuid end`,
  };
}

/** A text: what has it may be few, or far away in the list's order. What an index finds of it, and what of that has it. */
export interface Finder {
  readonly found: RowSql;
  readonly has: RowSql;
}

/** What one entry of a filter's list asks of a row. */
export interface Entry {
  readonly condition: (row: Row<object>) => Sql;
  /** Whether such rows are not for everybody. */
  readonly seen: boolean;
}

/** No list is filtered by. */
export const ANY: readonly Entry[] = [{ condition: () => TRUE, seen: false }];

/** One of the conditions that rows of a page meet. */
export interface Alternative {
  /** May name `few`. */
  readonly condition: Sql;
  /** Of rows that may be far between in the list's order: how they are met in it, how an index finds them, and when they are more than few. */
  readonly sparse?: { readonly inOrder: Sql; readonly found: Sql; readonly areMany: Sql };
}

/** A select of values that are those of a column of each row. */
export interface Link {
  readonly by: string;
  readonly ids: Sql;
  /** In which it is read: an index has them so. */
  readonly order: Sql | null;
  /** Where this holds, the access rule shows all rows; where it does not, only those. */
  readonly all?: Sql;
  /** How many are few, if not `FEW`. */
  readonly few?: number;
  /** The filters keep no others. */
  readonly filtered?: true;
}

export function linkOf<To>({ ids, by = 'id' as never, unordered }: Linked<object, To>, to: To): Link {
  return { by, ids: ids(to), order: unordered === true ? null : raw('1') };
}

/** The first of a link's values, as a query with a name: one more than are few, so that their number tells which it is. */
export interface First {
  readonly name: string;
  readonly query: Sql;
}

/** For rows of a link that meet one of the conditions: how they are found where the link's are few, and where they are many. */
export function byNumber(
  name: string,
  link: Link | undefined,
  conditions: readonly Sql[],
  scope: Scope,
  sparse?: Omit<NonNullable<Alternative['sparse']>, 'areMany'>,
): { readonly either: readonly Alternative[]; readonly first: readonly First[] } {
  if (link === undefined || conditions.length === 0)
    return { either: conditions.map((condition) => ({ condition })), first: [] };
  const { by, ids, order, all, few = FEW } = link;
  const query = sql`select link.id
    from (${ids} ${order === null ? sql`` : sql`order by ${order}`} limit ${raw(String(few + 1))}) link(id)`;
  const counted = sql`(select count(*) from ${raw(name)}) <= ${raw(String(few))}`;
  const areFew = all === undefined ? counted : sql`not (${all}) and ${counted}`;
  const found = sql`${columnOf(scope, by)} = any(array(select id from ${raw(name)}))`;
  const areMany = sql`not (${areFew})`;
  const inLink = all === undefined ? isLinked(link, scope) : TRUE;
  const either = [
    { condition: and(areFew, found, or(...conditions)) },
    ...conditions.map((condition) => ({
      condition: and(condition, areMany, inLink),
      ...(sparse && { sparse: { inOrder: and(sparse.inOrder, condition), found: sparse.found, areMany } }),
    })),
  ];
  return { either, first: [{ name, query }] };
}

/** "offset 0" keeps the planner from reading the whole link first. */
export function isLinked({ by, ids, filtered }: Link, scope: Scope): Sql {
  if (filtered === true) return TRUE;
  return sql`exists (select from (${ids}) linked(id) where linked.id = ${columnOf(scope, by)} offset 0)`;
}
