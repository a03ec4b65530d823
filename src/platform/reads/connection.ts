import { getNamedType, isObjectType, type FieldNode, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { and, identifier, join, literal, raw, sql, type Sql } from '../database/sql';
import { totalOf, type Cost } from './bindings';
import type { Compiled, Compiler } from './compiler';
import type { ConnectionRead } from './declarations';
import { jsonObject } from './json';
import type { ReadType } from './model';
import { MOST_SORTED, MOST_WALKED, type Alternative, type First } from './filters';
import { cursorSql, Page, pageSize, type PageSource } from './page';
import type { Scope } from './scope';

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

/** The page's rows in one sub-select, with what was asked of each as columns. */
class PageRows {
  private readonly columns: Sql[] = [];
  readonly costs: Cost[] = [];
  private readonly scope: Scope;
  private readonly source: PageSource;
  private overfetch = false;
  private cursorColumn: string | null = null;
  used = false;

  constructor(
    private readonly compiler: Compiler,
    private readonly page: Page,
    private readonly target: ReadType,
    private readonly path: readonly string[],
  ) {
    this.source = page.rows();
    this.scope = this.source.scope;
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
    const { key, id, either, first } = source;
    const beyond = [page.from('after', 'beyond', source), page.from('before', 'beyond', source)];
    const where = and(source.where, ...beyond);
    const direction = raw((page.order.direction === 'asc') === page.backward ? 'desc' : 'asc');
    const limit = this.overfetch ? sql`${page.limit} + 1` : sql`${page.limit}`;
    const columns = join([raw('row_number() over () as r'), ...this.columns], ', ');
    const inOrder = sql`order by ${key} ${direction}, ${id} ${direction}
      limit ${limit}`;
    const isSparse = either.some(({ sparse }) => sparse !== undefined);
    const columnsOf = sql`${isSparse ? scope.listedColumns() : scope.columns()}${this.carried()}`;
    const firstOf = (condition: Sql, rows?: Sql, order: Sql = inOrder): Sql => sql`(
      select ${columnsOf}
      from ${scope.from(rows)}
      where ${condition}
      ${order}
    )`;
    const alternative = ({ condition, sparse }: Alternative): Sql => {
      const holds = and(where, condition);
      if (sparse === undefined) return firstOf(holds);
      const own = sql`${raw(identifier(scope.entity.tableName))} ${raw(scope.alias)}`;
      const inList = and(sparse.inOrder, ...beyond);
      const [mostWalked, mostSorted] = [raw(String(MOST_WALKED)), raw(String(MOST_SORTED))];
      const walked = sql`(
        select ${scope.columns()}, ${key} as list_place
        from ${own}
        where ${inList}
        order by ${key} ${direction}, ${id} ${direction}
        limit ${mostWalked}
      )`;
      // by what is computed already: PostgreSQL would sort them all before the first
      const byPlace = sql`order by ${raw(scope.alias)}.list_place ${direction}, ${id} ${direction}
      limit ${limit}`;
      const by = (way: 'walked' | 'found' | 'list'): Sql => sql`(select way from best) = ${literal(way)}`;
      return sql`(
      with met as materialized ${firstOf(holds, walked, byPlace)}, found as materialized (
        select ${scope.columns()}
        from ${own}
        where ${sparse.found}
        limit ${mostSorted} + 1
      ), best as materialized (
        select case
          when not (${sparse.areMany}) then 'few'
          when (select count(*) from met) = ${limit} then 'walked'
          when (select count(*) from (select from ${own} where ${inList} limit ${mostWalked}) rows) < ${mostWalked} then 'walked'
          when (select count(*) from found) <= ${mostSorted} then 'found'
          else 'list'
        end as way
      )
      (
        select *
        from met
        where ${by('walked')}
      ) union all ${firstOf(and(holds, by('found')), raw('found'))}
        union all ${firstOf(and(holds, by('list')))}
    )`;
    };
    const firsts = join(either.map(alternative), ' union all ');
    const cut =
      either.length === 1
        ? firsts
        : sql`(
      ${withFirst(first)}select *
      from (${firsts}) ${raw(scope.alias)}
      ${inOrder}
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
    const source = this.page.rows();
    const { scope, where, either, first, found } = source;
    const outside = this.page.from(which, 'outside', source);
    const there = either.map(
      ({ condition }) => sql`exists (
      select
      from ${scope.from()}
      where ${and(where, outside, condition, found)}
    )`,
    );
    return sql`(${withFirst(first)}select ${join(there, ' or ')})::text`;
  }

  private edgeCursor(direction: 'asc' | 'desc'): Sql {
    this.cursorColumn ??= this.column(this.cursor());
    const column = raw(this.cursorColumn);
    return sql`coalesce(to_json((array_agg(x.${column} order by x.r ${raw(direction)}) filter (where x.r <= ${this.page.limit}))[1])::text, 'null')`;
  }
}

/** Materialised, since several conditions count them. */
function withFirst(first: readonly First[]): Sql {
  if (first.length === 0) return sql``;
  const queries = first.map(
    ({ name, query }) => sql`${raw(name)} as materialized (
      ${query}
    )`,
  );
  return sql`with ${join(queries, ', ')}
      `;
}
