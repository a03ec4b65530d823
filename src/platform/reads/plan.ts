import type { FieldNode, FragmentDefinitionNode, GraphQLField } from 'graphql';
import { GraphQLError, isObjectType } from 'graphql';
import { and, literal, raw, Sql, sql, type Parameter } from '../database/sql';
import { parseGlobalId } from '../database/ids';
import type { Row } from '../access/row';
import { ErrorCode, RequestError } from '../errors/errors';
import { Compiler, type ComputedPlace, type Variables } from './compiler';
import { compileConnection } from './connection';
import { compute, computed } from './computed';
import { declaredRoots, type Computing, type RootRead } from './declarations';
import type { ReadModel, ReadType } from './model';
import { run, statementOf, type Statement } from './statement';

/** A root field's part of a plan: its statement and how to fill it. */
export interface RootPlan {
  cost(variables: Variables): number;
  /** The field's value as JSON text. */
  read(variables: Variables, context: Computing): Promise<string>;
  /** What `read` runs: one statement, or for `node` and `nodes` one for each type among the ids. */
  statements(variables: Variables): readonly Statement[];
}

/** Makes the plan of one root field of a query. */
export function planRoot(
  model: ReadModel,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  nodes: readonly FieldNode[],
  variables: Variables,
): RootPlan {
  const name = nodes[0]?.name.value ?? '';
  const field = model.schema.getQueryType()?.getFields()[name];
  if (field === undefined) throw new GraphQLError(`unknown field ${name}`);
  if (name === 'node' || name === 'nodes')
    return new NodesPlan(model, fragments, nodes, field, name === 'nodes', variables);
  const root = declaredRoots().get(name);
  if (root === undefined) throw new Error(`Query.${name} is not declared`);
  return planDeclaredRoot(model, fragments, nodes, field, root, variables);
}

function planDeclaredRoot(
  model: ReadModel,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  nodes: readonly FieldNode[],
  field: GraphQLField<unknown, unknown>,
  root: RootRead,
  variables: Variables,
): RootPlan {
  const compiler = new Compiler(model, fragments, variables);
  const { read } = root;
  if (read.kind === 'connection') {
    const { text, cost } = compileConnection(compiler, field, read.connection, nodes, null, []);
    return statementPlan(compiler, sql`select ${text}`, cost);
  }
  const type = model.typeOf(root.type());
  const scope = compiler.scope(type, true);
  const { text, cost } = compiler.object(type, nodes, scope, []);
  const row = scope.row as Row<object>;
  if (read.kind === 'viewer') {
    const statement = sql`
      select ${text}
      from ${scope.from()}
      where ${read.on(row)}`;
    return statementPlan(compiler, statement, cost);
  }
  const { index } = compiler.argumentsFor(field, nodes[0] as FieldNode);
  const prefix = type.access.id;
  const value = compiler.slot(index, read.argument, read.of === 'id' ? 'uuid' : 'text', (values) => {
    // no text of PostgreSQL's has a NUL in it, and so no row is meant
    if (read.of === 'text') return String(values[read.argument]).includes('\0') ? null : values[read.argument];
    const parsed = parseGlobalId(values[read.argument]);
    return parsed !== null && parsed.prefix === prefix ? parsed.id : null;
  });
  const where = and(read.on(row, sql`${value}`), scope.rule());
  const statement = sql`
    select ${text}
    from ${scope.from()}
    where ${where}`;
  const { holds } = read;
  return statementPlan(
    compiler,
    holds === undefined ? statement : new Sql(statement.parts.map((part) => (part === holds ? value : part))),
    cost,
  );
}

function statementPlan(
  compiler: Compiler,
  text: Sql,
  cost: (values: readonly Readonly<Record<string, unknown>>[]) => number,
): RootPlan {
  const statement = statementOf(text);
  return {
    cost: (variables) => cost(compiler.readArguments(variables)),
    read: async (variables, context) => {
      const found = await run(context.database, statement, context.viewer, slotValues(compiler, variables));
      if (found === null) return 'null';
      return compiler.computed.length === 0
        ? found
        : compute(found, compiler.computed, context, compiler.readArguments(variables));
    },
    statements: () => [statement],
  };
}

/** The values of a run's arguments, by parameter. */
export function slotValues(compiler: Compiler, variables: Variables): Map<Parameter, unknown> {
  const values = compiler.readArguments(variables);
  return new Map(compiler.slots.map((slot) => [slot.parameter, slot.value(values)]));
}

/** A plan for objects of one type by their ids: for `node`, `nodes` and for what a mutation returns. */
export class ObjectsPlan {
  private readonly compiler: Compiler;
  readonly statement: Statement;
  private readonly ids: Parameter = { source: 'bound', name: 'ids', type: 'uuid[]' };
  readonly cost: (variables: Variables) => number;

  constructor(
    model: ReadModel,
    fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    type: ReadType,
    nodes: readonly FieldNode[],
    variables: Variables,
  ) {
    this.compiler = new Compiler(model, fragments, variables);
    const scope = this.compiler.scope(type, true);
    const { text, cost } = this.compiler.object(type, nodes, scope, ['*']);
    const id = raw(`${scope.alias}.id`);
    const where = and(sql`${id} = any(${this.ids})`, scope.rule());
    const pair = sql`${literal('[')} || to_json(${id})::text || ',' || ${text} || ']'`;
    this.statement = statementOf(sql`
      select '[' || coalesce(string_agg(${pair}, ','), '') || ']'
      from ${scope.from()}
      where ${where}`);
    // a place inside is one level deeper, since each object is the second of a pair
    this.places = this.compiler.computed.map((place) => ({ ...place, path: ['*', '1', ...place.path.slice(1)] }));
    this.cost = (variables2) => cost(this.compiler.readArguments(variables2));
  }

  private readonly places: readonly ComputedPlace[];

  /** JSON text by row id, of those that the viewer may see. */
  async read(ids: readonly string[], variables: Variables, context: Computing): Promise<Map<string, string>> {
    const values = slotValues(this.compiler, variables).set(this.ids, `{${ids.join(',')}}`);
    const text = (await run(context.database, this.statement, context.viewer, values)) ?? '[]';
    const { value, print } = await computed(text, this.places, context, this.compiler.readArguments(variables));
    return new Map((value as [string, unknown][]).map(([id, object]) => [id, print(object)]));
  }
}

/** The object that a global id means. */
interface Wanted {
  readonly type: ReadType;
  readonly id: string;
}

function typesOf(wanted: readonly (Wanted | null)[]): ReadType[] {
  return [...new Set(wanted.flatMap((found) => (found === null ? [] : [found.type])))];
}

/** `node` and `nodes`: a statement for each type that the ids turn out to have. */
class NodesPlan implements RootPlan {
  private readonly byType = new Map<string, ObjectsPlan>();
  private readonly compiler: Compiler;

  constructor(
    private readonly model: ReadModel,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    private readonly nodes: readonly FieldNode[],
    field: GraphQLField<unknown, unknown>,
    private readonly several: boolean,
    variables: Variables,
  ) {
    this.compiler = new Compiler(model, fragments, variables);
    this.compiler.argumentsFor(field, nodes[0] as FieldNode);
  }

  cost(variables: Variables): number {
    return this.wanted(variables).reduce(
      (sum, found) => sum + (found === null ? 1 : this.planFor(found.type, variables).cost(variables)),
      0,
    );
  }

  async read(variables: Variables, context: Computing): Promise<string> {
    const wanted = this.wanted(variables);
    const objects = new Map<ReadType, Map<string, string>>();
    await Promise.all(
      typesOf(wanted).map(async (type) => {
        const ids = wanted.flatMap((found) => (found?.type === type ? [found.id] : []));
        objects.set(type, await this.planFor(type, variables).read([...new Set(ids)], variables, context));
      }),
    );
    const texts = wanted.map(
      (found) => (found === null ? undefined : objects.get(found.type)?.get(found.id)) ?? 'null',
    );
    return this.several ? `[${texts.join(',')}]` : (texts[0] ?? 'null');
  }

  statements(variables: Variables): Statement[] {
    return typesOf(this.wanted(variables)).map((type) => this.planFor(type, variables).statement);
  }

  private wanted(variables: Variables): (Wanted | null)[] {
    const [values] = this.compiler.readArguments(variables);
    const ids = this.several ? (values?.['ids'] as readonly unknown[]) : [values?.['id']];
    if (ids.length > 100) throw new RequestError(ErrorCode.invalid, 'reads.tooManyIds', { largest: 100 }, ['ids'], 400);
    return ids.map((value) => {
      const parsed = parseGlobalId(value);
      const type = parsed === null ? undefined : this.model.byPrefix.get(parsed.prefix);
      return parsed === null || type === undefined ? null : { type, id: parsed.id };
    });
  }

  private planFor(type: ReadType, variables: Variables): ObjectsPlan {
    let plan = this.byType.get(type.name);
    if (plan === undefined) {
      if (!isObjectType(type.type)) throw new Error(`${type.name} is no object type`);
      plan = new ObjectsPlan(this.model, this.fragments, type, this.nodes, variables);
      this.byType.set(type.name, plan);
    }
    return plan;
  }
}
