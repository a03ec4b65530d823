import writeWorkbook from 'write-excel-file/node';
import { quickOrFull } from '../../../../quick-or-full';
import type { Answer, Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
});
beforeEach(async () => {
  alliance = await world.alliance();
  [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
});
afterAll(() => world.close());

const csv = (header: string, ...rows: string[]): string =>
  Buffer.from([header, ...rows].join('\r\n')).toString('base64');
type List = 'needs' | 'resources';
const COUNTS = 'created updated unchanged rowErrors { row column message }';

function load(
  list: List,
  contentBase64: string,
  more: object = {},
  by: Sender = alliance.secretariat,
): Promise<Answer> {
  const input = { allianceId: alliance.id, format: 'CSV', dryRun: false, contentBase64, ...more };
  return world.as(by).attempt(list === 'needs' ? 'importNeeds' : 'importResources', input, COUNTS);
}
const counts = (created: number, updated = 0, unchanged = 0) => ({
  created,
  updated,
  unchanged,
  rowErrors: [],
  userErrors: [],
});
const listed = async (list: List, selection: string) =>
  (await alliance.shown<Record<List, { nodes: object[] }>>(`${list}(first: 50) { nodes { ${selection} } }`))[list]
    .nodes;
const far = '2099-12-31';

const NEEDS = '需求名称,需求单位,类别,数量,需求期限,说明';

it('brings needs in, changes what it knows, and says the same of a dry run', async () => {
  const file = csv(NEEDS, `暑期托管,青枫小学,教育,20人,${far},"第一行\n第二行"`, '防汛沙袋,,平安,,,');
  expect(await load('needs', file, { dryRun: true })).toEqual(counts(2));
  expect(await listed('needs', 'title')).toEqual([]);
  expect(await load('needs', file)).toEqual(counts(2));
  expect(await listed('needs', 'title category quantity neededBy description status version unit { name }')).toEqual(
    expect.arrayContaining([
      {
        title: '暑期托管',
        category: 'EDUCATION',
        quantity: 20,
        neededBy: far,
        description: '第一行\n第二行',
        status: 'OPEN',
        version: 1,
        unit: { name: '青枫小学' },
      },
      {
        title: '防汛沙袋',
        category: 'SAFETY',
        quantity: null,
        neededBy: null,
        description: null,
        status: 'OPEN',
        version: 1,
        unit: null,
      },
    ]),
  );
  expect(await load('needs', file)).toEqual(counts(0, 0, 2));
  const more = csv('name,unit,quantity', '暑期托管,青枫小学,25', '防汛沙袋,,300');
  expect(await load('needs', more, { dryRun: true })).toEqual(counts(0, 2));
  expect(await load('needs', more)).toEqual(counts(0, 2));
  expect(await listed('needs', 'title quantity neededBy version')).toEqual(
    expect.arrayContaining([
      { title: '暑期托管', quantity: 25, neededBy: far, version: 2 },
      { title: '防汛沙袋', quantity: 300, neededBy: null, version: 2 },
    ]),
  );
  expect((await alliance.auditActions()).filter((action) => action === 'importNeeds')).toHaveLength(2);
});

it('brings resources in from a spreadsheet, of the sender’s own unit', async () => {
  const rows = [
    ['2026年度服务清单'],
    ['资源名称', '类别', '资源类型', '容量', '数量', '可用起始日期', '可用截止日期'],
    ['报告厅', '文体活动', '场地', '80 座', 1, new Date('2026-01-01T00:00:00Z'), '2027-12-31'],
    ['投影仪', '公共服务', '设备', null, 3, null, null],
    ['合计', null, null, null, 4, null, null],
  ];
  const book = await writeWorkbook(rows, { dateFormat: 'yyyy-mm-dd' }).toBuffer();
  const contentBase64 = book.toString('base64');
  const own = { format: 'XLSX', unitId: school.unitId };
  expect(await load('resources', contentBase64, own, school.representative)).toEqual(counts(2));
  expect(await listed('resources', 'title kind capacity quantity availableFrom availableUntil unit { name }')).toEqual(
    expect.arrayContaining([
      {
        title: '报告厅',
        kind: 'VENUE',
        capacity: '80 座',
        quantity: 1,
        availableFrom: '2026-01-01',
        availableUntil: '2027-12-31',
        unit: { name: '青枫小学' },
      },
      {
        title: '投影仪',
        kind: 'FACILITY',
        capacity: null,
        quantity: 3,
        availableFrom: null,
        availableUntil: null,
        unit: { name: '青枫小学' },
      },
    ]),
  );
});

it('names all that is wrong, by row, and writes nothing', async () => {
  await load('needs', csv(NEEDS, '旧需求,青枫小学,教育,,,'));
  const file = csv(
    NEEDS,
    '好的,青枫小学,教育,1,,',
    '坏类别,青枫小学,占星,0,昨天,',
    ',青枫小学,教育,,,',
    '——,青枫小学,教育,,,',
    '没单位,没有的单位,教育,,,',
    '没类别,青枫小学,,,,',
    `过期,青枫小学,教育,,2020-01-01,`,
    '好 的,青枫小学,教育,2,,',
  );
  const answer = await load('needs', file);
  const { rowErrors, ...rest } = answer as Answer<{ rowErrors: { row: number; column: string; message: string }[] }>;
  expect(rest).toEqual({ created: 0, updated: 0, unchanged: 0, userErrors: [] });
  expect(rowErrors.map(({ row, column }) => `${row} ${column}`)).toEqual([
    '3 需求期限',
    '3 类别',
    '3 数量',
    '4 需求名称',
    '5 需求名称',
    '6 需求单位',
    '7 类别',
    '8 需求期限',
    '9 需求名称',
  ]);
  expect(rowErrors.every(({ message }) => message.length > 5 && !message.startsWith('entry.'))).toBe(true);
  expect(await listed('needs', 'title')).toEqual([{ title: '旧需求' }]);
});

it('refuses a file that is no list, and says why', async () => {
  const attempt = async (content: string) =>
    (await load('needs', content)).userErrors.map(({ code, path, message }) => [code, path?.[0], message.slice(0, 25)]);
  expect(await attempt(csv('甲,乙', '1,2'))).toEqual([['INVALID', 'contentBase64', 'No header line was found.']]);
  expect(await attempt(csv(NEEDS))).toEqual([['INVALID', 'contentBase64', 'There are no entries belo']]);
  expect(await attempt(csv('类别,数量', '教育,1'))).toEqual([
    ['INVALID', 'contentBase64', 'The header line in row 1 '],
  ]);
  expect(await attempt('!')).toEqual([['INVALID', 'contentBase64', expect.any(String)]]);
});

it('is by a unit’s staff for their own, and by the secretariat for all', async () => {
  const file = csv('需求名称,需求单位,类别', '需要,青枫小学,教育');
  const codes = async (by: Sender, more: object = {}) =>
    (await load('needs', file, more, by)).userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);
  const own = { unitId: school.unitId };
  expect(await codes(school.representative)).toEqual(['NOT_ALLOWED ']);
  expect(await codes(clinic.representative, own)).toEqual(['NOT_ALLOWED unitId']);
  expect(await codes(alliance.organiser)).toEqual(['NOT_ALLOWED ']);
  expect(await codes((await world.alliance()).secretariat)).toEqual(['NOT_ALLOWED ']);
  expect(await codes(school.representative, own)).toEqual([]);
  // a row of another unit does not slip in
  const other = await load('needs', csv('需求名称,需求单位,类别', '需要,社区诊所,教育'), own, school.representative);
  expect(other).toMatchObject({ created: 0, rowErrors: [{ row: 2, column: '需求单位' }] });
  const [entry] = await listed('needs', 'id');
  const stolen = csv('编号,需求名称,类别', `${(entry as { id: string }).id},改名,教育`);
  expect(await load('needs', stolen, { unitId: clinic.unitId }, clinic.representative)).toMatchObject({
    created: 0,
    rowErrors: [{ row: 2, column: '编号' }],
  });
});

it('lowers no quantity below what is booked', async () => {
  const id = await world.as(school.representative).make('publishResource', 'resource', {
    unitId: school.unitId,
    title: '帐篷',
    category: 'PUBLIC_SERVICE',
    kind: 'GOODS',
    quantity: 3,
  });
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  for (let count = 0; count < 2; count += 1)
    await world.as(clinic.representative).make('requestBooking', 'booking', {
      resourceId: id,
      unitId: clinic.unitId,
      from: at(1),
      until: at(2),
    });
  const file = (quantity: number) => csv('资源名称,提供单位,数量', `帐篷,青枫小学,${quantity}`);
  expect(await load('resources', file(1))).toMatchObject({ updated: 0, rowErrors: [{ row: 2, column: '数量' }] });
  expect(await load('resources', file(2))).toEqual(counts(0, 1));
});

it('lets one of two imports of the same file make the entries', async () => {
  const file = csv('需求名称,类别', ...Array.from({ length: 50 }, (_, index) => `需求${index},教育`));
  const [one, other] = await Promise.all([load('needs', file), load('needs', file)]);
  expect([one, other]).toEqual(expect.arrayContaining([counts(50), counts(0, 0, 50)]));
});

const ROWS = quickOrFull(2_000, 50_000);
it(
  'takes all of fifty thousand rows or none, one of them bad',
  async () => {
    const rows = Array.from(
      { length: ROWS },
      (_, index) => `需求${index},${index % 2 === 0 ? '青枫小学' : '社区诊所'},教育,1,,`,
    );
    const bad = [...rows];
    bad[ROWS - 10] = '需求,青枫小学,教育,许多,,';
    expect(await load('needs', csv(NEEDS, ...bad))).toMatchObject({
      created: 0,
      rowErrors: [{ row: ROWS - 8, column: '数量' }],
    });
    const count = async () =>
      (
        await world.sql<{ count: number }>('select count(*)::int from needs where alliance_id = $1', [
          rowId(alliance.id),
        ])
      )[0]?.count;
    expect(await count()).toBe(0);
    expect(await load('needs', csv(NEEDS, ...rows), { dryRun: true })).toEqual(counts(ROWS));
    expect(await load('needs', csv(NEEDS, ...rows))).toEqual(counts(ROWS));
    expect(await count()).toBe(ROWS);
    expect(await load('needs', csv(NEEDS, ...rows))).toEqual(counts(0, 0, ROWS));
  },
  quickOrFull(30_000, 120_000),
);
