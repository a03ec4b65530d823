import { readFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import writeWorkbook from 'write-excel-file/node';
import {
  listProblems,
  planImport,
  readRoster,
  type Roster,
  type RosterProblem,
} from '../../../../../../src/modules/alliance/shared/roster';
import { workbook } from './workbooks';

const demo = (name: string) => readFileSync(path.join(__dirname, '../../../../../../src/app/demo/data', name));
const read = async (text: string): Promise<Roster> => {
  const reading = await readRoster(Buffer.from(text), 'CSV');
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading;
};
const errorsOf = async (text: string) => {
  const reading = await readRoster(Buffer.from(text), 'CSV');
  return reading.ok ? [] : reading.errors;
};
const brief = ({ row, column, reason }: RosterProblem) => [row, column, reason.key];
const mebibyte = 1_048_576;

describe('the demo roster', () => {
  it('has the same 104 units as CSV and as XLSX', async () => {
    const [csv, xlsx] = await Promise.all([
      readRoster(demo('roster-qingfeng.csv'), 'CSV'),
      readRoster(demo('roster-qingfeng.xlsx'), 'XLSX'),
    ]);
    if (!csv.ok || !xlsx.ok) throw new Error('unreadable');
    expect(csv.problems).toEqual([]);
    expect(xlsx.problems).toEqual([]);
    expect(csv.rows).toHaveLength(104);
    expect(xlsx.rows).toEqual(csv.rows);
  });

  it('is read as its people meant it', async () => {
    const csv = await readRoster(demo('roster-qingfeng.csv'), 'CSV');
    if (!csv.ok) throw new Error('unreadable');
    const row = (number: number) => csv.rows.find((unit) => unit.row === number);
    expect(row(3)).toEqual({
      row: 3,
      name: '青枫市职业技术学院',
      kind: 'SCHOOL',
      affiliation: 'MUNICIPAL',
      creditCode: '12339901100000008R',
      areaGroup: '松溪',
      sectorGroups: ['社会治理'],
      contact: { name: '褚明', phone: '13988552897' },
      joinedOn: '2011-10-01',
      faulty: new Set(),
    });
    expect(row(7)?.name).toBe('青枫市"老百姓"服务社,总社');
    expect(row(11)?.affiliation).toBe('NONE');
    expect(row(12)?.contact).toEqual({ name: '韩海涛', phone: '13975847050' });
    expect(row(13)).toMatchObject({
      name: '武警执勤中队',
      kind: 'MILITARY',
      sectorGroups: ['社会治理', '民生服务'],
      joinedOn: '2011-07-27',
    });
    expect(row(13)?.creditCode).toBeUndefined();
    expect(row(20)?.creditCode).toBe('91339901101346238B');
    expect(row(36)?.contact?.phone).toBe('13951066010、0571-86000000');
    expect(csv.headers.get('joinedOn')).toBe('加入时间');
    expect(csv.headers.has('territory')).toBe(false);
  });

  it('makes 104 new units in an empty alliance, and as many updates the second time', async () => {
    const csv = await readRoster(demo('roster-qingfeng.csv'), 'CSV');
    if (!csv.ok) throw new Error('unreadable');
    const names = (of: (row: Roster['rows'][number]) => string[]) =>
      new Map(csv.rows.flatMap(of).map((name) => [name, `id of ${name}`]));
    const groups = {
      sectorGroups: names((row) => row.sectorGroups ?? []),
      areaGroups: names((row) => [row.areaGroup ?? '']),
      territories: new Map<string, string>(),
    };
    expect([groups.sectorGroups.size, groups.areaGroups.size]).toEqual([4, 7]);
    const first = planImport(csv, [], groups);
    expect([first.create.length, first.update.length, first.problems]).toEqual([104, 0, []]);
    const existing = first.create.map(({ row, values }) => ({
      id: `${row}`,
      name: values.name,
      creditCode: values.creditCode ?? null,
    }));
    const second = planImport(csv, existing, groups);
    expect([second.create.length, second.update.length, second.problems]).toEqual([0, 104, []]);
    expect(second.update.every(({ row, unitId }) => unitId === `${row}`)).toBe(true);
  });
});

describe('a roster', () => {
  it('may have English headers in any order and leave columns out', async () => {
    const roster = await read(
      'joinedOn,Phone,KIND,Contact,remarks,Name\n2011-10,0571 84024092,school,Li Ming,x,Qingfeng School\n',
    );
    expect(roster.problems).toEqual([]);
    expect(roster.rows).toEqual([
      {
        row: 2,
        name: 'Qingfeng School',
        kind: 'SCHOOL',
        joinedOn: '2011-10-01',
        contact: { name: 'Li Ming', phone: '0571-84024092' },
        faulty: new Set(),
      },
    ]);
  });

  it('may have titles, blank rows, subtotals, repeated headers, totals and remarks', async () => {
    const roster = await read(
      '青枫街道成员单位名册\n2011年10月,,单位：家\n\n序号,单位名称,单位性质\n1,甲小学,学校\n,,\n小 计,1家,\n序号,单位名称,单位性质\n2,乙小学,学校\n' +
        '合计：,2家,\n总　计,,\nTotal,2,\n共2家单位,,\n备注：本表每年更新,,\n制表人：王五,,\n',
    );
    expect(roster.problems).toEqual([]);
    expect(roster.rows.map(({ row, name }) => [row, name])).toEqual([
      [5, '甲小学'],
      [9, '乙小学'],
    ]);
  });

  it('may have a unit that is called like a total, if it has a kind', async () => {
    const roster = await read('name,kind\nTotal,private enterprise\nTotal,\n');
    expect(roster.rows.map(({ row }) => row)).toEqual([2]);
  });

  it('counts rows as a spreadsheet program does, line breaks in a cell aside', async () => {
    const roster = await read('单位名称,单位性质\n"甲\n小学",学校\n乙小学,公司\n');
    expect(roster.rows.map(({ row, name }) => [row, name])).toEqual([
      [2, '甲 小学'],
      [3, '乙小学'],
    ]);
    expect(roster.problems.map(brief)).toEqual([[3, '单位性质', 'roster.unknownKind']]);
  });

  it('reports every bad cell of every row under the header that the file has', async () => {
    const roster = await read(
      '单位全称,性质,隶属关系,信用代码,联系人,手机（联系人）,邮箱,入会日期\n' +
        '甲小学,公司,火星,123,李明,12,x,2011年13月\n' +
        ',学校,市,,,,,\n' +
        '乙小学,学校,市,9.13399E+17,李明,13988552897,a@demo.example,2011-10-18\n' +
        '丙小学,#N/A,,,,,,#REF!\n',
    );
    expect(roster.problems.map(brief)).toEqual([
      [2, '性质', 'roster.unknownKind'],
      [2, '隶属关系', 'roster.unknownAffiliation'],
      [2, '信用代码', 'roster.badCreditCode'],
      [2, '手机（联系人）', 'roster.badPhone'],
      [2, '邮箱', 'roster.badEmail'],
      [2, '入会日期', 'roster.badDate'],
      [3, '单位全称', 'roster.nameMissing'],
      [4, '信用代码', 'roster.creditCodeAsNumber'],
      [5, '性质', 'roster.formulaError'],
      [5, '入会日期', 'roster.formulaError'],
    ]);
    expect(roster.problems[0]?.reason.params).toEqual({ value: '公司' });
    expect(roster.rows.map(({ row }) => row)).toEqual([2, 4, 5]);
    expect([...(roster.rows[0]?.faulty ?? [])]).toContain('kind');
  });

  it('takes the marks that people put for nothing as nothing', async () => {
    const roster = await read(
      '单位名称,单位性质,隶属,信用代码,片区,界别,联系人,电话,加入时间\n甲小学,学校,-,无,/,—,暂无,—,\n',
    );
    expect(roster.problems).toEqual([]);
    expect(roster.rows).toEqual([{ row: 2, name: '甲小学', kind: 'SCHOOL', faulty: new Set() }]);
  });

  it('refuses texts that are too long and names that are none, and quotes long values in part', async () => {
    const roster = await read(
      `单位名称,单位性质,片区\n${'长'.repeat(201)},学校,\n乙小学,${'性'.repeat(900)},${'片'.repeat(1_001)}\n`,
    );
    expect(roster.problems.map(brief)).toEqual([
      [2, '单位名称', 'roster.tooLong'],
      [3, '单位性质', 'roster.unknownKind'],
      [3, '片区', 'roster.tooLong'],
    ]);
    const nameless = await read('单位名称,单位性质,联系人\n＊＊,学校,\n丙小学,学校,!!\n');
    expect(nameless.problems.map(brief)).toEqual([
      [2, '单位名称', 'roster.badName'],
      [3, '联系人', 'roster.badName'],
    ]);
    expect(String(roster.problems[1]?.reason.params['value'])).toHaveLength(41);
  });

  it('reads a credit code and a phone that a spreadsheet keeps as numbers', async () => {
    const number = (digits: string) => `<c r="{r}"><v>${digits}</v></c>`;
    const reading = await readRoster(
      workbook([
        ['名册'],
        ['单位名称', '信用代码', '联系人', '电话'],
        ['甲小学', number('913399011000791902'), '李明', number('13988552897')],
      ]),
      'XLSX',
    );
    if (!reading.ok) throw new Error('unreadable');
    expect(reading.problems.map(brief)).toEqual([[3, '信用代码', 'roster.creditCodeAsNumber']]);
    expect(reading.rows[0]?.contact).toEqual({ name: '李明', phone: '13988552897' });
  });
});

describe('a file that is no roster', () => {
  it.each([
    ['is empty', '', [{ key: 'roster.noHeader', params: {} }]],
    ['has no header line', '甲小学,学校\n乙小学,学校\n', [{ key: 'roster.noHeader', params: {} }]],
    ['has no name column', '名册\n单位性质,片区\n学校,松溪\n', [{ key: 'roster.noNameColumn', params: { row: 2 } }]],
    ['has no rows', '单位名称,单位性质\n,\n合计,0\n', [{ key: 'roster.noRows', params: {} }]],
    [
      'has two columns that mean the same, twice',
      '单位名称,名称,电话,手机\n甲,甲,1,2\n',
      [
        { key: 'roster.duplicateHeader', params: { first: '单位名称', second: '名称' } },
        { key: 'roster.duplicateHeader', params: { first: '电话', second: '手机' } },
      ],
    ],
    ['has too many columns', `单位名称${','.repeat(100)}x\n`, [{ key: 'roster.tooManyColumns', params: { max: 100 } }]],
    [
      'has too many rows',
      `单位名称\n${'甲\n'.repeat(51_000)}`,
      [{ key: 'roster.tooManyRows', params: { max: 51_000 } }],
    ],
  ])('because it %s is refused as a whole', async (_, text, errors) => expect(await errorsOf(text)).toEqual(errors));

  it('may have commas without end behind its columns', async () => {
    expect((await read(`单位名称,单位性质${','.repeat(200)}\n甲小学,学校${','.repeat(200)}\n`)).rows).toHaveLength(1);
  });

  it.each(['CSV', 'XLSX'] as const)('is refused as %s when it has more than 8 MiB', async (format) => {
    expect(await readRoster(Buffer.alloc(8 * mebibyte + 1), format)).toEqual({
      ok: false,
      errors: [{ key: 'roster.tooManyBytes', params: { mebibytes: 8 } }],
    });
  });
});

describe('a roster of 5,000 units', () => {
  const header = ['序号', '单位名称', '单位性质', '隶属', '片区', '界别小组', '联系人', '联系电话', '加入时间'];
  const units = Array.from({ length: 5_000 }, (_, i) => [
    `${i + 1}`,
    `青枫第${i + 1}小学`,
    '学校',
    '市',
    '松溪',
    '民生服务、经济发展',
    '李明',
    `139${10_000_000 + i}`,
    `2011年${(i % 12) + 1}月`,
  ]);
  const groups = {
    sectorGroups: new Map([
      ['民生服务', 's1'],
      ['经济发展', 's2'],
    ]),
    areaGroups: new Map([['松溪', 'a1']]),
    territories: new Map<string, string>(),
  };
  const csv = iconv.encode([header, ...units].map((row) => row.join(',')).join('\r\n'), 'gb18030');

  it.each(['CSV', 'XLSX'] as const)('is read and planned as %s', async (format) => {
    const file = format === 'CSV' ? csv : await writeWorkbook([['名册'], header, ...units]).toBuffer();
    const reading = await readRoster(file, format);
    if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
    const plan = planImport(reading, [], groups);
    expect([plan.create.length, reading.problems, plan.problems]).toEqual([5_000, [], []]);
    expect(plan.create[4_999]?.values).toMatchObject({
      name: '青枫第5000小学',
      sectorGroupIds: ['s1', 's2'],
      areaGroupId: 'a1',
      joinedOn: '2011-08-01',
    });
  });

  it('lets the process go on serving while it is read', async () => {
    let turns = 0;
    let reading = true;
    const turn = (): void => {
      turns += 1;
      if (reading) setImmediate(turn);
    };
    setImmediate(turn);
    await readRoster(csv, 'CSV');
    reading = false;
    expect(turns).toBeGreaterThanOrEqual(5_000 / 500);
  });

  it('with everything wrong has its first thousand problems listed, and how many more there are', async () => {
    const roster = await read(`单位名称,单位性质,加入时间\n${'甲小学,公司,x\n'.repeat(5_000)}`);
    const plan = planImport(roster, [], groups);
    const listed = listProblems([...roster.problems, ...plan.problems]);
    expect(listed).toHaveLength(1_001);
    expect(listed.slice(2, 5).map(brief)).toEqual([
      [3, '单位性质', 'roster.unknownKind'],
      [3, '加入时间', 'roster.badDate'],
      [3, '单位名称', 'roster.duplicateName'],
    ]);
    expect(listed[1_000]).toEqual({
      row: 335,
      column: null,
      reason: { key: 'roster.moreProblems', params: { more: 2 * 5_000 + 4_999 - 1_000 } },
    });
  });
});
