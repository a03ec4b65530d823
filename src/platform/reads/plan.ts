import type { FieldNode, GraphQLField } from 'graphql';
import { GraphQLError, isObjectType } from 'graphql';
import { LIMITS, OperationBudget } from '../budgets';
import { and, literal, raw, sql, type Parameter, type Sql } from '../database/sql';
import { parseGlobalId } from '../database/ids';
import type { Row } from '../access/row';
import { ErrorCode, RequestError } from '../errors/errors';
import { Bindings, valueAt, type ComputedPlace, type Cost, type Variables } from './bindings';
import { Compiler, type Compilation } from './compiler';
import { compileConnection } from './connection';
import { compute, computed } from './computed';
import { declaredRoots, type Computing, type RootRead } from './declarations';
import type { ReadModel, ReadType } from './model';
import { run, statementOf, type Statement } from './statement';

/** A root field's part of a plan: its statement and how to fill it. */
export interface RootPlan {
  /** How many bytes of statements it keeps. */
  readonly size: number;
  /** Whether it shows what its answer's length must not tell of. */
  readonly secret: boolean;
  /** Counts what a run under these variables may touch. Throws for more than the budget has. */
  price(variables: Variables, budget: OperationBudget): void;
  /** The field's value as JSON text. */
  read(variables: Variables, context: Computing): Promise<string>;
  /** What `read` runs: one statement, or for `node` and `nodes` one for each type among the ids. */
  statements(variables: Variables): readonly Statement[];
}

/** Makes the plan of one root field of a query. */
export function planRoot(compilation: Compilation, nodes: readonly FieldNode[]): RootPlan {
  const { model } = compilation;
  const name = nodes[0]?.name.value ?? '';
  const field = model.schema.getQueryType()?.getFields()[name];
  if (field === undefined) throw new GraphQLError(`unknown field ${name}`);
  if (name === 'node' || name === 'nodes') return new NodesPlan(compilation, nodes, field);
  const root = declaredRoots().get(name);
  if (root === undefined) throw new Error(`Query.${name} is not declared`);
  return planDeclaredRoot(compilation, nodes, field, root);
}

function planDeclaredRoot(
  compilation: Compilation,
  nodes: readonly FieldNode[],
  field: GraphQLField<unknown, unknown>,
  root: RootRead,
): RootPlan {
  const compiler = new Compiler(compilation);
  const { bindings } = compiler;
  const { read } = root;
  if (read.kind === 'connection') {
    const { text, cost } = compiler.measured(() =>
      compileConnection(compiler, field, read.connection, nodes, null, []),
    );
    return new StatementPlan(bindings, statementOf(sql`select ${text}`, bindings), cost);
  }
  const type = compilation.model.typeOf(root.type());
  const scope = compiler.scope(type, true);
  const { text, cost } = compiler.measured(() => compiler.object(type, nodes, scope, []));
  const row = scope.row as Row<object>;
  const found = (where: Sql): Statement =>
    statementOf(
      sql`
    select ${text}
    from ${scope.from()}
    where ${where}`,
      bindings,
    );
  if (read.kind === 'viewer') return new StatementPlan(bindings, found(read.on(row)), cost);
  const { index } = compiler.argumentsFor({ field, node: nodes[0] as FieldNode, path: [] });
  const value = bindings.slot(
    index,
    read.argument,
    read.of === 'id' ? 'uuid' : 'text',
    valueAt([read.argument], read.of === 'id' ? { ids: type.access.id ?? [] } : { ...read, value: textOf }),
  );
  const statement = found(and(read.on(row, sql`${value}`), scope.rule()));
  const { holds } = read;
  const parameters = statement.parameters.map((parameter) => (parameter === holds ? value : parameter));
  return new StatementPlan(bindings, { ...statement, parameters }, cost);
}

/** No text of PostgreSQL's has a NUL in it, and so no row is meant. */
function textOf(value: unknown): unknown {
  return String(value).includes('\0') ? null : value;
}

function showSecrets(places: readonly ComputedPlace[]): boolean {
  return places.some(({ read }) => read.secret === true);
}

/** A root field that is one statement. */
class StatementPlan implements RootPlan {
  readonly size: number;
  readonly secret: boolean;

  constructor(
    private readonly bindings: Bindings,
    private readonly statement: Statement,
    private readonly cost: Cost,
  ) {
    this.size = statement.text.length;
    this.secret = showSecrets(bindings.computed);
  }

  price(variables: Variables, budget: OperationBudget): void {
    budget.grow(this.size);
    budget.spend(this.cost(this.bindings.readArguments(variables)));
  }

  async read(variables: Variables, context: Computing): Promise<string> {
    const { bindings } = this;
    const found = await run(context.database, this.statement, context.viewer, bindings.slotValues(variables));
    if (found === null) return 'null';
    return bindings.computed.length === 0
      ? found
      : compute(found, bindings.computed, context, bindings.readArguments(variables));
  }

  statements(): readonly Statement[] {
    return [this.statement];
  }
}

/** A plan for objects of one type by their ids: for `node`, `nodes` and for what a mutation returns. */
export class ObjectsPlan {
  readonly statement: Statement;
  private readonly bindings: Bindings;
  private readonly ids: Parameter = { source: 'bound', name: 'ids', type: 'uuid[]' };
  private readonly cost: Cost;
  private readonly places: readonly ComputedPlace[];

  /**
   * @param count how many objects there may be of it now
   * @param at the response keys that lead to them from the root field
   */
  constructor(
    compilation: Compilation,
    type: ReadType,
    nodes: readonly FieldNode[],
    count: number,
    at: readonly string[],
  ) {
    const compiler = new Compiler(compilation, {}, at);
    const scope = compiler.scope(type, true);
    const { text, cost } = compiler.measured(() =>
      compiler.times(count, () => compiler.object(type, nodes, scope, [])),
    );
    const id = raw(`${scope.alias}.id`);
    const where = and(sql`${id} = any(${this.ids})`, scope.rule());
    const pair = sql`${literal('[')} || to_json(${id})::text || ',' || ${text} || ']'`;
    this.bindings = compiler.bindings;
    this.statement = statementOf(
      sql`
      select '[' || coalesce(string_agg(${pair}, ','), '') || ']'
      from ${scope.from()}
      where ${where}`,
      this.bindings,
    );
    // each object is the second of a pair
    this.places = this.bindings.computed.map((place) => ({ ...place, path: ['*', '1', ...place.path] }));
    this.cost = cost;
  }

  get size(): number {
    return this.statement.text.length;
  }

  get secret(): boolean {
    return showSecrets(this.places);
  }

  /** Whether reading it takes more than its statement. */
  get isComputed(): boolean {
    return this.places.length > 0;
  }

  price(variables: Variables, budget: OperationBudget, count: number): void {
    budget.grow(this.size);
    budget.spend(count * this.cost(this.bindings.readArguments(variables)));
  }

  /** Throws where a value cannot be bound, such as a cursor that is none. */
  requireBound(variables: Variables): void {
    this.bindings.slotValues(variables);
  }

  /** JSON text by row id, of those that the viewer may see. */
  async read(ids: readonly string[], variables: Variables, context: Computing): Promise<Map<string, string>> {
    const values = this.bindings.slotValues(variables).set(this.ids, `{${ids.join(',')}}`);
    const text = (await run(context.database, this.statement, context.viewer, values)) ?? '[]';
    const { value, print } = await computed(text, this.places, context, this.bindings.readArguments(variables));
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

/** `node` and `nodes`: a statement for each type that the ids turn out to have, compiled when a run first has one. */
class NodesPlan implements RootPlan {
  private readonly byType = new Map<string, ObjectsPlan>();
  private readonly bindings = new Bindings();
  private readonly model: ReadModel;
  private readonly fragments: Compilation['fragments'];
  private readonly several: boolean;

  constructor(
    { model, fragments }: Compilation,
    private readonly nodes: readonly FieldNode[],
    field: GraphQLField<unknown, unknown>,
  ) {
    this.model = model;
    this.fragments = fragments;
    this.several = field.name === 'nodes';
    this.bindings.field({ field, node: nodes[0] as FieldNode, path: [] });
  }

  get size(): number {
    return [...this.byType.values()].reduce((sum, plan) => sum + plan.size, 0);
  }

  get secret(): boolean {
    return [...this.byType.values()].some((plan) => plan.secret);
  }

  price(variables: Variables, budget: OperationBudget): void {
    const wanted = this.wanted(variables);
    budget.spend(wanted.filter((found) => found === null).length);
    for (const type of typesOf(wanted)) {
      const count = wanted.filter((found) => found?.type === type).length;
      const known = this.byType.get(type.name);
      // a new one is counted while it is compiled
      if (known === undefined) this.planFor(type, variables, budget, count);
      else known.price(variables, budget, count);
    }
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
    const [values] = this.bindings.readArguments(variables);
    const ids = this.several ? (values?.['ids'] as readonly unknown[]) : [values?.['id']];
    if (ids.length > LIMITS.nodeIds)
      throw new RequestError(ErrorCode.invalid, 'reads.tooManyIds', { largest: LIMITS.nodeIds }, ['ids'], 400);
    return ids.map((value) => {
      const parsed = parseGlobalId(value);
      const type = parsed === null ? undefined : this.model.byPrefix.get(parsed.prefix);
      return parsed === null || type === undefined ? null : { type, id: parsed.id };
    });
  }

  private planFor(type: ReadType, variables: Variables, budget = new OperationBudget(), count = 1): ObjectsPlan {
    let plan = this.byType.get(type.name);
    if (plan === undefined) {
      if (!isObjectType(type.type)) throw new Error(`${type.name} is no object type`);
      const { model, fragments } = this;
      plan = new ObjectsPlan(
        { model, fragments, variables, budget },
        type,
        this.nodes,
        count,
        this.several ? ['*'] : [],
      );
      this.byType.set(type.name, plan);
    }
    return plan;
  }
}
