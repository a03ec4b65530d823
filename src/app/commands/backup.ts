import 'reflect-metadata';
import { writeBackup } from '../../platform/backup';
import { loadConfiguration, StartupError, VERSION } from '../../platform/config';
import { openOwned } from '../../platform/database/cluster';
import { createLogger } from '../../platform/observability/logger';
import { passphraseFrom, runCommand } from './command-line';

/**
 * `npm run backup -- FILE`: writes the database and both keys into one encrypted file, while the server runs or while it does
 * not (docs/operations/back-up.md).
 */
runCommand(async ([file, ...rest], say) => {
  if (file === undefined || rest.length > 0) throw new StartupError('usage: npm run backup -- FILE');
  const configuration = loadConfiguration(process.env);
  const database = await openOwned(configuration, createLogger(configuration.logLevel), { shared: true });
  try {
    const passphrase = await passphraseFrom(configuration, 'twice');
    const rows = await writeBackup({
      ownerUrl: database.ownerUrl,
      keys: configuration,
      file,
      passphrase,
      version: VERSION,
      log: say,
    });
    say(`${file}: ${rows} rows and both keys; it opens with the passphrase alone`);
  } finally {
    await database.stop();
  }
});
