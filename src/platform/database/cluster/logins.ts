import { setTimeout as delay } from 'node:timers/promises';
import { type Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { StartupError } from '../../config';
import type { Logger } from '../../observability/logger';
import { derive, derivedLogins, GROUPS, type LoginKind } from './derived-logins';
import { otherPassword } from './installation-keys';
import { ConnectionRefusal, INSUFFICIENT_PRIVILEGE, loginOf, withLogin, withSession } from './session';
import { verifierOf } from './verifier';

const KINDS: readonly LoginKind[] = ['server', 'reader', 'identity'];

/** What identity writes is written together with rows of every module, so its login may do what the server's may as well. */
const MEMBERSHIPS: Readonly<Record<LoginKind, readonly LoginKind[]>> = {
  server: ['server'],
  reader: ['reader'],
  identity: ['identity', 'server'],
};
export const LOGIN_VARIABLES: Readonly<Record<LoginKind, string>> = {
  server: 'DATABASE_SERVER_URL',
  reader: 'DATABASE_READER_URL',
  identity: 'DATABASE_IDENTITY_URL',
};
/** Owner of the embedded cluster's databases and of all that migrations make in them. */
const OWNER_LOGIN = 'gongjian_owner';

/** Any number will do, as long as nothing else in the database locks by it. */
const LOGINS_LOCK = 4_703_260_801;
const UNSAFE = 'the audit log, passwords and roles are not safe from the server';
const JOINED = 'passwords and roles are not safe from the server';

interface LoginOptions {
  /** Makes this database and its owner's login as well; `ownerUrl` is then a superuser's, of the embedded cluster. */
  readonly databaseName?: string;
  /** What the passwords of logins are derived from, where no URL names them. */
  readonly authSecret: string;
  /** Logins as the operator wants them. */
  readonly wanted?: WantedLogins;
  /** Gives logins that have other passwords those of this secret; else they are left alone, and whoever asks is refused. */
  readonly renew?: boolean;
  /** Looks at what the database holds, before any login is touched; throws where this process may not serve it. */
  readonly permit?: (session: Client) => Promise<void>;
  readonly log: Logger;
}

/** Logins as the operator wants them; null for one that is derived. */
export type WantedLogins = Readonly<Partial<Record<LoginKind, string | null>>>;

/** URLs of the running server's logins. Where PostgreSQL has only one, all three are the same. */
export interface ServerLogins {
  /** Writes what migrations granted to `gongjian_server`: all that is neither identity's nor the audit log's past. */
  readonly serverUrl: string;
  /** Reads, but no secrets, and writes nothing. */
  readonly readerUrl: string;
  /** Writes people, what they sign in with, and roles as well. */
  readonly identityUrl: string;
}

interface Logins extends ServerLogins {
  /** For migrations. */
  readonly ownerUrl: string;
}

/** One login for everything that the server does. */
export function oneLogin(url: string): ServerLogins {
  return { serverUrl: url, readerUrl: url, identityUrl: url };
}

/** Whether what identity writes is kept from the server's login: only where identity has one of its own. */
export function identityIsApart({ serverUrl, identityUrl }: ServerLogins): boolean {
  return serverUrl !== identityUrl;
}

/**
 * Makes what is missing of the logins, the database's owner's and the running server's three; what is there already is
 * left alone. Several processes may do it at once, for one database or for several.
 * @throws StartupError when a login that the operator asked for can neither be used nor made
 */
export async function provisionLogins(ownerUrl: string, options: LoginOptions): Promise<Logins> {
  const { databaseName } = options;
  return withSession(ownerUrl, (session) =>
    settled(() =>
      exclusively(session, () =>
        databaseName === undefined
          ? provisionServer(session, ownerUrl, options)
          : provisionDatabase(session, ownerUrl, databaseName, options),
      ),
    ),
  );
}

/** A database of the embedded cluster with its owner's login, whose URL is answered, and without its server's. */
export async function provisionOwner(adminUrl: string, name: string): Promise<string> {
  return withSession(adminUrl, (session) =>
    settled(() =>
      exclusively(session, async () => {
        await makeGroups(session, Object.values(GROUPS));
        return makeOwner(session, adminUrl, name);
      }),
    ),
  );
}

async function makeGroups(session: Client, groups: readonly string[]): Promise<void> {
  for (const group of groups)
    if (!(await roleExists(session, group))) await session.query(`CREATE ROLE ${group} NOLOGIN`);
}

/** A database of the embedded cluster, with its owner and the logins of its server. */
async function provisionDatabase(
  session: Client,
  adminUrl: string,
  name: string,
  { authSecret, renew = false, permit }: LoginOptions,
): Promise<Logins> {
  const urls = derivedLogins(adminUrl, name, authSecret);
  const ownerUrl = await makeOwner(session, adminUrl, name);
  if (permit) await withSession(ownerUrl, permit);
  for (const kind of KINDS) {
    await provision(session, kind, name, onDatabaseOf(adminUrl, urls[kind]), renew);
  }
  return { ownerUrl, serverUrl: urls.server, readerUrl: urls.reader, identityUrl: urls.identity };
}

/** A database of the embedded cluster with its owner, whose password the cluster alone makes. @returns the owner's URL */
async function makeOwner(session: Client, adminUrl: string, name: string): Promise<string> {
  const ownerUrl = withLogin(adminUrl, OWNER_LOGIN, derive(loginOf(adminUrl).password, OWNER_LOGIN), name);
  await makeLogin(session, 'server', onDatabaseOf(adminUrl, ownerUrl), true);
  await makeDatabase(session, name);
  return ownerUrl;
}

/** The login of one URL on the database of another. */
function onDatabaseOf(databaseUrl: string, loginUrl: string): string {
  const { user, password } = loginOf(loginUrl);
  return withLogin(databaseUrl, user, password);
}

async function makeDatabase(session: Client, name: string): Promise<void> {
  const { rowCount } = await session.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  const quoted = escapeIdentifier(name);
  if (rowCount === 0) {
    await session.query(
      `CREATE DATABASE ${quoted} OWNER ${OWNER_LOGIN} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`,
    );
  }
  // Members of a group have their rights in every database that they can open: let them open none but their own.
  await session.query(`REVOKE CONNECT ON DATABASE ${quoted} FROM PUBLIC`);
}

/** The server's logins in a database that the operator made, whose owner may or may not create roles. */
async function provisionServer(session: Client, ownerUrl: string, options: LoginOptions): Promise<Logins> {
  const { wanted = {}, renew = false, permit, log } = options;
  await permit?.(session);
  const { rows } = await session.query<{ database: string; owner: string }>(
    'SELECT current_database() AS database, session_user AS owner',
  );
  const { database, owner } = rows[0]!;
  const derived = derivedLogins(ownerUrl, database, options.authSecret);
  const serverUrl = wanted.server ?? derived.server;
  const { user } = loginOf(serverUrl);
  if (user === owner) {
    log.warn(`DATABASE_SERVER_URL and DATABASE_URL use the same login, ${owner}: ${UNSAFE}`);
    return { ownerUrl, ...oneLogin(serverUrl) };
  }
  if (!(await permitted(() => provision(session, 'server', database, serverUrl, renew))))
    return { ownerUrl, ...(await withoutRights(ownerUrl, owner, options)) };
  const {
    rows: [login],
  } = await session.query<{ mayAlter: boolean }>(
    `SELECT rolsuper OR pg_has_role(rolname, $2, 'MEMBER') AS "mayAlter"
     FROM pg_roles
     WHERE rolname = $1`,
    [user, owner],
  );
  if (login?.mayAlter) log.warn(`${user} of DATABASE_SERVER_URL has the owner's rights: ${UNSAFE}`);
  const urls = { reader: wanted.reader ?? derived.reader, identity: wanted.identity ?? derived.identity };
  const made = await permitted(async () => {
    await provision(session, 'reader', database, urls.reader, renew);
    await provision(session, 'identity', database, urls.identity, renew);
  });
  if (!made)
    log.warn(
      `${owner} of DATABASE_URL may not make logins for reading and for identity, so ${user} does everything, and ` +
        `${JOINED}; let it (CREATEROLE, and ADMIN of ${groupNames()} where they exist)`,
    );
  return { ownerUrl, ...(made ? await usable(serverUrl, urls, log) : oneLogin(serverUrl)) };
}

/** A login that opens a database as a member of its groups, each made where it is missing. */
async function provision(
  session: Client,
  kind: LoginKind,
  database: string,
  url: string,
  renew: boolean,
): Promise<void> {
  const groups = MEMBERSHIPS[kind].map((each) => GROUPS[each]);
  await makeGroups(session, groups);
  await makeLogin(session, kind, url, renew);
  const { user } = loginOf(url);
  for (const group of groups) {
    if (!(await inGroup(session, user, group))) await session.query(`GRANT ${group} TO ${escapeIdentifier(user)}`);
  }
  const { rowCount } = await session.query("SELECT WHERE has_database_privilege($1, $2, 'CONNECT')", [user, database]);
  if (rowCount === 0)
    await session.query(`GRANT CONNECT ON DATABASE ${escapeIdentifier(database)} TO ${escapeIdentifier(user)}`);
}

/** Whether some work was within the rights of whoever does it. */
async function permitted(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    return false;
  }
}

/** The server's logins, or its one login where PostgreSQL does not let the others in, as with `peer`. */
async function usable(
  serverUrl: string,
  { reader, identity }: Readonly<Record<'reader' | 'identity', string>>,
  log: Logger,
): Promise<ServerLogins> {
  if ((await letsIn(reader)) && (await letsIn(identity)))
    return { serverUrl, readerUrl: reader, identityUrl: identity };
  const { user } = loginOf(serverUrl);
  log.warn(
    `the database does not let ${loginOf(reader).user} and ${loginOf(identity).user} in, so ${user} does everything, ` +
      `and ${JOINED}; set DATABASE_READER_URL and DATABASE_IDENTITY_URL`,
  );
  return oneLogin(serverUrl);
}

async function withoutRights(ownerUrl: string, owner: string, options: LoginOptions): Promise<ServerLogins> {
  const { server: serverUrl, reader, identity } = options.wanted ?? {};
  const { log } = options;
  if (!serverUrl) {
    log.warn(
      `${owner} of DATABASE_URL may not create roles, so the server uses that login too, and ${UNSAFE}; ` +
        `let it (CREATEROLE, and ADMIN of ${groupNames()} where they exist), or set DATABASE_SERVER_URL`,
    );
    return oneLogin(ownerUrl);
  }
  for (const [kind, url] of [
    ['server', serverUrl],
    ['reader', reader],
    ['identity', identity],
  ] as const) {
    if (!url) continue;
    const { user } = loginOf(url);
    if (!(await opens(url))) {
      throw new StartupError(
        `${LOGIN_VARIABLES[kind]}: there is no login ${user} with that password, and ${owner} of DATABASE_URL may not make it`,
      );
    }
    const groups = MEMBERSHIPS[kind].map((each) => GROUPS[each]).join(', ');
    log.warn(
      `${owner} of DATABASE_URL may not make ${user} a member of ${groups}; unless it has its rights otherwise, ` +
        `run as a superuser: GRANT ${groups} TO ${escapeIdentifier(user)}`,
    );
  }
  if (reader && identity) return { serverUrl, readerUrl: reader, identityUrl: identity };
  return oneLogin(serverUrl);
}

/**
 * The logins of a server that was given its own, and not the owner's: those that `migrate` made with the same secret, or
 * the one login where it made none.
 * @throws StartupError when there is nobody who may write what identity writes
 */
export async function findLogins(
  serverUrl: string,
  { authSecret, wanted = {}, permit, log }: Omit<LoginOptions, 'databaseName' | 'renew'>,
): Promise<ServerLogins> {
  const { database, writesPeople } = await withSession(serverUrl, async (session) => {
    await permit?.(session);
    const { rows } = await session.query<{ database: string; writesPeople: boolean | null }>(
      `SELECT
         current_database() AS database,
         has_table_privilege(to_regclass('public.persons'), 'INSERT') AS "writesPeople"`,
    );
    return rows[0]!;
  });
  const derived = derivedLogins(serverUrl, database, authSecret);
  const logins = await usable(
    serverUrl,
    { reader: wanted.reader ?? derived.reader, identity: wanted.identity ?? derived.identity },
    log,
  );
  if (!identityIsApart(logins) && writesPeople === false) {
    throw new StartupError(
      `${loginOf(serverUrl).user} of DATABASE_SERVER_URL may not write what identity does, and there is no login ` +
        `${loginOf(derived.identity).user} with the password that AUTH_SECRET makes: ` +
        'give the AUTH_SECRET that the database was migrated with, or DATABASE_READER_URL and DATABASE_IDENTITY_URL',
    );
  }
  return logins;
}

/**
 * Makes the login that the URL names. One that is there with another password is refused: running servers may use it, which
 * would be shut out. Only where it is asked for is it given this password.
 */
async function makeLogin(session: Client, kind: LoginKind, url: string, renew: boolean): Promise<void> {
  const { user, password } = loginOf(url);
  const quoted = escapeIdentifier(user);
  if (!(await roleExists(session, user))) {
    await session.query(`CREATE ROLE ${quoted} LOGIN PASSWORD ${escapeLiteral(verifierOf(password))}`);
  } else if (await refusesPassword(url)) {
    // A role that is not ours is not given another password because somebody mistyped it.
    const group = GROUPS[kind];
    const ours = user === OWNER_LOGIN || user.startsWith(`${group}_`) || (await inGroup(session, user, group));
    if (!ours) throw new StartupError(`${LOGIN_VARIABLES[kind]}: the password of ${user} is not the one given`);
    if (!renew) throw otherPassword(url);
    await session.query(`ALTER ROLE ${quoted} LOGIN PASSWORD ${escapeLiteral(verifierOf(password))}`);
  }
}

async function inGroup(session: Client, login: string, group: string): Promise<boolean> {
  const { rows } = await session.query<{ member: boolean }>("SELECT pg_has_role($1, $2, 'USAGE') AS member", [
    login,
    group,
  ]);
  return rows[0]?.member === true;
}

async function roleExists(session: Client, name: string): Promise<boolean> {
  const { rowCount } = await session.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  return rowCount === 1;
}

/** Whether a login has this password, and is let in with it. */
const opens = (url: string): Promise<boolean> => connects(url, (refusal) => refusal.badLogin);
/** Whether it is the password that a login is not let in with: a server may refuse it for other reasons, as with `peer`. */
const refusesPassword = async (url: string): Promise<boolean> =>
  !(await connects(url, (refusal) => refusal.badPassword).catch(
    (error: unknown) => error instanceof ConnectionRefusal,
  ));
/** Whether a login may open the database as well. */
const letsIn = (url: string): Promise<boolean> => connects(url, (refusal) => refusal.badLogin || refusal.keptOut);

async function connects(url: string, expected: (refusal: ConnectionRefusal) => boolean): Promise<boolean> {
  try {
    return await withSession(url, async () => true);
  } catch (error) {
    if (error instanceof ConnectionRefusal && expected(error)) return false;
    throw error;
  }
}

function groupNames(): string {
  return Object.values(GROUPS).join(', ');
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
