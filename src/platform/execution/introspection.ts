import { hash } from 'node:crypto';
import {
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import { getFieldDef } from 'graphql/execution/execute';
import { getArgumentValues } from 'graphql/execution/values';
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../budgets';
import { ErrorCode, RequestError } from '../errors/errors';
import './document.messages';

/** What of an operation introspection depends on. */
export interface IntrospectionRequest {
  readonly documentKey: string;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly variables: Record<string, unknown>;
  /** The key in the answer, and the nodes that are merged under it. */
  readonly key: string;
  readonly nodes: readonly FieldNode[];
}

/** What the answers of one operation have taken of the bytes that they may have together. */
export interface Yield {
  bytes: number;
}

export function isIntrospection(name: string): boolean {
  return name === SchemaMetaFieldDef.name || name === TypeMetaFieldDef.name;
}

/**
 * Answers `__schema` and `__type`: once for each document and its variables, and by a walk that counts the bytes while it
 * writes them. graphql's own `execute` cannot be stopped, and a few aliases of nested lists of types yield 25 MB for 2.4 KB.
 */
export class Introspection {
  private readonly answers = new LRUCache<string, { readonly text: string; readonly bytes: number }>({
    maxSize: LIMITS.introspectionCacheBytes,
    // a character that is not in Latin-1 makes its whole text take two bytes for each
    sizeCalculation: ({ text }) => 2 * text.length + 200,
  });

  constructor(private readonly schema: GraphQLSchema) {}

  /** What the kept answers weigh. */
  get bytes(): number {
    return this.answers.calculatedSize;
  }

  /** The field's value as JSON. Throws TOO_COSTLY before the operation holds more than may be. */
  answer({ documentKey, fragments, variables, key, nodes }: IntrospectionRequest, yielded: Yield): string {
    const known = hash('sha256', JSON.stringify([documentKey, nodes[0]?.loc?.start, key, variables]));
    const left = LIMITS.introspectionBytes - yielded.bytes;
    let answer = this.answers.get(known);
    if (answer === undefined) {
      const text = new Walk(this.schema, fragments, variables, left).root(nodes);
      answer = { text, bytes: Buffer.byteLength(text) };
      this.answers.set(known, answer);
    }
    if (answer.bytes > left) throw beyond();
    yielded.bytes += answer.bytes;
    return answer.text;
  }
}

function beyond(): RequestError {
  const max = LIMITS.introspectionBytes;
  return new RequestError(ErrorCode.tooCostly, 'document.introspection', { max }, null, 400);
}

/** One field of a selection, made ready once for all the objects that it is asked of. */
interface Step {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly field: GraphQLField<unknown, unknown>;
  readonly arguments: Record<string, unknown>;
}

class Walk {
  private bytes = 0;
  private readonly steps = new Map<readonly FieldNode[], readonly Step[]>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Record<string, FragmentDefinitionNode>,
    private readonly variables: Record<string, unknown>,
    private readonly left: number,
  ) {}

  root(nodes: readonly FieldNode[]): string {
    const name = nodes[0]?.name.value ?? '';
    const field = name === SchemaMetaFieldDef.name ? SchemaMetaFieldDef : TypeMetaFieldDef;
    return this.value(undefined, this.step(name, field, nodes));
  }

  private value(source: unknown, step: Step): string {
    // the resolvers of introspection look at the schema and nothing else
    const info = { schema: this.schema } as GraphQLResolveInfo;
    return this.complete(step.field.resolve?.(source, step.arguments, undefined, info), step.field.type, step.nodes);
  }

  private complete(value: unknown, type: GraphQLOutputType, nodes: readonly FieldNode[]): string {
    if (isNonNullType(type)) return this.complete(value, type.ofType, nodes);
    if (value === null || value === undefined) return this.count('null');
    if (isListType(type)) {
      const items = Array.from(value as Iterable<unknown>, (item) => this.complete(item, type.ofType, nodes));
      return `[${items.join(',')}]`;
    }
    if (isLeafType(type)) return this.count(JSON.stringify(type.serialize(value)));
    if (!isObjectType(type)) throw new Error(`introspection yields no ${getNamedType(type).name}`);
    const members = this.stepsOf(type, nodes).map((step) => {
      this.count(step.key);
      const isTypename = step.field === TypeNameMetaFieldDef;
      return `${step.key}${isTypename ? this.count(JSON.stringify(type.name)) : this.value(value, step)}`;
    });
    return `{${members.join(',')}}`;
  }

  /** Types of introspection are no unions, so that a selection has one type and is collected once. */
  private stepsOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): readonly Step[] {
    let steps = this.steps.get(nodes);
    if (steps === undefined) {
      const collected = collectSubfields(this.schema, this.fragments, this.variables, type, nodes);
      steps = [...collected].map(([key, merged]) => {
        const field = merged[0] && getFieldDef(this.schema, type, merged[0]);
        if (!field) throw new Error(`${type.name} has no field ${key}`);
        return this.step(key, field, merged);
      });
      this.steps.set(nodes, steps);
    }
    return steps;
  }

  private step(key: string, field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]): Step {
    const [node] = nodes;
    if (node === undefined) throw new Error('a field without a node');
    const values = getArgumentValues(field, node, this.variables);
    return { key: `${JSON.stringify(key)}:`, nodes, field, arguments: values };
  }

  /** The text, when there is still room for it and for what stands around it. */
  private count(text: string): string {
    this.bytes += Buffer.byteLength(text) + 2;
    if (this.bytes > this.left) throw beyond();
    return text;
  }
}
