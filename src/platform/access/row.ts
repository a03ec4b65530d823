import type { EntityMetadata } from 'typeorm';
import { identifier, raw, sql, type Parameter, type Sql } from '../database/sql';

/** The columns of one row in a statement, by property name, as pieces of SQL. */
export type Row<E> = { readonly [P in keyof E]-?: Sql } & {
  /** Values computed once for the row, by name (see `Access.locals`). */
  readonly $local: Readonly<Record<string, Sql>>;
  /** Arguments of the field that the object is told by, by name (see `WithArguments`). */
  readonly $given: Readonly<Record<string, Sql>>;
  /** The row that this one is read within (see `Access.within`). */
  readonly $within: { readonly $local: Readonly<Record<string, Sql>> } & Readonly<Record<string, Sql>>;
};

export interface RowSurroundings {
  readonly local?: (name: string) => Sql;
  readonly within?: () => Row<Record<string, unknown>>;
  readonly given?: (name: string) => Parameter | undefined;
}

/** The row of an entity under an alias. Asking for a property that is no column is a fault of the code. */
export function rowOf<E>(metadata: EntityMetadata, alias: string, surroundings: RowSurroundings = {}): Row<E> {
  const local = new Proxy(
    {},
    {
      get: (_, name: string) => {
        if (surroundings.local === undefined) throw new Error(`${metadata.name} has no locals here`);
        return surroundings.local(name);
      },
    },
  );
  const given = new Proxy(
    {},
    {
      get: (_, name: string) => {
        const parameter = surroundings.given?.(name);
        if (parameter === undefined) throw new Error(`${metadata.name} is not told with an argument ${name}`);
        return sql`${parameter}`;
      },
    },
  );
  return new Proxy({} as Row<E>, {
    get: (_, property: string) => {
      if (property === '$local') return local;
      if (property === '$given') return given;
      if (property === '$within') {
        if (surroundings.within === undefined) throw new Error(`${metadata.name} is not read within another row`);
        return surroundings.within();
      }
      const column = metadata.findColumnWithPropertyName(property);
      if (column === undefined) throw new Error(`${metadata.name} has no column ${property}`);
      return raw(`${alias}.${identifier(column.databaseName)}`);
    },
  });
}
