import type { DataSource } from 'typeorm';
import { GROUPS } from './cluster';
import { identifier } from './sql';

/** What the logins of the running server may do beyond what migrations grant to the server's: who of them does what. */
export interface Rights {
  /** Tables that identity's login alone writes. */
  readonly identity: readonly string[];
  /** What identity's login alone reads: columns of a table, or the whole of it. */
  readonly secrets: Readonly<Record<string, readonly string[] | 'all'>>;
  /** Tables that the server's login reads for what it writes, and the reader's does not. */
  readonly unread: readonly string[];
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns that a kind of login reads. */
  readonly server: readonly string[];
  readonly reader: readonly string[];
  readonly identity: readonly string[];
  /** Statements by which the server's login writes it. */
  readonly writes: readonly string[];
}

const { server, reader, identity } = GROUPS;

/**
 * Divides what migrations granted to the server's login among its three: what is identity's is taken from the server's
 * own, and the reader is let see everything but secrets. Run after migrations, again and again: what a new one grants to
 * the server is divided then. Nothing is changed where all is as it should be.
 */
export async function divideRights(source: DataSource, rights: Rights): Promise<void> {
  const statements = (await tablesOf(source)).flatMap((table) => divided(table, rights));
  await source.transaction(async (manager) => {
    await manager.query(`grant usage on schema public to ${reader}, ${identity}`);
    for (const statement of statements) await manager.query(statement);
  });
}

/** Gives the server's login what is identity's, where PostgreSQL has no login for that. */
export async function joinRights(source: DataSource, rights: Rights): Promise<void> {
  const [{ exists } = { exists: false }] = await source.query<{ exists: boolean }[]>(
    'select to_regrole($1) is not null as exists',
    [identity],
  );
  if (!exists) return;
  for (const name of new Set([...rights.identity, ...Object.keys(rights.secrets)])) {
    const held = await source.query<{ right: string }[]>(
      `select "right"
       from unnest(array['select', 'insert', 'update', 'delete']) as "right"
       where has_table_privilege($1, $2::regclass, "right")`,
      [identity, identifier(name)],
    );
    for (const { right } of held) await source.query(`grant ${right} on ${identifier(name)} to ${server}`);
  }
}

/** Tables that the server's login reads, or identity's does, and what each login may do with them. */
async function tablesOf(source: DataSource): Promise<Table[]> {
  const readable = (group: string): string =>
    `array(select name from unnest(columns) as name where has_column_privilege('${group}', oid, name, 'select'))`;
  return source.query<Table[]>(`
    select
      relname as name,
      columns,
      ${readable(server)} as server,
      ${readable(reader)} as reader,
      ${readable(identity)} as identity,
      array(
        select each
        from unnest(array['insert', 'update', 'delete']) as each
        where has_table_privilege('${server}', oid, each)
      ) as writes
    from pg_class
    cross join lateral (
      select array_agg(attname::text order by attnum) as columns
      from pg_attribute
      where attrelid = pg_class.oid
        and attnum > 0
        and not attisdropped
    ) as attributes
    where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p', 'v')
      and (has_any_column_privilege('${server}', oid, 'select') or has_any_column_privilege('${identity}', oid, 'select'))
    order by relname`);
}

function divided(table: Table, rights: Rights): string[] {
  const name = identifier(table.name);
  const secret = rights.secrets[table.name] ?? [];
  const open = secret === 'all' ? [] : table.columns.filter((column) => !secret.includes(column));
  const read = rights.unread.includes(table.name) ? [] : open;
  const apart = rights.identity.includes(table.name) || secret.length > 0;
  return [
    ...(apart && table.identity.length < table.columns.length ? [`grant select on ${name} to ${identity}`] : []),
    ...reading(name, server, table.columns, table.server, open),
    ...reading(name, reader, table.columns, table.reader, read),
    ...(rights.identity.includes(table.name)
      ? table.writes.flatMap((right) => [
          `grant ${right} on ${name} to ${identity}`,
          `revoke ${right} on ${name} from ${server}`,
        ])
      : []),
  ];
}

/** Lets a group read these columns and no others. */
function reading(
  table: string,
  group: string,
  all: readonly string[],
  present: readonly string[],
  wanted: readonly string[],
): string[] {
  if (present.length === wanted.length && wanted.every((column) => present.includes(column))) return [];
  const columns = wanted.length === all.length ? '' : ` (${wanted.map(identifier).join(', ')})`;
  return [
    `revoke select on ${table} from ${group}`,
    ...(wanted.length === 0 ? [] : [`grant select${columns} on ${table} to ${group}`]),
  ];
}
