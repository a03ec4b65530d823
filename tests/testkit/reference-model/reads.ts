import type { Look } from './look';
import type { Arguments, Read } from './model';
import type { Row } from './rows';

/** A moment as the graph writes it. */
export const moment = (value: unknown): unknown => (typeof value === 'string' ? new Date(value).toISOString() : value);

export const column =
  (name: string): Read =>
  (row) =>
    row[name];
export const time =
  (name: string): Read =>
  (row) =>
    moment(row[name]);
export const to =
  (type: string, table: string, name: string): Read =>
  (row, look) =>
    look.refer(type, look.rows.byId(table, row[name]));

/** Rows of a table whose column is this row's id, by id or in another order. */
export const below =
  (type: string, table: string, name: string, order?: (a: Row, b: Row) => number): Read =>
  (row, look) => {
    const rows = look.rows.where(table, { [name]: row['id'] });
    return look.list(type, order === undefined ? rows : rows.sort(order));
  };

/** Through a table that pairs them. */
export const paired =
  (type: string, table: string, pairs: string, mine: string, theirs: string): Read =>
  (row, look) =>
    look.list(type, pairedRows(row, look, table, pairs, mine, theirs));

export function pairedRows(row: Row, look: Look, table: string, pairs: string, mine: string, theirs: string): Row[] {
  const ids = new Set(look.rows.where(pairs, { [mine]: row['id'] }).map((pair) => pair[theirs]));
  return look.rows.where(table).filter((each) => ids.has(each['id']));
}

const pinyin = new Intl.Collator('zh-u-co-pinyin');
export const ascending = (a: unknown, b: unknown): number =>
  String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
export const byNumber =
  (name: string) =>
  (a: Row, b: Row): number =>
    Number(a[name]) - Number(b[name]);
export const byName = (a: Row, b: Row): number =>
  pinyin.compare(String(a['name']), String(b['name'])) || ascending(a['id'], b['id']);
export const latest =
  (name: string) =>
  (a: Row, b: Row): number =>
    ascending(b[name], a[name]) || ascending(b['id'], a['id']);
export const earliest =
  (name: string) =>
  (a: Row, b: Row): number =>
    -latest(name)(a, b);

/** A page without cursors: from either end, with what is needed to tell whether there is more. */
export const connection =
  (type: string, rows: (row: Row, look: Look, args: Arguments) => Row[], order: (a: Row, b: Row) => number): Read =>
  (row, look, args) => {
    const all = look.list(type, rows(row, look, args).sort(order));
    const { first, last } = args as { first?: number | null; last?: number | null };
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

/** A page of the rows of a table whose column is this row's id. */
export const pageOf = (type: string, table: string, name: string, order: (a: Row, b: Row) => number): Read =>
  connection(type, (row, { rows }) => rows.where(table, { [name]: row['id'] }), order);
