import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type Configuration, StartupError } from '../../platform/config';

/** Runs a command with its arguments. What it says goes to standard error, a line each; 1 where it fails. */
export function runCommand(work: (args: readonly string[], say: (line: string) => void) => Promise<void>): void {
  work(process.argv.slice(2), (line) => process.stderr.write(`${line}\n`)).catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof StartupError ? error.message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exitCode = 1;
  });
}

const SHORTEST = 12;

/** The passphrase of the environment, or one that is typed unseen: twice where a file is to be written with it. */
export async function passphraseFrom(
  { backupPassphrase }: Pick<Configuration, 'backupPassphrase'>,
  times: 'once' | 'twice',
): Promise<string> {
  if (backupPassphrase !== null) return backupPassphrase;
  if (!process.stdin.isTTY)
    throw new StartupError(
      'BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE must be set where there is no terminal to ask at',
    );
  const passphrase = await typed('Passphrase: ');
  if (times === 'once') return passphrase;
  if (passphrase.length < SHORTEST) throw new StartupError(`a passphrase must have at least ${SHORTEST} characters`);
  if ((await typed('Once more: ')) !== passphrase) throw new StartupError('the two passphrases differ');
  return passphrase;
}

async function typed(question: string): Promise<string> {
  process.stderr.write(question);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
