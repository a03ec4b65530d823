import { plant, type Project } from './project';

const configuration = jest.requireActual<{ forbidden: { name: string }[] }>('../../.dependency-cruiser.cjs');
const ranks = jest.requireActual<Readonly<Record<'modules' | 'platform', readonly string[]>>>('../../ranks.cjs');

type Files = readonly (readonly [path: string, text: string])[];

/** In each folder of a list but the last a file that imports all those after it. */
const upwards = (folder: keyof typeof ranks): Files =>
  ranks[folder].slice(0, -1).map((name, index) => [
    `src/${folder}/${name}/up.ts`,
    ranks[folder]
      .slice(index + 1)
      .map((higher, at) => `export { name as name${at} } from '../${higher}';`)
      .join('\n'),
  ]);

/** For each rule files that break it and no other. */
const FAULTS: Readonly<Record<string, Files>> = {
  'no-circles': [['src/platform/errors/a.ts', "import { b } from './b';\nexport const a = (): unknown => b;"]],
  'platform-knows-no-domain': [
    ['src/platform/reads/peek.ts', "import { name } from '../../modules/alliance';\nexport const peek = name;"],
    // a type alone would already bind it
    ['src/platform/reads/type.ts', "import type { Name } from '../../modules/alliance';\nexport type Other = Name;"],
  ],
  'modules-know-no-app': [
    ['src/modules/meetings/serve.ts', "import { app } from '../../app/server';\nexport const serve = app;"],
    ['src/modules/alliance/serve.ts', "import type { App } from '../../app/server';\nexport type Mine = App;"],
  ],
  'modules-import-downwards': upwards('modules'),
  'platform-imports-downwards': upwards('platform'),
  'modules-are-entered-by-their-doors': [
    [
      'src/modules/meetings/reach.ts',
      "import { secret } from '../alliance/unit/unit.queries';\nexport const reach = secret;",
    ],
  ],
  'app-enters-modules-by-their-doors': [
    [
      'src/app/reach.ts',
      "import { secret } from '../modules/alliance/unit/unit.queries';\nexport const reach = secret;",
    ],
  ],
  'rules-are-pure': [
    ['src/modules/alliance/reading.rules.ts', "import { In } from 'typeorm';\nexport const reading = In;"],
    ['src/modules/meetings/asking.rules.ts', "import { read } from './meeting.queries';\nexport const asking = read;"],
    ['src/modules/meetings/doing.rules.ts', "import { act } from './meeting.service';\nexport const doing = act;"],
  ],
  'rules-touch-no-machine': [
    [
      'src/modules/alliance/file.rules.ts',
      "import { readFileSync } from 'node:fs';\nexport const file = readFileSync;",
    ],
    ['src/modules/alliance/socket.rules.ts', "import { connect } from 'net';\nexport const socket = connect;"],
    [
      'src/modules/alliance/wait.rules.ts',
      "import { setTimeout } from 'node:timers/promises';\nexport const wait = setTimeout;",
    ],
  ],
  'mutations-are-thin': [
    [
      'src/modules/meetings/thick.mutations.ts',
      "import type { EntityManager } from 'typeorm';\nexport type Thick = EntityManager;",
    ],
  ],
  'entities-know-no-service': [
    ['src/modules/meetings/active.entity.ts', "import { act } from './meeting.service';\nexport const active = act;"],
  ],
  'services-know-no-graphql': [
    [
      'src/modules/meetings/wording.service.ts',
      "import { GraphQLError } from 'graphql';\nexport const wording = GraphQLError;",
    ],
  ],
};

/** What they import, and imports that are as they should be. */
const SOUND: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(ranks).flatMap(([folder, names]) =>
      names.map((name) => [`src/${folder}/${name}/index.ts`, 'export const name = 1;\nexport type Name = number;']),
    ),
  ),
  'src/platform/errors/b.ts': "import { a } from './a';\nexport const b = (): unknown => a;",
  'src/app/server.ts':
    "import { meeting } from '../modules/meetings/meeting.entity';\nimport { name } from '../platform/reads';\nexport const app = [meeting, name];\nexport type App = typeof app;",
  'src/modules/alliance/shared/tool.ts': 'export const tool = 1;',
  'src/modules/alliance/unit/unit.entity.ts':
    "import { name } from '../../../platform/reads';\nexport const unit = name;",
  'src/modules/alliance/unit/unit.queries.ts': "import { unit } from './unit.entity';\nexport const secret = unit;",
  'src/modules/meetings/meeting.entity.ts':
    "import { name } from '../alliance';\nimport { tool } from '../alliance/shared/tool';\nimport { unit } from '../alliance/unit/unit.entity';\nimport { Column } from 'typeorm';\nexport const meeting = [name, tool, unit, Column];",
  'src/modules/meetings/meeting.queries.ts': "import { In } from 'typeorm';\nexport const read = In;",
  'src/modules/meetings/meeting.rules.ts':
    "import { createHash } from 'node:crypto';\nimport type { Act } from './meeting.service';\nimport { meeting } from './meeting.entity';\nexport const decide = [createHash, meeting] as unknown as Act;",
  'src/modules/meetings/meeting.service.ts':
    "import { read } from './meeting.queries';\nexport const act = read;\nexport type Act = typeof act;",
  'src/modules/meetings/meeting.mutations.ts':
    "import { act } from './meeting.service';\nimport { Field } from 'type-graphql';\nexport const mutations = [act, Field];",
};

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

let project: Project;
let found: Map<string, string[]>;
beforeAll(async () => {
  project = await plant({ ...SOUND, ...Object.fromEntries(Object.values(FAULTS).flat()) }, [
    '.dependency-cruiser.cjs',
    'ranks.cjs',
    'tsconfig.json',
  ]);
  const { output } = await project.run(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    'src',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  );
  found = new Map();
  for (const { from, rule } of (JSON.parse(output) as Cruise).summary.violations)
    found.set(from, [...(found.get(from) ?? []), rule.name]);
});
afterAll(() => project.remove());

test('every rule of who may import whom has a planted fault', () => {
  expect(Object.keys(FAULTS).sort()).toEqual([...new Set(configuration.forbidden.map(({ name }) => name))].sort());
});

test.each(Object.entries(FAULTS))('%s catches what is planted for it', (rule, files) => {
  expect(files.map(([file]) => [file, found.get(file)])).toEqual(
    files.map(([file, text]) => [file, text.match(/ from /g)?.map(() => rule)]),
  );
});

test('nothing else is caught', () => {
  const planted = new Set(
    Object.values(FAULTS)
      .flat()
      .map(([file]) => file),
  );
  expect([...found.keys()].filter((file) => !planted.has(file))).toEqual([]);
});
