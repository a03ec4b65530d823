import {
  getNamedType,
  getNullableType,
  GraphQLString,
  isInputObjectType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { InvalidArgument } from '../errors/errors';
import { allDeclaredReads, declaredRoots, type Bounds, type DeclaredRead, type RootRead } from './declarations';

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
 * Says at the end of each description how much an argument of a read takes, or a field of its filter. Throws when a text or a
 * list takes any amount, naming them all.
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
  for (const [where, field, bounds] of declaredArguments(schema)) {
    for (const argument of field.args) {
      const place = `${where}(${argument.name})`;
      const type = getNamedType(argument.type);
      if (argument.name === 'filter' && isInputObjectType(type)) {
        for (const each of Object.values(type.getFields()))
          describe(`${type.name}.${each.name}`, each, bounds.get(`filter.${each.name}`));
      } else if (!PAGING.has(argument.name)) describe(place, argument, bounds.get(argument.name));
    }
  }
  if (boundless.length > 0) throw new Error(`arguments of reads without a bound: ${boundless.join(', ')}`);
}

/** Those of every connection, which say themselves how much they take. */
const PAGING: ReadonlySet<string> = new Set(['first', 'after', 'last', 'before']);

/** Null where there is no bound and has to be one. */
function sentenceOf(type: GraphQLInputType, { characters, entries }: Bounds): string | null {
  if (isListType(getNullableType(type))) return entries === undefined ? null : `At most ${entries} entries.`;
  if (getNamedType(type) !== GraphQLString) return '';
  return characters === undefined ? null : `At most ${characters} characters.`;
}

type Arguments = readonly [where: string, field: GraphQLField<unknown, unknown>, bounds: ReadonlyMap<string, Bounds>];

function* declaredArguments(schema: GraphQLSchema): Generator<Arguments> {
  for (const [{ name }, reads] of allDeclaredReads()) {
    for (const [field, read] of reads) yield* argumentsOf(schema, name, field, boundsOf(read));
  }
  for (const [field, root] of declaredRoots()) yield* argumentsOf(schema, 'Query', field, boundsOfRoot(root));
}

function* argumentsOf(
  schema: GraphQLSchema,
  type: string,
  name: string,
  bounds: Readonly<Record<string, Bounds>>,
): Generator<Arguments> {
  const named = schema.getType(type);
  const field = isObjectType(named) ? named.getFields()[name] : undefined;
  if (field !== undefined) yield [`${type}.${name}`, field, new Map(Object.entries(bounds))];
}

function boundsOfRoot({ read }: RootRead): Readonly<Record<string, Bounds>> {
  if (read.kind === 'connection') return boundsOf(read.connection);
  return read.kind === 'one' ? { [read.argument]: read } : {};
}

/** By argument, or `filter.` and a field of the filter. What is computed takes no texts: nothing would bound them. */
function boundsOf(read: DeclaredRead): Readonly<Record<string, Bounds>> {
  switch (read.kind) {
    case 'connection':
      return Object.fromEntries([
        ...Object.entries(read.filter?.conditions ?? {}).map(([name, condition]) => [`filter.${name}`, condition]),
        ...(read.arguments ?? []).map(({ argument, condition }) => [argument, condition]),
      ]);
    case 'many':
      return read.filter === undefined ? {} : { [read.filter.argument]: read.filter.condition };
    case 'view':
      return read.arguments ?? {};
    default:
      return {};
  }
}
