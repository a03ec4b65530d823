import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { isEmail } from 'class-validator';
import { loadConfiguration, StartupError } from '../../platform/config';
import { identityIsApart, openDatabase } from '../../platform/database/cluster';
import { openDataSource } from '../../platform/database/data-source';
import { createAdministrator } from '../../platform/identity';
import { createLogger } from '../../platform/observability/logger';
import { migrateAll } from '../server/migrations';
import { entities } from '../server/schema';

const USAGE = 'usage: npm run admin -- create-administrator --name NAME --email ADDRESS';

/**
 * `npm run admin`: what only a person with access to the database may do. `create-administrator` prints an invitation,
 * good once and for seven days, with which the administrator sets a password (mutation acceptInvitation).
 */
async function main(): Promise<void> {
  const { name, email } = argumentsOf(process.argv.slice(2));
  const configuration = loadConfiguration(process.env);
  const log = createLogger(configuration.logLevel);
  const database = await openDatabase(configuration, log);
  try {
    if (database.ownerUrl !== null) await migrateAll(database.ownerUrl, { log, apart: identityIsApart(database) });
    const source = await openDataSource(database.identityUrl, entities, 1, 'gongjian admin');
    try {
      const { invitation } = await source.transaction((manager) =>
        createAdministrator({ manager, now: new Date() }, { name, email }),
      );
      process.stdout.write(`invitation for ${name} <${email}>, good once and for seven days:\n${invitation}\n`);
    } finally {
      await source.destroy();
    }
  } finally {
    await database.stop();
  }
}

function argumentsOf(args: string[]): { name: string; email: string } {
  const {
    positionals: [command],
    values: { name = '', email = '' },
  } = parse(args);
  if (command !== 'create-administrator') throw new StartupError(USAGE);
  if (name.trim() === '' || name.length > 100) throw new StartupError(`--name must have 1 to 100 characters; ${USAGE}`);
  if (!isEmail(email)) throw new StartupError(`--email must be an email address; ${USAGE}`);
  return { name, email };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { name: { type: 'string' }, email: { type: 'string' } },
    });
  } catch (error) {
    throw new StartupError(`${(error as Error).message}; ${USAGE}`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error))}\n`,
  );
  process.exitCode = 1;
});
