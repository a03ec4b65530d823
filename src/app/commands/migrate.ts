import 'reflect-metadata';
import { loadConfiguration, StartupError } from '../../platform/config';
import { identityIsApart, openDatabase } from '../../platform/database/cluster';
import { createLogger } from '../../platform/observability/logger';
import { migrateAll } from '../server/migrations';

/** `npm run migrate`: brings the database to this version's schema, with the owner's login, and ends. */
async function main(): Promise<void> {
  const configuration = loadConfiguration(process.env);
  const log = createLogger(configuration.logLevel);
  const database = await openDatabase(configuration, log);
  try {
    if (database.ownerUrl === null) throw new StartupError("DATABASE_URL, the owner's login, is needed to migrate");
    await migrateAll(database.ownerUrl, { log, apart: identityIsApart(database) });
  } finally {
    await database.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error))}\n`,
  );
  process.exitCode = 1;
});
