import { type Client, DatabaseError } from 'pg';
import { StartupError } from '../../config';
import { placeOf, withSession } from './session';

const OLDEST = 15;
const NEWEST = 18;

interface Facts {
  readonly encoding: string;
  readonly ctype: string;
  readonly standby: boolean;
  readonly icu: boolean;
  /** Schema of pg_trgm, quoted; null when the extension is not there yet. */
  readonly trigrams: string | null;
}

/**
 * Looks whether a database can serve: its version, its encoding, whether trigrams see Chinese, whether ICU can sort it.
 * Nothing is changed: the extension, where it is missing, is tried in a transaction that is rolled back.
 * @throws StartupError with one line that says what is wrong
 */
export async function checkServer(url: string): Promise<void> {
  await withSession(url, async (session) => {
    const refuse = (reason: string): never => {
      throw new StartupError(`The database ${placeOf(session)} cannot serve: ${reason}`);
    };
    const {
      rows: [version],
    } = await session.query<{ number: number; name: string }>(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name",
    );
    const major = Math.floor(version!.number / 10_000);
    if (major < OLDEST || major > NEWEST) {
      refuse(`it is PostgreSQL ${version!.name}, and versions ${OLDEST} to ${NEWEST} are supported`);
    }
    const facts = await readFacts(session);
    if (facts.standby) refuse('it is a read-only standby');
    if (facts.encoding !== 'UTF8') refuse(`its encoding is ${facts.encoding}, and must be UTF8`);
    if (!facts.icu) refuse('its PostgreSQL was built without ICU, by which Chinese names are sorted');
    const trigrams = await chineseTrigrams(session, facts.trigrams, refuse);
    if (trigrams === 0) {
      refuse(
        `with its ctype ${facts.ctype} pg_trgm sees no Chinese; make it with ` +
          "CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
      );
    }
  });
}

async function readFacts(session: Client): Promise<Facts> {
  const { rows } = await session.query<Facts>(`
    SELECT
      pg_encoding_to_char(encoding) AS encoding,
      datctype AS ctype,
      pg_is_in_recovery() AS standby,
      EXISTS (
        SELECT
        FROM pg_collation
        WHERE collprovider = 'i'
      ) AS icu,
      (
        SELECT quote_ident(nspname)
        FROM pg_extension
        JOIN pg_namespace ON pg_namespace.oid = extnamespace
        WHERE extname = 'pg_trgm'
      ) AS trigrams
    FROM pg_database
    WHERE datname = current_database()`);
  return rows[0]!;
}

/** Which ctypes let pg_trgm see Chinese depends on version, locale provider and operating system: so it is asked. */
async function chineseTrigrams(
  session: Client,
  schema: string | null,
  refuse: (reason: string) => never,
): Promise<number> {
  const count = async (where: string) => {
    const { rows } = await session.query<{ count: number }>(
      `SELECT cardinality(${where}.show_trgm('联席会议')) AS count`,
    );
    return rows[0]!.count;
  };
  if (schema !== null) return count(schema);
  await session.query('BEGIN');
  try {
    await session.query('CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public');
    return await count('public');
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    // Made by a migration that ran at the same moment.
    if (error.code === '23505' || error.code === '42710') return 1;
    return refuse(`its extension pg_trgm cannot be created: ${error.message}`);
  } finally {
    await session.query('ROLLBACK');
  }
}
