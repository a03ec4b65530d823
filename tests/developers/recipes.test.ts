import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startTestServer, type TestServer } from '../testkit/server';
import { Line } from './line';
import { codeBlocks, type CodeBlock } from './markdown';

/* The programs of docs/developers, run as they are printed; only the server's address is another one. */

jest.setTimeout(120_000);

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const { dependencies } = JSON.parse(read('web/recipes/package.json')) as { dependencies: Record<string, string> };

let server: TestServer;
let line: Line;
let address: string;
let folder: string;
const followers: ChildProcess[] = [];

beforeAll(async () => {
  server = await startTestServer({ env: { DEMO: '1' } });
  // the demo's roles were given just now, and whoever comes back to what happened within five seconds of that gets a snapshot
  const owner = new Client({ connectionString: server.database.ownerUrl });
  await owner.connect();
  await owner.query(`update access_changes set at = at - interval '1 minute'`);
  await owner.end();
  line = new Line(Number(new URL(server.url).port));
  address = await line.address();
  folder = mkdtempSync(path.join(tmpdir(), 'gongjian-recipes-'));
});
afterEach(() => followers.splice(0).forEach((follower) => follower.kill()));
afterAll(async () => {
  line?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Recipe {
  readonly place: string;
  readonly blocks: readonly CodeBlock[];
}

/** Puts the files of pages into a folder of their own, beside the packages that their programs need. */
function prepare(name: string, pages: readonly string[], change = (code: string): string => code): Recipe {
  const place = path.join(folder, name);
  mkdirSync(place);
  symlinkSync(path.join(root, 'web/recipes/node_modules'), path.join(place, 'node_modules'));
  writeFileSync(path.join(place, 'package.json'), '{}');
  copyFileSync(path.join(root, 'schema.graphql'), path.join(place, 'schema.graphql'));
  const blocks = pages.flatMap((page) =>
    codeBlocks(read(page)).map((block) => ({ ...block, code: block.code.replaceAll('127.0.0.1:4000', address) })),
  );
  for (const { file, code } of blocks) if (file !== null) writeFileSync(path.join(place, file), change(code));
  return { place, blocks };
}

/** Runs a script in Bash; answers what it prints. Whatever it complains of fails it. */
async function bash(place: string, script: string): Promise<string> {
  const shell = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    cwd: place,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  const complaints: string[] = [];
  shell.stdout.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const [status] = (await once(shell, 'close')) as [number];
  if (status !== 0 || complaints.length > 0) throw new Error(`${script}\nended with ${status}: ${complaints.join('')}`);
  return printed.join('');
}

const FOLLOWS = 'node agenda.mjs\n';
const END = '── end of a block\n';

/** Runs the commands of a page that end by themselves, and expects them to print what the page says. */
async function expectAsPrinted({ place, blocks }: Recipe, count: number): Promise<void> {
  const run = blocks.flatMap(({ language, code }, index) => {
    if (language !== 'sh' || code === FOLLOWS || code.startsWith('npm install ')) return [];
    const next = blocks.slice(index + 1).find((block) => ['sh', 'text'].includes(block.language));
    return { code, said: next?.language === 'text' ? next.code : null };
  });
  const printed = await bash(place, run.map(({ code }) => `${code}printf '${END.trim()}\\n'\n`).join(''));
  const outputs = printed.split(END);
  const shown = run.flatMap(({ said }, index) => (said === null ? [] : [{ said, printed: outputs[index] }]));
  expect(shown.map(({ printed }) => printed)).toEqual(shown.map(({ said }) => said));
  expect(shown).toHaveLength(count);
}

/** Adds an item, cuts the line, and adds another one, under the eyes of a program; answers what that prints. */
async function followed({ place }: Recipe): Promise<string> {
  const follower = spawn(process.execPath, ['agenda.mjs'], { cwd: place, stdio: ['ignore', 'pipe', 'inherit'] });
  followers.push(follower);
  let printed = '';
  follower.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const lines = async (count: number): Promise<void> => {
    while (printed.split('\n').length <= count) await once(follower.stdout, 'data');
  };
  await lines(1);
  await bash(place, 'node item.mjs');
  await lines(2);
  line.cut();
  await bash(place, 'node item.mjs');
  await lines(3);
  return printed;
}

const FIRST = 'docs/developers/README.md';
const LIVE = 'docs/live-protocol.md';

it('the programs of the first page run as printed', async () => {
  await expectAsPrinted(prepare('first', [FIRST]), 1);
});

it('a session is renewed once, however many ask for its token', async () => {
  const { place } = prepare('session', [FIRST]);
  const script = `
    import { signIn, token } from './session.mjs';
    await signIn('organiser@demo.example', 'demo-gongjian');
    const [send, now] = [fetch, Date.now];
    let renewals = 0;
    globalThis.fetch = (address, options) => {
      if (options.body.includes('refreshSession')) renewals += 1;
      return send(address, options);
    };
    await token();
    Date.now = () => now() + 595_000;
    const tokens = await Promise.all([token(), token(), token()]);
    console.log(renewals, new Set(tokens).size);`;
  writeFileSync(path.join(place, 'renewed.mjs'), script);
  expect(await bash(place, 'node renewed.mjs')).toBe('1 1\n');
});

it('curl.md runs as printed', async () => {
  await expectAsPrinted(prepare('curl', ['docs/developers/curl.md']), 6);
});

const CLIENTS = ['graphql-ws', 'apollo-client', 'urql', 'relay'];

describe.each(CLIENTS)('%s.md', (name) => {
  const page = `docs/developers/${name}.md`;

  it('runs as printed, and its agenda goes on after a lost line without a second snapshot', async () => {
    const recipe = prepare(name, [LIVE, FIRST, page]);
    await expectAsPrinted({ ...recipe, blocks: codeBlocks(read(page)) }, 2);
    expect(await followed(recipe)).toBe(recipe.blocks.at(-1)?.code);
  });

  it('installs what is tried here', () => {
    const [install] = codeBlocks(read(page)).filter(({ code }) => code.startsWith('npm install '));
    const packages = install?.code.trim().split(' ').slice(2) ?? [];
    expect(packages.length).toBeGreaterThan(2);
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(packages));
  });
});

it('without what resumes below the library, a lost line costs a snapshot', async () => {
  const recipe = prepare('planted', [LIVE, FIRST, 'docs/developers/apollo-client.md'], (code) =>
    code
      .replace('function resuming(client) {', 'function resuming(client) { return client;')
      .replace('after: board.revision }', 'get after() { return board.revision; } }'),
  );
  await bash(recipe.place, 'node item.mjs');
  expect((await followed(recipe)).split('\n')[2]).toMatch(/^snapshot/);
});
