// Runs when npm has installed. Nothing here is needed for the installation to be whole: `npm start` builds the sources, and
// what is not removed only takes room, so a failure is told and passed over.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { prune } from './prune.mjs';

const windows = process.platform === 'win32';
// as npm says it with --omit=dev
const production = process.env.NODE_ENV === 'production';

attempt('packages keep files that nothing reads', () => prune({ production }));
attempt('npx gongjian will not be found; node scripts/gongjian.mjs will do the same', linkCommand);
if (!production) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell: windows });
  if (status !== 0) console.error('npm run build failed; npm start will try again');
}

function attempt(otherwise, step) {
  try {
    step();
  } catch (error) {
    console.error(`${otherwise} (${error.message})`);
  }
}

/**
 * Makes `npx gongjian` find the command of this checkout. By a `bin` in package.json npx would first install the checkout
 * into its cache, which asks the registry for every package: 90 s without a network, and 6 s each time after that.
 */
function linkCommand() {
  mkdirSync('node_modules/.bin', { recursive: true });
  if (windows) {
    writeFileSync('node_modules/.bin/gongjian.cmd', '@node "%~dp0\\..\\..\\scripts\\gongjian.mjs" %*\r\n');
    return;
  }
  rmSync('node_modules/.bin/gongjian', { force: true });
  symlinkSync('../../scripts/gongjian.mjs', 'node_modules/.bin/gongjian');
}
