import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Executor } from '../../platform/execution/executor';
import type { RequestContext } from './http';

interface KnownRead {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly documentKey: string;
}

const MOST_KNOWN = 1_000;
const CONTENT_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/**
 * Queries that Apollo parsed, validated and answered before. When one comes again it goes straight to the executor:
 * going through Apollo took as long as all the rest (0.1 of 0.34 ms of CPU for one meeting with 20 items). Everything
 * unusual, above all an error, is left to Apollo, which handles the request from the beginning.
 */
export class KnownReads {
  private readonly known = new LRUCache<string, KnownRead>({ max: MOST_KNOWN });
  private readonly contentTypes = new LRUCache<string, string>({ max: MOST_KNOWN });

  constructor(private readonly executor: Executor) {}

  note(query: string | undefined, name: string | undefined, read: KnownRead): void {
    if (query !== undefined && read.operation.operation === 'query') this.known.set(keyOf(query, name), read);
  }

  /** The answer's content type by the Accept header; null when Apollo has to decide it. */
  contentType(accept: string | undefined): string | null {
    if (accept === undefined) return CONTENT_TYPES[0] ?? null;
    let type = this.contentTypes.get(accept);
    if (type === undefined) {
      type = new Negotiator({ headers: { accept } }).mediaType(CONTENT_TYPES) ?? '';
      this.contentTypes.set(accept, type);
    }
    return type === '' ? null : type;
  }

  /** The answer's text; null when Apollo has to answer. */
  async answer(body: unknown, context: RequestContext): Promise<string | null> {
    if (typeof body !== 'object' || body === null || context.refused !== null) return null;
    const { query, operationName, variables, extensions } = body as Readonly<Record<string, unknown>>;
    if (
      typeof query !== 'string' ||
      (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    )
      return null;
    if (
      extensions !== undefined ||
      (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables)))
    )
      return null;
    const known = this.known.get(keyOf(query, operationName ?? undefined));
    if (known === undefined) return null;
    try {
      const { data, errors } = await this.executor.run({
        ...known,
        variables: (variables ?? {}) as Readonly<Record<string, unknown>>,
        viewer: context.viewer,
        origin: context.origin,
        dependencies: context,
      });
      return data === null || errors.length > 0 ? null : `{"data":${data.text}}`;
    } catch {
      return null;
    }
  }
}

function keyOf(query: string, name: string | undefined): string {
  return name === undefined ? query : `${name}\n${query}`;
}
