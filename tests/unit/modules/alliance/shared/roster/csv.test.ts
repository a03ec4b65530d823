import fc from 'fast-check';
import iconv from 'iconv-lite';
import { readDelimited } from '../../../../../../src/modules/alliance/shared/roster/csv';
import { unitColumns } from '../../../../../../src/modules/alliance/shared/roster/unit-columns';
import type { Grid } from '../../../../../../src/modules/alliance/shared/roster/grid';

const rowsOf = async (bytes: Uint8Array): Promise<Grid> => {
  const outcome = await readDelimited(bytes, unitColumns);
  if (!outcome.ok) throw new Error(outcome.reason.key);
  return outcome.value;
};
const reasonOf = async (bytes: Uint8Array) => {
  const outcome = await readDelimited(bytes, unitColumns);
  return outcome.ok ? null : outcome.reason;
};

const header = ['序号', '单位名称', '单位性质', '联系人'];
const table = [header, ['1', '青枫𠮷小学', '学校', '褚明']];
const csv = table.map((row) => row.join(',')).join('\r\n');

describe('the encoding of a CSV', () => {
  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(csv)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${csv}`)],
    ['UTF-16, little end first, with its mark', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['UTF-16, big end first, with its mark', Buffer.from(`\ufeff${csv}`, 'utf16le').swap16()],
    ['GB18030', iconv.encode(csv, 'gb18030')],
  ])('%s is recognised', async (_, bytes) => expect(await rowsOf(bytes)).toEqual(table));

  it('is recognised for any text that GB18030 writes in a way that is not UTF-8 by chance', () => {
    const characters = fc.string({ unit: fc.constantFrom(...'青枫市街道𠮷龦单位名称，（）、ABC012'), minLength: 1 });
    return fc.assert(
      fc.asyncProperty(characters, async (name) => {
        const text = `单位名称,单位性质\n${name},学校\n`;
        expect((await rowsOf(iconv.encode(text, 'gb18030')))[1]).toEqual([name, '学校']);
        expect((await rowsOf(Buffer.from(text)))[1]).toEqual([name, '学校']);
      }),
    );
  });

  it.each<[string, Buffer, string]>([
    ['valid in neither encoding', Buffer.from([0xc7, 0xe0, 0xff, 0xff, 0x2c]), 'roster.badEncoding'],
    [
      'cut in the middle of a UTF-16 character',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from([0x2c])]),
      'roster.badEncoding',
    ],
    ['a spreadsheet', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(30)]), 'roster.notText'],
    ['binary, and no text in any encoding', Buffer.from([0, 0xff, 0xff, 0]), 'roster.notText'],
  ])('a file that is %s is refused', async (_, bytes, key) => expect((await reasonOf(bytes))?.key).toBe(key));
});

describe('the form of a CSV', () => {
  it.each([[','], ['\t'], [';']])('the delimiter %j is recognised', async (delimiter) => {
    const text = table.map((row) => row.join(delimiter)).join('\n');
    expect(await rowsOf(Buffer.from(text))).toEqual(table);
  });

  it('the delimiter is the one that makes a header line, whatever else occurs more often', async () => {
    const text = '名册；一,二,三,四,五\n单位名称;单位性质\n"a,b,c",d,e;学校\n';
    expect((await rowsOf(Buffer.from(text)))[1]).toEqual(['单位名称', '单位性质']);
  });

  it.each([['\n'], ['\r\n'], ['\r']])('lines may end in %j', async (end) => {
    expect(await rowsOf(Buffer.from(table.map((row) => row.join(',')).join(end) + end))).toEqual(table);
  });

  it('empty lines keep their row, and a line break inside quotation marks begins none', async () => {
    const text = '名册\n\n单位名称,单位性质\n"青枫\n小学",学校\n\n总社,机关\n';
    expect(await rowsOf(Buffer.from(text))).toEqual([
      ['名册'],
      [''],
      ['单位名称', '单位性质'],
      ['青枫\n小学', '学校'],
      [''],
      ['总社', '机关'],
    ]);
  });

  it('quotation marks are doubled inside a quoted cell and stand for themselves elsewhere', async () => {
    const text = '单位名称,单位性质\n"青枫市""老百姓""服务社,总社",学校\n青枫市"老百姓"服务社,学校\n"老"百姓,学校\n';
    expect((await rowsOf(Buffer.from(text))).map(([name]) => name)).toEqual([
      '单位名称',
      '青枫市"老百姓"服务社,总社',
      '青枫市"老百姓"服务社',
      '"老"百姓',
    ]);
  });

  it('a quotation mark that is never closed, or a row without end, is told with its row', async () => {
    expect(await reasonOf(Buffer.from('单位名称,单位性质\n一,学校\n二,"学校\n三,学校\n'))).toEqual({
      key: 'roster.badCsv',
      params: { row: 3 },
    });
    expect(await reasonOf(Buffer.from(`单位名称,单位性质\n一,"${'校'.repeat(70_000)}"\n`))).toEqual({
      key: 'roster.badCsv',
      params: { row: 2 },
    });
    const long = `单位名称,单位性质\n一,"${'学校\n'.repeat(100_000)}`;
    expect(await reasonOf(Buffer.from(long))).toEqual({ key: 'roster.badCsv', params: { row: 2 } });
  });

  it('what is quoted properly comes back as it was', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'青枫,;\t"\n\r ab1'), maxLength: 8 });
    return fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const text = [['单位名称', '单位性质'], ...rows]
          .map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        expect((await rowsOf(Buffer.from(text))).slice(1)).toEqual(rows);
      }),
    );
  });
});
