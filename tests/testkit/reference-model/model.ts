import type { Look } from './look';
import type { Row, Rows } from './rows';
import type { Viewer } from './viewer';

/** Whether somebody sees something of a row. */
export type Sees = (who: Viewer, row: Row, rows: Rows) => boolean;
export type Arguments = Readonly<Record<string, unknown>>;
/** How a field is read, in the plainest way. */
export type Read = (row: Row, look: Look, args: Arguments) => unknown;
export type Reads = Readonly<Record<string, Read>>;

export interface FieldModel {
  /** Of those who see the object. */
  readonly sees: Sees;
  readonly read: Read;
}
export type Fields = Readonly<Record<string, FieldModel>>;

/** What higher modules add to a type. */
export interface Extension {
  readonly fields: Fields;
  /** What a field that cannot be null shows where it is hidden. */
  readonly concealed?: Readonly<Record<string, unknown>>;
}

export interface TypeModel extends Extension {
  /** The table whose rows are shown as this type. */
  readonly table: string;
  /** Of its global ids; whoever sees an object sees its id. Types without are no nodes. */
  readonly prefix?: string;
  /** Who sees the object in its own right: by id, in lists, in counts. */
  readonly object: Sees;
  /** Fields that stay wherever something visible refers to an object of which this holds. */
  readonly named?: { readonly fields: readonly string[]; readonly if: (row: Row) => boolean };
}

/** All that a module has in the graph: who sees what of it, as docs/visibility.md has it, and how it is read. */
export interface ModuleModel {
  readonly types: Readonly<Record<string, TypeModel>>;
  /** By the name of another module's type. */
  readonly extensions?: Readonly<Record<string, Extension>>;
  /** Fields of Query. */
  readonly roots?: Readonly<Record<string, (args: Arguments, look: Look) => unknown>>;
}

/** Fields that the same people see. */
export function seenBy(sees: Sees, reads: Reads): Fields {
  return Object.fromEntries(Object.entries(reads).map(([name, read]) => [name, { sees, read }]));
}

export const anyone: Sees = () => true;
export const members: Sees = (who, row) => who.isMember(row['alliance_id']);
export const secretariat: Sees = (who, row) => who.isSecretariat(row['alliance_id']);
export const either =
  (...rules: readonly Sees[]): Sees =>
  (who, row, rows) =>
    rules.some((rule) => rule(who, row, rows));

/** What a connection shows where it is hidden. */
export const EMPTY_PAGE = {
  nodes: [],
  edges: [],
  totalCount: 0,
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};
