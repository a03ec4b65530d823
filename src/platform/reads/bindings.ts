import { GraphQLError, type FieldNode, type GraphQLField } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';
import { typeNamesOf } from '../access/access';
import { parseGlobalId, type IdPrefix } from '../database/ids';
import type { Parameter } from '../database/sql';
import { ErrorCode, InvalidArgument, RequestError, within } from '../errors/errors';
import { requireWithin } from './bounds';
import type { ComputedRead, Ranked, Shape } from './declarations';
import type { Bounds } from './filters';

export type Variables = Readonly<Record<string, unknown>>;
export type Arguments = Readonly<Record<string, unknown>>;

/** A field with arguments, where it is asked for. */
export interface BoundField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** The response keys that lead to it from the root field. */
  readonly path: readonly string[];
  /** Throws for arguments that do not go together. */
  readonly check?: ((values: Arguments) => void) | undefined;
}

/** A request's argument that enters the statement: which field's arguments, and what of them. */
interface Slot {
  readonly parameter: Parameter;
  readonly index: number;
  readonly value: (values: Arguments) => unknown;
}

/** Where a value has to be computed after the statement: the response keys that lead to it. */
export interface ComputedPlace {
  readonly path: readonly string[];
  readonly read: ComputedRead;
  /** What of the value was asked for. */
  readonly shape: Shape | null;
  /** The index of the field's arguments among those of a run; null when it takes none. */
  readonly argumentsAt: number | null;
}

/** What one object costs, under the arguments. */
export type Cost = (argumentsOf: readonly Arguments[]) => number;

/**
 * What a plan makes anew at each run: its fields' arguments, and the values of its statement's parameters. The plan keeps
 * this, and nothing of the variables and pieces that it was compiled from.
 */
export class Bindings {
  readonly computed: ComputedPlace[] = [];
  /** How the statement is best run depends on its values: PostgreSQL is to plan it for them at each run. */
  decisive = false;
  private readonly slots: Slot[] = [];
  private readonly fields: BoundField[] = [];

  /** The index at which a run has the arguments of this field. */
  field(bound: BoundField): number {
    return this.fields.push(bound) - 1;
  }

  /** A parameter whose value is read from a field's arguments at each run. */
  slot(index: number, name: string, type: string, value: (values: Arguments) => unknown): Parameter {
    const parameter: Parameter = { source: 'argument', name, type };
    this.slots.push({ parameter, index, value });
    return parameter;
  }

  /** All fields' arguments under a run's variables. */
  readArguments(variables: Variables): Arguments[] {
    return this.fields.map((bound) => argumentsNow(bound, variables));
  }

  /** The values of a run's arguments, by parameter. */
  slotValues(variables: Variables): Map<Parameter, unknown> {
    const values = this.readArguments(variables);
    return new Map(
      this.slots.map(({ parameter, index, value }) => {
        const bound = this.fields[index];
        const read = (): unknown => value(values[index] ?? {});
        return [parameter, bound === undefined ? read() : within(placeOf(bound), read)];
      }),
    );
  }
}

/** A field's arguments under these variables. An error names the field. */
export function argumentsNow(bound: BoundField, variables: Variables): Arguments {
  return within(placeOf(bound), () => {
    const values = boundArguments(bound, variables);
    bound.check?.(values);
    return values;
  });
}

function boundArguments({ field, node }: BoundField, variables: Variables): Arguments {
  try {
    return getArgumentValues(field, node, variables as Record<string, unknown>);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // the document is valid: a variable that may be null is null, or left out, where the argument needs a value
    throw new RequestError(ErrorCode.badUserInput, 'errors.argument', { field: field.name }, null, 400);
  }
}

/** An error's path ends at the first list, since it concerns each of its elements. */
function placeOf({ node, path }: BoundField): { nodes: readonly FieldNode[]; path: readonly string[] } {
  const list = path.indexOf('*');
  return { nodes: [node], path: list < 0 ? path : path.slice(0, list) };
}

// Functions that a plan keeps are made here, and not where it is compiled: a function keeps whatever the functions beside it
// use, and so every piece of the statement (fourteen times the statement's bytes, measured).

export const free: Cost = () => 0;

export function constant(cost: number): Cost {
  return () => cost;
}

/** So many objects, and several parts. */
export function totalOf(objects: number, costs: readonly Cost[]): Cost {
  return (values) => costs.reduce((sum, cost) => sum + cost(values), objects);
}

export function timesOf(count: number, cost: Cost): Cost {
  return (values) => count * cost(values);
}

export function dearestOf(costs: readonly Cost[]): Cost {
  return (values) => Math.max(...costs.map((cost) => cost(values)));
}

/** How many of a ranked list are asked for; throws for more than there may be. */
export function firstOf({ default: few, most }: Pick<Ranked, 'default' | 'most'>): (values: Arguments) => number {
  return ({ first }) => {
    const size = (first ?? few) as number;
    if (size < 0 || size > most) throw new InvalidArgument('first', 'reads.pageSize', { largest: most });
    return size;
  };
}

/** Finding them, and so many rows. */
export function rankedCost(index: number, finding: number, first: (values: Arguments) => number, ofRow: Cost): Cost {
  return (values) => finding + first(values[index] ?? {}) * ofRow(values);
}

/** What an argument's declaration says of its value. */
interface ArgumentRule extends Bounds {
  readonly value?: ((input: unknown) => unknown) | undefined;
}

/** An argument's value, or a filter's, if it is within its bounds, by what its declaration makes of it. */
export function valueAt(path: readonly string[], rule: ArgumentRule): (values: Arguments) => unknown {
  return (values) => {
    const input = path.reduce<unknown>((value, name) => (value as Arguments)[name], values);
    requireWithin(path.join('.'), input, rule);
    if (rule.ids !== undefined) return rowIdOf(path.join('.'), input, [rule.ids].flat());
    return rule.value === undefined ? input : rule.value(input);
  };
}

/** What a global id says of a row; throws for that of another kind. Whether there is such a row is for the statement to find. */
export function rowIdOf(place: string, input: unknown, prefixes: readonly IdPrefix[]): string {
  const known: readonly string[] = prefixes;
  const parsed = parseGlobalId(input);
  if (parsed === null || !known.includes(parsed.prefix))
    throw new InvalidArgument(place, 'reads.idOf', { types: typeNamesOf(prefixes).join(' / ') });
  return parsed.id;
}

/** The same, if all arguments go together. */
export function checkedValue(
  name: string,
  rule: Bounds,
  check?: (values: Arguments) => void,
): (values: Arguments) => unknown {
  const value = valueAt([name], rule);
  return (values) => {
    check?.(values);
    return value(values);
  };
}
