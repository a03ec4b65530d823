import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { plant, root, type Project } from './project';

let project: Project;
let output: string;

beforeAll(async () => {
  const own = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  project = await plant(
    {
      'package.json': JSON.stringify({
        name: 'planted',
        version: '0.0.0',
        type: 'commonjs',
        dependencies: { pg: own.dependencies['pg'], uuid: own.dependencies['uuid'] },
      }),
      'src/main.ts':
        "import { v7 } from 'uuid';\nimport { WebSocket } from 'ws';\nimport { used } from './used';\nconsole.log(v7(), used, WebSocket);",
      'src/used.ts': 'export const used = 1;\nexport const nobodyWantsMe = 2;\nexport type NobodyNamesMe = 3;',
      'src/forgotten.ts': 'export const forgotten = 1;',
      'tests/unit/some.test.ts': "import { used } from '../../src/used';\nit('is used', () => expect(used).toBe(1));",
      'tests/testkit/idle.ts': 'export const idle = 1;',
    },
    ['knip.json', 'tsconfig.json'],
  );
  ({ output } = await project.run('knip/bin/knip.js', '--reporter', 'json', '--no-config-hints'));
});
afterAll(() => project.remove());

interface Report {
  readonly issues: readonly ({ readonly file: string } & Readonly<
    Record<string, readonly { readonly name: string }[] | string>
  >)[];
}

function found(kind: string): string[] {
  const { issues } = JSON.parse(output) as Report;
  return issues
    .flatMap((issue) => {
      const named = issue[kind];
      return Array.isArray(named)
        ? (named as readonly { name: string }[]).map(({ name }) => `${issue.file}: ${name}`)
        : [];
    })
    .sort();
}

test('files that nothing leads to are found', () => {
  expect(found('files')).toEqual([
    'src/forgotten.ts: src/forgotten.ts',
    'tests/testkit/idle.ts: tests/testkit/idle.ts',
  ]);
});

test('exports that nobody imports are found', () => {
  expect([...found('exports'), ...found('types')]).toEqual([
    'src/used.ts: nobodyWantsMe',
    'src/used.ts: NobodyNamesMe',
  ]);
});

test('packages that are listed and not used, or used and not listed, are found', () => {
  expect(found('dependencies')).toEqual(['package.json: pg']);
  expect(found('unlisted')).toEqual(['src/main.ts: ws']);
});
