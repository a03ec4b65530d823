// `npm run bench:reads`, `bench:live`, `bench:writes`, `bench:scale`, `bench:matching`, `bench:due` and `bench:meeting`: installs what reads are measured against on first use, then runs.
// The peers have a package of their own, so that nobody who only wants to run Gongjian installs them.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const peers = path.join(here, 'peers');
const [name] = process.argv.slice(2);
if (!['reads', 'live', 'writes', 'scale', 'matching', 'due', 'meeting'].includes(name)) {
  console.error('usage: node bench/run.mjs reads|live|meeting|writes|scale|matching|due');
  process.exit(1);
}

if (name === 'reads' && !installed()) {
  console.error('installing the peers into bench/peers/node_modules …');
  run('npm', ['ci', '--prefix', peers, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], 2);
}
run(
  process.execPath,
  ['-r', path.join(here, '../tests/testkit/run-typescript.cjs'), path.join(here, name, 'main.ts')],
  'inherit',
);

function installed() {
  const made = path.join(peers, 'node_modules/.package-lock.json');
  return existsSync(made) && statSync(made).mtimeMs >= statSync(path.join(peers, 'package-lock.json')).mtimeMs;
}

function run(command, parameters, output) {
  const { status } = spawnSync(command, parameters, { stdio: ['inherit', output, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}
