import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/**
 * A selection of all that a type shows: its plain fields, and so many levels of what it leads to. Where the levels end
 * there are plain fields only; of a connection there are edges, nodes, page and count.
 */
export function everythingOf(schema: GraphQLSchema, type: string, levels: number): string {
  return selection(schema.getType(type), levels, schema);
}

function selection(
  type: GraphQLNamedType | undefined,
  levels: number,
  schema: GraphQLSchema,
  /** Fields that another type in the same place has with another type of their own: they get a name of theirs. */
  unlike: (field: string) => boolean = () => false,
): string {
  if (isUnionType(type)) {
    const members = type.getTypes();
    const unlike = (name: string): boolean =>
      new Set(members.flatMap((each) => each.getFields()[name]?.type.toString() ?? [])).size > 1;
    return `{ __typename ${members.map((each) => `... on ${each.name} ${selection(each, 0, schema, unlike)}`).join(' ')} }`;
  }
  if (isInterfaceType(type)) return '{ __typename id }';
  if (!isObjectType(type)) return '';
  if (type.name.endsWith('Connection')) return page(type, levels, schema);
  const members = Object.values(type.getFields()).flatMap((field) => {
    // what is told over a period is asked by tests of its own
    if (field.args.some(isRequiredArgument)) return [];
    const target = getNamedType(field.type);
    if (!isObjectType(target) && !isAbstractType(target))
      return [unlike(field.name) ? `${field.name}Of${type.name}: ${field.name}` : field.name];
    const part = isObjectType(target) && target.getFields()['id'] === undefined && !target.name.endsWith('Connection');
    return levels > 0 ? [`${field.name} ${selection(target, part ? levels : levels - 1, schema)}`] : [];
  });
  return `{ __typename ${members.join(' ')} }`;
}

function page(type: GraphQLObjectType, levels: number, schema: GraphQLSchema): string {
  const node = getNamedType(type.getFields()['nodes']?.type as GraphQLNamedType);
  return `{ __typename totalCount nodes ${selection(node, levels, schema)} edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
}
