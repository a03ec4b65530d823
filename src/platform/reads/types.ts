import {
  Arg,
  ArgsType,
  Args,
  ClassType,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Query,
  Resolver,
  ID,
} from 'type-graphql';
import type { Class } from '../access/access';
import { LIMITS } from '../budgets';
import {
  allDeclaredReads,
  declaredRoots,
  type ConnectionRead,
  type DeclaredRead,
  type ListFilter,
} from './declarations';

@ObjectType({ description: 'Where a page of a connection lies.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow.' }) hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'Whether there are some before.' }) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Of the first edge; null when there is none.' })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'Of the last edge; null when there is none.' })
  endCursor!: string | null;
}

const CURSOR = `A cursor of this list. At most ${LIMITS.cursorCharacters.toLocaleString('en')} characters.`;

/** Paging as Relay has it: at most 100; 20 without `first` and `last`. */
@ArgsType()
class PageArgs {
  @Field(() => Int, { nullable: true }) first?: number;
  @Field(() => String, { nullable: true, description: CURSOR }) after?: string;
  @Field(() => Int, { nullable: true }) last?: number;
  @Field(() => String, { nullable: true, description: CURSOR }) before?: string;
}

interface ConnectionTypes {
  readonly connection: Class;
  readonly edge: Class;
}
const connections = new Map<Class, ConnectionTypes>();

/** The connection type of a node type; made once. */
export function connectionOf(node: Class): Class {
  const known = connections.get(node);
  if (known !== undefined) return known.connection;

  @ObjectType(`${node.name}Edge`, { description: `A ${node.name} in a connection, and its place.` })
  class Edge {
    @Field(() => String) cursor!: string;
    @Field(() => node) node!: object;
  }
  @ObjectType(`${node.name}Connection`, { description: `A page of ${node.name} objects that the viewer may see.` })
  class Connection {
    @Field(() => [Edge]) edges!: Edge[];
    @Field(() => [node]) nodes!: object[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
    @Field(() => Int, { description: 'How many the viewer may see in all; counted only when asked for.' })
    totalCount!: number;
  }
  connections.set(node, { connection: Connection, edge: Edge });
  return Connection;
}

/**
 * type-graphql knows fields by decorated members; declared ones become members of a class of their own here.
 * Their bodies never run: queries are compiled, and a body that did run would be a fault.
 */
function compiledElsewhere(): never {
  throw new Error('a compiled field was resolved one by one');
}

function member(holder: object, name: string): PropertyDescriptor {
  const descriptor = { value: compiledElsewhere, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(holder, name, descriptor);
  return descriptor;
}

/** Describes a member's arguments to type-graphql, which reads them from the methods that it decorates. */
export function describeArguments(holder: object, name: string, types: readonly ((index: number) => void)[]): void {
  Reflect.defineMetadata(
    'design:paramtypes',
    types.map(() => Object),
    holder,
    name,
  );
  Reflect.defineMetadata('design:returntype', Object, holder, name);
  types.forEach((decorate, index) => decorate(index));
}

function pagingArguments(holder: object, name: string, read: ConnectionRead): ((index: number) => void)[] {
  const { filter, orders } = read;
  const decorators: ((index: number) => void)[] = [(index) => Args(() => PageArgs as ClassType)(holder, name, index)];
  if (filter !== undefined) {
    decorators.push((index) =>
      Arg('filter', () => filter.type() as ClassType, { nullable: true })(holder, name, index),
    );
  }
  if (orders !== undefined) {
    decorators.push((index) =>
      Arg('orderBy', () => orders.type() as ClassType, { nullable: true })(holder, name, index),
    );
  }
  return [...decorators, ...filterArguments(holder, name, read.arguments)];
}

function filterArguments(
  holder: object,
  name: string,
  filters: readonly ListFilter[] = [],
): ((index: number) => void)[] {
  return filters.map(
    ({ argument, type, required = false, description }) =>
      (index) =>
        Arg(argument, () => type() as ClassType, {
          nullable: !required,
          ...(description === undefined ? {} : { description }),
        })(holder, name, index),
  );
}

function argumentsOf(holder: object, name: string, read: DeclaredRead): ((index: number) => void)[] {
  if (read.kind === 'connection') return pagingArguments(holder, name, read);
  if (read.kind === 'many') {
    const { ranked } = read;
    if (ranked === undefined) return filterArguments(holder, name, read.arguments);
    const description = `At most ${ranked.most}.`;
    return [(index) => Arg('first', () => Int, { defaultValue: ranked.default, description })(holder, name, index)];
  }
  if (read.kind === 'view' || read.kind === 'computed') {
    return Object.entries(read.arguments ?? {}).map(
      ([argument, { type, nullable = false, description }]) =>
        (index) =>
          Arg(argument, () => type() as ClassType, { nullable, ...(description === undefined ? {} : { description }) })(
            holder,
            name,
            index,
          ),
    );
  }
  return [];
}

function typeOf(read: DeclaredRead): unknown {
  if (read.kind === 'connection') return connectionOf(read.type());
  if (read.kind === 'many') return [read.type()];
  return read.type();
}

/** The declared fields and entry points as classes for type-graphql. */
export function declaredResolvers(): Function[] {
  const resolvers: Function[] = [];
  for (const [type, reads] of allDeclaredReads()) {
    class Fields {}
    Resolver(() => type as ClassType)(Fields);
    for (const [name, read] of reads) {
      const descriptor = member(Fields.prototype, name);
      describeArguments(Fields.prototype, name, argumentsOf(Fields.prototype, name, read));
      if (read.kind === 'connection') connectionOf(read.type()); // known before the schema is put together
      FieldResolver(() => typeOf(read) as ClassType, options(read))(Fields.prototype, name, descriptor);
    }
    resolvers.push(Fields);
  }
  class Roots {}
  Resolver()(Roots);
  for (const [name, root] of declaredRoots()) {
    const descriptor = member(Roots.prototype, name);
    const { read } = root;
    if (read.kind === 'one') {
      const decorate = (index: number): void =>
        Arg(read.argument, () => (read.of === 'id' ? ID : String))(Roots.prototype, name, index);
      describeArguments(Roots.prototype, name, [decorate]);
    } else {
      const paging = read.kind === 'connection' ? pagingArguments(Roots.prototype, name, read.connection) : [];
      describeArguments(Roots.prototype, name, paging);
    }
    const type = read.kind === 'connection' ? connectionOf(root.type()) : root.type();
    Query(() => type as ClassType, options(root))(Roots.prototype, name, descriptor);
  }
  resolvers.push(Roots);
  return resolvers;
}

function options(read: { nullable?: boolean; description?: string }): { nullable: boolean; description?: string } {
  return {
    nullable: read.nullable ?? false,
    ...(read.description === undefined ? {} : { description: read.description }),
  };
}
