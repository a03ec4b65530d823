import { plant, type Project } from './project';

const configuration = jest.requireActual<{ forbidden: { name: string }[] }>('../../.dependency-cruiser.cjs');

/** For each rule files that break it and no other, and what they say. */
const FAULTS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'no-circles': [['src/platform/circle/a.ts', "import { b } from './b';\nexport const a = (): unknown => b;"]],
  'platform-knows-no-domain': [
    [
      'src/platform/reads/peek.ts',
      "import { unit } from '../../modules/alliance/unit.entity';\nexport const peek = unit;",
    ],
    // a type alone would already bind it
    [
      'src/platform/reads/type.ts',
      "import type { Unit } from '../../modules/alliance/unit.entity';\nexport type Other = Unit;",
    ],
  ],
  'modules-know-no-app': [
    ['src/modules/meetings/serve.ts', "import { app } from '../../app/server';\nexport const serve = app;"],
    ['src/modules/alliance/serve.ts', "import type { App } from '../../app/server';\nexport type Mine = App;"],
  ],
  'alliance-is-lowest': [
    ['src/modules/alliance/up.ts', "import { meeting } from '../meetings/meeting.entity';\nexport const up = meeting;"],
  ],
  'agreements-below-projects': [
    [
      'src/modules/agreements/up.ts',
      "import { meeting } from '../meetings/meeting.entity';\nexport const up = meeting;",
    ],
  ],
  'projects-below-deliberation': [
    ['src/modules/projects/up.ts', "import { service } from '../services/service';\nexport const up = service;"],
  ],
  'services-beside-projects': [
    ['src/modules/services/aside.ts', "import { project } from '../projects/project';\nexport const aside = project;"],
  ],
  'deliberation-below-meetings': [
    [
      'src/modules/deliberation/up.ts',
      "import { meeting } from '../meetings/meeting.entity';\nexport const up = meeting;",
    ],
  ],
  'meetings-below-recognition': [
    ['src/modules/meetings/up.ts', "import { honour } from '../recognition/honour';\nexport const up = honour;"],
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
  'resolvers-are-thin': [
    [
      'src/modules/meetings/thick.resolver.ts',
      "import type { EntityManager } from 'typeorm';\nexport type Thick = EntityManager;",
    ],
  ],
  'entities-know-no-service': [
    ['src/modules/meetings/active.entity.ts', "import { act } from './meeting.service';\nexport const active = act;"],
  ],
  'services-know-no-graphql': [
    [
      'src/modules/meetings/telling.service.ts',
      "import { GraphQLError } from 'graphql';\nexport const telling = GraphQLError;",
    ],
  ],
};

/** What they import, and imports that are as they should be. */
const SOUND: Readonly<Record<string, string>> = {
  'src/platform/circle/b.ts': "import { a } from './a';\nexport const b = (): unknown => a;",
  'src/platform/reads/plan.ts': 'export const plan = 1;',
  'src/app/server.ts':
    "import { meeting } from '../modules/meetings/meeting.entity';\nimport { plan } from '../platform/reads/plan';\nexport const app = [meeting, plan];\nexport type App = typeof app;",
  'src/modules/alliance/unit.entity.ts':
    "import { plan } from '../../platform/reads/plan';\nexport const unit = plan;\nexport type Unit = number;",
  'src/modules/projects/project.ts':
    "import { agreement } from '../agreements/agreement';\nexport const project = agreement;",
  'src/modules/services/service.ts': "import { unit } from '../alliance/unit.entity';\nexport const service = unit;",
  'src/modules/agreements/agreement.ts':
    "import { unit } from '../alliance/unit.entity';\nexport const agreement = unit;",
  'src/modules/recognition/honour.ts':
    "import { meeting } from '../meetings/meeting.entity';\nexport const honour = meeting;",
  'src/modules/meetings/meeting.entity.ts':
    "import { unit } from '../alliance/unit.entity';\nimport { Column } from 'typeorm';\nexport const meeting = [unit, Column];\nexport type Meeting = typeof meeting;",
  'src/modules/meetings/meeting.queries.ts': "import { In } from 'typeorm';\nexport const read = In;",
  'src/modules/meetings/meeting.rules.ts':
    "import { createHash } from 'node:crypto';\nimport type { Act } from './meeting.service';\nimport { meeting } from './meeting.entity';\nexport const decide = [createHash, meeting] as unknown as Act;",
  'src/modules/meetings/meeting.service.ts':
    "import { read } from './meeting.queries';\nexport const act = read;\nexport type Act = typeof act;",
  'src/modules/meetings/meeting.resolver.ts':
    "import { act } from './meeting.service';\nimport { Field } from 'type-graphql';\nexport const resolver = [act, Field];",
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
}, 60_000);
afterAll(() => project.remove());

test('every rule of who may import whom has a planted fault', () => {
  expect(Object.keys(FAULTS).sort()).toEqual(configuration.forbidden.map(({ name }) => name).sort());
});

test.each(Object.entries(FAULTS))('%s catches what is planted for it', (rule, files) => {
  expect(files.map(([file]) => [file, found.get(file)])).toEqual(files.map(([file]) => [file, [rule]]));
});

test('nothing else is caught', () => {
  const planted = new Set(
    Object.values(FAULTS)
      .flat()
      .map(([file]) => file),
  );
  expect([...found.keys()].filter((file) => !planted.has(file))).toEqual([]);
});
