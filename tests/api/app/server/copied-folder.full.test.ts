import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { command } from '../../../testkit/operations/command';
import { ServerProcess } from '../../../testkit/random-run/server-process';

/* A data folder that is copied and moved as operators do: beside its original a copy is refused, and elsewhere it goes on. */

jest.setTimeout(180_000);

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-copied-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NO_LOGINS = { serverUrl: '', readerUrl: '', identityUrl: '' };
const settings = (name: string) => ({
  DATA_DIR: path.join(folder, name),
  AUTH_SECRET: '',
  SEAL_KEY: '',
  LOG_LEVEL: 'warn',
});

/** What a server wrote that served and was stopped, or did not start. */
async function started(name: string): Promise<string> {
  const server = await ServerProcess.start(NO_LOGINS, undefined, settings(name)).catch((error: Error) => error.message);
  if (typeof server === 'string') return server;
  expect(await server.stop()).toBe(0);
  return server.output;
}

/** With its owners: as root, the embedded cluster is another account's. */
const copy = (from: string, to: string): Promise<unknown> =>
  run('cp', ['-a', path.join(folder, from), path.join(folder, to)]);

it('refuses a copy beside its original, and serves it where that is gone, or both where somebody says so', async () => {
  expect(await started('first')).not.toContain('data.elsewhere');
  await copy('first', 'copy');
  const refusal = await started('copy');
  expect(refusal).toContain(
    `DATA_DIR: ${folder}/copy is a copy of ${folder}/first, which is still there: with the same keys both would send`,
  );
  // it may be looked into all the same
  expect(
    await command('backup', [path.join(folder, 'copy.age')], {
      ...settings('copy'),
      BACKUP_PASSPHRASE: 'a passphrase',
    }),
  ).toMatchObject({ code: 0 });
  expect(await started('first')).not.toContain('data.elsewhere');

  await rename(path.join(folder, 'first'), path.join(folder, 'renamed'));
  expect(await started('renamed')).not.toContain('data.elsewhere');
  await rm(path.join(folder, 'renamed'), { recursive: true });
  expect(await started('copy')).toContain(`"from":"${folder}/first"`);
  expect(await started('copy')).not.toContain('data.elsewhere');

  await copy('copy', 'second');
  await rm(path.join(folder, 'second', 'postgres.place'));
  expect(await started('second')).toContain('GraphiQL');
  expect((await readFile(path.join(folder, 'second', 'postgres.place'), 'utf8')).split('\n')[1]).toBe(
    `${folder}/second`,
  );
});
