import type { Configuration } from '../../config';
import type { Logger } from '../../observability/logger';
import { startCluster } from './cluster';
import { findLogins, provisionLogins, type ServerLogins } from './logins';
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

/**
 * The database that the configuration asks for, with its logins: the embedded one, or an external one after a look
 * whether it can serve.
 * @throws StartupError
 */
export async function openDatabase(configuration: Configuration, log: Logger): Promise<OpenDatabase> {
  const { authSecret, databaseUrl, databaseServerUrl, databaseReaderUrl, databaseIdentityUrl, dataDir } = configuration;
  const wanted = { server: databaseServerUrl, reader: databaseReaderUrl, identity: databaseIdentityUrl };
  const stop = async (): Promise<void> => undefined;
  if (databaseUrl !== null) {
    await checkServer(databaseUrl);
    return { ...(await provisionLogins(databaseUrl, { authSecret, wanted, log })), stop };
  }
  if (databaseServerUrl !== null) {
    await checkServer(databaseServerUrl);
    return { ownerUrl: null, ...(await findLogins(databaseServerUrl, { authSecret, wanted, log })), stop };
  }
  const cluster = await startCluster({ dataDir, log });
  try {
    const logins = await provisionLogins(cluster.adminUrl, { databaseName: EMBEDDED_DATABASE, authSecret, log });
    return { ...logins, stop: cluster.stop };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
