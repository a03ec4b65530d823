import {
  type GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';
import type { Pool } from 'pg';
import type { Viewer } from '../access/viewer';
import { LIMITS, TooCostly, type Cost } from '../budgets';
import { LATEST } from '../database/position';
import type { Replicas } from '../database/replicas';
import type { Seen } from '../database/seen';
import { ErrorCode, placed, RequestError, requestErrorOf, unauthenticated } from '../errors/errors';
import { metrics } from '../observability/metrics';
import type { ReadModel } from '../reads/model';
import { SharedWork } from '../reads/shared-work';
import type { Queryable } from '../reads/statement';
import { declaredMutations } from '../writes/declarations';
import { repeatable } from '../writes/idempotency';
import { instanceOf } from '../writes/input-instances';
import { JsonText, type MutationRequest, type RequestDependencies } from '../writes/mutation';
import { beyondToken, isCovered, operationRule, scopesOf, type OperationRule } from '../access/operation';
import { withTrace, type Origin } from '../writes/transaction';
import { validateInput } from '../writes/validation';
import type { Writer } from '../writes/writer';
import { Introspection, type Yield } from './introspection';
import {
  compilePlan,
  countedInFull,
  fragmentsOf,
  type FieldErrors,
  type OperationPlan,
  type PlannedField,
} from './operation-plan';
import { PlanCache, planKey } from './plan-cache';
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
  /** How new what it reads has to be: as new as the database itself where it does not say. */
  readonly seen?: Seen;
  readonly dependencies: RequestDependencies;
}

/** `data` as JSON text, and the errors of fields that came to nothing. */
export interface OperationResult {
  readonly data: JsonText | null;
  readonly errors: readonly GraphQLError[];
  readonly cost: Cost;
  /** Whether its length must not tell of what is in it, so that it is not to be compressed. */
  readonly secret: boolean;
}

/** Runs queries and mutations: a plan for each document and shape of variables, compiled once. */
export class Executor {
  private readonly introspection: Introspection;
  private readonly plans = new PlanCache<OperationPlan>(LIMITS.planCacheBytes);
  readonly reads: ReadTurns;

  constructor(
    private readonly model: ReadModel,
    private readonly pool: Pool,
    private readonly writer: Writer,
    private readonly services: unknown,
    private readonly replicas: Replicas | null = null,
  ) {
    this.introspection = new Introspection(model.schema);
    this.reads = new ReadTurns(pool, replicas);
  }

  async run(request: OperationRequest): Promise<OperationResult> {
    const began = performance.now();
    let outcome = 'OK';
    const name = operationName(this.model.schema, request.operation);
    const trace = request.origin.trace?.child(name);
    try {
      const result = await this.perform({ ...request, origin: withTrace(request.origin, trace) });
      const [first] = result.errors;
      if (first !== undefined) outcome = codeOf(first);
      return result;
    } catch (error) {
      outcome = codeOf(error);
      throw error;
    } finally {
      const kind = request.operation.operation;
      trace?.end(outcome === 'OK' ? undefined : outcome);
      metrics.operations.inc({ operation: name, outcome });
      metrics.operationSeconds.observe({ kind }, (performance.now() - began) / 1_000);
    }
  }

  private async perform(request: OperationRequest): Promise<OperationResult> {
    const { schema } = this.model;
    if (request.refused) requireOpenToRefused(schema, request.operation, request.refused);
    const variables = coerceVariables(schema, request.operation, request.variables);
    const { plan, errors, cost } = this.planOf(request, variables);
    // what has no place for null leaves nothing of the answer, and a mutation is refused before anything is done
    if (plan.fields.some((field) => errors.has(field) && (field.payload !== null || !field.nullable)))
      return { data: null, errors: [...errors.values()], cost, secret: true };
    return request.operation.operation === 'mutation'
      ? this.mutate(request, plan, variables, cost).finally(() => this.noteSeen(request))
      : this.query(request, plan, variables, errors, cost);
  }

  /** The plan of an operation that is affordable under these variables; it is refused before anything is done. */
  private planOf(
    request: OperationRequest,
    variables: Record<string, unknown>,
  ): { plan: OperationPlan; errors: FieldErrors; cost: Cost } {
    const { operation, document, documentKey } = request;
    const key = planKey(documentKey, operation.name?.value ?? '', shapeOf(this.model.schema, operation, variables));
    const known = this.plans.get(key);
    try {
      const plan = known ?? compilePlan(this.model, document, operation, variables);
      const { size } = plan;
      const { errors, cost } = plan.price(variables);
      if (errors.size === 0 && (known === undefined || plan.size > size)) this.plans.keep(key, plan, document);
      return { plan, errors, cost };
    } catch (error) {
      throw requestErrorOf(error) instanceof TooCostly
        ? countedInFull(this.model, document, operation, variables, error)
        : error;
    }
  }

  private async query(
    request: OperationRequest,
    plan: OperationPlan,
    variables: Record<string, unknown>,
    refused: FieldErrors,
    cost: Cost,
  ): Promise<OperationResult> {
    const shared = new SharedWork(request.viewer.personId);
    const context = {
      database: this.reads.for(request.viewer, request.origin, request.documentKey, request.seen?.position),
      viewer: request.viewer,
      services: this.services,
      locale: request.origin.locale,
      shared,
    };
    const errors: GraphQLError[] = [...refused.values()];
    let lost = false;
    const yielded: Yield = { bytes: 0 };
    const members = await Promise.all(
      plan.fields.map(async (field) => {
        const { key, nodes, nullable, root } = field;
        const name = JSON.stringify(key);
        if (refused.has(field)) return `${name}:null`;
        if (root === null) return `${name}:${this.introspect(request, variables, key, nodes, yielded)}`;
        try {
          return `${name}:${await root.read(variables, context)}`;
        } catch (error) {
          // nobody can answer the others either, and the client may come back
          if (requestErrorOf(error)?.code === ErrorCode.unavailable) throw error;
          errors.push(placed(wasCancelled(error) ? tookTooLong() : error, { nodes, path: [key] }));
          lost ||= !nullable;
          return `${name}:null`;
        }
      }),
    ).finally(() => shared.release());
    return { data: lost ? null : new JsonText(`{${members.join(',')}}`), errors, cost, secret: plan.secret };
  }

  /** Has what the caller reads next be no older than what it has changed. */
  private async noteSeen({ seen }: OperationRequest): Promise<void> {
    if (this.replicas !== null) seen?.note(await this.replicas.position().catch(() => LATEST));
  }

  /**
   * Mutations run one after another, each in its own transaction (GraphQL, section 6.2.2). The first that comes to nothing is
   * the last that is run.
   */
  private async mutate(
    request: OperationRequest,
    plan: OperationPlan,
    variables: Record<string, unknown>,
    cost: Cost,
  ): Promise<OperationResult> {
    const members: string[] = [];
    const yielded: Yield = { bytes: 0 };
    for (const field of plan.fields) {
      const { key, nodes, payload } = field;
      try {
        const text =
          payload === null
            ? this.introspect(request, variables, key, nodes, yielded)
            : await this.mutateField(request, field, payload, variables);
        members.push(`${JSON.stringify(key)}:${text}`);
      } catch (error) {
        return { data: null, errors: [placed(error, { nodes, path: [key] })], cost, secret: true };
      }
    }
    return { data: new JsonText(`{${members.join(',')}}`), errors: [], cost, secret: true };
  }

  private async mutateField(
    request: OperationRequest,
    planned: PlannedField,
    payload: NonNullable<PlannedField['payload']>,
    variables: Record<string, unknown>,
  ): Promise<string> {
    const node = planned.nodes[0] as FieldNode;
    const name = node.name.value;
    const field = this.model.schema.getMutationType()?.getFields()[name];
    const declared = declaredMutations().get(name);
    if (field === undefined || declared === undefined) throw new Error(`${name} cannot be run`);
    requireCredential(name, declared.rule, request.viewer);
    const argumentValues = getArgumentValues(field, node, variables);
    const mutation = this.mutationRequest(request, declared.rule, planned, payload, variables, argumentValues);
    const { input } = argumentValues;
    const answer = await declared.perform(
      mutation,
      declared.input === null ? {} : instanceOf(declared.input, input as object),
    );
    if (!(answer instanceof JsonText)) throw new Error(`${name} did not perform a service`);
    return answer.text;
  }

  private mutationRequest(
    request: OperationRequest,
    rule: OperationRule,
    planned: PlannedField,
    { plan, selection }: NonNullable<PlannedField['payload']>,
    variables: Record<string, unknown>,
    argumentValues: Record<string, unknown>,
  ): MutationRequest {
    const { viewer, origin } = request;
    const node = planned.nodes[0] as FieldNode;
    const read = (answer: object, database: Queryable, seenBy: Viewer): Promise<string> => {
      const shared = new SharedWork(seenBy.personId);
      const context = { database, viewer: seenBy, services: this.services, locale: origin.locale, shared };
      return plan.read(answer, variables, context).finally(() => shared.release());
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
      selection.text,
      selection.variables.map((name) => [name, variables[name]]),
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
            repeatable: repeatable(request.idempotencyKey, viewer, planned.key, asked, rule.confidential),
            login: rule.login,
          },
          service,
          input,
          { isComputed: plan.isComputed, read },
        );
        done.cookies.forEach((cookie) => request.setCookie?.(cookie));
        return new JsonText(done.text);
      },
    };
  }

  private introspect(
    { document, documentKey, operation }: OperationRequest,
    variables: Record<string, unknown>,
    key: string,
    nodes: readonly FieldNode[],
    yielded: Yield,
  ): string {
    const { schema } = this.model;
    const type = operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
    if (nodes[0]?.name.value === '__typename') return JSON.stringify(type?.name);
    const fragments = fragmentsOf(document);
    return this.introspection.answer({ documentKey, fragments, variables, key, nodes }, yielded);
  }
}

/** A mutation's own name, or the kind: names that callers give would be without end. */
function operationName(schema: GraphQLSchema, { operation, selectionSet }: OperationDefinitionNode): string {
  const [first] = selectionSet.selections;
  if (operation !== 'mutation' || first?.kind !== Kind.FIELD) return operation;
  return schema.getMutationType()?.getFields()[first.name.value]?.name ?? operation;
}

function codeOf(error: unknown): string {
  return requestErrorOf(error)?.code ?? ErrorCode.fault;
}

/** Whether the database ended a statement, since it took longer than a read may. */
function wasCancelled(error: unknown): boolean {
  return (error as { code?: unknown }).code === '57014';
}

function tookTooLong(): RequestError {
  const parameters = { seconds: LIMITS.readMilliseconds / 1_000 };
  return new RequestError(ErrorCode.tooCostly, 'errors.tookTooLong', parameters, null, 400);
}

/** @throws the refusal, unless every field is a mutation that is open to it */
function requireOpenToRefused(schema: GraphQLSchema, operation: OperationDefinitionNode, refused: RequestError): void {
  const fields = operation.operation === 'mutation' ? schema.getMutationType()?.getFields() : undefined;
  const open = operation.selectionSet.selections.every(
    (each) => each.kind === Kind.FIELD && operationRule(fields?.[each.name.value]?.extensions ?? {})?.openToRefused,
  );
  if (!open) throw refused;
}

function requireCredential(field: string, rule: OperationRule, viewer: Viewer): void {
  if (rule.by === 'anyone') return;
  if (!isCovered(rule, viewer.credential)) throw beyondToken(field, scopesOf(rule));
  if (viewer.personId === null) throw unauthenticated('errors.signInFirst');
}
