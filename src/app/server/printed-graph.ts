import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  printType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { declaredTypes } from '../../platform/access/access';

const ROOTS = ['Query', 'Mutation', 'Subscription'];
const OF_NO_MODULE = ['Node', 'PageInfo', 'OrderDirection', 'UserError'];

/** The schema as `schema.graphql` has it: in the order of declaration, so that what belongs together stands together. */
export function printGraph(schema: GraphQLSchema): string {
  return `${inOrder(schema).map(printType).join('\n\n')}\n`;
}

/**
 * The entry points and what is of no module; then the types that modules declare, lower modules first, each followed by what
 * it alone mentions and by its connection; then what mutations take and answer, and what subscriptions send.
 */
function inOrder(schema: GraphQLSchema): GraphQLNamedType[] {
  const all = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const named = (name: string): GraphQLNamedType[] => all.filter((type) => type.name === name);
  const [roots, declared] = [ROOTS.flatMap(named), declaredTypes().flatMap(({ name }) => named(name))];
  const ofTheirOwnPlace = new Set([...roots, ...declared, ...all.filter(isConnection)]);
  const placed = new Set(roots);

  const follow = (type: GraphQLNamedType): void =>
    mentionedBy(type, all)
      .filter((mentioned) => !ofTheirOwnPlace.has(mentioned))
      .forEach(place);
  const place = (type: GraphQLNamedType): void => {
    if (placed.has(type)) return;
    placed.add(type);
    follow(type);
    named(`${type.name}Connection`).forEach(place);
  };
  // which of them is mentioned first is a matter of what was loaded first
  const scalars = all.filter(isScalarType).sort((one, other) => (one.name < other.name ? -1 : 1));
  [...OF_NO_MODULE.flatMap(named), ...scalars, ...declared].forEach(place);
  roots.forEach(follow);
  return [...placed].filter((type) => !isSpecifiedScalarType(type));
}

/** The types of its fields and of their arguments. A connection's arguments are mentioned by it, not by what has it. */
function mentionedBy(type: GraphQLNamedType, all: readonly GraphQLNamedType[]): GraphQLNamedType[] {
  if (isUnionType(type)) return [...type.getTypes()];
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => getNamedType(field.type));
  const leading = isConnection(type) ? all.flatMap(fieldsOf).filter((field) => getNamedType(field.type) === type) : [];
  return [
    ...leading.flatMap(argumentsOf),
    ...fieldsOf(type).flatMap((field) => {
      const shown = getNamedType(field.type);
      return isConnection(shown) ? [] : [...argumentsOf(field), shown];
    }),
  ];
}

function fieldsOf(type: GraphQLNamedType): GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

function argumentsOf({ args }: GraphQLField<unknown, unknown>): GraphQLNamedType[] {
  return args.map((argument) => getNamedType(argument.type));
}

function isConnection({ name }: GraphQLNamedType): boolean {
  return name.endsWith('Connection');
}
