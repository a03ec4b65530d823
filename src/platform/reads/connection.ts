import { getNamedType, isObjectType, Kind, type FieldNode, type GraphQLField, type GraphQLObjectType } from 'graphql';
import type { Row } from '../access/row';
import {
  and,
  identifier,
  join,
  literal,
  raw,
  sql,
  TRUE,
  type Parameter,
  type Sql,
  type SqlValue,
} from '../database/sql';
import { LIMITS } from '../budgets';
import { InvalidArgument } from '../errors/errors';
import { totalOf, valueAt, type Arguments, type Cost } from './bindings';
import type { Compiled, Compiler } from './compiler';
import { columnOf, jsonObject } from './json';
import { cursorSql, parseCursor } from './cursor';
import type { ConnectionRead, FilterCondition, Order } from './declarations';
import type { ReadType } from './model';
import { childOf } from './relations';
import type { Scope } from './scope';

/** How many objects a page has when nobody says. */
export const DEFAULT_PAGE = 20;

type Selections = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * A connection as one sub-select: the page is cut by LIMIT under its parent, the count is its own sub-select
 * and made only when asked for, and cursors are compared row-wise as the index has them.
 */
export function compileConnection(
  compiler: Compiler,
  field: GraphQLField<unknown, unknown>,
  read: ConnectionRead,
  nodes: readonly FieldNode[],
  parent: Scope | null,
  path: readonly string[],
): Compiled {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new Error(`${field.name} is no connection`);
  const target = compiler.model.typeOf(read.type());
  compiler.spend(1, path);
  const page = new Page(compiler, field, read, nodes[0] as FieldNode, target, parent, path);
  const selections = compiler.selectionsOf(type, nodes);
  const rows = new PageRows(compiler, page, target, path);

  const members: [string, Sql][] = [];
  const empty: [string, Sql][] = [];
  for (const [key, fieldNodes] of selections) {
    switch (fieldNodes[0]?.name.value) {
      case '__typename':
        add(key, literal(JSON.stringify(type.name)));
        break;
      case 'totalCount':
        add(key, page.count(), literal('0'));
        break;
      case 'nodes':
        add(key, rows.nodes(fieldNodes, key), literal('[]'));
        break;
      case 'edges':
        add(key, rows.edges(elementOf(type, 'edges'), fieldNodes, key), literal('[]'));
        break;
      case 'pageInfo':
        addPageInfo(key, compiler.selectionsOf(elementOf(type, 'pageInfo'), fieldNodes));
        break;
    }
  }
  const body = jsonObject(members);
  const text = rows.used
    ? sql`(
      select ${body}
      from ${rows.from()}
    )`
    : body;
  return { text, cost: costOf(page.index, rows.costs), empty: jsonObject(empty) };

  function add(key: string, text: Sql, none: Sql = text): void {
    members.push([key, text]);
    empty.push([key, none]);
  }
  function addPageInfo(key: string, info: Selections): void {
    const shown: [string, Sql][] = [];
    const none: [string, Sql][] = [];
    for (const [name, [node]] of info) {
      const [text, otherwise] = rows.pageInfo(node?.name.value ?? '');
      shown.push([name, text]);
      none.push([name, otherwise]);
    }
    add(key, jsonObject(shown), jsonObject(none));
  }
}

/** Apart from what it is compiled with, which a plan is not to keep. */
function costOf(index: number, rows: readonly Cost[]): Cost {
  const ofRow = totalOf(0, rows);
  return (values) => 1 + pageSize(values[index] ?? {}) * ofRow(values);
}

function elementOf(type: GraphQLObjectType, name: string): GraphQLObjectType {
  const element = type.getFields()[name]?.type;
  const named = element && getNamedType(element);
  if (!isObjectType(named)) throw new Error(`${type.name}.${name} is no object`);
  return named;
}

/** Which rows: the parent's children that the viewer may see, filtered, ordered, from the cursor on. */
class Page {
  readonly backward: boolean;
  readonly order: Order;
  private readonly cursors: { readonly after: Cursor | null; readonly before: Cursor | null };
  private readonly filters: ((row: Row<object>) => Sql)[] = [];
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
  rows(): { scope: Scope; where: Sql; key: Sql; id: Sql } {
    const scope = this.compiler.scope(this.target, true, this.parent);
    const row = scope.row as Row<object>;
    const conditions = this.parent === null ? [] : [childOf(this.read, this.target, scope, this.parent)];
    conditions.push(scope.rule(), ...this.filters.map((filter) => filter(row)));
    const key = this.order.expression(row);
    return { scope, where: and(...conditions), key: collated(key, this.order), id: columnOf(scope, 'id') };
  }

  /** Beyond one cursor: rows after it in the order, or those at or before it. */
  from(which: 'after' | 'before', key: Sql, id: Sql, side: 'beyond' | 'outside'): Sql {
    const cursor = this.cursors[which];
    if (cursor === null) return TRUE;
    const ascending = (this.order.direction === 'asc') === (which === 'after');
    const comparison = raw(side === 'beyond' ? (ascending ? '>' : '<') : ascending ? '<=' : '>=');
    const value = collated(sql`${cursor.value}`, this.order);
    return sql`(${key}, ${id}) ${comparison} (${value}, ${cursor.id})`;
  }

  has(which: 'after' | 'before'): boolean {
    return this.cursors[which] !== null;
  }

  /** How many the viewer may see in all, whatever page is asked for. */
  count(): Sql {
    const { scope, where } = this.rows();
    return sql`(
      select count(*)::text
      from ${scope.from()}
      where ${where}
    )`;
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
      if (isPresent(value)) this.addFilter(condition, ['filter', name]);
    }
    for (const { argument, condition } of this.read.arguments ?? []) {
      if (isPresent(now[argument])) this.addFilter(condition, [argument]);
    }
    const { defaultFilter } = this.read;
    if (defaultFilter !== undefined && !isPresent(filter[defaultFilter.unless]))
      this.filters.push(defaultFilter.condition);
  }

  private addFilter(condition: FilterCondition, path: readonly string[]): void {
    const { bindings } = this.compiler;
    const value = valueAt(path, condition);
    const parameter = bindings.slot(this.index, path.at(-1) ?? '', condition.parameterType, value);
    this.filters.push((row) => condition.condition(row, sql`${parameter}`));
  }
}

interface Cursor {
  readonly value: Parameter;
  readonly id: Parameter;
}

/** The page's rows in one sub-select, with what was asked of each as columns. */
class PageRows {
  private readonly columns: Sql[] = [];
  readonly costs: Cost[] = [];
  private readonly scope: Scope;
  private readonly source: { where: Sql; key: Sql; id: Sql };
  private overfetch = false;
  private cursorColumn: string | null = null;
  used = false;

  constructor(
    private readonly compiler: Compiler,
    private readonly page: Page,
    private readonly target: ReadType,
    private readonly path: readonly string[],
  ) {
    const { scope, ...source } = page.rows();
    this.scope = scope;
    this.source = source;
  }

  nodes(nodes: readonly FieldNode[], key: string): Sql {
    return this.list(this.column(this.object(nodes, [key, '*'])));
  }

  edges(type: GraphQLObjectType, nodes: readonly FieldNode[], key: string): Sql {
    const members: [string, Sql][] = [];
    for (const [name, fieldNodes] of this.compiler.selectionsOf(type, nodes)) {
      const field = fieldNodes[0]?.name.value;
      if (field === '__typename') members.push([name, literal(JSON.stringify(type.name))]);
      if (field === 'cursor') members.push([name, sql`to_json(${this.cursor()})::text`]);
      if (field === 'node') {
        members.push([name, this.object(fieldNodes, [key, '*', name])]);
      }
    }
    return this.list(this.column(jsonObject(members)));
  }

  private object(nodes: readonly FieldNode[], place: readonly string[]): Sql {
    const { compiler, target, scope, path } = this;
    const { text, cost } = compiler.times(this.page.size, () =>
      compiler.object(target, nodes, scope, [...path, ...place]),
    );
    this.costs.push(cost);
    return text;
  }

  /** A field of PageInfo, and what it says of an empty page. */
  pageInfo(field: string): [Sql, Sql] {
    const no = literal('false');
    const { backward } = this.page;
    switch (field) {
      case '__typename':
        return [literal('"PageInfo"'), literal('"PageInfo"')];
      case 'hasNextPage':
        return [backward ? this.outside('before') : this.more(), no];
      case 'hasPreviousPage':
        return [backward ? this.more() : this.outside('after'), no];
      case 'startCursor':
        return [this.edgeCursor(backward ? 'desc' : 'asc'), literal('null')];
      default:
        return [this.edgeCursor(backward ? 'asc' : 'desc'), literal('null')];
    }
  }

  /** The rows as a table `x`: cut first, so that nothing is computed for rows that are not shown. */
  from(): Sql {
    const { scope, page, source } = this;
    const { key, id, where } = source;
    const direction = raw((page.order.direction === 'asc') === page.backward ? 'desc' : 'asc');
    const kept = and(where, page.from('after', key, id, 'beyond'), page.from('before', key, id, 'beyond'));
    const limit = this.overfetch ? sql`${page.limit} + 1` : sql`${page.limit}`;
    const table = scope.from();
    const columns = join([raw('row_number() over () as r'), ...this.columns], ', ');
    const cut = sql`(
      select ${scope.columns()}${this.carried()}
      from ${table}
      where ${kept}
      order by ${key} ${direction}, ${id} ${direction}
      limit ${limit}
    )`;
    return sql`(
      select ${columns}
      from ${cut} ${raw(scope.alias)}${this.reopened()}
    ) x`;
  }

  /** Locals computed inside the cut are carried out of it under the name that rules know. */
  private carried(): Sql {
    return this.scope.usesLocals ? raw(`, ${this.scope.alias}_local.*`) : raw('');
  }

  private reopened(): Sql {
    if (!this.scope.usesLocals) return raw('');
    const names = this.scope.localNames.map((name) => `${this.scope.alias}.${identifier(name)}`).join(', ');
    return raw(` cross join lateral (select ${names}) ${this.scope.alias}_local`);
  }

  private column(text: Sql): string {
    this.used = true;
    const name = `c${this.columns.length}`;
    this.columns.push(sql`${text} as ${raw(name)}`);
    return name;
  }

  private cursor(): Sql {
    return cursorSql(this.page.order.tag, this.source.key, this.source.id);
  }

  private list(column: string): Sql {
    return sql`'[' || coalesce(string_agg(x.${raw(column)}, ',' order by x.r ${raw(this.page.backward ? 'desc' : 'asc')}) filter (where x.r <= ${this.page.limit}), '') || ']'`;
  }

  private more(): Sql {
    this.used = true;
    this.overfetch = true;
    return sql`coalesce(bool_or(x.r > ${this.page.limit}), false)::text`;
  }

  /** Whether visible rows lie on the other side of the cursor that the page began at. */
  private outside(which: 'after' | 'before'): Sql {
    if (!this.page.has(which)) return literal('false');
    const { scope, where, key, id } = this.page.rows();
    return sql`(exists (
      select
      from ${scope.from()}
      where ${and(where, this.page.from(which, key, id, 'outside'))}
    ))::text`;
  }

  private edgeCursor(direction: 'asc' | 'desc'): Sql {
    this.cursorColumn ??= this.column(this.cursor());
    const column = raw(this.cursorColumn);
    return sql`coalesce(to_json((array_agg(x.${column} order by x.r ${raw(direction)}) filter (where x.r <= ${this.page.limit}))[1])::text, 'null')`;
  }
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

function pageSize(values: Arguments): number {
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
