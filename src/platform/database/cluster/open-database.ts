import type { Client } from 'pg';
import { type Configuration, StartupError } from '../../config';
import type { Logger } from '../../observability/logger';
import { joinCluster, startCluster } from './cluster';
import { requireOwnSecret } from './installation-keys';
import { findLogins, provisionLogins, provisionOwner, type ServerLogins } from './logins';
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
export interface OwnedDatabase {
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
    await checkServer(databaseUrl);
    return { ...(await provisionLogins(databaseUrl, { authSecret, wanted, permit, log })), stop };
  }
  if (databaseServerUrl !== null) {
    await checkServer(databaseServerUrl);
    return { ownerUrl: null, ...(await findLogins(databaseServerUrl, { authSecret, wanted, permit, log })), stop };
  }
  const cluster = await startCluster({ dataDir, log });
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
