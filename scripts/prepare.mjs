// Builds what the first start needs, while npm installs. Nothing here is needed for the installation to be whole:
// `npm start` builds the sources, and the server builds missing pages by itself, so a failure is told and passed over.
import { spawnSync } from 'node:child_process';

if (process.env.NODE_ENV !== 'production') {
  for (const script of ['build', 'build:web']) {
    const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) console.error(`npm run ${script} failed; the server will build it when it starts`);
  }
}
