import {
  GraphQLError,
  type ExecutionArgs,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';
import { getArgumentValues } from 'graphql/execution/values';
import { LRUCache } from 'lru-cache';
import { operationRule, type OperationRule } from '../../platform/access/operation';
import { ErrorCode, placed, RequestError } from '../../platform/errors/errors';
import { fragmentsOf } from '../../platform/execution/operation-plan';
import { planKey } from '../../platform/execution/plan-cache';
import { coerceVariables, shapeOf } from '../../platform/execution/variables';
import type { Feed, LiveDocument } from '../../platform/live/feed';
import type { ReadModel } from '../../platform/reads/model';
import { isOwnDocument } from '../pages/own-documents';
import { definitionOf, type SocketOperation } from './socket';

/** What a subscription asks for, whoever does. */
export interface AskedSubscription {
  readonly feed: Feed;
  readonly by: OperationRule['by'] | undefined;
  readonly document: LiveDocument;
  readonly responseKey: string;
  /** The values of the field's arguments. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Without the arguments that only say where one watcher begins: all watchers of a document share its plan. */
  readonly planKey: string;
  /** Whether it is one of the platform's own pages that asks. */
  readonly own: boolean;
}

/** So many are kept, of documents and variables no longer than this: a few crowds ask the same at a time. */
const MOST_KEPT = 64;
const LONGEST_KEPT = 4_096;

/** Reads what subscriptions ask for: once for all of a crowd, who ask the same at the same time. */
export class AskedSubscriptions {
  private readonly kept = new LRUCache<string, AskedSubscription>({ max: MOST_KEPT });

  constructor(
    private readonly model: ReadModel,
    private readonly feeds: readonly Feed[],
  ) {}

  of(args: ExecutionArgs, { documentKey, origin: { locale } }: SocketOperation): AskedSubscription {
    const key = JSON.stringify([documentKey, args.operationName, locale, args.variableValues]);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const asked = this.read(args, documentKey, locale);
    const length = key.length + (args.document.loc?.source.body.length ?? 0);
    if (length <= LONGEST_KEPT) this.kept.set(key, asked);
    return asked;
  }

  private read(
    args: ExecutionArgs,
    documentKey: string,
    locale: SocketOperation['origin']['locale'],
  ): AskedSubscription {
    const { schema } = this.model;
    const definition = definitionOf(args);
    const variables = coerceVariables(schema, definition, args.variableValues ?? {});
    const [responseKey, nodes] = subscribedField(schema, args, definition, variables);
    const node = nodes[0] as FieldNode;
    try {
      const feed = this.feeds.find((each) => each.field === node.name.value);
      const field = schema.getSubscriptionType()?.getFields()[node.name.value];
      if (feed === undefined || field === undefined) throw new Error(`no feed for ${node.name.value}`);
      const others = otherVariables(variables, node);
      const shape = variablesKey(schema, definition, others);
      return {
        feed,
        by: operationRule(field.extensions)?.by,
        document: { fragments: fragmentsOf(args.document), nodes, variables, locale },
        responseKey,
        arguments: getArgumentValues(field, node, variables),
        planKey: planKey(documentKey, definition.name?.value ?? '', locale, shape),
        own: isOwnDocument(documentKey) && Object.keys(others).length === 0,
      };
    } catch (error) {
      throw placed(error, { nodes, path: [responseKey] });
    }
  }
}

function subscribedField(
  schema: GraphQLSchema,
  { document }: ExecutionArgs,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): [string, readonly FieldNode[]] {
  const type = schema.getSubscriptionType();
  if (!type) throw new GraphQLError('there are no subscriptions');
  const fields = [...collectFields(schema, fragmentsOf(document), variables, type, operation.selectionSet)];
  const [only] = fields;
  if (fields.length !== 1 || only === undefined)
    throw new RequestError(ErrorCode.invalid, 'live.onlyOne', {}, null, 400);
  return [only[0], only[1]];
}

/** The variables that a plan depends on; those of the field's own arguments only say what is watched and from where. */
function otherVariables(variables: Record<string, unknown>, field: FieldNode): Record<string, unknown> {
  const own = new Set(
    (field.arguments ?? []).flatMap((argument) =>
      argument.value.kind === 'Variable' ? [argument.value.name.value] : [],
    ),
  );
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !own.has(name)));
}

function variablesKey(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  others: Record<string, unknown>,
): string {
  const declared = (operation.variableDefinitions ?? []).filter((each) => each.variable.name.value in others);
  return `${shapeOf(schema, { ...operation, variableDefinitions: declared }, others)} ${JSON.stringify(others)}`;
}
