import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './project';

const ranks = jest.requireActual<Readonly<Record<string, readonly string[]>>>('../../ranks.cjs');

/** The closed list of what a file of a module may be; anything else is a tool, and lies in the module's `shared/`. */
const KINDS = [
  'entity',
  'access',
  'fields',
  'inputs',
  'mutations',
  'service',
  'rules',
  'queries',
  'feed',
  'notices',
  'task',
  'messages',
];

const MOST_FILES = 20;

const NOUN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What is wrong with a file's place, in words; nothing when it lies where it should. */
function faultsOfPlace(file: string): string[] {
  const [top, part = '', name = '', ...rest] = file.split('/');
  if (top !== 'src' || ranks[part] === undefined) return [];
  if (rest.length === 0) return [`${file} lies in no ${part} folder of its own`];
  if (!ranks[part].includes(name)) return [`src/${part}/${name} is not in ranks.cjs`];
  if (part !== 'modules' || file === `src/modules/${name}/index.ts` || rest[0] === 'shared') return [];
  if (rest.length !== 2) return [`${file} lies in no noun's folder`];
  const [noun = '', kind = '', ending = '', ...more] = (rest[1] ?? '').split('.');
  return NOUN.test(noun) && KINDS.includes(kind) && ending === 'ts' && more.length === 0
    ? []
    : [`${file} is none of the kinds of file that there are`];
}

/** How many files lie in each folder itself. */
function sizes(files: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = path.posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}

function faultsOfSize(files: readonly string[]): string[] {
  return [...sizes(files)]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder} holds ${count} files`);
}

const faultsOf = (files: readonly string[]): string[] => [
  ...new Set([...files.flatMap(faultsOfPlace), ...faultsOfSize(files)]),
];

const files = ['src', 'tests'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')),
);

test('every file lies where the house has a place for it', () => {
  expect(faultsOf(files)).toEqual([]);
});

test.each([
  ['a module that is in no list', 'src/modules/needs/need/need.entity.ts', /^src\/modules\/needs is not in ranks/],
  ['a folder of the platform that is in no list', 'src/platform/cache/cache.ts', /^src\/platform\/cache is not in/],
  ['a file beside the modules', 'src/modules/everything.ts', /in no modules folder/],
  ['a file beside the folders of the platform', 'src/platform/everything.ts', /in no platform folder/],
  ['a file in no folder of a noun', 'src/modules/alliance/unit.entity.ts', /no noun's folder/],
  ['a folder below that of a noun', 'src/modules/alliance/unit/parts/unit.entity.ts', /no noun's folder/],
  ['a helper', 'src/modules/alliance/unit/unit.helper.ts', /none of the kinds/],
  ['a resolver, which is made from mutations', 'src/modules/alliance/unit/unit.resolver.ts', /none of the kinds/],
  ['a file without a kind', 'src/modules/alliance/unit/unit.ts', /none of the kinds/],
  ['a file with two kinds', 'src/modules/alliance/unit/unit.access.rules.ts', /none of the kinds/],
  ['a noun in capitals', 'src/modules/alliance/unit/memberUnit.entity.ts', /none of the kinds/],
  ['a JSON file', 'src/modules/alliance/unit/unit.rules.json', /none of the kinds/],
])('%s is refused', (_, file, fault) => {
  expect(faultsOf([...files, file])).toEqual([expect.stringMatching(fault)]);
});

test.each(['src/app/pages', 'src/modules/alliance/shared/parts', 'tests/unit/modules/alliance'])(
  'a folder of 21 files in %s is refused, and one of 20 is not',
  (folder) => {
    const of = (count: number): string[] => Array.from({ length: count }, (_, at) => `${folder}/deep/tool-${at}.ts`);
    expect(faultsOf(of(20))).toEqual([]);
    expect(faultsOf(of(21))).toEqual([`${folder}/deep holds 21 files`]);
  },
);
