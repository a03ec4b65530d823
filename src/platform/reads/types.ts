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
import { DEFAULT_PAGE } from './page';
import {
  allDeclaredReads,
  declaredRoots,
  longestOf,
  type ConnectionRead,
  type DeclaredRead,
  type ListFilter,
} from './declarations';

@ObjectType({ description: 'Where a page of a connection lies (分页信息).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow (是否有下一页).' }) hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'Whether there are some before (是否有上一页).' }) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Of the first edge; null when there is none (首个游标).' })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'Of the last edge; null when there is none (末个游标).' })
  endCursor!: string | null;
}

const MOST = `at most ${LIMITS.pageSize}; ${DEFAULT_PAGE} come where neither \`first\` nor \`last\` says how many.`;
const CURSOR = `At most ${LIMITS.cursorCharacters.toLocaleString('en')} characters.`;

/** Paging as Relay has it. */
@ArgsType()
class PageArgs {
  @Field(() => Int, { nullable: true, description: `How many from the start (前几条), ${MOST}` }) first?: number;
  @Field(() => String, { nullable: true, description: `Only what comes after this cursor (在此游标之后). ${CURSOR}` })
  after?: string;
  @Field(() => Int, { nullable: true, description: `How many from the end (后几条), ${MOST}` }) last?: number;
  @Field(() => String, { nullable: true, description: `Only what comes before this cursor (在此游标之前). ${CURSOR}` })
  before?: string;
}

const FILTER = 'Only those for which every field holds that is set (筛选条件).';
const ORDER = 'In which order, instead of the order that the list has by itself (排序).';

interface ConnectionTypes {
  readonly connection: Class;
  readonly edge: Class;
}
const connections = new Map<Class, ConnectionTypes>();

/** The connection type of a node type; made once. */
export function connectionOf(node: Class): Class {
  const known = connections.get(node);
  if (known !== undefined) return known.connection;

  @ObjectType(`${node.name}Edge`, { description: `A ${node.name} in a connection, and its place (条目).` })
  class Edge {
    @Field(() => String, { description: 'Its place, for `after` and `before` (游标).' }) cursor!: string;
    @Field(() => node, { description: 'The object (对象).' }) node!: object;
  }
  @ObjectType(`${node.name}Connection`, {
    description: `A page of ${node.name} objects that the viewer may see (分页列表).`,
  })
  class Connection {
    @Field(() => [Edge], { description: 'The objects of the page with their places (条目).' }) edges!: Edge[];
    @Field(() => [node], { description: 'The objects of the page (对象).' }) nodes!: object[];
    @Field(() => PageInfo, { description: 'Where the page lies (分页信息).' }) pageInfo!: PageInfo;
    @Field(() => Int, {
      description:
        'How many the viewer may see in all (总数). Counted only when asked for, row by row: its time grows with the list, which that of a page does not.',
    })
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

/** An argument, which may be left out unless it says otherwise. */
function declared(
  holder: object,
  name: string,
  argument: string,
  { type, description, required = false }: Pick<ListFilter, 'type' | 'description' | 'required'>,
): (index: number) => void {
  return (index) => Arg(argument, () => type() as ClassType, { nullable: !required, description })(holder, name, index);
}

function pagingArguments(holder: object, name: string, read: ConnectionRead): ((index: number) => void)[] {
  const { filter, orders } = read;
  return [
    ...(filter === undefined ? [] : [declared(holder, name, 'filter', { type: filter.type, description: FILTER })]),
    ...(orders === undefined ? [] : [declared(holder, name, 'orderBy', { type: orders.type, description: ORDER })]),
    ...(read.arguments ?? []).map((more) => declared(holder, name, more.argument, more)),
    (index) => Args(() => PageArgs as ClassType)(holder, name, index),
  ];
}

function argumentsOf(holder: object, name: string, read: DeclaredRead): ((index: number) => void)[] {
  if (read.kind === 'connection') return pagingArguments(holder, name, read);
  if (read.kind === 'many') {
    const { ranked } = read;
    if (ranked === undefined) return (read.arguments ?? []).map((more) => declared(holder, name, more.argument, more));
    const description = `How many (个数). At most ${ranked.most}.`;
    return [
      (index) =>
        Arg('first', () => Int, { nullable: true, defaultValue: ranked.default, description })(holder, name, index),
    ];
  }
  if (read.kind === 'view' || read.kind === 'computed') {
    return Object.entries(read.arguments ?? {}).map(
      ([argument, { type, nullable = false, description }]) =>
        (index) =>
          Arg(argument, () => type() as ClassType, { nullable, description })(holder, name, index),
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
      FieldResolver(() => typeOf(read) as ClassType, options(bounded(read)))(Fields.prototype, name, descriptor);
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
        Arg(read.argument, () => (read.of === 'id' ? ID : String), { description: read.description })(
          Roots.prototype,
          name,
          index,
        );
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

/** With how long a plain list may be, at the end of its description. */
function bounded(read: DeclaredRead): DeclaredRead {
  if (read.kind !== 'many') return read;
  return { ...read, description: `${read.description} At most ${longestOf(read).toLocaleString('en')}.` };
}

function options({ nullable = false, description }: { nullable?: boolean; description: string }): {
  nullable: boolean;
  description: string;
} {
  return { nullable, description };
}
