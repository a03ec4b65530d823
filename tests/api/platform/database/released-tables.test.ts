import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withSession } from '../../../../src/platform/database/cluster/session';
import { createTestDatabase } from '../../../testkit/cluster';
import { shapesIn, stumblingBlocks, type TableShapes } from '../../../testkit/operations/released-tables';

/*
 * Servers of the last release go on while the schema is already that of the next (docs/operations/upgrade.md): migrations leave
 * to them what they read and write. `.ci/released-tables.json` is what the last release had; with RELEASE=1 this test writes it
 * anew, when a version is released.
 */

const FILE = path.resolve(__dirname, '../../../../.ci/released-tables.json');

/** Rules that take the place of released ones, and refuse nothing that those let pass: a further value of an enumeration. */
const WIDENED: readonly string[] = [];

/** A line for each thing, so that a diff shows what was released. */
function printed(shapes: TableShapes): string {
  const lists = Object.entries(shapes).map(([name, list]: [string, readonly unknown[]]) => {
    const lines = list.map((each) => `  ${JSON.stringify(each)}`);
    return ` ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n ]`;
  });
  return `{\n${lists.join(',\n')}\n}\n`;
}

it('servers of the last release can work with the schema of this one', async () => {
  const database = await createTestDatabase();
  try {
    const present = await withSession(database.ownerUrl, shapesIn);
    if (process.env['RELEASE'] === '1') writeFileSync(FILE, printed(present));
    const blocks = stumblingBlocks(JSON.parse(readFileSync(FILE, 'utf8')) as TableShapes, present);
    expect(blocks.filter((each) => !WIDENED.includes(each))).toEqual([]);
  } finally {
    await database.drop();
  }
});

const released: TableShapes = {
  columns: [
    { table: 'units', name: 'id', type: 'uuid', optional: false },
    { table: 'units', name: 'name', type: 'text', optional: true },
  ],
  rules: [{ table: 'units', columns: ['id'], definition: 'PRIMARY KEY (id)' }],
  rights: ['insert units', 'select units'],
  functions: ['near(uuid)'],
};

it.each<[string, Partial<TableShapes>, string[]]>([
  ['nothing', {}, []],
  [
    'a table, and a column that may be left out',
    {
      columns: [
        ...released.columns,
        { table: 'units', name: 'motto', type: 'text', optional: true },
        { table: 'visits', name: 'id', type: 'uuid', optional: false },
      ],
      rules: [...released.rules, { table: 'units', columns: ['motto'], definition: 'CHECK (motto is null)' }],
    },
    [],
  ],
  [
    'a column that may not be left out',
    { columns: [...released.columns, { table: 'units', name: 'motto', type: 'text', optional: false }] },
    ['units.motto is new, and may not be left out'],
  ],
  ['a column less', { columns: released.columns.slice(1) }, ['units.id is gone']],
  [
    'another type, and a value that is required now',
    {
      columns: [
        { table: 'units', name: 'id', type: 'text', optional: false },
        { table: 'units', name: 'name', type: 'text', optional: false },
      ],
    },
    ['units.id is text, and was uuid', 'units.name may not be left out any more'],
  ],
  [
    'a rule about what old servers write',
    { rules: [...released.rules, { table: 'units', columns: ['name'], definition: 'UNIQUE (name)' }] },
    ['units has a new rule: UNIQUE (name)'],
  ],
  ['a right less', { rights: ['select units'] }, ['no login may insert units any more']],
  ['a function less', { functions: [] }, ['near(uuid) is gone']],
])('sees %s', (_, changed, said) => {
  expect(stumblingBlocks(released, { ...released, ...changed })).toEqual(said);
});
