import {
  getNamedType,
  getNullableType,
  GraphQLID,
  GraphQLString,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
} from 'graphql';
import { LIMITS } from '../budgets';
import { LONGEST_ID } from '../database/ids';
import { InvalidArgument } from '../errors/errors';
import { allDeclaredReads, declaredRoots, type DeclaredRead, type RootRead } from './declarations';
import type { Bounds } from './filters';

/** Something that a request may give a text or a list for. */
interface Bounded {
  readonly type: GraphQLInputType;
  description?: string | null | undefined;
}

/** Throws for a text or a list that is longer than its declaration allows. */
export function requireWithin(place: string, input: unknown, { characters, entries }: Bounds): void {
  if (typeof input === 'string' && characters !== undefined && isLonger(input, characters))
    throw new InvalidArgument(place, 'reads.textTooLong', { largest: characters });
  if (Array.isArray(input) && entries !== undefined && input.length > entries)
    throw new InvalidArgument(place, 'reads.tooManyEntries', { largest: entries });
}

/** Characters are code points, each one or two of JavaScript's. */
function isLonger(text: string, characters: number): boolean {
  return text.length > characters && (text.length > 2 * characters || [...text].length > characters);
}

/**
 * Says at the end of each description how much an argument of a read or a subscription takes, or a field of its filter. Throws
 * when a text or a list takes any amount, naming them all.
 */
export function describeReadBounds(schema: GraphQLSchema): void {
  const boundless: string[] = [];
  const described = new Set<Bounded>();
  const describe = (where: string, bounded: Bounded, bounds: Bounds = {}): void => {
    if (described.has(bounded)) return;
    described.add(bounded);
    const sentence = sentenceOf(bounded.type, bounds);
    if (sentence === null) boundless.push(where);
    else bounded.description = [bounded.description, sentence].filter(Boolean).join(' ') || undefined;
  };
  const declared = declaredBounds();
  for (const [where, field] of readFields(schema)) {
    const bounds = declared.get(where) ?? {};
    for (const argument of field.args) {
      const type = getNamedType(argument.type);
      if (argument.name === 'filter' && isInputObjectType(type)) {
        for (const each of Object.values(type.getFields()))
          describe(`${type.name}.${each.name}`, each, bounds[`filter.${each.name}`]);
      } else if (!PAGING.has(argument.name)) describe(`${where}(${argument.name})`, argument, bounds[argument.name]);
    }
  }
  if (boundless.length > 0) throw new Error(`arguments of reads without a bound: ${boundless.join(', ')}`);
}

/** Those of every connection, which say themselves how much they take. */
const PAGING: ReadonlySet<string> = new Set(['first', 'after', 'last', 'before']);

/** Null where there is no bound and has to be one. */
function sentenceOf(type: GraphQLInputType, { characters, entries }: Bounds): string | null {
  const most = charactersOf(getNamedType(type), characters);
  if (most === null) return null;
  if (!isListType(getNullableType(type))) return most === 0 ? '' : `At most ${most} characters.`;
  if (entries === undefined) return null;
  return most === 0 ? `At most ${entries} entries.` : `At most ${entries} entries, each of at most ${most} characters.`;
}

/** None for what is no text; null for a text that has no bound. What is longer than an id is none, and nothing has it. */
function charactersOf(type: GraphQLNamedInputType, declared: number | undefined): number | null {
  if (type === GraphQLID) return LONGEST_ID;
  return type === GraphQLString ? (declared ?? null) : 0;
}

/** The fields that are read or subscribed to, by type and name. */
function* readFields(
  schema: GraphQLSchema,
): Generator<readonly [where: string, field: GraphQLField<unknown, unknown>]> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || type === schema.getMutationType()) continue;
    for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field];
  }
}

type BoundsByArgument = Readonly<Record<string, Bounds>>;

function declaredBounds(): ReadonlyMap<string, BoundsByArgument> {
  const fields = [...allDeclaredReads()].flatMap(([{ name }, reads]) =>
    [...reads].map(([field, read]): [string, BoundsByArgument] => [`${name}.${field}`, boundsOf(read)]),
  );
  const queries = [...declaredRoots()].map(([field, root]): [string, BoundsByArgument] => [
    `Query.${field}`,
    boundsOfRoot(root),
  ]);
  return new Map([...fields, ...queries, ['Query.nodes', { ids: { entries: LIMITS.nodeIds } }]]);
}

function boundsOfRoot({ read }: RootRead): BoundsByArgument {
  if (read.kind === 'connection') return boundsOf(read.connection);
  return read.kind === 'one' ? { [read.argument]: read } : {};
}

/** By argument, or `filter.` and a field of the filter. What is computed takes no texts: nothing would bound them. */
function boundsOf(read: DeclaredRead): BoundsByArgument {
  switch (read.kind) {
    case 'connection':
      return Object.fromEntries([
        ...Object.entries(read.filter?.conditions ?? {}).map(([name, condition]) => [`filter.${name}`, condition]),
        ...(read.arguments ?? []).map(({ argument, condition }) => [argument, condition]),
      ]);
    case 'many':
      return Object.fromEntries((read.arguments ?? []).map(({ argument, condition }) => [argument, condition]));
    case 'view':
      return read.arguments ?? {};
    default:
      return {};
  }
}
