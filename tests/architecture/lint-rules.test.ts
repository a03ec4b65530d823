import { plant, type Project } from './project';

/** What the linter must not let pass, by the rule that catches it: a file each. */
const FAULTS: Readonly<Record<string, readonly [file: string, text: string, rule: string]>> = {
  'a cast to any': [
    'src/cast.ts',
    'export const cast = (value: unknown): string => (value as any).name as string;',
    'no-restricted-syntax',
  ],
  'a parameter of any type': [
    'src/anything.ts',
    'export const anything = (value: any): string => String(value);',
    '@typescript-eslint/no-explicit-any',
  ],
  'a compiler error that is switched off': [
    'src/ignored.ts',
    '// @ts-ignore\nexport const ignored: string = 1;',
    '@typescript-eslint/ban-ts-comment',
  ],
  'a compiler error that is expected': [
    'src/expected.ts',
    '// @ts-expect-error\nexport const expected: string = 1;',
    '@typescript-eslint/ban-ts-comment',
  ],
  'a promise that nobody waits for': [
    'src/floating.ts',
    'export function floating(): void { Promise.resolve(1); }',
    '@typescript-eslint/no-floating-promises',
  ],
  'a promise where a truth is asked for': [
    'src/misused.ts',
    'export const misused = async (): Promise<boolean> => { if (Promise.resolve(false)) return true; return false; };',
    '@typescript-eslint/no-misused-promises',
  ],
  'a name that nothing uses': ['src/unused.ts', 'const unused = 1;\nexport {};', '@typescript-eslint/no-unused-vars'],
  'a type imported as a value': [
    'src/imported.ts',
    "import { Sound } from './sound';\nexport const imported: Sound = 1;",
    '@typescript-eslint/consistent-type-imports',
  ],
  'work that is left for later': [
    'src/later.ts',
    `// ${'TO'}${'DO'}: the rest\nexport const later = 1;`,
    'no-warning-comments',
  ],
  'a file too long': ['src/many.ts', `${'export {};\n'.repeat(420)}`, 'max-lines'],
  'the one test that runs': ['tests/only.test.ts', "it.only('runs alone', () => undefined);", 'no-restricted-syntax'],
  'a test that does not run': [
    'tests/skip.test.ts',
    "describe.skip('later', () => undefined);",
    'no-restricted-syntax',
  ],
  'a test that is not there yet': ['tests/none.test.ts', "test.todo('comes later');", 'no-restricted-syntax'],
  'a rule that looks at the clock': [
    'src/now.rules.ts',
    'export const now = (): Date => new Date();',
    'no-restricted-syntax',
  ],
  'a rule that asks the time': [
    'src/time.rules.ts',
    'export const time = (): number => Date.now();',
    'no-restricted-syntax',
  ],
  'a rule that throws dice': [
    'src/dice.rules.ts',
    'export const dice = (): number => Math.random();',
    'no-restricted-syntax',
  ],
  'a rule that looks at its process': [
    'src/process.rules.ts',
    'export const where = (): string => process.cwd();',
    'no-restricted-globals',
  ],
  'a rule that casts to any': [
    'src/cast.rules.ts',
    'export const cast = (value: unknown): string => (value as any).name as string;',
    'no-restricted-syntax',
  ],
};
const SOUND = {
  'src/sound.ts':
    'export type Sound = number;\nexport const sound = async (): Promise<number> => (await Promise.resolve(new Date())).getTime();',
  'src/sound.rules.ts': 'export const later = (moment: Date): Date => new Date(moment.getTime() + 1);',
  'tests/sound.test.ts': "it('runs', () => undefined);",
  'tsconfig.json': JSON.stringify({ extends: './base.json', include: ['src', 'tests'] }),
  'package.json': '{ "type": "commonjs" }',
};

let project: Project;
let found: Map<string, string[]>;
beforeAll(async () => {
  project = await plant(
    {
      ...SOUND,
      'base.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          target: 'ES2022',
          module: 'nodenext',
          types: ['node', 'jest'],
          skipLibCheck: true,
        },
      }),
      ...Object.fromEntries(Object.values(FAULTS).map(([file, text]) => [file, text])),
    },
    ['eslint.config.mjs'],
  );
  const { output } = await project.run('eslint/bin/eslint.js', '.', '--format', 'json');
  const results = JSON.parse(output) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
  found = new Map(
    results.map(({ filePath, messages }) => [
      filePath.slice(project.folder.length + 1),
      messages.map(({ ruleId, message }) => ruleId ?? message),
    ]),
  );
});
afterAll(() => project.remove());

test.each(Object.entries(FAULTS))('%s is caught', (_, [file, , rule]) => {
  expect(found.get(file)).toContain(rule);
});

test.each(Object.keys(SOUND).filter((name) => name.endsWith('.ts')))('what is sound passes: %s', (file) => {
  expect(found.get(file)).toEqual([]);
});
