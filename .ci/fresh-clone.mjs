// What a newcomer does: clone, `npm ci`, `npm start`, one query, one subscription, Ctrl-C, `npx gongjian verify`. Checks the times promised.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const home = path.resolve(import.meta.dirname, '..');
const clone = path.join(mkdtempSync(path.join(tmpdir(), 'gongjian fresh ')), '共建');

function run(command, parameters, cwd, env = process.env) {
  const { status } = spawnSync(command, parameters, { cwd, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} ended with ${status}`);
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

async function start(port) {
  const began = Date.now();
  const server = spawn('npm', ['start'], {
    cwd: clone,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: String(port), LOG_LEVEL: 'warn' },
  });
  const lines = await new Promise((resolve, reject) => {
    let text = '';
    server.stdout.on('data', (chunk) => {
      text += chunk;
      if (/^Demo .*\n.*password.*\n/m.test(text)) resolve(text);
    });
    server.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${text}`)));
  });
  const seconds = (Date.now() - began) / 1000;
  console.log(lines.trim(), `\nup after ${seconds.toFixed(1)} s`);
  return { server, seconds };
}

async function stop(server) {
  const began = Date.now();
  process.kill(-server.pid, 'SIGINT');
  await once(server, 'exit');
  // the group is empty once everything that was started has ended
  for (let alive = true; alive;) {
    if (Date.now() - began > 10_000) throw new Error('something was still running 10 s after Ctrl-C');
    try {
      process.kill(-server.pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
    } catch {
      alive = false;
    }
  }
  console.log(`stopped after ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

async function query(port, text, token) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query: text }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** The README's own programs: one watches, and sees what the other changes. */
async function watchAndChange(port) {
  for (const [, name, text] of readme().matchAll(/```js\n\/\/ (\w+\.mjs)\n([\s\S]*?)```/g))
    writeFileSync(path.join(clone, name), text);
  const env = { ...process.env, GONGJIAN: `http://127.0.0.1:${port}/graphql` };
  const watching = spawn('node', ['watch.mjs'], { cwd: clone, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let seen = '';
  const sees = (text) =>
    new Promise((resolve, reject) => {
      watching.stdout.on('data', (chunk) => (seen += chunk).includes(text) && resolve());
      watching.once('exit', (code) => reject(new Error(`watch.mjs ended with ${code}: ${seen}`)));
    });
  await sees('schedule');
  const changed = sees('AgendaItemAdded');
  run('node', ['change.mjs'], clone, env);
  await changed;
  watching.removeAllListeners('exit').kill();
  console.log('watch.mjs saw what change.mjs did');
}

function readme() {
  return readFileSync(path.join(clone, 'README.md'), 'utf8');
}

async function anEvidenceFile(port) {
  const { signIn } = await query(
    port,
    'mutation { signIn(input: { email: "secretariat@demo.example", password: "demo-gongjian" }) { session { accessToken } } }',
  );
  const { alliance } = await query(
    port,
    '{ alliance(slug: "qingfeng") { agreements(first: 1, filter: { statuses: [ACTIVE] }) { nodes { evidence } } } }',
    signIn.session.accessToken,
  );
  const file = path.join(path.dirname(clone), 'evidence.json');
  writeFileSync(file, alliance.agreements.nodes[0].evidence);
  return file;
}

async function main() {
  run('git', ['clone', '--quiet', '--no-hardlinks', home, clone], home);
  run('npm', ['ci', '--no-audit', '--no-fund'], clone);
  const port = await freePort();
  const first = await start(port);
  const { alliance } = await query(port, '{ alliance(slug: "qingfeng") { memberUnits { totalCount } } }');
  if (alliance.memberUnits.totalCount !== 104) throw new Error(`the demo has ${alliance.memberUnits.totalCount} units`);
  await watchAndChange(port);
  const evidence = await anEvidenceFile(port);
  await stop(first.server);
  // nothing is to be asked of a registry
  run('npx', ['--offline', 'gongjian', 'verify', evidence], clone);
  const second = await start(port);
  await stop(second.server);
  if (first.seconds > 15) throw new Error('the first start took longer than 15 s');
  if (second.seconds > 5) throw new Error('a later start took longer than 5 s');
}

main().then(
  () => rmSync(path.dirname(clone), { recursive: true, force: true }),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
