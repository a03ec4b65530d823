import { execFile } from 'node:child_process';
import { cp, lstat, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageFolder, readyBinaries } from '../../../../../src/platform/database/cluster/binaries';

const run = promisify(execFile);
const root = path.resolve(__dirname, '../../../../..');
const source = path.join(root, 'src/platform/database/cluster/binaries.ts');
const isRoot = process.getuid?.() === 0;
let folder: string;
let copy: string;
let links: { source: string; target: string }[];

/** As much of the package as the programs need to start, as npm leaves it when it skips install scripts. */
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-package-'));
  copy = path.join(folder, 'package');
  const native = path.join(packageFolder(), 'native');
  links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as typeof links;
  const left = new Set([...links.map(({ target }) => path.basename(target)), 'share', 'postgresql', 'pkgconfig']);
  await mkdir(copy);
  await cp(native, path.join(copy, 'native'), {
    recursive: true,
    filter: (file) => !left.has(path.basename(file)) && !file.endsWith('.a'),
  });
});
afterEach(() => rm(folder, { recursive: true }));

describe('readyBinaries', () => {
  it('makes the libraries’ links that the install script would have made, with several processes at once', async () => {
    const own = path.join(folder, 'own');
    await symlink('nowhere', path.join(copy, links[0]!.target));
    const [binaries] = await Promise.all([1, 2, 3].map(() => readyBinaries(copy, own)));
    expect(binaries!.libraryPath).toBeNull();
    for (const { target } of links) expect((await lstat(path.join(copy, target))).isSymbolicLink()).toBe(true);
    expect((await run(binaries!.postgres, ['--version'])).stdout).toMatch(/^postgres \(PostgreSQL\) 18\./);
    expect((await run(binaries!.initdb, ['--version'])).stdout).toMatch(/^initdb \(PostgreSQL\) 18\./);
  });

  it('makes them in a folder of its own where the package cannot be written', async () => {
    const own = path.join(folder, 'own');
    await mkdir(own, { mode: 0o777 });
    await run('chmod', ['-R', 'a+rX,a-w', copy]);
    await run('chmod', ['a+rwx', own, folder]);
    const script = `
      const { readyBinaries } = require(${JSON.stringify(source)});
      const { execFileSync } = require('node:child_process');
      (async () => {
        await readyBinaries(${JSON.stringify(copy)}, ${JSON.stringify(own)});
        const { postgres, initdb, libraryPath } = await readyBinaries(${JSON.stringify(copy)}, ${JSON.stringify(own)});
        const env = { LD_LIBRARY_PATH: libraryPath, DYLD_LIBRARY_PATH: libraryPath };
        for (const program of [postgres, initdb]) process.stdout.write(execFileSync(program, ['--version'], { env }));
        console.log(libraryPath);
      })();`;
    const { stdout } = await run(
      process.execPath,
      ['-r', path.join(root, 'tests/testkit/run-typescript.cjs'), '-e', script],
      isRoot ? { uid: 65534, gid: 65534 } : {},
    );
    await run('chmod', ['-R', 'u+w', copy]);
    expect(stdout).toMatch(/^postgres \(PostgreSQL\) 18\..*\ninitdb \(PostgreSQL\) 18\./);
    expect(stdout).toContain(`${own}:`);
  });
});
