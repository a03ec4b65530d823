import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Pool } from 'pg';
import { withStatements } from '../../../../src/app/commands/readme';
import { describeReads, layOut, statementsOf } from '../../../../src/app/commands/sql';
import { anonymous, idSet, type Viewer } from '../../../../src/platform/access/viewer';
import type { ReadModel } from '../../../../src/platform/reads/model';
import { run } from '../../../../src/platform/reads/statement';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';

/* The page on reads is true: its SQL is what the code makes, and its first statement answers as it says. */

const page = readFileSync(path.resolve(__dirname, '../../../../src/platform/reads/README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '');

const ALLIANCE = '0198c3a0-0000-7000-8000-000000000000';
const unit = (place: number): string => `0198c3a0-0000-7000-8000-00000000000${place}`;

let model: ReadModel;
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  [model, database] = await Promise.all([describeReads(), createTestDatabase()]);
  pool = new Pool({ connectionString: database.ownerUrl, max: 1 });
  await pool.query(`insert into alliances (id, slug, name) values ($1, 'qingfeng', '青枫街道党建共建联合会')`, [
    ALLIANCE,
  ]);
  await pool.query(
    `insert into member_units (alliance_id, id, name, kind, affiliation, status, host)
     select $1, id, name, 'PUBLIC_INSTITUTION', 'DISTRICT', status, host
     from unnest($2::uuid[], $3::text[], $4::text[], $5::boolean[]) as unit (id, name, status, host)`,
    [
      ALLIANCE,
      [1, 2, 3, 4, 5, 6].map(unit),
      ['第二医院', '儿童医院', '中医院', '停用医院', '医院办', '小学'],
      ['ACTIVE', 'ACTIVE', 'LEFT', 'SUSPENDED', 'ACTIVE', 'ACTIVE'],
      [false, false, false, false, true, false],
    ],
  );
  await pool.query(
    `insert into unit_contacts (alliance_id, id, unit_id, position, name) values ($1, gen_random_uuid(), $2, 1, '李主任')`,
    [ALLIANCE, unit(1)],
  );
});
afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

async function answerTo(viewer: Viewer): Promise<string | null> {
  const [query = ''] = blocks('graphql');
  const [variables = ''] = blocks('json');
  const [statement] = statementsOf(model, query, JSON.parse(variables) as Record<string, unknown>);
  if (statement === undefined) throw new Error('the first example is no query');
  const bound: Readonly<Record<string, string>> = { slug: 'qingfeng', text: '医院' };
  return run(pool, statement, viewer, new Map(statement.parameters.map((each) => [each, bound[each.name]])));
}

test('the SQL on the page is what the code makes', () => {
  expect(withStatements(page, model)).toBe(page);
});

test('a page on which one word of one statement differs is not', () => {
  for (const sql of blocks('sql')) {
    const altered = page.replace(sql, () => sql.replace('from', 'from only'));
    expect(altered).not.toBe(page);
    expect(withStatements(altered, model)).toBe(page);
  }
});

test('the statement answers as the page says, and shows a member the contacts', async () => {
  const [, answer = ''] = blocks('json');
  const text = JSON.stringify(JSON.parse(answer));
  expect(await answerTo(anonymous)).toBe(text);
  const member: Viewer = { ...anonymous, parameters: { memberOf: idSet([ALLIANCE]) } };
  expect(await answerTo(member)).toBe(text.replace('null', '[{"name":"李主任"}]').replace('null', '[]'));
});

test('laying a statement out adds white space between words, and nothing else', () => {
  const packed = (sql: string): string[] => sql.match(/'(?:[^']|'')*'|"[^"]*"|[^\s'"]+/g) ?? [];
  const [query = ''] = blocks('graphql');
  const [statement] = statementsOf(model, query, { slug: 'qingfeng' });
  const text = statement?.text ?? '';
  expect(packed(layOut(text)).join('')).toBe(packed(text).join(''));
  expect(layOut(`select 'from  where' as "order by" from a where b = 1 and c = 2`)).toBe(
    `select 'from  where' as "order by"\nfrom a\nwhere b = 1\n  and c = 2`,
  );
});
