import type { Configuration } from '../../config';
import type { Logger } from '../../observability/logger';
import { startCluster } from './cluster';
import { deriveServerPassword, provisionLogins } from './logins';
import { checkServer } from './server-check';
import { withSession } from './session';

/** Database of the embedded cluster. */
const EMBEDDED_DATABASE = 'gongjian';

/** A database that the platform can be migrated into and served from. */
export interface OpenDatabase {
  /** For migrations; null when only the server's login was given, and nothing is to be migrated. */
  readonly ownerUrl: string | null;
  readonly serverUrl: string;
  /** Stops the embedded cluster; an external server is left alone. */
  stop(): Promise<void>;
}

/**
 * The database that the configuration asks for, with its two logins: the embedded one, or an external one after a look
 * whether it can serve.
 * @throws StartupError
 */
export async function openDatabase(configuration: Configuration, log: Logger): Promise<OpenDatabase> {
  const { authSecret, databaseUrl, databaseServerUrl, dataDir } = configuration;
  if (databaseUrl !== null) {
    await checkServer(databaseUrl);
    const name = await withSession(databaseUrl, async (session) => {
      const { rows } = await session.query<{ name: string }>('SELECT current_database() AS name');
      return rows[0]!.name;
    });
    const serverPassword = deriveServerPassword(authSecret, name);
    const logins = await provisionLogins(databaseUrl, { serverPassword, serverUrl: databaseServerUrl, log });
    return { ...logins, stop: async () => undefined };
  }
  if (databaseServerUrl !== null) {
    await checkServer(databaseServerUrl);
    return { ownerUrl: null, serverUrl: databaseServerUrl, stop: async () => undefined };
  }
  const cluster = await startCluster({ dataDir, log });
  try {
    const logins = await provisionLogins(cluster.adminUrl, {
      databaseName: EMBEDDED_DATABASE,
      serverPassword: deriveServerPassword(authSecret, EMBEDDED_DATABASE),
      log,
    });
    return { ...logins, stop: cluster.stop };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
