import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processesOf } from '../../testkit/postgres/processes';
import { ServerProcess } from '../../testkit/random-run/server-process';

/* A server whose own embedded PostgreSQL is frozen is told to stop: it ends in order, and PostgreSQL does as soon as it goes on. */

jest.setTimeout(120_000);

const NO_LOGINS = { serverUrl: '', readerUrl: '', identityUrl: '' };

test('SIGTERM ends a server whose embedded PostgreSQL is frozen, and PostgreSQL once it goes on', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gongjian-frozen-'));
  const server = await ServerProcess.start(NO_LOGINS, undefined, {
    ...{ DATA_DIR: folder, AUTH_SECRET: '', SEAL_KEY: '', LOG_LEVEL: 'info' },
  });
  const processes = await processesOf(folder);
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of processes) process.kill(pid, name);
  };
  signal('SIGSTOP');
  try {
    while (!server.output.includes('"event":"database.silent"'))
      await fetch(server.url.replace('/graphql', '/health/ready')).then((response) => response.text());
    await server.stop();
  } finally {
    signal('SIGCONT');
  }
  expect(server.output).toContain('"event":"stopping"');
  // a fault of stopping would be written as it is
  expect(server.output).not.toMatch(/^\S*(?:Error|Silent): /m);
  const [first = 0] = processes;
  const runs = (): boolean => {
    try {
      return process.kill(first, 0);
    } catch {
      return false;
    }
  };
  while (runs()) await new Promise(setImmediate);
  await rm(folder, { recursive: true, force: true });
});
