import {
  execute,
  GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { buildExecutionContext, buildResolveInfo } from 'graphql/execution/execute';
import { collectFields } from 'graphql/execution/collectFields';
import { getArgumentValues } from 'graphql/execution/values';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Viewer } from '../access/viewer';
import { LIMITS } from '../budgets';
import { ErrorCode, RequestError, unauthenticated } from '../errors/errors';
import { planRoot, type RootPlan } from '../reads/plan';
import type { ReadModel } from '../reads/model';
import { SharedWork } from '../reads/shared-work';
import type { Queryable } from '../reads/statement';
import { repeatable } from '../writes/idempotency';
import { JsonText, type MutationRequest, type RequestDependencies } from '../writes/mutation';
import { operationRule, type OperationRule } from '../access/operation';
import { PayloadPlan } from '../writes/payload';
import type { Origin } from '../writes/transaction';
import { validateInput } from '../writes/validation';
import { clientOf, type Writer } from '../writes/writer';
import { ReadTurns } from './read-turns';
import { coerceVariables, shapeOf } from './variables';

/** One operation to run. */
export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The same text has the same key. */
  readonly documentKey: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  readonly origin: Origin;
  /** Why the credential that came was refused: nobody is signed in then, and only what is `openToRefused` is run. */
  readonly refused?: RequestError | null;
  readonly idempotencyKey?: string | undefined;
  readonly setCookie?: (header: string) => void;
  readonly dependencies: RequestDependencies;
}

/** `data` as JSON text, and the errors of fields that came to nothing. */
export interface OperationResult {
  readonly data: JsonText | null;
  readonly errors: readonly GraphQLError[];
}

interface Plan {
  readonly fields: readonly PlannedField[];
}
interface PlannedField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly nullable: boolean;
  readonly root: RootPlan | null;
  readonly payload: PayloadPlan | null;
}

const MOST_PLANS = 1_000;

/** Runs queries and mutations: a plan for each document and shape of variables, compiled once. */
export class Executor {
  private readonly plans = new LRUCache<string, Plan>({ max: MOST_PLANS });
  private readonly reads: ReadTurns;

  constructor(
    private readonly model: ReadModel,
    private readonly pool: Pool,
    private readonly writer: Writer,
    private readonly services: unknown,
  ) {
    this.reads = new ReadTurns(pool);
  }

  async run(request: OperationRequest): Promise<OperationResult> {
    const { schema } = this.model;
    if (request.refused) requireOpenToRefused(schema, request.operation, request.refused);
    const variables = coerceVariables(schema, request.operation, request.variables);
    const plan = this.planOf(request, variables);
    return request.operation.operation === 'mutation'
      ? this.mutate(request, plan, variables)
      : this.query(request, plan, variables);
  }

  private planOf(request: OperationRequest, variables: Record<string, unknown>): Plan {
    const { operation, document } = request;
    const shape = shapeOf(this.model.schema, operation, variables);
    const key = `${request.documentKey}\n${operation.name?.value ?? ''}\n${shape}`;
    let plan = this.plans.get(key);
    if (plan === undefined) {
      plan = this.compile(document, operation, variables);
      this.plans.set(key, plan);
    }
    return plan;
  }

  private compile(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Record<string, unknown>,
  ): Plan {
    const { schema } = this.model;
    const fragments = fragmentsOf(document);
    const type = operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
    if (!type) throw new GraphQLError(`no ${operation.operation} type`);
    const fields: PlannedField[] = [];
    for (const [key, nodes] of collectFields(schema, fragments, variables, type, operation.selectionSet)) {
      const name = nodes[0]?.name.value ?? '';
      const field = type.getFields()[name];
      const nullable = field !== undefined && !String(field.type).endsWith('!');
      if (name === '__typename' || isIntrospection(name))
        fields.push({ key, nodes, nullable: true, root: null, payload: null });
      else if (field === undefined) throw new GraphQLError(`unknown field ${name}`);
      else if (operation.operation === 'mutation') {
        const payload = new PayloadPlan(
          this.model,
          fragments,
          schema.getType(String(field.type).replace('!', '')) as never,
          nodes,
        );
        fields.push({ key, nodes, nullable, root: null, payload });
      } else
        fields.push({ key, nodes, nullable, root: planRoot(this.model, fragments, nodes, variables), payload: null });
    }
    return { fields };
  }

  private async query(
    request: OperationRequest,
    plan: Plan,
    variables: Record<string, unknown>,
  ): Promise<OperationResult> {
    requireAffordable(plan.fields.reduce((sum, field) => sum + (field.root?.cost(variables) ?? 0), 0));
    const shared = new SharedWork(request.viewer.personId);
    const context = {
      database: this.reads.for(request.viewer, request.origin),
      viewer: request.viewer,
      services: this.services,
      locale: request.origin.locale,
      shared,
    };
    const errors: GraphQLError[] = [];
    let lost = false;
    const members = await Promise.all(
      plan.fields.map(async ({ key, nodes, nullable, root }) => {
        const name = JSON.stringify(key);
        if (root === null) return `${name}:${await this.introspect(request, variables, key, nodes)}`;
        try {
          return `${name}:${await root.read(variables, context)}`;
        } catch (error) {
          if (error instanceof RequestError) throw error;
          errors.push(new GraphQLError('fault', { nodes, path: [key], originalError: error as Error }));
          lost ||= !nullable;
          return `${name}:null`;
        }
      }),
    ).finally(() => shared.release());
    return { data: lost ? null : new JsonText(`{${members.join(',')}}`), errors };
  }

  /** Mutations run one after another, each in its own transaction (GraphQL, section 6.2.2). */
  private async mutate(
    request: OperationRequest,
    plan: Plan,
    variables: Record<string, unknown>,
  ): Promise<OperationResult> {
    // refused before anything is done, not from within a transaction that holds locks
    requireAffordable(plan.fields.reduce((sum, field) => sum + (field.payload?.cost(variables) ?? 0), 0));
    const members: string[] = [];
    for (const field of plan.fields) {
      const text =
        field.payload === null
          ? await this.introspect(request, variables, field.key, field.nodes)
          : await this.mutateField(request, field, field.payload, variables);
      members.push(`${JSON.stringify(field.key)}:${text}`);
    }
    return { data: new JsonText(`{${members.join(',')}}`), errors: [] };
  }

  private async mutateField(
    request: OperationRequest,
    planned: PlannedField,
    payload: PayloadPlan,
    variables: Record<string, unknown>,
  ): Promise<string> {
    const { schema } = this.model;
    const type = schema.getMutationType();
    const node = planned.nodes[0] as FieldNode;
    const field = type?.getFields()[node.name.value];
    const rule = operationRule(field?.extensions ?? {});
    if (!type || field?.resolve === undefined || rule === undefined)
      throw new Error(`${node.name.value} cannot be run`);
    requireCredential(rule, request.viewer);
    const context = buildExecutionContext({
      schema,
      document: request.document,
      operationName: request.operation.name?.value ?? null,
      variableValues: request.variables,
    });
    if (!('schema' in context))
      throw new GraphQLError('the operation cannot be run', { originalError: context[0] ?? null });
    const info = buildResolveInfo(context, field, [...planned.nodes], type, {
      prev: undefined,
      key: planned.key,
      typename: type.name,
    });
    const argumentValues = getArgumentValues(field, node, variables);
    const mutation = this.mutationRequest(request, rule, planned, payload, variables, argumentValues);
    const answer: unknown = await field.resolve(undefined, argumentValues, mutation, info);
    if (!(answer instanceof JsonText)) throw new Error(`${field.name} did not perform a service`);
    return answer.text;
  }

  private mutationRequest(
    request: OperationRequest,
    rule: OperationRule,
    planned: PlannedField,
    payload: PayloadPlan,
    variables: Record<string, unknown>,
    argumentValues: Record<string, unknown>,
  ): MutationRequest {
    const { viewer, origin } = request;
    const node = planned.nodes[0] as FieldNode;
    const read = (answer: object, database: Queryable, seenBy: Viewer): Promise<string> => {
      const shared = new SharedWork(seenBy.personId);
      const context = { database, viewer: seenBy, services: this.services, locale: origin.locale, shared };
      return payload.read(answer, variables, context).finally(() => shared.release());
    };
    if (request.idempotencyKey !== undefined && rule.handsOutTokens === true) {
      throw new RequestError(
        ErrorCode.badUserInput,
        'errors.idempotencyNotHere',
        { field: node.name.value },
        null,
        400,
      );
    }
    const asked = [
      node.name.value,
      argumentValues,
      planned.nodes.map((each) =>
        each.selectionSet?.loc?.source.body.slice(each.selectionSet.loc.start, each.selectionSet.loc.end),
      ),
    ];
    return {
      ...request.dependencies,
      viewer,
      origin,
      perform: async (service, input) => {
        const refused = validateInput(input);
        if (refused !== null) return new JsonText(await read(refused, this.pool, viewer));
        const done = await this.writer.perform(
          {
            viewer,
            origin,
            repeatable: repeatable(request.idempotencyKey, viewer, planned.key, asked),
            login: rule.login,
          },
          service,
          input,
          (answer, manager, seenBy) => read(answer, clientOf(manager), seenBy),
        );
        done.cookies.forEach((cookie) => request.setCookie?.(cookie));
        return new JsonText(done.text);
      },
    };
  }

  private async introspect(
    request: OperationRequest,
    variables: Record<string, unknown>,
    key: string,
    nodes: readonly FieldNode[],
  ): Promise<string> {
    const { schema } = this.model;
    const type = request.operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
    if (nodes[0]?.name.value === '__typename') return JSON.stringify(type?.name);
    const operation: OperationDefinitionNode = {
      ...request.operation,
      selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
    };
    const definitions = request.document.definitions.map((each) => (each === request.operation ? operation : each));
    const result = await execute({
      schema,
      document: { ...request.document, definitions },
      variableValues: request.variables,
      operationName: operation.name?.value ?? null,
    });
    if (result.errors?.[0] !== undefined) throw result.errors[0];
    return JSON.stringify(result.data?.[key] ?? null);
  }
}

function requireAffordable(cost: number): void {
  if (cost <= LIMITS.cost) return;
  throw new RequestError(
    ErrorCode.tooCostly,
    'errors.tooCostly',
    { cost: Math.ceil(cost), ceiling: LIMITS.cost },
    null,
    400,
  );
}

/** @throws the refusal, unless every field is a mutation that is open to it */
function requireOpenToRefused(schema: GraphQLSchema, operation: OperationDefinitionNode, refused: RequestError): void {
  const fields = operation.operation === 'mutation' ? schema.getMutationType()?.getFields() : undefined;
  const open = operation.selectionSet.selections.every(
    (each) => each.kind === Kind.FIELD && operationRule(fields?.[each.name.value]?.extensions ?? {})?.openToRefused,
  );
  if (!open) throw refused;
}

function requireCredential(rule: OperationRule, viewer: Viewer): void {
  if (rule.by === 'anyone') return;
  const { credential } = viewer;
  if (credential.kind === 'token') {
    const wanted: readonly string[] = rule.token === undefined ? [] : [rule.token].flat();
    const covered = rule.by === 'person' && credential.scopes.some((scope) => wanted.includes(scope));
    if (!covered) throw new RequestError(ErrorCode.forbidden, 'errors.tokenScope', {}, null, 403);
  }
  if (viewer.personId === null) throw unauthenticated('errors.signInFirst');
}

export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}

function isIntrospection(name: string): boolean {
  return name === '__schema' || name === '__type';
}
