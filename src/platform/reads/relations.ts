import { getNamedType, isObjectType, isUnionType, type FieldNode, type GraphQLOutputType } from 'graphql';
import type { EntityMetadata } from 'typeorm';
import type { Row } from '../access/row';
import { and, join, literal, or, raw, sql, TRUE, type Sql } from '../database/sql';
import { dearestOf, firstOf, rankedCost, timesOf, valueAt, type Cost } from './bindings';
import type { Compiled, Compiler } from './compiler';
import {
  longestOf,
  type Children,
  type ManyRead,
  type NodeRead,
  type OneOfRead,
  type OneRead,
  type Ranked,
} from './declarations';
import { columnOf, orNull } from './json';
import type { ReadField, ReadModel, ReadType } from './model';
import { pointsTo, type Scope } from './scope';

type Relation = NonNullable<ReturnType<EntityMetadata['findRelationWithPropertyPath']>>;

/** How the other row is found, and what is known of it. */
interface Link {
  readonly on: (child: Scope) => Sql;
  /** Whether it is the row that this one is read within. */
  readonly container?: boolean;
  /** Whether a live document may select of it what it may of this one. */
  readonly part?: boolean | undefined;
  readonly order?: ((child: Scope) => Sql) | undefined;
}

/** The row that a to-one relation of the entity points at. */
export function compileToOne(
  compiler: Compiler,
  { field }: ReadField,
  relation: Relation,
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
): Compiled {
  return otherRow(compiler, typeNamed(compiler.model, field.type), nodes, scope, path, {
    on: (child) => pointsTo(relation, scope.alias, child.alias),
    container: scope.access.within === relation.propertyName,
  });
}

export function compileOne(
  compiler: Compiler,
  read: OneRead,
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
): Compiled {
  const { on, order } = read;
  const parent = scope.row as Row<object>;
  return otherRow(compiler, compiler.model.typeOf(read.type()), nodes, scope, path, {
    on: (child) => on(child.row as Row<object>, parent),
    order: order && ((child) => order(child.row as Row<object>, parent)),
  });
}

export function compileMany(
  compiler: Compiler,
  { field }: ReadField,
  read: ManyRead,
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
): Compiled {
  const target = compiler.model.typeOf(read.type());
  const referred = read.referred === true;
  const child = compiler.scope(target, !referred, scope);
  const conditions = [childOf(read, target, child, scope), referred ? referable(child) : child.rule()];
  if (read.unlessHidden !== undefined) conditions.push(nodeIsSeen(compiler, target, read.unlessHidden, child));
  if (read.arguments !== undefined) {
    const { now, index } = compiler.argumentsFor({ field, node: nodes[0] as FieldNode, path, check: read.check });
    for (const { argument, condition } of read.arguments) {
      if (now[argument] === undefined || now[argument] === null) continue;
      const value = valueAt([argument], condition);
      const parameter = compiler.bindings.slot(index, argument, condition.parameterType, value);
      conditions.push(condition.condition(child.row as Row<object>, sql`${parameter}`));
    }
  }
  const best = read.ranked === undefined ? null : bestOf(compiler, read.ranked, field, nodes, scope, path);
  const estimated = best?.size ?? read.estimatedCount ?? 10;
  const { text, cost } = compiler.times(estimated, () => compiler.object(target, nodes, child, [...path, '*']));
  const where = and(...conditions);
  const order = read.order === undefined ? columnOf(child, 'id') : read.order(child.row as Row<object>);
  const list =
    read.most === undefined && best === null
      ? sql`(
      select '[' || string_agg(shown.object, ',') || ']'
      from (
        select ${text} as object
        from ${child.from()}
        where ${where}
        order by ${order}
        limit ${raw(String(longestOf(read)))}
      ) shown
    )`
      : sql`(
      select '[' || string_agg(${text}, ',' order by ${order}) || ']'
      from ${child.from(best?.rows)}
      where ${where}
    )`;
  return { text: sql`coalesce(${list}, '[]')`, cost: best?.cost(cost) ?? timesOf(estimated, cost) };
}

/** The query of ranked rows, how many there are now, and what a run costs with as many as it asks for. */
function bestOf(
  compiler: Compiler,
  { rows, cost, ...bounds }: Ranked,
  field: ReadField['field'],
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
): { rows: Sql; size: number; cost: (ofRow: Cost) => Cost } {
  const first = firstOf(bounds);
  const { now, index } = compiler.argumentsFor({ field, node: nodes[0] as FieldNode, path, check: first });
  compiler.spend(cost, path);
  return {
    rows: rows(scope.row as Row<object>, sql`${compiler.bindings.slot(index, 'first', 'int', first)}`),
    size: first(now),
    cost: (ofRow) => rankedCost(index, cost, first, ofRow),
  };
}

export function compileOneOf(
  compiler: Compiler,
  { field }: ReadField,
  read: OneOfRead,
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
): Compiled {
  if (!isUnionType(getNamedType(field.type))) throw new Error(`${field.name} is no union`);
  const alternatives = read.relations.map((name) => () => {
    const relation = scope.entity.findRelationWithPropertyPath(name);
    if (relation === undefined) throw new Error(`${scope.entity.name} has no relation ${name}`);
    const target = compiler.model.typeOf(relation.inverseEntityMetadata.target as never);
    const column = raw(`${scope.alias}."${relation.joinColumns.at(-1)?.databaseName ?? ''}"`);
    const on = (child: Scope): Sql => pointsTo(relation, scope.alias, child.alias);
    return {
      column,
      ...compiler.measured(() => otherRow(compiler, target, nodes, scope, path, { on, part: read.part })),
    };
  });
  const compiled = compiler.dearest(alternatives);
  const cases = compiled.map(({ column, text }, place) =>
    place === compiled.length - 1 ? sql`else ${text}` : sql`when ${column} is not null then ${text}`,
  );
  return { text: sql`case ${join(cases, ' ')} end`, cost: dearestOf(compiled.map((one) => one.cost)) };
}

/** The object of a global id, by its prefix; of each type as the viewer may see it in its own right, or null. */
export function compileNode(
  compiler: Compiler,
  read: NodeRead,
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
): Compiled {
  const { text, cost } = nodeObject(compiler, read, nodes, scope, path);
  return { text: orNull(text), cost };
}

function nodeIsSeen(compiler: Compiler, target: ReadType, name: string, scope: Scope): Sql {
  const read = target.fields.get(name)?.read;
  if (read?.kind !== 'node') throw new Error(`${target.name}.${name} is no node`);
  return compiler.times(0, () => sql`${nodeObject(compiler, read, [], scope, []).text} is not null`);
}

function nodeObject(
  compiler: Compiler,
  read: NodeRead,
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
): Compiled {
  const id = read.id(scope.row as Row<object>);
  const among = read.among && new Set(read.among().map((type) => compiler.model.typeOf(type)));
  const alternatives = [...compiler.model.byPrefix]
    .filter(([, target]) => among === undefined || among.has(target))
    .map(([prefix, target]) => () => {
      // it may lie in another container than the row that names it
      const child = compiler.scope(target, true);
      const { text, cost } = compiler.measured(() => compiler.object(target, nodes, child, path));
      // a global id ends in an underscore and the 36 characters of a uuid
      const where = and(sql`${columnOf(child, 'id')} = right(${id}, 36)::uuid`, child.rule());
      const row = sql`when ${literal(prefix)} then (
        select ${text}
        from ${child.from()}
        where ${where}
      )`;
      return { text: row, cost };
    });
  const compiled = compiler.dearest(alternatives);
  const cases = join(
    compiled.map((one) => one.text),
    ' ',
  );
  return { text: sql`case left(${id}, -37) ${cases} end`, cost: dearestOf(compiled.map((one) => one.cost)) };
}

/** The condition that makes a row a child of the one above. */
export function childOf(read: Children, target: ReadType, child: Scope, parent: Scope): Sql {
  if (read.on !== undefined) return read.on(child.row as Row<object>, parent.row as Row<object>);
  const relation = read.by === undefined ? undefined : target.entity.findRelationWithPropertyPath(read.by);
  if (relation === undefined) throw new Error(`${target.name} has no relation ${read.by ?? '(none named)'}`);
  return pointsTo(relation, child.alias, parent.alias);
}

/** Another row, or null. What a type shows in a mere reference is shown whatever its rule says. */
function otherRow(
  compiler: Compiler,
  target: ReadType,
  nodes: readonly FieldNode[],
  scope: Scope,
  path: readonly string[],
  { on, container = false, part = false, order }: Link,
): Compiled {
  const referred = target.access.reference !== undefined && !container;
  const child = compiler.scope(target, !referred, scope, container ? scope.boundOf(target.entity) : {});
  // a row that is not part of the container (the meeting before this one) is a mere reference to a live document
  child.outside = scope.outside || (!container && !part && target.access.within === undefined);
  const { text, cost } = compiler.object(target, nodes, child, path);
  const where = container ? on(child) : and(on(child), referred ? referable(child) : child.rule());
  const first = order === undefined ? sql`` : sql`order by ${order(child)} limit 1`;
  const row = sql`(
      select ${text}
      from ${child.from()}
      where ${where}
      ${first}
    )`;
  return { text: orNull(row), cost };
}

/** Which rows a reference may name though their own rule hides them. */
function referable(scope: Scope): Sql {
  const { referable: rule } = scope.access;
  return rule === undefined ? TRUE : or(rule(scope.row as Row<object>), scope.rule());
}

function typeNamed(model: ReadModel, type: GraphQLOutputType): ReadType {
  const named = getNamedType(type);
  const target = isObjectType(named) ? model.types.get(named.name) : undefined;
  if (target === undefined) throw new Error(`${String(type)} cannot be read`);
  return target;
}
