import type { Onlooker } from './viewer';
import type { Row, Rows, Table } from './rows';
import { whoSeesWhat } from './who-sees-what';

/** An object of the graph: a row, told as a type. */
export interface Told {
  readonly __typename: string;
  readonly row: Row;
  /** Something else refers to it, so that its own rule may not hold. */
  readonly referred: boolean;
}

export type Arguments = Readonly<Record<string, unknown>>;
export type Field = (row: Row, look: Look, given: Arguments) => unknown;

/** What somebody is shown of the rows: every rule is asked for every object, one by one. */
export class Look {
  constructor(
    readonly who: Onlooker,
    readonly rows: Rows,
  ) {}

  sees(type: string, row: Row): boolean {
    return whoSeesWhat[type]?.object(this.who, row, this.rows) ?? false;
  }

  /** An object in its own right, or nothing. */
  own(type: string, row: Row | null): Told | null {
    return row !== null && this.sees(type, row) ? { __typename: type, row, referred: false } : null;
  }

  /** An object that something visible refers to. */
  refer(type: string, row: Row | null): Told | null {
    const named = whoSeesWhat[type]?.named;
    return row !== null && named?.if(row) === true ? { __typename: type, row, referred: true } : this.own(type, row);
  }

  list(type: string, rows: readonly Row[]): Told[] {
    return rows.flatMap((row) => this.own(type, row) ?? []);
  }

  /** Whether a field of an object is shown. */
  shows({ __typename, row, referred }: Told, field: string): boolean {
    const rules = whoSeesWhat[__typename];
    if (referred && rules?.named?.fields.includes(field) === true) return true;
    return this.sees(__typename, row) && rules?.fields[field]?.(this.who, row, this.rows) === true;
  }
}

/** A moment as the graph writes it. */
export const moment = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/\+00:00$/, 'Z') : value);

export const column =
  (name: string): Field =>
  (row) =>
    row[name];
export const time =
  (name: string): Field =>
  (row) =>
    moment(row[name]);
export const to =
  (type: string, table: Table, name: string): Field =>
  (row, look) =>
    look.refer(type, look.rows.byId(table, row[name]));

/** Rows of a table whose column is this row's id. */
export const below =
  (type: string, table: Table, name: string): Field =>
  (row, look) =>
    look.list(type, look.rows.where(table, { [name]: row['id'] }));

/** Through a table that pairs them. */
export const paired =
  (type: string, table: Table, pairs: Table, mine: string, theirs: string): Field =>
  (row, look) => {
    const ids = new Set(look.rows.where(pairs, { [mine]: row['id'] }).map((pair) => pair[theirs]));
    return look.list(
      type,
      look.rows.where(table).filter((each) => ids.has(each['id'])),
    );
  };

export const byNumber =
  (name: string) =>
  (a: Row, b: Row): number =>
    Number(a[name]) - Number(b[name]);
const pinyin = new Intl.Collator('zh-u-co-pinyin');
export const byName = (a: Row, b: Row): number =>
  pinyin.compare(String(a['name']), String(b['name'])) || ascending(a['id'], b['id']);
export const ascending = (a: unknown, b: unknown): number =>
  String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
export const latest =
  (name: string) =>
  (a: Row, b: Row): number =>
    ascending(b[name], a[name]) || ascending(b['id'], a['id']);

/** A page without cursors: from either end, with what is needed to tell whether there is more. */
export const connection =
  (type: string, rows: (row: Row, look: Look, given: Arguments) => Row[], order: (a: Row, b: Row) => number): Field =>
  (row, look, given) => {
    const all = look.list(type, rows(row, look, given).sort(order));
    const { first, last } = given as { first?: number | null; last?: number | null };
    const backward = typeof last === 'number';
    const size = first ?? last ?? 20;
    const nodes = backward ? all.slice(Math.max(0, all.length - size)) : all.slice(0, size);
    const more = nodes.length < all.length;
    const pageInfo = {
      hasNextPage: !backward && more,
      hasPreviousPage: backward && more,
      startCursor: nodes.length > 0 ? 'cursor' : null,
      endCursor: nodes.length > 0 ? 'cursor' : null,
    };
    return { nodes, edges: nodes.map((node) => ({ node, cursor: 'cursor' })), pageInfo, totalCount: all.length };
  };
