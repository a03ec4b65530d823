import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CRUISER = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const CONFIGURATION = path.resolve('.dependency-cruiser.cjs');

interface Rule { readonly name: string }
const rules = (jest.requireActual<{ forbidden: readonly Rule[] }>('../../.dependency-cruiser.cjs')).forbidden.map(({ name }) => name);

/** For each rule, files that break it and no other. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-circles': {
    'platform/circle/one.ts': `import { two } from './two';\nexport const one = (): unknown => two;`,
    'platform/circle/two.ts': `import { one } from './one';\nexport const two = (): unknown => one;`,
  },
  'platform-knows-no-domain': { 'platform/fault.ts': `import { thing } from '../alliance/thing';\nexport const fault = thing;` },
  'modules-know-no-app': { 'meetings/fault.ts': `import { thing } from '../app/thing';\nexport const fault = thing;` },
  'alliance-is-lowest': { 'alliance/fault.ts': `import { thing } from '../meetings/thing';\nexport const fault = thing;` },
  'agreements-below-projects': { 'agreements/fault.ts': `import { thing } from '../projects/thing';\nexport const fault = thing;` },
  'projects-below-deliberation': { 'projects/fault.ts': `import { thing } from '../deliberation/thing';\nexport const fault = thing;` },
  'services-beside-projects': { 'services/fault.ts': `import { thing } from '../projects/thing';\nexport const fault = thing;` },
  'deliberation-below-meetings': { 'deliberation/fault.ts': `import { thing } from '../meetings/thing';\nexport const fault = thing;` },
  'meetings-below-recognition': { 'meetings/upwards.ts': `import { thing } from '../recognition/thing';\nexport const fault = thing;` },
  'rules-are-pure': { 'alliance/fault.rules.ts': `import { EntityManager } from 'typeorm';\nexport const fault = EntityManager;` },
  'resolvers-are-thin': { 'alliance/fault.resolver.ts': `import type { EntityManager } from 'typeorm';\nexport type Fault = EntityManager;` },
  'entities-know-no-service': { 'alliance/fault.entity.ts': `import { thing } from './thing.service';\nexport const fault = thing;` },
  'services-know-no-graphql': { 'alliance/fault.service.ts': `import { GraphQLError } from 'graphql';\nexport const fault = GraphQLError;` },
};

let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The names of the rules that a tree of sources breaks. */
function broken(sources: Readonly<Record<string, string>>): string[] {
  folder = mkdtempSync(path.join(tmpdir(), 'gongjian-rules-'));
  const things = ['alliance', 'agreements', 'projects', 'services', 'deliberation', 'meetings', 'recognition', 'app'].map((module) => `${module}/thing.ts`);
  const files = Object.fromEntries([...things, 'alliance/thing.service.ts'].map((file) => [file, 'export const thing = 1;']));
  for (const [file, text] of Object.entries({ ...files, ...sources })) {
    const place = path.join(folder, 'src', file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, `${text}\n`);
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext", "moduleResolution": "nodenext" } }');
  for (const name of ['typeorm', 'graphql']) {
    const place = path.join(folder, 'node_modules', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    writeFileSync(path.join(place, 'index.js'), '');
  }
  writeFileSync(path.join(folder, 'package.json'), '{ "dependencies": { "typeorm": "*", "graphql": "*" } }');
  const { stdout, stderr } = spawnSync(process.execPath, [CRUISER, 'src', '--config', CONFIGURATION, '--output-type', 'json'], {
    cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: readonly { rule: Rule }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

test('every rule has a planted fault', () => {
  folder = '';
  expect(Object.keys(FAULTS).sort()).toEqual([...rules].sort());
});

test('each rule finds its planted fault', () => {
  expect(broken(Object.assign({}, ...Object.values(FAULTS)))).toEqual([...rules].sort());
}, 30_000);

test('a tree without faults breaks none', () => {
  expect(broken({ 'meetings/right.ts': `import { thing } from '../alliance/thing';\nexport const right = thing;` })).toEqual([]);
}, 30_000);
