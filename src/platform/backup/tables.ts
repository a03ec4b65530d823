import type { ClientBase } from 'pg';
import type { Manifest } from './archive';

/** TypeORM's own: its rows are made by running the migrations again. */
export const MIGRATIONS = 'migrations';

/** Tables with the columns that hold something of their own, and are not computed from others. */
export async function describeTables(client: ClientBase): Promise<Manifest['tables']> {
  const { rows } = await client.query<Manifest['tables'][number]>(
    `select
       relname as name,
       array_agg(attname::text order by attnum) as columns
     from pg_class
     join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
     where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'p')
       and not relispartition
       and relname <> $1
     group by relname
     order by relname`,
    [MIGRATIONS],
  );
  return rows;
}

export async function describeSequences(client: ClientBase): Promise<Manifest['sequences']> {
  const { rows } = await client.query<Manifest['sequences'][number]>(
    `select sequencename as name, last_value::text as last
     from pg_sequences
     where schemaname = 'public'
       and sequencename <> $1
     order by sequencename`,
    [`${MIGRATIONS}_id_seq`],
  );
  return rows;
}
