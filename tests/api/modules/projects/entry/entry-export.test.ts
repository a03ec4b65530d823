import iconv from 'iconv-lite';
import { readSheet } from 'read-excel-file/node';
import type { Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let school: Partner;
let clinic: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  [school, clinic] = (await alliance.partners('青枫小学', '=社区诊所')) as [Partner, Partner];
  const need = (input: object, by: Sender) =>
    world.as(by).make('publishNeed', 'need', { allianceId: alliance.id, ...input });
  await need(
    { unitId: school.unitId, title: '=HYPERLINK("x")', category: 'SAFETY', description: '+1，"引号"\n第二行' },
    school.representative,
  );
  await need(
    { unitId: clinic.unitId, title: '@提醒', category: 'LEGAL', quantity: 3, neededBy: '2099-12-31' },
    clinic.representative,
  );
  const withdrawn = await need({ unitId: clinic.unitId, title: '撤回的', category: 'LEGAL' }, clinic.representative);
  await world.as(clinic.representative).mutate('updateNeed', { needId: withdrawn, status: 'WITHDRAWN' });
  await world.as(school.representative).mutate('publishResource', {
    unitId: school.unitId,
    title: '-20 度冰柜',
    category: 'PUBLIC_SERVICE',
    kind: 'FACILITY',
    capacity: '＝两立方',
    availableFrom: '2026-01-01',
  });
});
afterAll(() => world.close());

interface File {
  readonly fileName: string;
  readonly contentBase64: string;
  readonly entries: number;
}
const file = (mutation: string, format: string, by: Sender = alliance.secretariat, unitId: string | null = null) =>
  world.as(by).mutate<File>(mutation, { allianceId: alliance.id, format, unitId }, 'fileName contentBase64 entries');
const inChinese = () => ({ ...alliance.secretariat, language: 'zh-CN' as const });

it('writes what is on the list, without what was withdrawn, and nothing that a spreadsheet would compute', async () => {
  const { fileName, contentBase64, entries } = await file('exportNeeds', 'CSV', inChinese());
  expect(fileName).toMatch(/^needs-\d{4}-\d\d-\d\d\.csv$/);
  expect(entries).toBe(2);
  const text = Buffer.from(contentBase64, 'base64').toString();
  expect(text.startsWith('\ufeff编号,需求名称,需求单位,类别,说明,数量,区域,需求期限\r\n')).toBe(true);
  expect(text).toContain(`,"'=HYPERLINK(""x"")",青枫小学,平安,"'+1，""引号""\n第二行",,,\r\n`);
  expect(text).toContain(`,'@提醒,'=社区诊所,法律,,3,,2099-12-31\r\n`);
  expect(text).not.toContain('撤回的');
});

it('writes it in English, in GB18030, and as a spreadsheet', async () => {
  const english = Buffer.from((await file('exportResources', 'CSV')).contentBase64, 'base64').toString();
  expect(english).toContain(
    'Id,Title,Unit,Category,Kind,Description,Capacity,Quantity,Provider,Territory,Available from,Available until',
  );
  expect(english).toContain(`,'-20 度冰柜,青枫小学,Public service,Facility,,'＝两立方,1,,,2026-01-01,`);
  const { contentBase64 } = await file('exportNeeds', 'CSV_GB18030', inChinese());
  expect(iconv.decode(Buffer.from(contentBase64, 'base64'), 'gb18030')).toContain('编号,需求名称');
  const book = await file('exportNeeds', 'XLSX', inChinese());
  expect(book.fileName).toMatch(/\.xlsx$/);
  const rows = await readSheet(Buffer.from(book.contentBase64, 'base64'));
  expect(rows[0]).toEqual(['编号', '需求名称', '需求单位', '类别', '说明', '数量', '区域', '需求期限']);
  expect(rows.slice(1).map((row) => row.slice(1))).toEqual(
    expect.arrayContaining([["'@提醒", "'=社区诊所", '法律', null, 3, null, '2099-12-31']]),
  );
});

it('is read back as it was, in each form', async () => {
  for (const list of ['Needs', 'Resources'] as const)
    for (const by of [alliance.secretariat, inChinese()])
      for (const format of ['CSV', 'CSV_GB18030', 'XLSX']) {
        const { contentBase64, entries } = await file(`export${list}`, format, by);
        const input = {
          allianceId: alliance.id,
          format: format.slice(0, 4).replace('CSV_', 'CSV'),
          contentBase64,
          dryRun: true,
        };
        expect([
          list,
          format,
          await world.as(by).attempt(`import${list}`, input, 'created updated unchanged rowErrors { row message }'),
        ]).toEqual([list, format, { created: 0, updated: 0, unchanged: entries, rowErrors: [], userErrors: [] }]);
      }
});

it('is for a unit’s staff of their own, and for the secretariat of all', async () => {
  const own = await file('exportNeeds', 'CSV', clinic.representative, clinic.unitId);
  expect(own.entries).toBe(1);
  const codes = async (by: Sender, unitId: string | null) =>
    (await world.as(by).attempt('exportNeeds', { allianceId: alliance.id, format: 'CSV', unitId })).userErrors.map(
      ({ code, path }) => `${code} ${path?.join('.') ?? ''}`,
    );
  expect(await codes(clinic.representative, null)).toEqual(['NOT_ALLOWED ']);
  expect(await codes(clinic.representative, school.unitId)).toEqual(['NOT_ALLOWED unitId']);
  expect(await codes(alliance.organiser, null)).toEqual(['NOT_ALLOWED ']);
  expect((await alliance.auditActions()).filter((action) => action === 'exportNeeds').length).toBeGreaterThan(0);
});
