import { hash } from 'node:crypto';
import { GraphQLError, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../budgets';
import { ErrorCode } from '../errors/errors';
import { beyondLimits, refusal } from './document-limits';
import { parseDocument } from './document-parser';

/** A document that was parsed and found valid. */
export interface CheckedDocument {
  /** The SHA-256 of its text, in hexadecimal. */
  readonly key: string;
  readonly document: DocumentNode;
}

interface Kept extends CheckedDocument {
  readonly text: string;
  readonly bytes: number;
}

const MOST_ERRORS = 20;

/**
 * What a kept node weighs, its place and its share of lists included: process.memoryUsage() grew by 163 to 229 bytes a node
 * over 400 documents each of five shapes with 51 to 2,986 nodes (Node 20; with the tokens, 251 to 317). Texts are kept
 * besides, for the lines and columns of errors.
 */
const NODE_BYTES = 230;
const ENTRY_BYTES = 1_000;

/**
 * All documents, of HTTP and of sockets: their bytes are counted before they are parsed, and those that are valid are kept
 * by their hash, as many as weigh no more than the budget. Those that are not valid are not kept.
 */
export class CheckedDocuments {
  private readonly kept = new LRUCache<string, Kept>({
    maxSize: LIMITS.documentCacheBytes,
    sizeCalculation: ({ bytes }) => bytes,
    dispose: ({ text }) => void this.keys.delete(text),
  });
  /** The keys of those that are kept, by their texts: a text that is known need not be hashed again. */
  private readonly keys = new Map<string, string>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** What the kept documents weigh. */
  get bytes(): number {
    return this.kept.calculatedSize;
  }

  /** The document of this text if it was checked before. */
  known(text: string): CheckedDocument | undefined {
    const key = this.keys.get(text);
    return key === undefined ? undefined : this.kept.get(key);
  }

  withKey(key: string): CheckedDocument | undefined {
    return this.kept.get(key);
  }

  /** The document of this text, or all that is wrong with it. */
  check(text: string): CheckedDocument | readonly GraphQLError[] {
    const known = this.known(text);
    if (known !== undefined) return known;
    if (isTooLarge(text))
      return [refusal(ErrorCode.tooLarge, 'document.tooLarge', LIMITS.documentBytes, [], ['query'], 413)];
    const parsed = parsedOrRefused(text);
    if (parsed instanceof GraphQLError) return [parsed];
    const { document, nodes } = parsed;
    const beyond = beyondLimits(document);
    if (beyond !== null) return [beyond];
    const errors = validate(this.schema, document, specifiedRules, { maxErrors: MOST_ERRORS, hideSuggestions: true });
    if (errors.length > 0) return errors.map((error) => withCode(error, ErrorCode.validationFailed));
    const key = hash('sha256', text);
    const checked = { key, document, text, bytes: ENTRY_BYTES + 2 * text.length + nodes * NODE_BYTES };
    this.kept.set(key, checked);
    // one that alone weighs too much is not kept
    if (this.kept.has(key)) this.keys.set(text, key);
    return checked;
  }
}

export function isRefused(checked: CheckedDocument | readonly GraphQLError[]): checked is readonly GraphQLError[] {
  return Array.isArray(checked);
}

function isTooLarge(text: string): boolean {
  // the length in characters is known at once, and bytes are never fewer
  return text.length > LIMITS.documentBytes || Buffer.byteLength(text) > LIMITS.documentBytes;
}

function parsedOrRefused(text: string): ReturnType<typeof parseDocument> | GraphQLError {
  try {
    return parseDocument(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return withCode(error, ErrorCode.parseFailed);
  }
}

function withCode({ message, nodes, source, positions }: GraphQLError, code: ErrorCode): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}
