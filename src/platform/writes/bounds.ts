import {
  getNamedType,
  getNullableType,
  GraphQLID,
  GraphQLString,
  isInputObjectType,
  isListType,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Class } from '../access/access';

/** How much a field of an input takes. */
export interface Bounds {
  /** Characters of a text, or of each text of a list. */
  readonly length?: { readonly min: number; readonly max: number };
  /** Entries of a list. */
  readonly entries?: number;
}

const declared = new Map<Function, Map<PropertyKey, Bounds>>();

/** Notes what a rule of validation bounds. */
export function declareBounds(prototype: object, property: PropertyKey, bounds: Bounds): void {
  const fields = declared.get(prototype.constructor) ?? new Map<PropertyKey, Bounds>();
  declared.set(prototype.constructor, fields.set(property, { ...fields.get(property), ...bounds }));
}

/** What the rules of a class, and of those that it extends, bound a field to. */
function boundsOf(type: Function | null, field: string): Bounds {
  if (type === null || type === Function.prototype) return {};
  return { ...boundsOf(Object.getPrototypeOf(type) as Function | null, field), ...declared.get(type)?.get(field) };
}

/**
 * Says at the end of each description how much a field of a mutation's input takes, or a scalar, as validation has it.
 * Throws when a text or a list takes any amount, naming them all.
 * @param inputs the classes of the mutations' inputs
 */
export function describeBounds(schema: GraphQLSchema, inputs: Iterable<Class>): void {
  const classes = new Map([...declared.keys(), ...inputs].map((type) => [type.name, type]));
  const boundless: string[] = [];
  for (const type of inputTypesOf(schema)) {
    for (const field of Object.values(type.getFields())) {
      const bound = boundOf(field, boundsOf(classes.get(type.name) ?? null, field.name));
      if (bound === null) boundless.push(`${type.name}.${field.name}`);
      else field.description = described(field.description, bound);
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    const { longest, sent } = type.extensions;
    if (sent === false) continue;
    if (typeof longest === 'number') type.description = described(type.description, `at most ${characters(longest)}`);
    else boundless.push(type.name);
  }
  if (boundless.length > 0) throw new Error(`inputs without a bound: ${boundless.join(', ')}`);
}

/** The inputs of mutations, with those in them. */
function inputTypesOf(schema: GraphQLSchema): Set<GraphQLInputObjectType> {
  const found = new Set<GraphQLInputObjectType>();
  const add = (type: unknown): void => {
    if (!isInputObjectType(type) || found.has(type)) return;
    found.add(type);
    Object.values(type.getFields()).forEach((field) => add(getNamedType(field.type)));
  };
  for (const { args } of Object.values(schema.getMutationType()?.getFields() ?? {}))
    args.forEach((argument) => add(getNamedType(argument.type)));
  return found;
}

/** In words; null when there is none and there has to be. What is neither a list nor a text needs none. */
function boundOf({ type }: GraphQLInputField, { length, entries }: Bounds): string | null {
  const named = getNamedType(type);
  if ((named === GraphQLString || named === GraphQLID) && length === undefined) return null;
  const text =
    length === undefined
      ? ''
      : length.min > 1
        ? `${length.min} to ${characters(length.max)}`
        : `at most ${characters(length.max)}`;
  if (!isListType(getNullableType(type))) return text;
  if (entries === undefined) return null;
  return `at most ${entries.toLocaleString('en')} entries${text === '' ? '' : `, each of ${text}`}`;
}

function characters(max: number): string {
  return `${max.toLocaleString('en')} characters`;
}

function described(description: string | null | undefined, bound: string): string {
  const sentence = bound === '' ? '' : `${bound.charAt(0).toUpperCase()}${bound.slice(1)}.`;
  return [description, sentence].filter(Boolean).join(' ');
}
