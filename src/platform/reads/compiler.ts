import {
  getNamedType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import type { Row } from '../access/row';
import type { OperationBudget } from '../budgets';
import { and, join, literal, sql, TRUE, type Sql } from '../database/sql';
import { ErrorCode, RequestError } from '../errors/errors';
import {
  argumentsNow,
  Bindings,
  checkedValue,
  constant,
  free,
  totalOf,
  type Arguments,
  type BoundField,
  type Cost,
  type Variables,
} from './bindings';
import { compileConnection } from './connection';
import { columnOf, formOf, jsonObject, jsonOf, orNull } from './json';
import type { ExpressionRead, Shape, WithArguments } from './declarations';
import type { ReadField, ReadModel, ReadType } from './model';
import { compileMany, compileNode, compileOne, compileOneOf, compileToOne } from './relations';
import { Aliases, Scope, type BoundLocals } from './scope';

/** A value as SQL that yields JSON text. */
export interface Compiled {
  readonly text: Sql;
  readonly cost: Cost;
  /** What is shown where a rule hides the value, if only the compiler can say: an empty page in the shape asked for. */
  readonly empty?: Sql;
}

export interface CompileOptions {
  /** For live documents: the types of the feed's own tree. Of what they refer to there are plain fields only. */
  readonly live?: {
    readonly tree: ReadonlySet<string>;
    /** Whether the feed computes what is computed in Node of its own tree. */
    readonly computes?: boolean;
  };
}

/** What is compiled, and what it may come to. */
export interface Compilation {
  readonly model: ReadModel;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Those that the plan is made for; later runs have the same shape. */
  readonly variables: Variables;
  readonly budget: OperationBudget;
}

/** A computed value's member, beside the text that marks its place. */
const SHAPE_BYTES = 100;

/** Turns selections into SQL that yields JSON text. One compiler for each root field of an operation. */
export class Compiler {
  readonly aliases = new Aliases();
  readonly bindings = new Bindings();
  readonly model: ReadModel;
  /** How many objects there may be of what is being compiled. */
  private multiplicity = 1;

  constructor(
    private readonly compilation: Compilation,
    readonly options: CompileOptions = {},
    /** The response keys that lead from the root field to what is compiled. */
    private readonly at: readonly string[] = [],
  ) {
    this.model = compilation.model;
  }

  scope(type: ReadType, seen: boolean, above: Scope | null = null, bound: BoundLocals = {}): Scope {
    return new Scope(this.aliases, type.entity, type.access, seen, above, bound);
  }

  /** The arguments of a field now, and the index at which a later run has its own. */
  argumentsFor({ path, ...field }: BoundField): { now: Arguments; index: number } {
    const bound = { ...field, path: [...this.at, ...path] };
    return { now: argumentsNow(bound, this.compilation.variables), index: this.bindings.field(bound) };
  }

  /** Compiles what there are so many of in each object around it. */
  times<T>(count: number, compile: () => T): T {
    const around = this.multiplicity;
    this.multiplicity = around * count;
    const compiled = compile();
    this.multiplicity = around;
    return compiled;
  }

  /** Counts so many objects, for each of those that are being compiled. */
  spend(objects: number, path: readonly string[]): void {
    this.compilation.budget.spend(this.multiplicity * objects, [...this.at, ...path]);
  }

  /** Compiles alternatives, of which a row is only one. */
  dearest<T>(alternatives: readonly (() => T)[]): T[] {
    return this.compilation.budget.dearest(alternatives);
  }

  /** Compiles a piece, whose length takes the place of the lengths of those that it is made of. */
  measured<T extends { readonly text: Sql }>(compile: () => T): T {
    const { budget } = this.compilation;
    const before = budget.size;
    const compiled = compile();
    // of something computed, its shape may weigh more than the text
    budget.resize(Math.max(budget.size, before + compiled.text.length));
    return compiled;
  }

  selectionsOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): ReadonlyMap<string, readonly FieldNode[]> {
    const { model, fragments, variables } = this.compilation;
    return collectSubfields(model.schema, fragments, variables as Record<string, unknown>, type, [...nodes]);
  }

  /** An object as JSON text, from a row in scope. */
  object(type: ReadType, nodes: readonly FieldNode[], scope: Scope, path: readonly string[]): Compiled {
    this.spend(1, path);
    const costs: Cost[] = [];
    const members: [string, Sql][] = [];
    for (const [key, fieldNodes] of this.selectionsOf(type.type, nodes)) {
      const name = fieldNodes[0]?.name.value ?? '';
      if (name === '__typename') {
        members.push([key, literal(JSON.stringify(type.name))]);
        continue;
      }
      const field = type.fields.get(name);
      if (field === undefined) throw new Error(`${type.name}.${name} cannot be read`);
      const { text, cost } = this.measured(() => this.field(type, field, fieldNodes, scope, [...path, key]));
      members.push([key, text]);
      costs.push(cost);
    }
    return { text: jsonObject(members), cost: totalOf(1, costs) };
  }

  private field(
    type: ReadType,
    field: ReadField,
    nodes: readonly FieldNode[],
    scope: Scope,
    path: readonly string[],
  ): Compiled {
    const value = this.value(type, field, nodes, scope, path);
    const conditions: Sql[] = [];
    if (!scope.seen && !field.inReference) conditions.push(scope.rule());
    if (field.rule !== null) conditions.push(field.rule(scope.row as Row<object>));
    const condition = and(...conditions);
    if (condition === TRUE) return value;
    const otherwise = (isNonNullType(field.field.type) ? value.empty : undefined) ?? literal(field.concealed);
    return { ...value, text: sql`case when ${condition} then ${value.text} else ${otherwise} end` };
  }

  private value(
    type: ReadType,
    field: ReadField,
    nodes: readonly FieldNode[],
    scope: Scope,
    path: readonly string[],
  ): Compiled {
    const { read } = field;
    if (this.options.live !== undefined) this.requireLive(this.options.live, type, field, scope);
    switch (read.kind) {
      case 'property':
        return this.property(type, field, nodes, scope, path);
      case 'expression':
        return { text: this.expression(type, field, read, scope), cost: free };
      case 'view': {
        const view = this.model.typeOf(read.type());
        const { text, cost } = this.object(
          view,
          nodes,
          scope.as(view.access, this.boundArguments(field, read, nodes, path)),
          path,
        );
        return { text, cost };
      }
      case 'one':
        return compileOne(this, read, nodes, scope, path);
      case 'many':
        return compileMany(this, field, read, nodes, scope, path);
      case 'connection':
        return compileConnection(this, field.field, read, nodes, scope, path);
      case 'oneOf':
        return compileOneOf(this, field, read, nodes, scope, path);
      case 'node':
        return compileNode(this, read, nodes, scope, path);
      case 'computed': {
        this.spend(read.cost, path);
        // the first element says whose needs these are: the place may hold an object of another type
        const argumentsAt =
          read.arguments === undefined
            ? null
            : this.argumentsFor({ field: field.field, node: nodes[0] as FieldNode, path }).index;
        const place = { path, read, argumentsAt, shape: this.shape(field.field.type, nodes) };
        const mark = literal(`[${this.bindings.computed.push(place) - 1}`);
        const needs = read.needs.map((name) => sql`',' || ${this.need(type, name, scope)}`);
        return { text: sql`${join([mark, ...needs], ' || ')} || ']'`, cost: constant(read.cost) };
      }
    }
  }

  /** The arguments that an object's fields find in `$arguments`. */
  private boundArguments(
    field: ReadField,
    { arguments: declared = {}, check }: WithArguments,
    nodes: readonly FieldNode[],
    path: readonly string[],
  ): BoundLocals {
    if (Object.keys(declared).length === 0) return {};
    const { index } = this.argumentsFor({ field: field.field, node: nodes[0] as FieldNode, path });
    return Object.fromEntries(
      Object.entries(declared).map(([name, rule]) => [
        name,
        this.bindings.slot(index, name, rule.parameterType, checkedValue(name, rule, check)),
      ]),
    );
  }

  /** What of a computed value is shown: its members that were asked for, under their response keys. */
  private shape(type: GraphQLOutputType, nodes: readonly FieldNode[]): Shape | null {
    const named = getNamedType(type);
    if (!isObjectType(named)) return null;
    const members = [...this.selectionsOf(named, nodes)].map(([key, fieldNodes]) => {
      this.compilation.budget.grow(SHAPE_BYTES);
      const name = fieldNodes[0]?.name.value ?? '';
      const field = named.getFields()[name];
      return [key, name, field === undefined ? null : this.shape(field.type, fieldNodes)] as const;
    });
    return { typeName: named.name, members };
  }

  /** A live document stays within its tree: each round reads what it selects, for every group of watchers. */
  private requireLive(
    { tree, computes = false }: NonNullable<CompileOptions['live']>,
    type: ReadType,
    field: ReadField,
    scope: Scope,
  ): void {
    const { kind } = field.read;
    const column = kind === 'property' && scope.entity.findColumnWithPropertyName(field.name) !== undefined;
    const inTree = tree.has(type.name) && !scope.outside;
    const allowed =
      column ||
      (inTree &&
        (kind === 'expression' ||
          kind === 'view' ||
          kind === 'many' ||
          kind === 'one' ||
          kind === 'oneOf' ||
          kind === 'property' ||
          (kind === 'computed' && computes)));
    if (!allowed) throw outsideLive(type.name, field.name);
  }

  private property(
    type: ReadType,
    field: ReadField,
    nodes: readonly FieldNode[],
    scope: Scope,
    path: readonly string[],
  ): Compiled {
    const column = scope.entity.findColumnWithPropertyName(field.name);
    const relation = scope.entity.findRelationWithPropertyPath(field.name);
    if (relation !== undefined) {
      return compileToOne(this, field, relation, nodes, scope, path);
    }
    if (column === undefined) throw new Error(`${type.name}.${field.name} is no column`);
    const text = jsonOf(columnOf(scope, field.name), formOf(field.field.type), type.access.id);
    return { text: column.isNullable ? orNull(text) : text, cost: free };
  }

  private expression(type: ReadType, field: ReadField, read: ExpressionRead, scope: Scope): Sql {
    const text = jsonOf(read.sql(scope.row as Row<object>), read.form, type.access.id);
    return isNonNullType(field.field.type) && read.form !== 'json' ? text : orNull(text);
  }

  /** What a computed value needs: a column's value, or whether the object of a `node` field is there for the viewer. */
  private need(type: ReadType, name: string, scope: Scope): Sql {
    const read = type.fields.get(name)?.read;
    // whether it is there is within the computed field's own cost
    if (read?.kind === 'node') return this.times(0, () => compileNode(this, read, [], scope, []).text);
    return orNull(sql`to_json(${columnOf(scope, name)})::text`);
  }
}

/** For a field that a live document may not ask for. */
export function outsideLive(type: string, field: string): RequestError {
  return new RequestError(ErrorCode.invalid, 'live.outside', { field: `${type}.${field}` }, [field], 400);
}
