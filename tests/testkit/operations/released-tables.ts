import type { Client } from 'pg';

/** What a server relies on that was built for a schema. */
export interface TableShapes {
  readonly columns: readonly Column[];
  /** Rules that refuse rows: checks, keys, exclusions, unique indexes. */
  readonly rules: readonly Rule[];
  /** What the server's logins may do, as `<statement> <table>`. */
  readonly rights: readonly string[];
  readonly functions: readonly string[];
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** Whether a row may leave it out. */
  readonly optional: boolean;
}

interface Rule {
  readonly table: string;
  readonly columns: readonly string[];
  /** Without its name, which matters to nobody who writes rows. */
  readonly definition: string;
}

export async function shapesIn(session: Client): Promise<TableShapes> {
  const rowsOf = async <T extends object>(question: string): Promise<T[]> => (await session.query<T>(question)).rows;
  const tables = `pg_class.relnamespace = 'public'::regnamespace and pg_class.relkind in ('r', 'p') and relname <> 'migrations'`;
  return {
    columns: await rowsOf<Column>(`
      select
        relname as table,
        attname as name,
        format_type(atttypid, atttypmod) as type,
        not attnotnull or atthasdef or attidentity <> '' as optional
      from pg_attribute
      join pg_class on pg_class.oid = attrelid
      where ${tables}
        and attnum > 0
        and not attisdropped
      order by relname, attname`),
    rules: await rowsOf<Rule>(`
      select
        relname as table,
        array(select attname::text from pg_attribute where attrelid = conrelid and attnum = any (conkey) order by attname) as columns,
        pg_get_constraintdef(pg_constraint.oid) as definition
      from pg_constraint
      join pg_class on pg_class.oid = conrelid
      where ${tables}
        and contype in ('c', 'f', 'u', 'x', 'p')
      union all
      select
        relname,
        array(select attname::text from pg_attribute where attrelid = indrelid and attnum = any (indkey) order by attname),
        regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON', 'INDEX ON')
      from pg_index
      join pg_class on pg_class.oid = indrelid
      where ${tables}
        and indisunique
        and not exists (select from pg_constraint where conindid = indexrelid and contype in ('u', 'x', 'p'))
      order by 1, 3`),
    rights: (
      await rowsOf<{ held: string }>(`
        select distinct format('%s %s', "right", relname) as held
        from pg_class
        cross join unnest(array['select', 'insert', 'update']) as "right"
        cross join unnest(array['gongjian_server', 'gongjian_identity']) as login
        where ${tables}
          and has_any_column_privilege(login, pg_class.oid, "right")
        union
        select format('delete %s', relname)
        from pg_class
        cross join unnest(array['gongjian_server', 'gongjian_identity']) as login
        where ${tables}
          and has_table_privilege(login, pg_class.oid, 'delete')
        order by held`)
    ).map(({ held }) => held),
    functions: (
      await rowsOf<{ signature: string }>(`
        select oid::regprocedure::text as signature
        from pg_proc
        where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e')
        order by signature`)
    ).map(({ signature }) => signature),
  };
}

/**
 * What servers that were built for one schema would stumble over in another, in words. They name the columns that they read and
 * write: a column more that may be left out is none of their concern, nor is a rule about such columns alone.
 */
export function stumblingBlocks(released: TableShapes, present: TableShapes): string[] {
  const key = ({ table, name }: Column): string => `${table}.${name}`;
  const now = new Map(present.columns.map((column) => [key(column), column]));
  const known = new Map(released.columns.map((column) => [key(column), column]));
  const tables = new Set(released.columns.map(({ table }) => table));
  const rules = new Set(released.rules.map(({ table, definition }) => `${table} ${definition}`));
  return [
    ...released.columns.flatMap((column) => {
      const name = key(column);
      const there = now.get(name);
      if (there === undefined) return [`${name} is gone`];
      if (there.type !== column.type) return [`${name} is ${there.type}, and was ${column.type}`];
      return column.optional && !there.optional ? [`${name} may not be left out any more`] : [];
    }),
    ...present.columns
      .filter((column) => tables.has(column.table) && !known.has(key(column)) && !column.optional)
      .map((column) => `${key(column)} is new, and may not be left out`),
    ...present.rules
      .filter(({ table, definition }) => tables.has(table) && !rules.has(`${table} ${definition}`))
      .filter(({ table, columns }) => columns.every((name) => known.has(`${table}.${name}`)))
      .map(({ table, definition }) => `${table} has a new rule: ${definition}`),
    ...released.rights
      .filter((right) => !present.rights.includes(right))
      .map((right) => `no login may ${right} any more`),
    ...released.functions.filter((name) => !present.functions.includes(name)).map((name) => `${name} is gone`),
  ];
}
