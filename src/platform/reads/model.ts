import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { isNonNullType, isObjectType } from 'graphql';
import type { DataSource, EntityMetadata } from 'typeorm';
import { accessOf, declaredTypes, everyone, type Access, type Class, type Rule } from '../access/access';
import { declaredReads, declaredRoots, type Read } from './declarations';

/** How one field of a type is read, and who sees it. */
export interface ReadField {
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly read: Read;
  /** Stays where the object is merely referred to. */
  readonly inReference: boolean;
  /** Besides the object's own rule; null where there is none. */
  readonly rule: Rule | null;
  /** What a non-null field shows where it is hidden, as JSON text. */
  readonly concealed: string;
}

/** A type of the graph, the rows it is read from and who sees it. */
export interface ReadType {
  readonly name: string;
  readonly type: GraphQLObjectType;
  readonly entity: EntityMetadata;
  readonly access: Access;
  readonly fields: ReadonlyMap<string, ReadField>;
}

export interface ReadModel {
  readonly schema: GraphQLSchema;
  readonly dataSource: DataSource;
  readonly types: ReadonlyMap<string, ReadType>;
  /** The type whose global ids begin with the prefix. */
  readonly byPrefix: ReadonlyMap<string, ReadType>;
  readonly typeOf: (type: Class) => ReadType;
}

/** Entry points by global id: what they lead to has rules of its own. */
const NODE_ROOTS: ReadonlySet<string> = new Set(['node', 'nodes']);

/** Types that hold other types' objects and show nothing of their own. */
export function isEnvelope(type: GraphQLObjectType): boolean {
  return /(Connection|Edge|Payload)$/.test(type.name) || type.name === 'PageInfo' || type.name === 'UserError';
}

/**
 * Puts the schema, the tables and the access rules together. Throws, naming every fault at once, when a field
 * has no rule, a rule has no field, a field cannot be read, or a non-null field could be hidden.
 */
export function buildReadModel(schema: GraphQLSchema, dataSource: DataSource, unread: ReadonlySet<string>): ReadModel {
  const faults: string[] = [];
  const types = new Map<string, ReadType>();
  const byPrefix = new Map<string, ReadType>();
  const classes = new Map(declaredTypes().map((type) => [type.name, type]));
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);

  for (const type of Object.values(schema.getTypeMap())) {
    if (
      !isObjectType(type) ||
      type.name.startsWith('__') ||
      roots.has(type) ||
      isEnvelope(type) ||
      unread.has(type.name)
    )
      continue;
    const typeClass = classes.get(type.name);
    const access = typeClass && accessOf(typeClass);
    if (typeClass === undefined || access === undefined) {
      faults.push(`${type.name} has no access rule`);
      continue;
    }
    const source = access.source?.() ?? typeClass;
    if (!dataSource.hasMetadata(source)) {
      faults.push(`${type.name} is read from ${source.name}, which is no entity`);
      continue;
    }
    const entity = dataSource.getMetadata(source);
    const fields = readFields(type, typeClass, entity, access, faults);
    const readType: ReadType = { name: type.name, type, entity, access, fields };
    types.set(type.name, readType);
    if (access.id !== undefined) {
      if (byPrefix.has(access.id)) faults.push(`two types have ids that begin with ${access.id}`);
      byPrefix.set(access.id, readType);
    }
  }
  for (const name of Object.keys(schema.getQueryType()?.getFields() ?? {})) {
    if (!declaredRoots().has(name) && !NODE_ROOTS.has(name)) faults.push(`Query.${name} is not declared`);
  }
  if (faults.length > 0) throw new Error(`The schema cannot be served:\n  ${faults.join('\n  ')}`);
  return {
    schema,
    dataSource,
    types,
    byPrefix,
    typeOf: (type) => {
      const found = types.get(type.name);
      if (found === undefined) throw new Error(`${type.name} is not in the graph`);
      return found;
    },
  };
}

function readFields(
  type: GraphQLObjectType,
  typeClass: Class,
  entity: EntityMetadata,
  access: Access,
  faults: string[],
): Map<string, ReadField> {
  const declared = declaredReads(typeClass);
  const reference = new Set(access.reference);
  const open = new Set(access.open);
  const rules = access.rules ?? {};
  const fields = new Map<string, ReadField>();
  for (const field of Object.values(type.getFields())) {
    const where = `${type.name}.${field.name}`;
    const places = [reference.has(field.name), open.has(field.name), field.name in rules].filter(Boolean).length;
    if (places === 0) faults.push(`${where} has no access rule`);
    if (places > 1) faults.push(`${where} has more than one access rule`);
    const read = declared.get(field.name) ?? inferred(entity, field.name);
    if (read === null) {
      faults.push(`${where} is neither a column nor a relation of ${entity.name}, nor declared`);
      continue;
    }
    const rule = rules[field.name] ?? null;
    const mayBeHidden = rule !== null || (access.reference !== undefined && !reference.has(field.name));
    const concealed = concealedValue(field, read, access.concealed?.[field.name]);
    if (mayBeHidden && isNonNullType(field.type) && concealed === null) {
      faults.push(`${where} is non-null, may be hidden and has nothing to show then`);
    }
    fields.set(field.name, {
      name: field.name,
      field,
      read,
      rule: rule === everyone ? null : rule,
      inReference: reference.has(field.name),
      concealed: concealed ?? 'null',
    });
  }
  for (const name of [...reference, ...open, ...Object.keys(rules)]) {
    if (!(name in type.getFields())) faults.push(`${type.name} has an access rule for ${name}, which it does not have`);
  }
  return fields;
}

function inferred(entity: EntityMetadata, name: string): Read | null {
  const known = entity.findColumnWithPropertyName(name) ?? entity.findRelationWithPropertyPath(name);
  return known === undefined ? null : { kind: 'property' };
}

function concealedValue(
  field: GraphQLField<unknown, unknown>,
  read: Read,
  declared: string | boolean | number | readonly never[] | undefined,
): string | null {
  if (!isNonNullType(field.type)) return 'null';
  if (declared === undefined) return null;
  // an empty page is made by the compiler in the shape asked for
  return read.kind === 'connection' ? '' : JSON.stringify(declared);
}
