import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './project';

interface Import {
  readonly from: string;
  readonly name: string;
}

/** What a file imports as a value, from where. */
function valuesImported(text: string): Import[] {
  const source = ts.createSourceFile('rules.ts', text, ts.ScriptTarget.ES2022);
  return source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const bindings = importClause?.namedBindings;
    if (
      importClause === undefined ||
      importClause.isTypeOnly ||
      bindings === undefined ||
      !ts.isStringLiteral(moduleSpecifier)
    )
      return [];
    if (ts.isNamespaceImport(bindings)) return [{ from: moduleSpecifier.text, name: '*' }];
    return bindings.elements
      .filter((element) => !element.isTypeOnly)
      .map((element) => ({ from: moduleSpecifier.text, name: (element.propertyName ?? element.name).text }));
  });
}

/** Of a rules file: values of entities that are more than enumerations, and so lead to the table. */
function entitiesUsed(text: string, folder: string): string[] {
  return valuesImported(text)
    .filter(({ from }) => from.endsWith('.entity'))
    .flatMap(({ from, name }) => {
      const value = jest.requireActual<Record<string, unknown>>(path.resolve(folder, from))[name];
      return typeof value === 'object' && value !== null ? [] : [`${from}: ${name}`];
    });
}

const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.rules.ts'))
  .map((file) => path.join(root, 'src', file));

test.each(files.map((file) => [path.relative(root, file)]))(
  '%s knows of entities nothing but their types and enumerations',
  (file) => {
    expect(entitiesUsed(readFileSync(path.join(root, file), 'utf8'), path.dirname(path.join(root, file)))).toEqual([]);
  },
);

test('a rule that uses an entity is found', () => {
  const planted =
    "import { JointMeeting, MeetingStatus, type Attendance } from './meeting.entity';\nimport type { Guest } from './meeting.entity';\nimport * as all from '../agenda/agenda.entity';\n";
  expect(entitiesUsed(planted, path.join(root, 'src/modules/meetings/meeting'))).toEqual([
    './meeting.entity: JointMeeting',
    '../agenda/agenda.entity: *',
  ]);
});
