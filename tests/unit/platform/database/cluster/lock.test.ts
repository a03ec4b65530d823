import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { takeLock } from '../../../../../src/platform/database/cluster/lock';
import { startOf } from '../../../../../src/platform/database/cluster/processes';

const root = path.resolve(__dirname, '../../../../..');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const taken = async () => {
  const lock = await takeLock(folder);
  if (!('release' in lock)) throw new Error(`held by ${lock.heldBy}`);
  return lock;
};

describe('takeLock', () => {
  it('goes to one at a time, and to the next once released', async () => {
    const lock = await taken();
    expect(await takeLock(folder)).toEqual({ heldBy: process.pid });
    await lock.release();
    const next = await taken();
    await lock.release();
    expect(await takeLock(folder)).toEqual({ heldBy: process.pid });
    await next.release();
  });

  it('goes to exactly one of many that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => takeLock(folder)));
    expect(answers.filter((answer) => 'release' in answer)).toHaveLength(1);
  });

  it.each([
    ['ended', '999999999 somewhen'],
    ['had the same pid as one that runs now', `${process.pid} somewhen`],
  ])('succeeds a process that %s', async (_, holder) => {
    await symlink(holder, path.join(folder, '7'));
    await taken();
    expect(await readdir(folder)).toEqual(['8']);
  });

  it('goes to one of several processes that find a dead one’s lock, and is free when that is killed', async () => {
    await symlink('999999999 somewhen', path.join(folder, '1'));
    const script = `
      const { takeLock } = require(${JSON.stringify(path.join(root, 'src/platform/database/cluster/lock.ts'))});
      takeLock(process.argv[1]).then((lock) => console.log('release' in lock));
      process.stdin.resume();`;
    const contenders = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['-r', path.join(root, 'tests/testkit/run-typescript.cjs'), '-e', script, folder], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const answers = await Promise.all(
      contenders.map(async ({ stdout }) => {
        const [line] = (await once(createInterface({ input: stdout }), 'line')) as [string];
        return line;
      }),
    );
    expect(answers.sort()).toEqual(['false', 'false', 'true']);
    await Promise.all(
      contenders.map((child) => {
        child.kill('SIGKILL');
        return once(child, 'exit');
      }),
    );
    await taken();
  });
});

describe('startOf', () => {
  it('tells running processes from none', async () => {
    expect(await startOf(process.pid)).toBe(await startOf(process.pid));
    expect(await startOf(999_999_999)).toBeNull();
  });
});
