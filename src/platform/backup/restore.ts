import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { StartupError } from '../config';
import { withSession } from '../database/cluster/session';
import { inNewSchema } from '../database/migrate';
import { identifier } from '../database/sql';
import type { Manifest } from './archive';
import { readBackup, type BackupContent, type BackupFile } from './reading';
import { describeSequences, describeTables } from './tables';

interface RestoreOptions extends BackupFile {
  readonly ownerUrl: string;
  /** As a first reading found it: nothing is written from a file that was not read to its end. */
  readonly content: BackupContent;
  /** Done when all rows are there, and before they count. */
  readonly before: () => void;
  readonly log: (line: string) => void;
}

/**
 * Writes a backup into an empty database: all of it, or nothing. Keys to other tables and indexes are made when the rows are
 * there, which checks all of them once.
 * @throws StartupError where the database is not empty, or the backup does not fit this version
 */
export async function restoreBackup({ ownerUrl, content, before, log, ...from }: RestoreOptions): Promise<void> {
  const { manifest, rows } = content;
  await inNewSchema(ownerUrl, manifest.migrations, async (client) => {
    log(`schema: ${manifest.migrations.length} migrations`);
    requireSame(manifest, { tables: await describeTables(client), sequences: await describeSequences(client) });
    const columns = new Map(manifest.tables.map((table) => [table.name, table.columns.map(identifier).join(', ')]));
    const rebuild = await strip(client, [...columns.keys()]);
    const loaded: Record<string, number> = {};
    await readBackup(from, async (table, piece) => {
      const count = await copyInto(client, table, columns.get(table) ?? '', piece);
      loaded[table] = (loaded[table] ?? 0) + count;
      if (loaded[table] === rows[table]) log(`${table}: ${loaded[table]} rows`);
    });
    const short = Object.keys(rows).find((table) => (loaded[table] ?? 0) !== rows[table]);
    if (short !== undefined) throw new StartupError(`${from.file} was changed while it was read (${short})`);
    for (const { name, last } of manifest.sequences)
      if (last !== null) await client.query('select setval($1::text::regclass, $2)', [identifier(name), last]);
    log(`indexes and keys: ${rebuild.length}`);
    for (const statement of rebuild) await client.query(statement);
    before();
  });
  await withSession(ownerUrl, (session) => session.query('analyze'));
}

/** The schema that migrations make has to be the one that the backup was taken from. */
function requireSame(manifest: Manifest, made: Pick<Manifest, 'tables' | 'sequences'>): void {
  const shape = ({ tables, sequences }: typeof made): Set<string> =>
    new Set([
      ...tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)),
      ...sequences.map(({ name }) => name),
    ]);
  const [wanted, there] = [shape(manifest), shape(made)];
  const differing = [...wanted]
    .filter((each) => !there.has(each))
    .concat([...there].filter((each) => !wanted.has(each)));
  if (differing.length > 0)
    throw new StartupError(
      `the backup is of another schema than its migrations make: ${differing.slice(0, 5).join(', ')}`,
    );
}

/**
 * Takes away what loading rows one table after the other would stumble over or be slowed by (keys to other tables, indexes,
 * triggers), and the rows that migrations made.
 * @returns the statements that bring it back
 */
async function strip(client: PoolClient, tables: readonly string[]): Promise<string[]> {
  const statements = async (question: string): Promise<{ take: string; give: string }[]> =>
    (await client.query<{ take: string; give: string }>(question)).rows;
  const keys = await statements(`
    select
      format('alter table %s drop constraint %I', conrelid::regclass, conname) as take,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as give
    from pg_constraint
    where contype = 'f'
      and connamespace = 'public'::regnamespace
      and conparentid = 0`);
  const indexes = await statements(`
    select
      format('drop index %s', indexrelid::regclass) as take,
      pg_get_indexdef(indexrelid) as give
    from pg_index
    join pg_class on pg_class.oid = indexrelid
    where relnamespace = 'public'::regnamespace
      and not relispartition
      and not exists (select from pg_constraint where conindid = indexrelid and contype <> 'f')`);
  const triggers = await statements(`
    select distinct
      format('alter table %s disable trigger user', tgrelid::regclass) as take,
      format('alter table %s enable trigger user', tgrelid::regclass) as give
    from pg_trigger
    join pg_class on pg_class.oid = tgrelid
    where not tgisinternal
      and relnamespace = 'public'::regnamespace`);
  const all = [...triggers, ...keys, ...indexes];
  for (const { take } of all) await client.query(take);
  await client.query(`truncate ${tables.map(identifier).join(', ')}`);
  // an index may be what a key refers to
  return [...indexes, ...keys, ...triggers].map(({ give }) => give);
}

async function copyInto(client: PoolClient, table: string, columns: string, piece: Buffer): Promise<number> {
  const stream = client.query(copyFrom(`copy ${identifier(table)} (${columns}) from stdin`));
  stream.end(piece);
  await once(stream, 'finish');
  return stream.rowCount;
}
