import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';
import { LIMITS, OperationBudget, TooCostly, type Cost } from '../budgets';
import { ErrorCode, placed, requestErrorOf } from '../errors/errors';
import type { ReadModel } from '../reads/model';
import { planRoot, type RootPlan } from '../reads/plan';
import { askedSelection, type AskedSelection } from '../writes/idempotency';
import { PayloadPlan } from '../writes/payload';
import { isIntrospection } from './introspection';

/** An operation, compiled for one shape of variables. */
export class OperationPlan {
  constructor(readonly fields: readonly PlannedField[]) {}

  /** How many bytes of statements it keeps; more once `node` has met other types. */
  get size(): number {
    return this.fields.reduce((sum, { root, payload }) => sum + ((root ?? payload?.plan)?.size ?? 0), 0);
  }

  /** Whether its answer's length must not tell of what is in it. What a mutation shows may be a token. */
  get secret(): boolean {
    return this.fields.some(({ root, payload }) => payload !== null || root?.secret === true);
  }

  /**
   * Counts what a run may touch, all its fields together. Throws for more than an operation has.
   * @returns the errors of fields that cannot be run under these variables
   */
  price(variables: Record<string, unknown>, budget = new OperationBudget()): { errors: FieldErrors; cost: Cost } {
    const errors = new Map<PlannedField, GraphQLError>();
    for (const field of this.fields) {
      budget.enter(field.key);
      const price = (): void => (field.root ?? field.payload?.plan)?.price(variables, budget);
      const error = field.error ?? attempt(field.nodes, field.key, price).error;
      if (error !== null) errors.set(field, error);
    }
    return { errors, cost: budget.cost };
  }
}

export type FieldErrors = ReadonlyMap<PlannedField, GraphQLError>;

export interface PlannedField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly nullable: boolean;
  readonly root: RootPlan | null;
  readonly payload: { readonly plan: PayloadPlan; readonly selection: AskedSelection } | null;
  /** Why it could not be compiled under the variables that the plan was made for. Such a plan is not kept. */
  readonly error: GraphQLError | null;
}

/** Stops as soon as the operation turns out to be beyond what one may come to. */
export function compilePlan(
  model: ReadModel,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  budget = new OperationBudget(),
): OperationPlan {
  const { schema } = model;
  const fragments = fragmentsOf(document);
  const compilation = { model, fragments, variables, budget };
  const type = operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  if (!type) throw new GraphQLError(`no ${operation.operation} type`);
  const fields: PlannedField[] = [];
  for (const [key, nodes] of collectFields(schema, fragments, variables, type, operation.selectionSet)) {
    const name = nodes[0]?.name.value ?? '';
    const field = type.getFields()[name];
    const nullable = field !== undefined && !String(field.type).endsWith('!');
    const asked = { key, nodes, nullable };
    budget.enter(key);
    if (name === '__typename' || isIntrospection(name))
      fields.push({ key, nodes, nullable: true, root: null, payload: null, error: null });
    else if (field === undefined) throw new GraphQLError(`unknown field ${name}`);
    else if (operation.operation === 'mutation') {
      const payloadType = schema.getType(String(field.type).replace('!', ''));
      const { made, error } = attempt(nodes, key, () => ({
        plan: new PayloadPlan(compilation, payloadType as never, nodes),
        selection: askedSelection(nodes, fragments),
      }));
      fields.push({ ...asked, root: null, payload: made, error });
    } else {
      const { made, error } = attempt(nodes, key, () => planRoot(compilation, nodes));
      fields.push({ ...asked, root: made, payload: null, error });
    }
  }
  return new OperationPlan(fields);
}

/**
 * The refusal of an operation that is too costly with all that it asks for: counting stopped at the ceiling, and a plan
 * that is kept does not know what its fields cost. It is compiled once more for that, but for no more places than a
 * query that somebody wrote has.
 */
export function countedInFull(
  model: ReadModel,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  refusal: unknown,
): unknown {
  const { nodes = [], path = [] } = refusal as Partial<GraphQLError>;
  const budget = new OperationBudget(LIMITS.cost, false);
  try {
    const plan = compilePlan(model, document, operation, variables, budget);
    budget.restart();
    plan.price(variables, budget);
  } catch (error) {
    const known = requestErrorOf(error);
    return known instanceof TooCostly ? placed(known, { nodes, path }) : refusal;
  }
  return placed(budget.exceeded(), { nodes, path });
}

/**
 * Does something for a root field before any is run. Throws when the operation is too costly as a whole, or at a fault; what
 * else it is refused for is the field's own error.
 */
function attempt<T>(
  nodes: readonly FieldNode[],
  key: string,
  make: () => T,
): { made: T; error: null } | { made: null; error: GraphQLError } {
  try {
    return { made: make(), error: null };
  } catch (thrown) {
    const error = placed(thrown, { nodes, path: [key] });
    const known = requestErrorOf(error);
    if (known === null || known.code === ErrorCode.tooCostly) throw error;
    return { made: null, error };
  }
}

export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}
