import { Kind, type FieldNode, type GraphQLField } from 'graphql';
import { validate } from 'uuid';
import type { Row } from '../access/row';
import { LIMITS } from '../budgets';
import {
  and,
  identifier,
  literal,
  or,
  raw,
  render,
  sql,
  TRUE,
  type Parameter,
  type Sql,
  type SqlValue,
} from '../database/sql';
import { InvalidArgument } from '../errors/errors';
import { valueAt, type Arguments } from './bindings';
import type { Compiler } from './compiler';
import type { ConnectionRead, Order } from './declarations';
import {
  ANY,
  byNumber,
  FEW_FOUND,
  isLinked,
  linkOf,
  furtherOf,
  type Alternative,
  type Among,
  type AskedRange,
  type Entry,
  type FilterCondition,
  type First,
  type Finder,
  type Link,
  type RowSql,
} from './filters';
import { columnOf } from './json';
import type { ReadType } from './model';
import { childOf } from './relations';
import type { Scope } from './scope';

/** How many objects a page has when nobody says. */
export const DEFAULT_PAGE = 20;

/** A scope over a page's rows, with their conditions. */
export interface PageSource {
  readonly scope: Scope;
  readonly where: Sql;
  readonly key: Sql;
  readonly id: Sql;
  /** One of these holds besides: the first rows of the page are among the first rows of each. */
  readonly either: readonly Alternative[];
  /** Queries that these name, before what they are conditions of. */
  readonly first: readonly First[];
  /** The same as one condition, for all rows. */
  readonly all: Sql;
  /** What an index finds of a text, which the other conditions imply, and the ranges that are in none of these: where there is no cursor. */
  readonly found: Sql;
  /** Ranges that a page begins in, or at its cursor, whichever is further. */
  readonly ahead: readonly AskedRange[];
}

/** Which rows: the parent's children that the viewer may see, filtered, ordered, from the cursor on. */
export class Page {
  readonly backward: boolean;
  readonly order: Order;
  private readonly cursors: { readonly after: Cursor | null; readonly before: Cursor | null };
  private readonly filters: RowSql[] = [];
  /** Filters by a range, and of what. One of what the list is ordered by is a stretch of its index, whatever its ends are. */
  private readonly ranges: AskedRange[] = [];
  private readonly links: (() => Link)[] = [];
  private sought: Finder | undefined;
  /** Of a filter by a list: its entries, of which a row meets one. */
  private entries = ANY;
  /** Those rows of its entries that the viewer sees, where they are not for everybody. */
  private seen: Link | undefined;
  readonly index: number;
  readonly limit: SqlValue;
  /** How many rows it may have now. */
  readonly size: number;

  constructor(
    private readonly compiler: Compiler,
    field: GraphQLField<unknown, unknown>,
    private readonly read: ConnectionRead,
    node: FieldNode,
    private readonly target: ReadType,
    private readonly parent: Scope | null,
    path: readonly string[],
  ) {
    const { now, index } = compiler.argumentsFor({ field, node, path, check: pageSize });
    this.index = index;
    this.backward = isPresent(now['last']) && !isPresent(now['first']);
    this.size = pageSize(now);
    this.order = chosenOrder(read, now);
    this.cursors = { after: this.cursor('after', now), before: this.cursor('before', now) };
    // written out where the document does: of a page of unknown size PostgreSQL expects a tenth of the table, prefers to plan
    // anew each time, and took twice as long
    this.limit = variesBySize(node) ? compiler.bindings.slot(index, 'limit', 'int', pageSize) : raw(String(this.size));
    this.collectFilters(now);
  }

  /** A scope over the rows, with the conditions that all its uses share. */
  rows(): PageSource {
    const scope = this.compiler.scope(this.target, true, this.parent);
    const row = scope.row as Row<object>;
    const order = this.order.expression(row);
    const stretch = this.ranges.filter(({ of }) => isSame(of(row), order));
    const ahead = stretch.filter((range) => this.isAhead(range));
    if (stretch.length < this.ranges.length) this.compiler.bindings.decisive = true;
    const ofParent = this.parentLink();
    const links = [...(ofParent === null ? [] : [ofParent]), ...this.links.map((each) => each())];
    const [link = this.foundLink(), ...others] = links;
    const isIn = ({ by, ids, filtered }: Link): Sql =>
      filtered === true ? TRUE : sql`${columnOf(scope, by)} in (${ids})`;
    const where = and(
      this.ofParent(scope, ofParent),
      scope.rule(),
      ...this.filters.map((filter) => filter(row)),
      ...this.ranges.map((range) => (ahead.includes(range) ? range.besides(row) : range.keeps(row))),
      ...others.map(isIn),
    );
    const entries = (seen: boolean): Sql[] =>
      this.entries.filter((entry) => entry.seen === seen).map(({ condition }) => condition(row));
    const [open, seen] = [entries(false), entries(true)];
    const any = or(...open, ...seen);
    const besides = link === undefined ? TRUE : isLinked(link, scope);
    const sparse = this.sought && {
      inOrder: and(
        this.ofParent(scope, ofParent),
        ...stretch.filter((range) => !ahead.includes(range)).map(({ keeps }) => keeps(row)),
      ),
      found: and(this.ofParent(scope, ofParent), this.sought.found(row)),
    };
    const byOpen = byNumber('few', link, open, scope, sparse);
    const bySeen = byNumber('seen', this.seen, seen, scope);
    const all = link === undefined ? any : and(any, isIn(link));
    return {
      scope,
      where,
      key: collated(order, this.order),
      id: columnOf(scope, 'id'),
      either: [...byOpen.either, ...bySeen.either.map(({ condition }) => ({ condition: and(condition, besides) }))],
      first: [...byOpen.first, ...bySeen.first],
      all,
      found: and(this.sought?.found(row) ?? TRUE, ...ahead.map(({ keeps }) => keeps(row))),
      ahead,
    };
  }

  /** Whether a page begins at a cursor and a range on the same side: the further one of the two. */
  private isAhead({ than }: AskedRange): boolean {
    const from = this.backward ? 'before' : 'after';
    return this.cursors[from] !== null && (than === '>') === this.isAscending(from);
  }

  private isAscending(which: 'after' | 'before'): boolean {
    return (this.order.direction === 'asc') === (which === 'after');
  }

  /** Beyond one cursor: after it in the order, or at or before it. */
  from(which: 'after' | 'before', side: 'beyond' | 'outside', { key, id, ahead }: PageSource): Sql {
    const cursor = this.cursors[which];
    if (cursor === null) return TRUE;
    const ascending = this.isAscending(which);
    const comparison = raw(side === 'beyond' ? (ascending ? '>' : '<') : ascending ? '<=' : '>=');
    const place = { value: collated(sql`${cursor.value}`, this.order), id: sql`${cursor.id}` };
    const begun = side === 'beyond' ? ahead.filter(({ than }) => than === (ascending ? '>' : '<')) : [];
    const { value, id: row } = begun.reduce((from, range) => furtherOf(from, range), place);
    return sql`(${key}, ${id}) ${comparison} (${value}, ${row})`;
  }

  has(which: 'after' | 'before'): boolean {
    return this.cursors[which] !== null;
  }

  /** How many the viewer may see in all, whatever page is asked for. */
  count(): Sql {
    const { scope, where, all, found } = this.rows();
    return sql`(
      select count(*)::text
      from ${scope.from()}
      where ${and(where, all, found)}
    )`;
  }

  /** Whether it is in the order in which each relation's rows lie in an index. */
  private get inFirstOrder(): boolean {
    return this.order.expression === this.read.order.expression;
  }

  /** The rows of the row above: those of its alliance, where a link says which of them. */
  private ofParent(scope: Scope, link: Link | null): Sql {
    if (this.parent === null) return TRUE;
    if (link === null || this.read.linked !== undefined) return childOf(this.read, this.target, scope, this.parent);
    return sql`${columnOf(scope, 'allianceId')} = ${columnOf(this.parent, 'allianceId')}`;
  }

  /** What finds the row above's rows, where no index has them in this order. */
  private parentLink(): Link | null {
    const { parent, read } = this;
    if (parent === null) return null;
    if (read.linked !== undefined) return linkOf(read.linked, parent.row as Row<object>);
    if (this.inFirstOrder || read.by === undefined || read.by === 'alliance') return null;
    return this.linkWhere((other) => childOf(read, this.target, other, parent));
  }

  /** Rows of the list's own table that an index has in the list's first order. */
  private linkWhere(condition: (other: Scope) => Sql): Link {
    const other = this.compiler.scope(this.target, true, this.parent);
    const where = condition(other);
    const { order } = this.read;
    const [id, key] = [columnOf(other, 'id'), collated(order.expression(other.row as Row<object>), order)];
    return { by: 'id', ids: sql`select ${id} from ${other.from()} where ${where}`, order: sql`${key}, ${id}` };
  }

  /** What an index finds, as it comes. */
  private foundLink(): Link | undefined {
    const finder = this.sought;
    if (finder === undefined) return undefined;
    const link = this.linkWhere((other) => {
      const row = other.row as Row<object>;
      return and(this.ofParent(other, null), finder.found(row), finder.has(row));
    });
    return { ...link, order: null, few: FEW_FOUND, filtered: true };
  }

  private cursor(which: 'after' | 'before', now: Arguments): Cursor | null {
    if (!isPresent(now[which])) return null;
    const { order } = this;
    const position = (values: Arguments) => {
      const parsed = parseCursor(String(values[which]), order);
      if (parsed === null) throw new InvalidArgument(which, 'reads.cursor');
      return parsed;
    };
    return {
      value: this.compiler.bindings.slot(this.index, which, order.type, (values) => position(values).value),
      id: this.compiler.bindings.slot(this.index, `${which}Id`, 'uuid', (values) => position(values).id),
    };
  }

  private collectFilters(now: Arguments): void {
    const filter = (now['filter'] ?? {}) as Arguments;
    const conditions = this.read.filter?.conditions ?? {};
    for (const [name, value] of Object.entries(filter)) {
      const condition = conditions[name];
      if (condition === undefined) throw new Error(`no condition for the filter ${name}`);
      if (isPresent(value)) this.addFilter(condition, ['filter', name], value);
    }
    for (const { argument, condition } of this.read.arguments ?? []) {
      if (isPresent(now[argument])) this.addFilter(condition, [argument], now[argument]);
    }
    const { defaultFilter } = this.read;
    if (defaultFilter !== undefined && !isPresent(filter[defaultFilter.unless]))
      this.filters.push((row) => defaultFilter.condition(row));
  }

  private addFilter(condition: FilterCondition, path: readonly string[], now: unknown): void {
    const { bindings } = this.compiler;
    // a list is written out instead, and has its bound checked here at each run
    const parameter = bindings.slot(this.index, path.at(-1) ?? '', condition.parameterType, valueAt(path, condition));
    const { sought } = condition;
    if (sought !== undefined) {
      bindings.decisive = true;
      this.sought = {
        found: (row) => sought(row, sql`${parameter}`),
        has: (row) => condition.condition(row, sql`${parameter}`),
      };
    }
    if (condition.among !== undefined) {
      this.addAmong(condition.among, now as readonly string[]);
      return;
    }
    const value = typeof now === 'boolean' ? raw(String(now)) : sql`${parameter}`;
    const { linked, only } = condition;
    if (only !== undefined && now !== false) this.addAmong(only, only.entries);
    if (condition.ids !== undefined && linked === undefined && !this.inFirstOrder) {
      this.links.push(() =>
        this.linkWhere((other) =>
          and(this.ofParent(other, null), condition.condition(other.row as Row<object>, value)),
        ),
      );
    } else {
      const keeps: RowSql = (row) => condition.condition(row, value);
      const { range } = condition;
      if (range === undefined) this.filters.push(keeps);
      else this.ranges.push({ ...range, end: value, keeps, besides: range.besides ?? (() => TRUE) });
      if (linked !== undefined && now !== false) this.links.push(() => linkOf(linked, value));
    }
  }

  /** Each entry's rows lie in an index in the list's order, and PostgreSQL knows how many have it: entries are written out. */
  private addAmong({ value, seen }: Among<object>, entries: readonly string[]): void {
    const asked = [...new Set(entries)].sort().map((entry): Entry => ({
      condition: (row) => sql`${value(row)} = ${literal(entry)}`,
      seen: seen?.of(entry) ?? false,
    }));
    if (asked.length > 0 && this.entries === ANY) {
      this.entries = asked;
      if (seen !== undefined) this.seen = { by: 'id', order: null, ids: seen.ids, all: seen.all };
    } else {
      this.filters.push((row) =>
        asked.length === 0 ? raw('false') : or(...asked.map(({ condition }) => condition(row))),
      );
    }
  }
}

function isSame(one: Sql, other: Sql): boolean {
  return render(one).text === render(other).text;
}

interface Cursor {
  readonly value: Parameter;
  readonly id: Parameter;
}

/** Whether the page's size comes from a variable. */
function variesBySize(node: FieldNode): boolean {
  return (node.arguments ?? []).some(
    ({ name, value }) => (name.value === 'first' || name.value === 'last') && value.kind === Kind.VARIABLE,
  );
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function collated(value: Sql, order: Order): Sql {
  return order.collation === undefined ? value : sql`${value} collate ${raw(identifier(order.collation))}`;
}

function chosenOrder(read: ConnectionRead, now: Arguments): Order {
  const asked = now['orderBy'] as { field: string; direction: string } | undefined | null;
  if (!isPresent(asked)) return read.order;
  const order = read.orders?.by[asked?.field ?? ''];
  if (order === undefined) throw new Error(`no order by ${String(asked?.field)}`);
  const direction = asked?.direction === 'DESC' ? 'desc' : 'asc';
  return { ...order, tag: `${order.tag}${direction === 'desc' ? '-' : ''}`, direction };
}

export function pageSize(values: Arguments): number {
  const { first, last } = values as { first?: number | null; last?: number | null };
  if (isPresent(first) && isPresent(last)) throw new InvalidArgument('last', 'reads.firstAndLast');
  for (const [name, size] of [
    ['first', first],
    ['last', last],
  ] as const) {
    if (size !== undefined && size !== null && (size < 0 || size > LIMITS.pageSize)) {
      throw new InvalidArgument(name, 'reads.pageSize', { largest: LIMITS.pageSize });
    }
  }
  return first ?? last ?? DEFAULT_PAGE;
}

/** What a cursor says: a place in one order, as the sort value (text form) and the row's id. */
export interface Position {
  readonly value: string;
  readonly id: string;
}

const FORMS: Readonly<Record<Order['type'], RegExp>> = {
  text: /^[^\0]*$/su,
  date: /^(-?infinity|\d{4}-\d\d-\d\d)$/,
  // as PostgreSQL writes them in a session that speaks ISO and UTC
  timestamptz: /^(-?infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00)$/,
  int: /^-?\d{1,10}$/,
};

/** The cursor of a row, made by the database: base64 of [order, value, id]. */
export function cursorSql(tag: string, value: Sql, id: Sql): Sql {
  return sql`translate(encode(convert_to(json_build_array(${raw(`'${tag}'`)}, (${value})::text, ${id})::text, 'UTF8'), 'base64'), E'\n', '')`;
}

/** Reads a cursor back; null for one that this order did not make. Its parts only ever enter as parameters. */
export function parseCursor(cursor: string, order: Order): Position | null {
  if (cursor.length > LIMITS.cursorCharacters) return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [tag, value, id] = parts as unknown[];
  if (tag !== order.tag || typeof value !== 'string' || typeof id !== 'string') return null;
  return validate(id) && FORMS[order.type].test(value) && isReal(order, value) ? { value, id } : null;
}

/** A well-formed moment may still be none (31 February, 25 o'clock, the year 0); PostgreSQL would answer with a fault. */
function isReal(order: Order, value: string): boolean {
  if (order.type === 'text' || value.endsWith('infinity')) return true;
  if (order.type === 'int') return Math.abs(Number(value)) <= 2_147_483_647;
  const [day = '', time = '00:00:00+00'] = value.split(' ');
  const moment = new Date(`${day}T${time.slice(0, 8)}Z`);
  return !day.startsWith('0000') && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}
