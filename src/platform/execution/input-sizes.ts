import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { beyondToken, isCovered, operationRule, scopesOf, type OperationRule } from '../access/operation';
import type { TokenScope, Viewer } from '../access/viewer';
import { LIMITS } from '../budgets';
import { ErrorCode, RequestError } from '../errors/errors';
import './document.messages';

/** What comes beside a document. */
export interface Inputs {
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

export interface BodySize {
  /** In bytes. */
  readonly max: number;
  /** The scopes of which one would let the viewer's token send more. */
  readonly scopes: readonly TokenScope[];
}

/** How large an operation's inputs may be, and with them the body that brings them. */
export class InputSizes {
  /** Mutations that take a large input. */
  private readonly large: ReadonlyMap<string, OperationRule>;

  constructor(schema: GraphQLSchema) {
    this.large = new Map(
      Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, extensions }) => {
        const rule = operationRule(extensions);
        return rule?.largeInput === undefined ? [] : [[name, rule]];
      }),
    );
  }

  /** How large a body of this viewer's may be; asked before it is read. */
  bodyOf(viewer: Viewer): BodySize {
    const rules = [...this.large.values()];
    return {
      max: Math.max(LIMITS.bodyBytes, ...rules.map((rule) => bytesFrom(viewer, rule))),
      scopes: [...new Set(rules.filter((rule) => isBeyondToken(viewer, rule)).flatMap(scopesOf))],
    };
  }

  /**
   * Throws TOO_LARGE when the inputs of an operation are larger than may be; FORBIDDEN when they may be that large for the
   * viewer, but not by this token.
   */
  require(operation: OperationDefinitionNode, { variables, extensions }: Inputs, viewer: Viewer): void {
    const large = operation.operation === 'mutation' ? this.largeIn(operation) : [];
    const max = Math.max(LIMITS.variablesBytes, ...large.map(([, rule]) => bytesFrom(viewer, rule)));
    if (!isWithin(variables, max)) {
      const beyond = large.find(([, rule]) => isBeyondToken(viewer, rule));
      throw beyond === undefined ? tooLarge('variables', max) : beyondToken(beyond[0], scopesOf(beyond[1]));
    }
    if (!isWithin(extensions, LIMITS.variablesBytes)) throw tooLarge('extensions', LIMITS.variablesBytes);
  }

  private largeIn({ selectionSet }: OperationDefinitionNode): [string, OperationRule][] {
    return selectionSet.selections.flatMap((field): [string, OperationRule][] => {
      const name = field.kind === 'Field' ? field.name.value : '';
      const rule = this.large.get(name);
      return rule === undefined ? [] : [[name, rule]];
    });
  }
}

function bytesFrom(viewer: Viewer, rule: OperationRule): number {
  return rule.largeInput?.from(viewer) === true && isCovered(rule, viewer.credential) ? rule.largeInput.bytes : 0;
}

/** Whether the viewer may send it, but not by the token that they use. */
function isBeyondToken(viewer: Viewer, rule: OperationRule): boolean {
  return rule.largeInput?.from(viewer) === true && !isCovered(rule, viewer.credential);
}

function isWithin(value: unknown, max: number): boolean {
  return value === undefined || value === null || fits(value, max);
}

function tooLarge(field: keyof Inputs, max: number): RequestError {
  return new RequestError(ErrorCode.tooLarge, 'document.inputTooLarge', { field, max }, [field], 413);
}

/** Whether a value takes at most so many bytes as JSON; looks no further than that, and is not led astray by its depth. */
function fits(value: unknown, max: number): boolean {
  const waiting: unknown[] = [value];
  let bytes = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') bytes += Buffer.byteLength(next) + 2;
    else if (typeof next !== 'object' || next === null) bytes += String(next).length;
    else {
      bytes += 2;
      // an entry's comma, and of a field its name's quotes and colon
      const named = !Array.isArray(next);
      for (const [name, inner] of Object.entries(next)) {
        bytes += named ? Buffer.byteLength(name) + 4 : 1;
        waiting.push(inner);
        if (bytes > max) return false;
      }
    }
    if (bytes > max) return false;
  }
  return true;
}
