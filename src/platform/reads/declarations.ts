import type { Class, Rule } from '../access/access';
import type { Row } from '../access/row';
import type { Viewer, ViewerParameter } from '../access/viewer';
import { LIMITS } from '../budgets';
import { sql, TRUE, type Sql } from '../database/sql';
import type { Locale } from '../i18n/messages';
import type { Bounds, FilterCondition, Linked } from './filters';
import type { SharedWork } from './shared-work';
import type { Queryable } from './statement';

/** What computed fields are computed with. */
export interface Computing {
  /** Where more can be read; inside a mutation, its own transaction. */
  readonly database: Queryable;
  readonly viewer: Viewer;
  /** The language that they are to be in. */
  readonly locale: Locale;
  /** What the app provides for modules. */
  readonly services: unknown;
  /** What the computed fields of the request share. */
  readonly shared: SharedWork;
}

/** How a value of SQL becomes JSON text. */
export type JsonForm = 'string' | 'number' | 'boolean' | 'dateTime' | 'plain' | 'json' | 'id';

/** One way to order a connection. Ties are broken by id, in the same direction. */
export interface Order<E = object> {
  /** Part of the cursor, so that a cursor of one order is refused by another. */
  readonly tag: string;
  readonly expression: (row: Row<E>) => Sql;
  readonly type: 'text' | 'date' | 'timestamptz' | 'int';
  readonly collation?: string;
  readonly direction: 'asc' | 'desc';
}

interface Described {
  readonly description: string;
  readonly nullable?: boolean;
}

/** Child rows of a parent: those whose relation `by` points at it, or for which `on` holds. */
export interface Children<C = object, P = object> {
  readonly by?: string;
  readonly on?: (child: Row<C>, parent: Row<P>) => Sql;
  /** Besides `on`, the child is one of those that another table links with the parent. Of connections. */
  readonly linked?: Linked<C, Row<P>>;
}

/** An argument of a field, besides those of paging and filters. */
export interface ArgumentDeclaration extends Bounds {
  readonly type: () => unknown;
  readonly nullable?: boolean;
  readonly description: string;
  /** The PostgreSQL type that its value is cast to. */
  readonly parameterType: string;
}

/** Arguments by name; the object's fields find them in `$arguments`. */
export interface WithArguments {
  readonly arguments?: Readonly<Record<string, ArgumentDeclaration>>;
  /** Throws InvalidArgument for values that do not go together. */
  readonly check?: (values: Readonly<Record<string, unknown>>) => void;
}

/** A column or a to-one relation of the source's, under the field's own name. Inferred, never written. */
export interface PropertyRead {
  readonly kind: 'property';
}

/** A value computed by SQL from the row. */
export interface ExpressionRead extends Described {
  readonly kind: 'expression';
  readonly type: () => unknown;
  readonly form: JsonForm;
  readonly sql: Rule;
}

/** An object viewed from the same row (an agenda of its meeting). */
export interface ViewRead extends Described, WithArguments {
  readonly kind: 'view';
  readonly type: () => Class;
}

/** Another row, found by a condition. */
export interface OneRead extends Described {
  readonly kind: 'one';
  readonly type: () => Class;
  readonly on: (child: Row<object>, parent: Row<object>) => Sql;
  /** Where several may meet the condition: the order of which the first that the viewer sees is shown. */
  readonly order?: (child: Row<object>, parent: Row<object>) => Sql;
}

/** A plain list of rows. It is never longer than its description says. */
export interface ManyRead extends Described, Children {
  readonly kind: 'many';
  readonly type: () => Class;
  /** What the children are ordered by; their ids when absent. */
  readonly order?: (child: Row<object>) => Sql;
  /** About how many there are, for the cost of a query. */
  readonly estimatedCount?: number;
  readonly arguments?: readonly ListFilter[];
  /** Throws InvalidArgument for arguments that do not go together. */
  readonly check?: WithArguments['check'];
  /** How many there are at most, where the rules of writing hold that. */
  readonly most?: number;
  /** How many are shown at most, where they do not: `LIMITS.listObjects` when nothing is said. */
  readonly shown?: number;
  /** A `node` field of its rows: those whose object the viewer may not see are left out. */
  readonly unlessHidden?: string;
  /** The list refers to its rows: those that their own rule hides stay in it, with what the type shows in a mere reference. */
  readonly referred?: true;
  readonly ranked?: Ranked;
}

/** Rows that a query of its own finds and ranks, the best \`first\` of them: no table has them. */
export interface Ranked<P = object> {
  /** How many when the request does not say, and how many it may ask for. */
  readonly default: number;
  readonly most: number;
  /** What finding them costs, besides the rows. */
  readonly cost: number;
  /** A query in brackets, with the entity's columns. */
  readonly rows: (parent: Row<P>, first: Sql) => Sql;
}

/** How many objects a plain list has at most. */
export function longestOf({ most, shown = LIMITS.listObjects }: Pick<ManyRead, 'most' | 'shown'>): number {
  return most ?? shown;
}

export interface ListFilter<C = object> {
  /** An argument's name, type and condition. */
  readonly argument: string;
  readonly description: string;
  readonly type: () => unknown;
  readonly required?: boolean;
  readonly condition: FilterCondition<C>;
}

/** A Relay connection over rows. */
export interface ConnectionRead extends Described, Children {
  readonly kind: 'connection';
  readonly type: () => Class;
  readonly filter?: { readonly type: () => Class; readonly conditions: Readonly<Record<string, FilterCondition>> };
  /** Arguments besides those of paging, each with a condition. */
  readonly arguments?: readonly ListFilter[];
  /** Holds unless the filter names one of the fields in `unless`. */
  readonly defaultFilter?: { readonly unless: string; readonly condition: Rule };
  readonly order: Order;
  /** Orders by the value of `orderBy.field`; `direction` comes from the request. */
  readonly orders?: { readonly type: () => Class; readonly by: Readonly<Record<string, Order>> };
}

/** One of several types, by which of the relations is set; the last is taken when none before it is. */
export interface OneOfRead extends Described {
  readonly kind: 'oneOf';
  readonly type: () => unknown;
  readonly relations: readonly string[];
  /** A live document may select of it what it may of the object that holds it. */
  readonly part?: true;
}

/** An object of whatever type: the one whose global id the row holds, if the viewer may see it in its own right. */
export interface NodeRead extends Described {
  readonly kind: 'node';
  readonly type: () => unknown;
  readonly id: Rule;
  /** The types that it may be of; all nodes when absent. */
  readonly among?: () => readonly Class[];
}

/** Which members of a computed object were asked for, each under its response key. */
export interface Shape {
  readonly typeName: string;
  readonly members: readonly (readonly [key: string, name: string, inner: Shape | null])[];
}

/**
 * A value computed in Node for a batch of rows, and to be had only in those subscriptions whose feed computes. `needs` are
 * columns of the source, or `node` fields, of which it learns only whether the viewer may see the object: `{}` or null.
 * `load` gets these values for each row, in order, and answers in order. `cost` is for each row, before anything is read;
 * what reads texts reserves their bytes (`computing.shared`) before it loads them.
 */
export interface ComputedRead extends Described, Pick<WithArguments, 'arguments'> {
  readonly kind: 'computed';
  readonly type: () => unknown;
  readonly needs: readonly string[];
  readonly cost: number;
  /** What it yields lets its holder do something: an answer that has it is not compressed, since its length would tell of it (BREACH). */
  readonly secret?: true;
  readonly load: (
    rows: readonly (readonly unknown[])[],
    computing: Computing,
    values: Readonly<Record<string, unknown>>,
    /** Of a field with arguments, what its place asks for: it may answer JSON text (`JsonText`) in this shape. */
    shape: Shape | null,
  ) => Promise<readonly unknown[]>;
}

export type Read =
  PropertyRead | ExpressionRead | ViewRead | OneRead | ManyRead | ConnectionRead | OneOfRead | NodeRead | ComputedRead;

export type DeclaredRead = Exclude<Read, PropertyRead>;

/** The constructors of reads for the fields of one type `P`. */
export interface FieldsOf<P> {
  expression(type: () => unknown, form: JsonForm, sql: Rule<P>, more: Described): ExpressionRead;
  view(type: () => Class, more: Described & WithArguments): ViewRead;
  one<C extends object>(
    type: () => Class<C>,
    options: Described & {
      on: (child: Row<C>, parent: Row<P>) => Sql;
      order?: (child: Row<C>, parent: Row<P>) => Sql;
    },
  ): OneRead;
  many<C extends object>(
    type: () => Class<C>,
    options: Described &
      Children<C, P> & {
        order?: (child: Row<C>) => Sql;
        estimatedCount?: number;
        arguments?: readonly ListFilter<C>[];
        check?: WithArguments['check'];
        most?: number;
        shown?: number;
        unlessHidden?: string;
        referred?: true;
      },
  ): ManyRead;
  ranked<C extends object>(
    type: () => Class<C>,
    options: Described & Ranked<P> & { order: (child: Row<C>) => Sql },
  ): ManyRead;
  connection<C extends object>(type: () => Class<C>, options: ConnectionOptions<C, P>): ConnectionRead;
  oneOf(type: () => unknown, options: Described & { relations: readonly (keyof P & string)[]; part?: true }): OneOfRead;
  node(type: () => unknown, options: Described & { id: Rule<P>; among?: () => readonly Class[] }): NodeRead;
  computed(type: () => unknown, options: Omit<ComputedRead, 'kind' | 'type'>): ComputedRead;
}

export interface ConnectionOptions<C, P> extends Described, Children<C, P> {
  readonly filter?: { readonly type: () => Class; readonly conditions: Readonly<Record<string, FilterCondition<C>>> };
  readonly arguments?: readonly ListFilter<C>[];
  readonly defaultFilter?: { readonly unless: string; readonly condition: Rule<C> };
  readonly order: Order<C>;
  readonly orders?: { readonly type: () => Class; readonly by: Readonly<Record<string, Order<C>>> };
}

/** What connections of one type have in common, wherever they are. */
export type CommonOptions<C> = Omit<ConnectionOptions<C, object>, 'by' | 'on' | 'description'> & Partial<Described>;

// one implementation for every type: the columns of rows are checked when a plan is made
const constructors = {
  expression: (type, form, sql, more) => ({ kind: 'expression', type, form, sql: sql as Rule, ...more }),
  view: (type, more) => ({ kind: 'view', type, ...more }),
  one: (type, options) => ({ kind: 'one', type, ...options }) as unknown as OneRead,
  many: (type, options) => ({ kind: 'many', type, ...options }) as unknown as ManyRead,
  ranked: (type, { order, description, nullable, ...ranked }) =>
    ({ kind: 'many', type, order, description, nullable, ranked, on: () => TRUE }) as unknown as ManyRead,
  connection: (type, options) => ({ kind: 'connection', type, ...options }) as unknown as ConnectionRead,
  oneOf: (type, options) => ({ kind: 'oneOf', type, ...options }),
  node: (type, options) => ({ kind: 'node', type, ...options }) as unknown as NodeRead,
  computed: (type, options) => ({ kind: 'computed', type, ...options }),
} satisfies FieldsOf<object>;

/** Fields declared for a type besides its columns and relations; a higher module may add to a lower one's. */
const declared = new Map<Class, Map<string, DeclaredRead>>();

export function declaredReads(type: Class): ReadonlyMap<string, DeclaredRead> {
  return declared.get(type) ?? new Map<string, DeclaredRead>();
}

export function allDeclaredReads(): ReadonlyMap<Class, ReadonlyMap<string, DeclaredRead>> {
  return declared;
}

/** Declares fields of a type that are read in SQL or computed in batches. */
export function declareFields<P extends object>(
  type: Class<P> | Class,
  fields: (field: FieldsOf<P>) => Readonly<Record<string, DeclaredRead>>,
): void {
  const known = declared.get(type) ?? new Map<string, DeclaredRead>();
  for (const [name, read] of Object.entries(fields(constructors as unknown as FieldsOf<P>))) {
    if (known.has(name)) throw new Error(`${type.name}.${name} is declared twice`);
    known.set(name, read);
  }
  declared.set(type, known);
}

/** An entry point of the graph. */
export interface RootRead extends Described {
  readonly type: () => Class;
  readonly read:
    | {
        readonly kind: 'one';
        readonly argument: string;
        /** Of the argument. */
        readonly description: string;
        readonly of: 'id' | 'text';
        readonly characters?: number;
        readonly on: (row: Row<object>, value: Sql) => Sql;
        /** The viewer parameter that has the argument as its value, in this statement alone: a receipt that the viewer holds. */
        readonly holds?: ViewerParameter;
      }
    | { readonly kind: 'connection'; readonly connection: ConnectionRead }
    | { readonly kind: 'viewer'; readonly on: Rule };
}

/** The constructors of entry points. */
export const root = {
  byId: <T extends { id: string }>(type: () => Class<T>, more: Described): RootRead => ({
    type,
    nullable: true,
    ...more,
    read: {
      kind: 'one',
      argument: 'id',
      description: 'Its id (全局编号).',
      of: 'id',
      on: (row, id) => sql`${(row as Row<T>).id as Sql} = ${id}`,
    },
  }),
  byText: <T extends object>(
    type: () => Class<T>,
    argument: { readonly name: string; readonly description: string },
    on: (row: Row<T>, value: Sql) => Sql,
    more: Described,
  ): RootRead => ({
    type,
    nullable: true,
    ...more,
    read: {
      kind: 'one',
      argument: argument.name,
      description: argument.description,
      of: 'text',
      characters: LIMITS.searchCharacters,
      on: on as (row: Row<object>, value: Sql) => Sql,
    },
  }),
  /** The object of a receipt, seen as whoever holds it sees it: the rules find the receipt in the viewer's parameter. */
  byReceipt: <T extends object>(
    type: () => Class<T>,
    receipt: ViewerParameter,
    on: (row: Row<T>, receipt: Sql) => Sql,
    more: Described,
  ): RootRead => ({
    type,
    nullable: true,
    ...more,
    read: {
      kind: 'one',
      argument: 'receipt',
      description: 'What was handed out when it was sent in (回执).',
      of: 'text',
      characters: LIMITS.searchCharacters,
      on: on as (row: Row<object>, value: Sql) => Sql,
      holds: receipt,
    },
  }),
  connection: <T extends object>(type: () => Class<T>, options: ConnectionOptions<T, object>): RootRead => ({
    type,
    description: options.description,
    read: { kind: 'connection', connection: constructors.connection(type, options) },
  }),
  /** The row that the viewer is; null when nobody is signed in. */
  viewer: <T extends object>(type: () => Class, on: Rule<T>, more: Described): RootRead => ({
    type,
    nullable: true,
    ...more,
    read: { kind: 'viewer', on: on as Rule },
  }),
};

const roots = new Map<string, RootRead>();

export function declareRoots(fields: Readonly<Record<string, RootRead>>): void {
  for (const [name, declaredRoot] of Object.entries(fields)) {
    if (roots.has(name)) throw new Error(`Query.${name} is declared twice`);
    roots.set(name, declaredRoot);
  }
}

export function declaredRoots(): ReadonlyMap<string, RootRead> {
  return roots;
}
