import type { IdPrefix } from '../database/ids';
import { TRUE, type Sql } from '../database/sql';
import type { Row } from './row';

/** A class of whatever constructor. */
export type Class<T = object> = abstract new (...parameters: never[]) => T;

/** A condition on a row, in terms of the row's columns and of the viewer's parameters. */
export type Rule<E = object> = (row: Row<E>) => Sql;

export const everyone: Rule = () => TRUE;

/**
 * Who sees what of a type: its source in `docs/visibility.md`. Every field of the type is in exactly one of
 * `reference`, `open` and `rules`; building the schema fails for one that does not.
 */
export interface Access<E = object> {
  /** The prefix of the type's global ids; kept for ever. None for a type that is not a node. */
  readonly id?: IdPrefix;
  /** The entity whose rows the type is read from; the class itself when absent. */
  readonly source?: () => Class<E>;
  /** Who sees the object in its own right: by id, in lists, in counts. */
  readonly row: Rule<E>;
  /** Fields that stay wherever something visible refers to the object, though `row` hides it. */
  readonly reference?: readonly string[] | undefined;
  /** Of which objects `reference` holds; of all where absent. The others are not referred to where `row` hides them. */
  readonly referable?: Rule<E>;
  /** Fields that whoever sees the object sees. */
  readonly open?: readonly string[];
  /** Fields with a rule of their own, besides the object's. */
  readonly rules?: Readonly<Record<string, Rule<E>>>;
  /**
   * What a non-null field shows where its rule hides it: a neutral value that reveals nothing. A list that may be hidden is
   * nullable, so that null says hidden and an empty list says that there is nothing; `[]` is for one of which no null may come.
   */
  readonly concealed?: Readonly<Record<string, string | boolean | number | readonly never[]>>;
  /** Conditions and values computed once for a row and used by name in rules and expressions. */
  readonly locals?: Readonly<Record<string, Rule<E>>>;
  /** The relation to the row whose locals this type's rules need (an item's meeting). */
  readonly within?: string;
}

type Extension = Pick<Access, 'reference' | 'open' | 'rules' | 'concealed'>;

const declared = new Map<Class, Access>();
/** Modules are loaded in any order, so a type may be extended before its own module declares it. */
const extensions = new Map<Class, Extension[]>();
const merged = new Map<Class, Access>();

/** Declares who sees what of a type. Once for each type, beside the module that owns it. */
export function declareAccess<E extends object>(type: Class, access: Access<E>): void {
  if (declared.has(type)) throw new Error(`access to ${type.name} is declared twice`);
  declared.set(type, access as unknown as Access);
}

/** Adds the rules of fields that a higher module adds to a lower one's type. */
export function extendAccess<E extends object>(
  type: Class,
  more: Pick<Access<E>, 'reference' | 'open' | 'rules' | 'concealed'>,
): void {
  extensions.set(type, [...(extensions.get(type) ?? []), more as unknown as Extension]);
  merged.delete(type);
}

/** The declaration with all its extensions; undefined when the type has none. */
export function accessOf(type: Class): Access | undefined {
  const known = merged.get(type);
  const own = declared.get(type);
  if (known !== undefined || own === undefined) return known;
  const all = (extensions.get(type) ?? []).reduce<Access>(
    (access, more) => ({
      ...access,
      reference:
        access.reference === undefined && more.reference === undefined
          ? undefined
          : [...(access.reference ?? []), ...(more.reference ?? [])],
      open: [...(access.open ?? []), ...(more.open ?? [])],
      rules: { ...access.rules, ...more.rules },
      concealed: { ...access.concealed, ...more.concealed },
    }),
    own,
  );
  merged.set(type, all);
  return all;
}

/** The types whose ids begin so, by name. */
export function typeNamesOf(prefixes: readonly IdPrefix[]): string[] {
  return prefixes.flatMap((prefix) => [...declared].flatMap(([type, { id }]) => (id === prefix ? [type.name] : [])));
}

/** The types that have a declaration. */
export function declaredTypes(): Class[] {
  return [...declared.keys()];
}
