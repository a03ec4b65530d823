import type { FieldNode, GraphQLField } from 'graphql';
import { getArgumentValues } from 'graphql/execution/values';
import type { Parameter } from '../database/sql';
import { requireWithin } from './bounds';
import type { Bounds, ComputedRead, Shape } from './declarations';

export type Variables = Readonly<Record<string, unknown>>;
export type Arguments = Readonly<Record<string, unknown>>;

/** A request's argument that enters the statement: which field's arguments, and what of them. */
interface Slot {
  readonly parameter: Parameter;
  readonly value: (argumentsOf: readonly Arguments[]) => unknown;
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
  private readonly slots: Slot[] = [];
  private readonly fields: { readonly field: GraphQLField<unknown, unknown>; readonly node: FieldNode }[] = [];

  /** The index at which a run has the arguments of this field. */
  field(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    return this.fields.push({ field, node }) - 1;
  }

  /** A parameter whose value is read from a field's arguments at each run. */
  slot(index: number, name: string, type: string, value: (values: Arguments) => unknown): Parameter {
    const parameter: Parameter = { source: 'argument', name, type };
    this.slots.push({ parameter, value: (all) => value(all[index] ?? {}) });
    return parameter;
  }

  /** All fields' arguments under a run's variables. */
  readArguments(variables: Variables): Arguments[] {
    return this.fields.map(({ field, node }) => getArgumentValues(field, node, variables as Record<string, unknown>));
  }

  /** The values of a run's arguments, by parameter. */
  slotValues(variables: Variables): Map<Parameter, unknown> {
    const values = this.readArguments(variables);
    return new Map(this.slots.map((slot) => [slot.parameter, slot.value(values)]));
  }
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

/** What an argument's declaration says of its value. */
interface ArgumentRule extends Bounds {
  readonly value?: ((input: unknown) => unknown) | undefined;
}

/** An argument's value, or a filter's, if it is within its bounds, by what its declaration makes of it. */
export function valueAt(path: readonly string[], rule: ArgumentRule): (values: Arguments) => unknown {
  return (values) => {
    const input = path.reduce<unknown>((value, name) => (value as Arguments)[name], values);
    requireWithin(path.join('.'), input, rule);
    return rule.value === undefined ? input : rule.value(input);
  };
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
