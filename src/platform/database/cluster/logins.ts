import { createHash, createHmac, hkdfSync, pbkdf2Sync, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { StartupError } from '../../config';
import type { Logger } from '../../observability/logger';
import { ConnectionRefusal, loginOf, withLogin, withSession } from './session';

/** Role without a login that migrations grant to; every server login of this PostgreSQL server is a member of it. */
export const SERVER_GROUP = 'gongjian_server';
/** Owner of the embedded cluster's databases and of all that migrations make in them. */
const OWNER_LOGIN = 'gongjian_owner';

/** Any number will do, as long as nothing else in the database locks by it. */
const LOGINS_LOCK = 4_703_260_801;
const INSUFFICIENT_PRIVILEGE = '42501';
const UNSAFE = 'the audit log is not safe from the server';

interface LoginOptions {
  /** Makes this database and its owner's login as well; `ownerUrl` is then a superuser's, of the embedded cluster. */
  readonly databaseName?: string;
  /** Of the server's login, where `serverUrl` does not name one. */
  readonly serverPassword: string;
  /** The server's login as the operator wants it. */
  readonly serverUrl?: string | null;
  readonly log: Logger;
}

interface Logins {
  /** For migrations. */
  readonly ownerUrl: string;
  /** For the running server: may do what migrations granted to `gongjian_server`, and so cannot alter the audit log. */
  readonly serverUrl: string;
}

/** Password of the server's login in a database, always the same for the same installation. */
export function deriveServerPassword(authSecret: string, databaseName: string): string {
  return derive(authSecret, `gongjian server login ${databaseName}`);
}

/**
 * Roles belong to a whole PostgreSQL server, not to one of its databases: each database has a login of its own, so that
 * two installations side by side do not change each other's passwords.
 */
export function serverLoginName(databaseName: string): string {
  return `${SERVER_GROUP}_${createHash('sha256').update(databaseName).digest('hex').slice(0, 8)}`;
}

/**
 * Makes what is missing of the two logins, the database's owner's and the running server's; what is there already is
 * left alone. Several processes may do it at once, for one database or for several.
 * @throws StartupError when a login that the operator asked for can neither be used nor made
 */
export async function provisionLogins(ownerUrl: string, options: LoginOptions): Promise<Logins> {
  return withSession(ownerUrl, (session) =>
    settled(() =>
      exclusively(session, async () => {
        if (options.databaseName === undefined) return provisionServer(session, ownerUrl, options);
        const { databaseName, serverPassword } = options;
        const ownerPassword = derive(loginOf(ownerUrl).password, OWNER_LOGIN);
        await makeGroup(session);
        await makeLogin(session, withLogin(ownerUrl, OWNER_LOGIN, ownerPassword));
        await makeDatabase(session, databaseName);
        const login = serverLoginName(databaseName);
        await makeLogin(session, withLogin(ownerUrl, login, serverPassword));
        await joinGroup(session, login);
        await session.query(
          `GRANT CONNECT ON DATABASE ${escapeIdentifier(databaseName)} TO ${escapeIdentifier(login)}`,
        );
        return {
          ownerUrl: withLogin(ownerUrl, OWNER_LOGIN, ownerPassword, databaseName),
          serverUrl: withLogin(ownerUrl, login, serverPassword, databaseName),
        };
      }),
    ),
  );
}

async function makeDatabase(session: Client, name: string): Promise<void> {
  const { rowCount } = await session.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  const quoted = escapeIdentifier(name);
  if (rowCount === 0) {
    await session.query(
      `CREATE DATABASE ${quoted} OWNER ${OWNER_LOGIN} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`,
    );
  }
  // Members of the group have their rights in every database that they can open: let them open none but their own.
  await session.query(`REVOKE CONNECT ON DATABASE ${quoted} FROM PUBLIC`);
}

/** The server's login in a database that the operator made, whose owner may or may not create roles. */
async function provisionServer(session: Client, ownerUrl: string, options: LoginOptions): Promise<Logins> {
  const { rows } = await session.query<{ database: string; owner: string }>(
    'SELECT current_database() AS database, session_user AS owner',
  );
  const { database, owner } = rows[0]!;
  const serverUrl = options.serverUrl ?? withLogin(ownerUrl, serverLoginName(database), options.serverPassword);
  const { user } = loginOf(serverUrl);
  if (user === owner) {
    options.log.warn(`DATABASE_SERVER_URL and DATABASE_URL use the same login, ${owner}: ${UNSAFE}`);
    return { ownerUrl, serverUrl };
  }
  try {
    await makeGroup(session);
    await makeLogin(session, serverUrl);
    await joinGroup(session, user);
    const {
      rows: [login],
    } = await session.query<{ mayAlter: boolean }>(
      `SELECT rolsuper OR pg_has_role(rolname, $2, 'MEMBER') AS "mayAlter"
       FROM pg_roles
       WHERE rolname = $1`,
      [user, owner],
    );
    if (login?.mayAlter) options.log.warn(`${user} of DATABASE_SERVER_URL has the owner's rights: ${UNSAFE}`);
    return { ownerUrl, serverUrl };
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    return withoutRights(ownerUrl, owner, options);
  }
}

async function withoutRights(ownerUrl: string, owner: string, { serverUrl, log }: LoginOptions): Promise<Logins> {
  if (!serverUrl) {
    log.warn(
      `${owner} of DATABASE_URL may not create roles, so the server uses that login too, and ${UNSAFE}; ` +
        `let it (CREATEROLE, and ADMIN of ${SERVER_GROUP} where that exists), or set DATABASE_SERVER_URL`,
    );
    return { ownerUrl, serverUrl: ownerUrl };
  }
  const { user } = loginOf(serverUrl);
  if (!(await opens(serverUrl))) {
    throw new StartupError(
      `DATABASE_SERVER_URL: there is no login ${user} with that password, and ${owner} of DATABASE_URL may not make it`,
    );
  }
  log.warn(
    `${owner} of DATABASE_URL may not make ${user} a member of ${SERVER_GROUP}; unless it has its rights otherwise, ` +
      `run as a superuser: GRANT ${SERVER_GROUP} TO ${escapeIdentifier(user)}`,
  );
  return { ownerUrl, serverUrl };
}

async function makeGroup(session: Client): Promise<void> {
  if (await roleExists(session, SERVER_GROUP)) return;
  await session.query(`CREATE ROLE ${SERVER_GROUP} NOLOGIN`);
}

/** Makes the login that the URL names; its password is changed only when it does not open the URL's database. */
async function makeLogin(session: Client, url: string): Promise<void> {
  const { user, password } = loginOf(url);
  const quoted = escapeIdentifier(user);
  if (!(await roleExists(session, user))) {
    await session.query(`CREATE ROLE ${quoted} LOGIN PASSWORD ${escapeLiteral(verifierOf(password))}`);
  } else if (!(await opens(url))) {
    // A role that is not ours is not given another password because somebody mistyped it.
    const ours = user === OWNER_LOGIN || user.startsWith(`${SERVER_GROUP}_`) || (await inGroup(session, user));
    if (!ours) throw new StartupError(`DATABASE_SERVER_URL: the password of ${user} is not the one given`);
    await session.query(`ALTER ROLE ${quoted} LOGIN PASSWORD ${escapeLiteral(verifierOf(password))}`);
  }
}

async function joinGroup(session: Client, login: string): Promise<void> {
  if (await inGroup(session, login)) return;
  await session.query(`GRANT ${SERVER_GROUP} TO ${escapeIdentifier(login)}`);
}

async function inGroup(session: Client, login: string): Promise<boolean> {
  const { rows } = await session.query<{ member: boolean }>("SELECT pg_has_role($1, $2, 'USAGE') AS member", [
    login,
    SERVER_GROUP,
  ]);
  return rows[0]?.member === true;
}

async function roleExists(session: Client, name: string): Promise<boolean> {
  const { rowCount } = await session.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  return rowCount === 1;
}

async function opens(url: string): Promise<boolean> {
  try {
    return await withSession(url, async () => true);
  } catch (error) {
    if (error instanceof ConnectionRefusal && error.badLogin) return false;
    throw error;
  }
}

/** One process at a time for this database. */
async function exclusively<T>(session: Client, work: () => Promise<T>): Promise<T> {
  await session.query('SELECT pg_advisory_lock($1)', [LOGINS_LOCK]);
  try {
    return await work();
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [LOGINS_LOCK]);
  }
}

/** Advisory locks end at the database, roles do not: what another database's process did meanwhile is seen anew. */
async function settled<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 10 || !(error instanceof DatabaseError) || !isRace(error)) throw error;
      await delay(10 * attempt);
    }
  }
}

/** duplicate_object, unique_violation in a catalogue, or two changes of one catalogue row (without a code). */
const isRace = ({ code, message }: DatabaseError) =>
  code === '42710' || code === '23505' || (code === 'XX000' && message.includes('concurrently updated'));

const derive = (secret: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)).toString('base64url');

/**
 * What PostgreSQL stores of a password (RFC 5803), so that a server that logs its statements does not log the password.
 * Others than plain ASCII it must normalise itself (SASLprep).
 */
function verifierOf(password: string): string {
  if (!/^[\x20-\x7e]+$/.test(password)) return password;
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
