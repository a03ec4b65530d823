import {
  coerceInputValue,
  getNullableType,
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  print,
  typeFromAST,
  valueFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { ErrorCode, RequestError } from '../errors/errors';
import { graphqlPhrase } from './graphql-words';

type Values = Readonly<Record<string, unknown>>;

/** What the schema holds is for introspection to show, not for guessing. */
const HIDE_SUGGESTIONS = true;

/**
 * The operation's variables as its resolvers get them (GraphQL, section 6.1.2). A value that does not fit is
 * refused with its path, so that the answer can name the field in the caller's language.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  inputs: Values,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
    if (type === undefined || !isInputType(type)) throw new GraphQLError(`Variable "$${name}" has no input type.`);
    if (!Object.hasOwn(inputs, name)) {
      if (definition.defaultValue !== undefined) values[name] = valueFromAST(definition.defaultValue, type);
      else if (isNonNullType(type))
        throw invalid(definition, [], `a value of type "${print(definition.type)}" is needed`);
      continue;
    }
    const value = inputs[name];
    if (value === null && isNonNullType(type))
      throw invalid(definition, [], `Expected non-nullable type "${print(definition.type)}" not to be null.`);
    values[name] =
      value === null
        ? null
        : coerceInputValue(
            value,
            type,
            (path, _, error) => {
              throw invalid(definition, [...path.map(String), ...fieldIn(error.message)], error.message);
            },
            HIDE_SUGGESTIONS,
          );
  }
  return values;
}

/** The field that graphql speaks of when one is missing or unknown: the path that it gives ends at the object without it. */
function fieldIn(reason: string): string[] {
  const field = /^Field "([^"]+)" (?:of required type|is not defined by type)/.exec(reason)?.[1];
  return field === undefined ? [] : [field];
}

function invalid(definition: VariableDefinitionNode, inside: readonly string[], reason: string): GraphQLError {
  const path = [definition.variable.name.value, ...inside];
  const parameters = { where: path.join('.'), reason: graphqlPhrase(reason) };
  const originalError = new RequestError(ErrorCode.badUserInput, 'errors.variable', parameters, path, 400);
  return new GraphQLError(originalError.message, { nodes: definition, originalError });
}

/**
 * What of the variables decides a plan's shape: which are there, which of an input's fields, and the values of
 * booleans and enumerations; of a list of these, which are in it. Texts, numbers and ids are parameters and decide nothing.
 */
export function shapeOf(schema: GraphQLSchema, operation: OperationDefinitionNode, values: Values): string {
  return (operation.variableDefinitions ?? [])
    .map((definition) => {
      const name = definition.variable.name.value;
      const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
      return `${name}:${type === undefined || !Object.hasOwn(values, name) ? '' : shape(type, values[name])}`;
    })
    .join(';');
}

/** Of several enumerated values, each once; one value stands for a list of itself. */
function entriesShape(value: unknown): string {
  return `[${[...new Set([value].flat())].sort().join()}]`;
}

function shape(type: GraphQLInputType, value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return '0';
  if (isNonNullType(type)) return shape(type.ofType, value);
  if (isListType(type)) return isEnumType(getNullableType(type.ofType)) ? entriesShape(value) : '*';
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => {
        const field = fields[key];
        return field === undefined ? '' : `${key}:${shape(field.type, inner)}`;
      })
      .join(',')}}`;
  }
  return typeof value === 'boolean' || isEnumType(type) ? String(value) : '*';
}
