import type { Client } from 'pg';
import { type Configuration, StartupError } from '../../config';
import type { Logger } from '../../observability/logger';
import { joinCluster, startCluster } from './cluster';
import type { LoginKind } from './derived-logins';
import { requireOwnSecret } from './installation-keys';
import {
  findLogins,
  LOGIN_VARIABLES,
  provisionLogins,
  provisionOwner,
  type ServerLogins,
  type WantedLogins,
} from './logins';
import { requireSessions } from './pooler-check';
import { checkServer } from './server-check';

/** Database of the embedded cluster. */
const EMBEDDED_DATABASE = 'gongjian';

/** A database that the platform can be migrated into and served from. */
export interface OpenDatabase extends ServerLogins {
  /** For migrations; null when only the server's logins were given, and nothing is to be migrated. */
  readonly ownerUrl: string | null;
  /** Stops the embedded cluster; an external server is left alone. */
  stop(): Promise<void>;
}

/** A database for whoever keeps it, while its server's logins are left alone. */
interface OwnedDatabase {
  readonly ownerUrl: string;
  /** Gives the server's logins the passwords that AUTH_SECRET makes. */
  renewLogins(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The same database, without its server's logins.
 * @param shared while a server may be running, whose embedded cluster is looked into; there has to be one
 * @throws StartupError
 */
export async function openOwned(
  configuration: Configuration,
  log: Logger,
  { shared = false }: { readonly shared?: boolean } = {},
): Promise<OwnedDatabase> {
  const { authSecret, databaseUrl, databaseServerUrl, databaseReaderUrl, databaseIdentityUrl, dataDir } = configuration;
  if (databaseUrl !== null) {
    await requireSessions(databaseUrl, 'DATABASE_URL');
    await checkServer(databaseUrl);
    const wanted = { server: databaseServerUrl, reader: databaseReaderUrl, identity: databaseIdentityUrl };
    const renewLogins = async () => void (await provisionLogins(databaseUrl, { authSecret, wanted, renew: true, log }));
    return { ownerUrl: databaseUrl, renewLogins, stop: async () => undefined };
  }
  if (databaseServerUrl !== null) throw new StartupError("DATABASE_URL, the owner's login, is needed");
  const cluster = await (shared ? joinCluster : startCluster)({ dataDir, log });
  try {
    const ownerUrl = await provisionOwner(cluster.adminUrl, EMBEDDED_DATABASE);
    const options = { databaseName: EMBEDDED_DATABASE, authSecret, renew: true, log };
    return {
      ownerUrl,
      renewLogins: async () => void (await provisionLogins(cluster.adminUrl, options)),
      stop: cluster.stop,
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/**
 * The database that the configuration asks for, with its logins: the embedded one, or an external one after a look
 * whether it can serve.
 * @throws StartupError
 */
export async function openDatabase(configuration: Configuration, log: Logger): Promise<OpenDatabase> {
  const { authSecret, databaseUrl, databaseServerUrl, databaseReaderUrl, databaseIdentityUrl, dataDir } = configuration;
  const wanted = { server: databaseServerUrl, reader: databaseReaderUrl, identity: databaseIdentityUrl };
  const permit = (session: Client): Promise<void> => requireOwnSecret(session, configuration);
  const stop = async (): Promise<void> => undefined;
  if (databaseUrl !== null) {
    await requireSessions(databaseUrl, 'DATABASE_URL');
    await checkServer(databaseUrl);
    const logins = await provisionLogins(databaseUrl, { authSecret, wanted, permit, log });
    await requireSessionsOf(logins, wanted);
    return { ...logins, stop };
  }
  if (databaseServerUrl !== null) {
    await requireSessions(databaseServerUrl, LOGIN_VARIABLES.server);
    await checkServer(databaseServerUrl);
    const logins = await findLogins(databaseServerUrl, { authSecret, wanted, permit, log });
    await requireSessionsOf(logins, wanted);
    return { ownerUrl: null, ...logins, stop };
  }
  const cluster = await startCluster({ dataDir, serving: true, log });
  try {
    const logins = await provisionLogins(cluster.adminUrl, {
      databaseName: EMBEDDED_DATABASE,
      authSecret,
      permit,
      log,
    });
    return { ...logins, stop: cluster.stop };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Those that the operator named, and that are used: the others lead to where `DATABASE_URL` or `DATABASE_SERVER_URL` does. */
async function requireSessionsOf(
  { serverUrl, readerUrl, identityUrl }: ServerLogins,
  wanted: WantedLogins,
): Promise<void> {
  const urls: Readonly<Record<LoginKind, string>> = { server: serverUrl, reader: readerUrl, identity: identityUrl };
  for (const kind of ['server', 'reader', 'identity'] as const)
    if (wanted[kind] === urls[kind]) await requireSessions(urls[kind], LOGIN_VARIABLES[kind]);
}
