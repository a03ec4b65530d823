import 'reflect-metadata';
import type { Client } from 'pg';
import { loadConfiguration, StartupError } from '../../platform/config';
import { openOwned } from '../../platform/database/cluster';
import { withSession } from '../../platform/database/cluster/session';
import { createLogger } from '../../platform/observability/logger';
import { changeKeys } from '../../platform/sealing';

/**
 * `npm run change-keys`: makes the keys of this environment those of the installation, one at a time, while no server runs,
 * and gives the server's logins the passwords that AUTH_SECRET makes (docs/operations/move.md).
 */
async function main(): Promise<void> {
  const configuration = loadConfiguration(process.env);
  const database = await openOwned(configuration, createLogger(configuration.logLevel));
  try {
    const changed = await withSession(database.ownerUrl, async (session) => {
      await requireNoServer(session);
      await session.query('begin');
      const changed = await changeKeys(session, configuration);
      if (changed.includes('AUTH_SECRET')) await requireNoSecretVote(session);
      await session.query('commit');
      return changed;
    });
    await database.renewLogins();
    const said = changed.length === 0 ? 'the keys are those of the data' : `changed: ${changed.join(' and ')}`;
    process.stdout.write(`${said}; the server's logins have the passwords that AUTH_SECRET makes\n`);
  } finally {
    await database.stop();
  }
}

/** A running server would be shut out, and would go on vouching with the keys of before. */
async function requireNoServer(session: Client): Promise<void> {
  const { rowCount } = await session.query(
    `select
     from pg_stat_activity
     where datname = current_database()
       and application_name like 'gongjian%'
       and pid <> pg_backend_pid()`,
  );
  if (rowCount !== 0) throw new StartupError('a server is running on this database: stop all of them first');
}

/** Ballots of a secret vote are under a key that is enclosed with AUTH_SECRET until the vote is closed. */
async function requireNoSecretVote(session: Client): Promise<void> {
  const { rowCount } = await session.query('select from votes where choices_key is not null');
  if (rowCount !== 0)
    throw new StartupError(
      `AUTH_SECRET cannot be changed while secret votes are open (${rowCount}): only the present one opens their ballots. ` +
        'Close or annul them first',
    );
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error))}\n`,
  );
  process.exitCode = 1;
});
