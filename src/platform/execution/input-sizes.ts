import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { isCovered, operationRule, type OperationRule } from '../access/operation';
import type { Viewer } from '../access/viewer';
import { LIMITS } from '../budgets';
import { ErrorCode, RequestError } from '../errors/errors';
import './document.messages';

/** What comes beside a document. */
export interface Inputs {
  readonly variables?: unknown;
  readonly extensions?: unknown;
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

  /** How many bytes a body of this viewer's may have; asked before it is read. */
  bodyOf(viewer: Viewer): number {
    return Math.max(LIMITS.bodyBytes, ...[...this.large.values()].map((rule) => bytesFrom(viewer, rule)));
  }

  /** Throws TOO_LARGE when the inputs of an operation are larger than may be. */
  require(operation: OperationDefinitionNode, { variables, extensions }: Inputs, viewer: Viewer): void {
    requireAtMost('variables', variables, this.variablesOf(operation, viewer));
    requireAtMost('extensions', extensions, LIMITS.variablesBytes);
  }

  private variablesOf({ operation, selectionSet }: OperationDefinitionNode, viewer: Viewer): number {
    if (operation !== 'mutation') return LIMITS.variablesBytes;
    const sizes = selectionSet.selections.map((field) => {
      const rule = field.kind === 'Field' ? this.large.get(field.name.value) : undefined;
      return rule === undefined ? 0 : bytesFrom(viewer, rule);
    });
    return Math.max(LIMITS.variablesBytes, ...sizes);
  }
}

function bytesFrom(viewer: Viewer, rule: OperationRule): number {
  const { largeInput } = rule;
  return largeInput !== undefined && isCovered(rule, viewer.credential) && largeInput.from(viewer)
    ? largeInput.bytes
    : 0;
}

function requireAtMost(field: keyof Inputs, value: unknown, max: number): void {
  if (value === undefined || value === null || fits(value, max)) return;
  throw new RequestError(ErrorCode.tooLarge, 'document.inputTooLarge', { field, max }, [field], 413);
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
