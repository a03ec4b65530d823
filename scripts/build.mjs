// Builds the sources into dist, unless what is there was built of them already: every start and every suite asks for it.
// What a source that is gone was built into is removed: a migration would still run.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(home, 'dist');
const record = path.join(dist, 'built-of');
const SOURCES = ['src', 'migrations'];

const present = digest();
if (present === recorded()) process.exit(0);
try {
  for (const folder of SOURCES) rmSync(path.join(dist, folder), { recursive: true, force: true });
  rmSync(record, { force: true });
  mkdirSync(dist, { recursive: true });
} catch (error) {
  console.error(`dist cannot be written, and was not built of these sources: ${error.message}`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, [compiler(), ...SOURCES, '-d', 'dist', '-q', '--copy-files'], {
  cwd: home,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
writeFileSync(record, present);

function compiler() {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve('@swc/cli/package.json')), 'bin', 'swc.js');
  } catch {
    console.error('nothing is installed yet: run npm ci');
    process.exit(1);
  }
}

/** Of every source's name, size and time, and of what builds it. */
function digest() {
  const hash = createHash('sha256');
  for (const folder of [...SOURCES, '.swcrc', 'package-lock.json']) {
    const place = path.join(home, folder);
    const files = statSync(place).isDirectory() ? readdirSync(place, { recursive: true }).sort() : [''];
    for (const file of files) {
      const { size, mtimeMs } = statSync(path.join(place, file));
      hash.update(`${folder}/${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function recorded() {
  return existsSync(record) ? readFileSync(record, 'utf8') : null;
}
