import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { plant, root, type Project } from './project';

/*
 * What ties a mutation's parts together is checked by types alone. Each fault is planted in a file of its own, and all
 * of them are looked at in one program, which checks no more of the sources than they refer to.
 */

const src = path.join(root, 'src');

const SOUND = `
import { Alliance } from '${src}/modules/alliance/alliance/alliance.entity';
import { SectorGroup } from '${src}/modules/alliance/group/group.entity';
import { CreateSectorGroupInput } from '${src}/modules/alliance/group/group.inputs';
import { notFound } from '${src}/modules/alliance/shared/refusals';
import { message } from '${src}/platform/i18n/messages';
import { declareMutations, mutation } from '${src}/platform/writes/declarations';
import '${src}/modules/alliance/shared/performers';
import { place, refuse } from '${src}/platform/writes/outcome';
import type { Service } from '${src}/platform/writes/transaction';

const found: Service<CreateSectorGroupInput, { sectorGroup: string; members: readonly string[] }> = async (tx, input) => {
  if (input.name === '') return refuse('INVALID', 'alliance.badName', 'name');
  if (input.purpose === '') return refuse('INVALID', 'alliance.badName', place('purpose', 2), { at: 1 });
  if (tx.viewer.personId === null) return notFound('allianceId');
  const role: 'CONVENOR' | 'LIAISON' = input.purpose === null ? 'CONVENOR' : 'LIAISON';
  return { sectorGroup: message(tx.origin.locale, \`role.name.\${role}\`), members: [] };
};

declareMutations({
  found: mutation(found, {
    input: CreateSectorGroupInput,
    by: 'session',
    who: ['secretariat'],
    description: 'Founds.',
    payload: { sectorGroup: () => SectorGroup, members: { type: () => [Alliance], description: 'Many.' } },
  }),
});
`;

const MESSAGES = `
import { addMessages } from '${src}/platform/i18n/messages';
addMessages({ en: { 'planted.one': 'One', 'planted.two': 'Two' }, 'zh-CN': { 'planted.one': '一', 'planted.two': '二' } });
`;

const FAULTS: readonly (readonly [fault: string, text: string, written: string, diagnostic: RegExp])[] = [
  [
    "a refusal's message",
    SOUND.replace("'alliance.badName', 'name'", "'alliance.badNmae', 'name'"),
    'badNmae',
    /badNmae/,
  ],
  [
    "an enumeration's message",
    SOUND.replace("'LIAISON' =", "'LIAISN' =").replace(": 'LIAISON'", ": 'LIAISN'"),
    'LIAISN',
    /LIAISN/,
  ],
  ['a path', SOUND.replace("badName', 'name'", "badName', 'nmae'"), 'nmae', /nmae/],
  ["a path's first step", SOUND.replace("place('purpose'", "place('purpsoe'"), 'purpsoe', /purpsoe/],
  [
    'a path that a shared refusal is given',
    SOUND.replace("notFound('allianceId')", "notFound('unitId')"),
    'unitId',
    /unitId/,
  ],
  ['a key of a payload', SOUND.replace('sectorGroup: () =>', 'sectorGruop: () =>'), 'sectorGruop', /sectorGruop/],
  ['a key that a payload lacks', SOUND.replace(' sectorGroup: () => SectorGroup,', ''), '', /sectorGroup/],
  ['a key that no service answers', SOUND.replace('payload: {', 'payload: { more: () => Alliance,'), 'more', /more/],
  ['one where there is a list', SOUND.replace('[Alliance]', 'Alliance'), '', /Alliance/],
  ['a list where there is one', SOUND.replace('() => SectorGroup', '() => [SectorGroup]'), '', /SectorGroup/],
  ["another mutation's input", SOUND.replaceAll('input: CreateSectorGroupInput', 'input: Alliance'), '', /Alliance/],
  ['a mutation for somebody that there is not', SOUND.replace("['secretariat']", "['secretary']"), '', /secretary/],
  ['a mutation that does not say by whom', SOUND.replace("by: 'session',", ''), '', /by/],
  ['a message without a Chinese text', MESSAGES.replace(", 'planted.two': '二'", ''), '', /planted\.two/],
  ['a message without an English text', MESSAGES.replace(", 'planted.two': 'Two'", ''), '', /planted\.two/],
];

let project: Project;
let diagnosticsOf: (name: string) => string;

beforeAll(async () => {
  const texts = [SOUND, MESSAGES, ...FAULTS.map(([, text]) => text)];
  project = await plant(Object.fromEntries(texts.map((text, index) => [`planted-${index}.ts`, text])), []);
  const planted = texts.map((_, index) => path.join(project.folder, `planted-${index}.ts`));
  const messages = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.messages.ts'))
    .map((file) => path.join(src, file));
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: planted }, ts.sys, root);
  const program = ts.createProgram([...planted, ...messages], { ...options, types: [] });
  diagnosticsOf = (name) => {
    const source = program.getSourceFile(path.join(project.folder, name));
    return program
      .getSemanticDiagnostics(source)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
      .join('\n');
  };
});
afterAll(() => project?.remove());

test('a sound declaration passes, and so do sound messages', () => {
  expect([diagnosticsOf('planted-0.ts'), diagnosticsOf('planted-1.ts')]).toEqual(['', '']);
});

test.each(FAULTS.map(([fault, text, written, expected], index) => ({ fault, text, written, expected, index })))(
  'misspelt, it does not compile: $fault',
  ({ text, written, expected, index }) => {
    expect(text).not.toBe(SOUND);
    expect(text).not.toBe(MESSAGES);
    expect(text).toContain(written);
    expect(diagnosticsOf(`planted-${index + 2}.ts`)).toMatch(expected);
  },
);
