// Builds what the first start needs, while npm installs. Nothing here is needed for the installation to be whole:
// `npm start` builds the sources, and the server builds missing pages by itself, so a failure is told and passed over.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';

const windows = process.platform === 'win32';

if (process.env.NODE_ENV !== 'production') {
  for (const script of ['build', 'build:web']) {
    const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit', shell: windows });
    if (status !== 0) console.error(`npm run ${script} failed; the server will build it when it starts`);
  }
  linkCommand();
}

/**
 * Makes `npx gongjian` find the command of this checkout. By a `bin` in package.json npx would first install the checkout
 * into its cache, which asks the registry for every package: 90 s without a network, and 6 s each time after that.
 */
function linkCommand() {
  try {
    mkdirSync('node_modules/.bin', { recursive: true });
    if (windows) {
      writeFileSync('node_modules/.bin/gongjian.cmd', '@node "%~dp0\\..\\..\\scripts\\gongjian.mjs" %*\r\n');
    } else {
      rmSync('node_modules/.bin/gongjian', { force: true });
      symlinkSync('../../scripts/gongjian.mjs', 'node_modules/.bin/gongjian');
    }
  } catch (error) {
    console.error(`npx gongjian will not be found (${error.message}); node scripts/gongjian.mjs will do the same`);
  }
}
