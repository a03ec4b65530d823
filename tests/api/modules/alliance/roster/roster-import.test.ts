import { readFileSync } from 'node:fs';
import path from 'node:path';
import { quickOrFull } from '../../../../quick-or-full';
import { LIMITS } from '../../../../../src/platform/budgets';
import type { Answer, Sender } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

/** As many as a roster may have, or a part of it. */
const ROWS = quickOrFull(500, 5_000);

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

const HEADER = '单位名称,单位性质,隶属,统一社会信用代码,片区,界别小组,联系人,联系电话,加入时间';
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A credit code with the right check character. */
function creditCode(serial: number): string {
  const body = `91330106${String(serial).padStart(9, '0')}`;
  const sum = [...body].reduce((total, character, index) => total + ALPHABET.indexOf(character) * (3 ** index % 31), 0);
  return `${body}${ALPHABET[(31 - (sum % 31)) % 31]}`;
}

const csv = (...rows: string[]): string => Buffer.from([HEADER, ...rows].join('\r\n')).toString('base64');

function load(
  alliance: TestAlliance,
  contentBase64: string,
  more: { format?: 'CSV' | 'XLSX'; dryRun?: boolean } = {},
  caller: Sender = alliance.secretariat,
): Promise<Answer> {
  const input = { allianceId: alliance.id, format: 'CSV', dryRun: false, contentBase64, ...more };
  return world
    .as(caller)
    .attempt('importMemberUnits', input, 'created updated unchanged rowErrors { row column message }');
}

async function withGroups(): Promise<TestAlliance> {
  const alliance = await world.foundAlliance();
  for (const name of ['民生服务', '文化交流', '社会治理', '经济发展'])
    await world.as(alliance.secretariat).make('createSectorGroup', 'sectorGroup', { allianceId: alliance.id, name });
  for (const name of ['松溪', '梧桐', '白塔', '云河', '金桂', '曲水', '石桥'])
    await world.as(alliance.secretariat).make('createAreaGroup', 'areaGroup', { allianceId: alliance.id, name });
  return alliance;
}

interface Unit {
  readonly name: string;
  readonly version: number;
  readonly joinedOn: string | null;
  readonly creditCode: string | null;
  readonly areaGroup: { name: string } | null;
  readonly sectorGroups: { name: string }[];
  readonly contacts: { name: string; phone: string | null }[];
}

async function unitsOf(alliance: TestAlliance, text: string): Promise<Unit[]> {
  const document = `query ($slug: String!, $text: String!) { alliance(slug: $slug) {
    memberUnits(filter: { text: $text }, first: 100) {
      nodes { name version joinedOn creditCode areaGroup { name } sectorGroups { name } contacts { name phone } }
    } } }`;
  const data = await world
    .as(alliance.secretariat)
    .query<{ alliance: { memberUnits: { nodes: Unit[] } } }>(document, { slug: alliance.slug, text });
  return data.alliance.memberUnits.nodes;
}

async function countOf(alliance: TestAlliance): Promise<number> {
  const data = await world
    .as()
    .query<{ alliance: { memberUnits: { totalCount: number } } }>(
      'query ($slug: String!) { alliance(slug: $slug) { memberUnits { totalCount } } }',
      { slug: alliance.slug },
    );
  return data.alliance.memberUnits.totalCount;
}

const roster = (format: string) =>
  readFileSync(path.join(__dirname, `../../../../../src/app/demo/data/roster-qingfeng.${format}`)).toString('base64');

describe('importMemberUnits', () => {
  it.each(['CSV', 'XLSX'] as const)('brings in the roster of 青枫 as %s, as people keep it', async (format) => {
    const alliance = await withGroups();
    const done = { created: 104, updated: 0, unchanged: 0, rowErrors: [], userErrors: [] };
    expect(await load(alliance, roster(format.toLowerCase()), { format, dryRun: true })).toEqual(done);
    expect(await countOf(alliance)).toBe(0);
    expect(await load(alliance, roster(format.toLowerCase()), { format })).toEqual(done);
    expect(await countOf(alliance)).toBe(104);
    expect(await unitsOf(alliance, '青枫市职业技术学院')).toEqual([
      {
        name: '青枫市职业技术学院',
        version: 1,
        joinedOn: '2011-10-01',
        creditCode: '12339901100000008R',
        areaGroup: { name: '松溪' },
        sectorGroups: [{ name: '社会治理' }],
        contacts: [{ name: '褚明', phone: '13988552897' }],
      },
    ]);
  });

  it('changes nothing when the same roster comes again', async () => {
    const alliance = await withGroups();
    await load(alliance, roster('csv'));
    expect(await load(alliance, roster('xlsx'), { format: 'XLSX' })).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 104,
    });
    expect((await unitsOf(alliance, '')).every((unit) => unit.version === 1)).toBe(true);
    expect((await alliance.auditActions()).filter((action) => action === 'importMemberUnits')).toHaveLength(1);
  });

  it('knows a unit by its credit code, else by its name, and writes over what the file tells of it', async () => {
    const alliance = await withGroups();
    const code = creditCode(1);
    await load(
      alliance,
      csv(
        `青枫书店,民营企业,无,${code},松溪,民生服务、文化交流,张三,13988552897,2012-03`,
        '青枫药房,民营企业,无,,松溪,,,,',
        '青枫面馆,民营企业,无,,,,,,',
      ),
    );
    const again = csv(
      `青枫新华书店,,,${code},,经济发展,,0571-84024092,`,
      '青枫药房,民营企业,,,梧桐,,,,',
      '青枫面馆,民营企业,,,,,,,',
      '青枫茶馆,民企,,,,,,,',
    );
    expect(await load(alliance, again, { dryRun: true })).toMatchObject({ created: 1, updated: 2, unchanged: 1 });
    expect(await load(alliance, again)).toMatchObject({
      created: 1,
      updated: 2,
      unchanged: 1,
      rowErrors: [],
      userErrors: [],
    });
    expect(await unitsOf(alliance, '书店')).toEqual([
      {
        name: '青枫新华书店',
        version: 2,
        joinedOn: '2012-03-01',
        creditCode: code,
        areaGroup: { name: '松溪' },
        sectorGroups: [{ name: '经济发展' }],
        contacts: [{ name: '张三', phone: '0571-84024092' }],
      },
    ]);
    expect(await unitsOf(alliance, '药房')).toMatchObject([{ version: 2, areaGroup: { name: '梧桐' } }]);
    expect(await unitsOf(alliance, '面馆')).toMatchObject([{ version: 1 }]);
    const [entry] = await world.sql<{ details: Record<string, unknown> }>(
      `select details from audit_entries where alliance_id = $1 and action = 'importMemberUnits'
       order by id desc limit 1`,
      [alliance.id.split('_')[1]],
    );
    expect(entry?.details).toMatchObject({ created: 1, updated: 2 });
    expect(entry?.details['updatedUnits']).toHaveLength(2);
  });

  it("reports every bad row in the caller's language and lets none land", async () => {
    const alliance = await withGroups();
    const bad = csv(
      '青枫好单位,学校,区,,松溪,民生服务,,,',
      '青枫甲,大学堂,区,,,,,,',
      '青枫乙,学校,区,123,,,,,',
      '青枫丙,学校,区,,无此片区,,,,',
      '青枫丁,学校,区,,,,,,2099-01-01',
    );
    const answer = await load(alliance, bad);
    expect(answer).toMatchObject({ created: 0, updated: 0, unchanged: 0, userErrors: [] });
    expect(answer['rowErrors']).toEqual([
      { row: 3, column: '单位性质', message: expect.stringContaining('大学堂') },
      { row: 4, column: '统一社会信用代码', message: expect.stringContaining('123') },
      { row: 5, column: '片区', message: 'There is no area group "无此片区".' },
      { row: 6, column: '加入时间', message: 'The joining date lies in the future.' },
    ]);
    const chinese = await load(alliance, bad, { dryRun: true }, { ...alliance.secretariat, language: 'zh-CN' });
    expect(chinese).toMatchObject({ created: 0, updated: 0, unchanged: 0 });
    expect(chinese['rowErrors']).toContainEqual({ row: 6, column: '加入时间', message: '加入日期不能晚于今天。' });
    expect(await countOf(alliance)).toBe(0);
  });

  it('lists the first thousand of all that is wrong, days in the future among it', async () => {
    const alliance = await world.foundAlliance();
    const rows = Array.from({ length: 1_200 }, (_, index) => `青枫第${index}单位,学校,区,,,,,,2099-01-01`);
    const answer = await load(alliance, csv(...rows), { dryRun: true });
    expect(answer['rowErrors']).toHaveLength(1_001);
    expect((answer['rowErrors'] as unknown[]).at(-1)).toEqual({
      row: 1_002,
      column: null,
      message: 'And 200 more problems, from this row on.',
    });
  });

  it('refuses a row whose code and name point to two units', async () => {
    const alliance = await withGroups();
    await load(alliance, csv(`青枫一,学校,区,${creditCode(11)},,,,,`, `青枫二,学校,区,${creditCode(12)},,,,,`));
    expect((await load(alliance, csv(`青枫二,学校,区,${creditCode(11)},,,,,`)))['rowErrors']).toMatchObject([
      { row: 2, column: '统一社会信用代码' },
    ]);
  });

  it('takes an ended membership for another unit than the one that joins', async () => {
    const alliance = await withGroups();
    await load(alliance, csv('青枫旧友,学校,区,,,,,,'));
    await world.sql(`update member_units set status = 'LEFT', left_on = '2020-12-31' where alliance_id = $1`, [
      alliance.id.split('_')[1],
    ]);
    expect(await load(alliance, csv('青枫旧友,学校,区,,,,,,'))).toMatchObject({ created: 1, updated: 0 });
  });

  it('lets several imports at the same moment wait for each other', async () => {
    const alliance = await withGroups();
    const answers = await Promise.all(Array.from({ length: 5 }, () => load(alliance, roster('csv'))));
    expect(answers.flatMap((answer) => answer.userErrors)).toEqual([]);
    expect(answers.map((answer) => answer['created']).sort()).toEqual([0, 0, 0, 0, 104]);
    expect(await countOf(alliance)).toBe(104);
  });

  it('does not lose what staff writes meanwhile', async () => {
    const alliance = await withGroups();
    await load(alliance, roster('csv'));
    const [unit] = await world.sql<{ id: string }>('select id from member_units where alliance_id = $1 and name = $2', [
      alliance.id.split('_')[1],
      '青枫市粮油公司',
    ]);
    const changed = csv('青枫市粮油公司,,,,,文化交流,,,');
    const writing = Array.from({ length: 6 }, (_, index) =>
      world
        .as(alliance.secretariat)
        .attempt(
          'updateMemberUnit',
          { unitId: `unit_${unit?.id}`, contacts: [{ name: `联系人${index}` }] },
          'memberUnit { version }',
        ),
    );
    await Promise.all([...writing, load(alliance, changed)]);
    const [after] = await unitsOf(alliance, '青枫市粮油公司');
    expect(after).toMatchObject({
      version: 8,
      sectorGroups: [{ name: '文化交流' }],
      contacts: [{ name: expect.stringMatching(/^联系人\d$/) }],
    });
  });

  it('refuses what is no file and no roster', async () => {
    const alliance = await world.foundAlliance();
    expect(await load(alliance, '这不是文件')).toMatchObject({
      created: 0,
      userErrors: [{ code: 'INVALID', path: ['contentBase64'] }],
    });
    expect(await load(alliance, Buffer.from('你好').toString('base64'))).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['contentBase64'] }],
    });
    expect(await load(alliance, roster('csv'), { format: 'XLSX' })).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['contentBase64'] }],
    });
    const large = Buffer.alloc(9 * 1_048_576 + 3, 32).toString('base64');
    expect(large.length).toBeGreaterThan(LIMITS.importCharacters);
    expect(await load(alliance, large)).toMatchObject({
      userErrors: [{ code: 'LIMIT_REACHED', path: ['contentBase64'] }],
    });
  });

  it("is the secretariat's alone", async () => {
    const [alliance, other] = [await world.foundAlliance(), await world.foundAlliance()];
    const staff = await alliance.joinUnit(await alliance.addUnit(), 'STAFF');
    for (const caller of [staff, other.secretariat]) {
      expect(await load(alliance, roster('csv'), { dryRun: true }, caller)).toMatchObject({
        rowErrors: [],
        userErrors: [{ code: 'NOT_ALLOWED', path: null }],
      });
    }
  });

  it(`takes ${ROWS} rows, new and known`, async () => {
    const alliance = await withGroups();
    const rowOf = (index: number, year: number): string =>
      [
        `青枫第${index}单位`,
        '民营企业',
        '无',
        creditCode(1_000 + index),
        ['松溪', '梧桐'][index % 2],
        '民生服务、经济发展',
        `联系人${index}`,
        `1398855${String(index).padStart(4, '0')}`,
        `${year}-0${1 + (index % 9)}`,
      ].join(',');
    const rows = (year: number): string[] => Array.from({ length: ROWS }, (_, index) => rowOf(index, year));
    expect(await load(alliance, csv(...rows(2012)))).toMatchObject({ created: ROWS, rowErrors: [] });
    expect(await load(alliance, csv(...rows(2013)))).toMatchObject({ updated: ROWS, rowErrors: [] });
  });
});
