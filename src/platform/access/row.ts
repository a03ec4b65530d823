import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { identifier, raw, sql, type Parameter, type Sql } from '../database/sql';

/** The columns of one row in a statement, by property name, as pieces of SQL. */
export type Row<E> = { readonly [P in keyof E]-?: Sql } & {
  /** Values computed once for the row, by name (see `Access.locals`). */
  readonly $local: Readonly<Record<string, Sql>>;
  /** Arguments of the field that the object is shown by, by name (see `WithArguments`). */
  readonly $arguments: Readonly<Record<string, Sql>>;
  /** The row that this one is read within (see `Access.within`). */
  readonly $within: { readonly $local: Readonly<Record<string, Sql>> } & Readonly<Record<string, Sql>>;
};

export interface RowDependencies {
  readonly local?: (name: string) => Sql;
  readonly within?: () => Row<Record<string, unknown>>;
  readonly argument?: (name: string) => Parameter | undefined;
  /** Called with each column that is asked for. */
  readonly used?: (column: ColumnMetadata) => void;
}

/** The row of an entity under an alias. Asking for a property that is no column is a fault of the code. */
export function rowOf<E>(metadata: EntityMetadata, alias: string, dependencies: RowDependencies = {}): Row<E> {
  const local = new Proxy(
    {},
    {
      get: (_, name: string) => {
        if (dependencies.local === undefined) throw new Error(`${metadata.name} has no locals here`);
        return dependencies.local(name);
      },
    },
  );
  const boundArguments = new Proxy(
    {},
    {
      get: (_, name: string) => {
        const parameter = dependencies.argument?.(name);
        if (parameter === undefined) throw new Error(`${metadata.name} is not read with an argument ${name}`);
        return sql`${parameter}`;
      },
    },
  );
  return new Proxy({} as Row<E>, {
    get: (_, property: string) => {
      if (property === '$local') return local;
      if (property === '$arguments') return boundArguments;
      if (property === '$within') {
        if (dependencies.within === undefined) throw new Error(`${metadata.name} is not read within another row`);
        return dependencies.within();
      }
      const column = metadata.findColumnWithPropertyName(property);
      if (column === undefined) throw new Error(`${metadata.name} has no column ${property}`);
      dependencies.used?.(column);
      return raw(`${alias}.${identifier(column.databaseName)}`);
    },
  });
}
