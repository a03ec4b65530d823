import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { readBackup, restoreBackup, type BackupContent } from '../../platform/backup';
import {
  KEPT_SECRETS,
  KEY_NAMES,
  keepSecret,
  keptContent,
  loadSettings,
  type Settings,
  StartupError,
} from '../../platform/config';
import { openOwned } from '../../platform/database/cluster';
import { createLogger } from '../../platform/observability/logger';
import { passphraseFrom, runCommand } from './command-line';

const USAGE = 'usage: npm run restore -- FILE [--check]';

/**
 * `npm run restore -- FILE`: writes a backup into an empty database, and its keys into the data folder
 * (docs/operations/restore.md). With `--check` it reads the file to its end, and writes nothing.
 */
runCommand(async (args, say) => {
  const { file, check } = argumentsOf(args);
  const settings = loadSettings(process.env);
  const passphrase = await passphraseFrom(settings, 'once');
  const content = await readBackup({ file, passphrase });
  const { manifest, rows } = content;
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  say(`${file}: whole, of ${manifest.madeAt}, version ${manifest.version}, ${total} rows`);
  if (check) return;
  requireNoOtherKeys(settings, content);
  const keys = { authSecret: content.keys.AUTH_SECRET, sealKey: content.keys.SEAL_KEY };
  const database = await openOwned({ ...settings, ...keys }, createLogger(settings.logLevel));
  try {
    await restoreBackup({
      ownerUrl: database.ownerUrl,
      file,
      passphrase,
      content,
      before: () => keepKeys(settings, content),
      log: say,
    });
    say(`restored ${total} rows: start the server, then check them with npx gongjian verify-audit`);
  } finally {
    await database.stop();
  }
});

function argumentsOf(args: readonly string[]): { file: string; check: boolean } {
  try {
    const {
      positionals: [file, ...rest],
      values: { check = false },
    } = parseArgs({ args: [...args], allowPositionals: true, options: { check: { type: 'boolean' } } });
    if (file === undefined || rest.length > 0) throw new Error('one file is needed');
    return { file, check };
  } catch (error) {
    throw new StartupError(`${(error as Error).message}; ${USAGE}`);
  }
}

/** The server will start with the keys of the environment or of the data folder: they have to be the backup's. */
function requireNoOtherKeys({ givenKeys, dataDir }: Settings, { keys }: BackupContent): void {
  for (const name of KEY_NAMES) {
    const given = givenKeys[name];
    if (given !== undefined && given.trim() !== keys[name].trim())
      throw new StartupError(`${name} is another one than the backup's: leave it out, or give that one`);
    const kept = given === undefined ? keptContent(dataDir, KEPT_SECRETS[name]) : null;
    if (kept !== null && kept.trim() !== keys[name].trim())
      throw new StartupError(
        `DATA_DIR: ${dataDir} holds another ${name} (${KEPT_SECRETS[name].file}) than the backup: restore into a new folder`,
      );
  }
}

function keepKeys({ givenKeys, dataDir }: Settings, { keys }: BackupContent): void {
  for (const name of KEY_NAMES) if (givenKeys[name] === undefined) keepSecret(dataDir, KEPT_SECRETS[name], keys[name]);
}
