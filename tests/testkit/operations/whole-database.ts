import type { Client } from 'pg';
import { withSession } from '../../../src/platform/database/cluster/session';

/** All that the platform keeps in a database: what each table holds, by a hash, and each object that its schema is made of. */
export async function everythingIn(url: string): Promise<{ rows: Record<string, string>; schema: string[] }> {
  return withSession(url, async (session) => {
    await session.query("set TimeZone = 'UTC'");
    return { rows: await rowsIn(session), schema: await schemaOf(session) };
  });
}

async function rowsIn(session: Client): Promise<Record<string, string>> {
  const { rows: tables } = await session.query<{ name: string }>(
    `select relname as name
     from pg_class
     where relnamespace = 'public'::regnamespace
       and relkind = 'r'
       and relname <> 'migrations'
     order by relname`,
  );
  const rows: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows: found } = await session.query<{ hash: string }>(
      `select count(*) || ' ' || md5(string_agg(each::text, E'\\n' order by each::text)) as hash from ${name} each`,
    );
    rows[name] = found[0]?.hash ?? 'none';
  }
  return rows;
}

async function schemaOf(session: Client): Promise<string[]> {
  const { rows } = await session.query<{ text: string }>(`
    select format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as text
    from pg_constraint
    where connamespace = 'public'::regnamespace
    union all
    select pg_get_indexdef(indexrelid) from pg_index
    join pg_class on pg_class.oid = indexrelid and relnamespace = 'public'::regnamespace
    union all
    select format('%s %s', tgenabled, pg_get_triggerdef(pg_trigger.oid)) from pg_trigger
    join pg_class on pg_class.oid = tgrelid and relnamespace = 'public'::regnamespace
    where not tgisinternal
    union all
    select format('%s.%s %s %s', table_name, column_name, data_type, column_default) from information_schema.columns
    where table_schema = 'public'
    union all
    select name from migrations
    order by text`);
  return rows.map(({ text }) => text);
}
