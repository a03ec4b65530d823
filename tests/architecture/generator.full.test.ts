import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './project';

/* `npm run new`, in a copy of the project. */

const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.data', 'bench/peers']);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-new-'));
  await cp(root, folder, { recursive: true, filter: (from) => !LEFT_OUT.has(path.relative(root, from)) });
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(...parameters: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, parameters, { cwd: folder }, (_, output, errors) => {
      resolve({ code: child.exitCode ?? -1, output: `${output}${errors}` });
    });
  });
}

const generate = (...parameters: string[]) => run('scripts/new/index.mjs', ...parameters);
const inCopy = (file: string) => readFile(path.join(folder, file), 'utf8');

const COMMANDS = [
  ['entity', 'alliance', 'review-note', '评议记录'],
  ['mutation', 'alliance', 'review-note', 'addReviewNote', '添加评议记录'],
  ['mutation', 'alliance', 'review-note', 'copyReviewNote', '复制评议记录'],
  ['feed', 'alliance', 'review-note', '新的评议记录'],
];
const TESTS = [
  'tests/api/modules/alliance/review-note/review-note.test.ts',
  'tests/api/modules/alliance/review-note/add-review-note.test.ts',
  'tests/api/modules/alliance/review-note/copy-review-note.test.ts',
  'tests/live/review-note.test.ts',
];

it('refuses what it cannot write, and writes nothing then', async () => {
  const before = await inCopy('src/modules/alliance/index.ts');
  for (const [parameters, reason] of [
    [['thing', 'alliance', 'review-note', '评议记录'], '"thing" is none of entity, mutation, feed.'],
    [['entity', 'aliance', 'review-note', '评议记录'], 'There is no module "aliance".'],
    [['entity', 'alliance', 'ReviewNote', '评议记录'], '"ReviewNote" is no noun.'],
    [['entity', 'alliance', 'review-note'], 'Say what it is called in Chinese.'],
    [['feed', 'alliance', 'review-note', '评议记录'], 'npm run new -- mutation first.'],
  ] as const) {
    const { code, output } = await generate(...parameters);
    expect([code, output]).toEqual([1, expect.stringContaining(reason)]);
  }
  expect(await inCopy('src/modules/alliance/index.ts')).toBe(before);
});

it('writes an entity, a mutation and a feed with their tests and their places in the lists, and says what is left', async () => {
  // a module that has entities, one that has none yet, and one that is not there yet
  for (const module of ['meetings', 'recognition', 'projects']) {
    const { code, output } = await generate('entity', module, `${module}-note`, '记录');
    expect([code, output]).toEqual([0, expect.stringContaining('Left to fill in:')]);
  }
  for (const command of COMMANDS) {
    const { code, output } = await generate(...command);
    expect([code, output]).toEqual([0, expect.stringContaining('Left to fill in:')]);
  }
  for (const test of TESTS) expect(await inCopy(test)).toContain('ReviewNote');
  const index = await inCopy('src/modules/alliance/index.ts');
  for (const kind of ['access', 'entity', 'fields', 'mutations', 'feed']) {
    expect(index).toContain(`'./review-note/review-note.${kind}'`);
  }
  expect(await inCopy('src/modules/alliance/review-note/review-note.service.ts')).toContain("feed: 'reviewNoteAdded'");
  const again = await generate(...(COMMANDS[0] ?? []));
  expect([again.code, again.output]).toEqual([1, expect.stringContaining('is there already')]);
});

it('writes what compiles, passes the checks of the house, and runs', async () => {
  const types = await run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json');
  expect(types).toEqual({ code: 0, output: '' });
  const { code, output } = await run('node_modules/jest/bin/jest.js', '--maxWorkers=1', ...TESTS);
  const checks = [
    'tests/architecture/layout',
    'tests/api/platform/access/visibility',
    '-t',
    'every file lies|reference model says',
  ];
  const checked = await run('node_modules/jest/bin/jest.js', '--maxWorkers=1', ...checks);
  expect([code, output]).toEqual([0, expect.stringMatching(/Tests: +\d+ passed, \d+ total/)]);
  expect([checked.code, checked.output]).toEqual([0, expect.stringMatching(/Tests: .*2 passed/)]);
}, 180_000);
