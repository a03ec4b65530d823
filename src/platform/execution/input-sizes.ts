import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { operationRule, type OperationRule } from '../access/operation';
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
  /** Mutations that take a whole file. */
  private readonly large: ReadonlyMap<string, OperationRule>;

  constructor(schema: GraphQLSchema) {
    this.large = new Map(
      Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(({ name, extensions }) => {
        const rule = operationRule(extensions);
        return rule?.largeInput === undefined ? [] : [[name, rule]];
      }),
    );
  }

  /** Whether there is anything that a viewer may send a whole file to; asked before its body is read. */
  mayBeLarge(viewer: Viewer): boolean {
    return [...this.large.values()].some((rule) => takesFileOf(rule, viewer));
  }

  /** Throws TOO_LARGE when the inputs of an operation are larger than may be. */
  require(operation: OperationDefinitionNode, { variables, extensions }: Inputs, viewer: Viewer): void {
    requireAtMost(
      'variables',
      variables,
      this.isLarge(operation, viewer) ? LIMITS.importBodyBytes : LIMITS.variablesBytes,
    );
    requireAtMost('extensions', extensions, LIMITS.variablesBytes);
  }

  private isLarge({ operation, selectionSet }: OperationDefinitionNode, viewer: Viewer): boolean {
    if (operation !== 'mutation') return false;
    return selectionSet.selections.some((field) => {
      const rule = field.kind === 'Field' ? this.large.get(field.name.value) : undefined;
      return rule !== undefined && takesFileOf(rule, viewer);
    });
  }
}

function takesFileOf({ by, largeInput }: OperationRule, viewer: Viewer): boolean {
  return (by !== 'session' || viewer.credential.kind !== 'token') && largeInput?.(viewer) === true;
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
