import { readRoster } from '../../../../../../src/modules/alliance/shared/roster';
import { LIMITS } from '../../../../../../src/platform/budgets';
import { whileTurning } from '../../../../../testkit/turns';
import { workbookParts, zip, type Parts } from './workbooks';

const mebibyte = 1_048_576;

const keysOf = async (file: Buffer, format: 'CSV' | 'XLSX'): Promise<string[]> => {
  const reading = await readRoster(file, format);
  return reading.ok ? [] : reading.errors.map(({ key }) => key);
};
const sheet = (rows: string, more: Parts = {}): Buffer => zip(workbookParts([{ rows }], more));
const withShared = (strings: string): Parts => {
  const relations = String(workbookParts([{ rows: '' }])['xl/_rels/workbook.xml.rels']);
  return {
    'xl/_rels/workbook.xml.rels': relations.replace(
      '</Rel',
      '<Relationship Id="x" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings" ' +
        'Target="/xl/sharedStrings.xml"/></Rel',
    ),
    'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
  };
};

describe('a small spreadsheet that holds very much once it is unpacked', () => {
  const attributes = (count: number): string => ' a=""'.repeat(count);

  it.each<[string, () => Buffer, string]>([
    ['attributes in one tag', () => sheet(`<row${attributes(LIMITS.importTagAttributes + 1)}/>`), 'tooElaborate'],
    [
      'attributes in all',
      () => sheet(`<c${attributes(LIMITS.importTagAttributes)}/>`.repeat(LIMITS.importAttributes / 100 + 1)),
      'tooElaborate',
    ],
    ['comments', () => sheet('<!---->'.repeat(LIMITS.importTags)), 'tooElaborate'],
    [
      'elements in several parts together',
      () => {
        const rows = '<a/>'.repeat(LIMITS.importTags / 2);
        return zip(workbookParts([{ rows }, { rows }]));
      },
      'tooElaborate',
    ],
    [
      'attributes in what describes it',
      () => sheet('', { 'xl/workbook.xml': `<workbook${attributes(LIMITS.importTagAttributes + 1)}/>` }),
      'tooElaborate',
    ],
    ['cells', () => sheet('<row><c><v>1</v></c></row>'.repeat(LIMITS.importRows + 1)), 'tooManyRows'],
    [
      'cells, row by row',
      () => sheet(`<row>${'<c><v>1</v></c>'.repeat(LIMITS.importColumns)}</row>`.repeat(LIMITS.importCells / 100 + 1)),
      'tooManyCells',
    ],
    ['shared texts', () => sheet('', withShared('<si/>'.repeat(LIMITS.importCells + 1))), 'tooManyCells'],
    ['bytes', () => sheet(' '.repeat(LIMITS.importUnpackedBytes)), 'workbookTooLarge'],
  ])('is refused for its %s', async (_, make, key) => {
    expect(await keysOf(make(), 'XLSX')).toEqual([`roster.${key}`]);
  });

  it('ends with the first cell that is too much, however much follows', async () => {
    const few = sheet(`<row r="${LIMITS.importRows + 1}"><c><v>1</v></c></row>`);
    const many = sheet(`<row r="${LIMITS.importRows + 1}"><c><v>1</v></c></row>${'<a/>'.repeat(mebibyte)}<`);
    expect(await keysOf(few, 'XLSX')).toEqual(['roster.tooManyRows']);
    // what follows is not even well formed
    expect(await keysOf(many, 'XLSX')).toEqual(['roster.tooManyRows']);
  });

  it('may be an archive in an archive: only parts of a spreadsheet are unpacked', async () => {
    const inner = zip({ 'a.xml': ' '.repeat(64 * mebibyte) });
    expect(await keysOf(zip({ 'inner.zip': inner.toString('latin1') }), 'XLSX')).toEqual(['roster.notWorkbook']);
  });

  it('is unpacked no further than the bound when several sheets lie over each other', async () => {
    const rows = ' '.repeat(LIMITS.importUnpackedBytes / 4);
    const parts = workbookParts(Array.from({ length: 8 }, () => ({ rows })));
    const relations = String(parts['xl/_rels/workbook.xml.rels']).replaceAll(/sheet\d\.xml/g, 'sheet1.xml');
    expect(await keysOf(zip({ ...parts, 'xl/_rels/workbook.xml.rels': relations }), 'XLSX')).toEqual([
      'roster.workbookTooLarge',
    ]);
  });
});

describe('a CSV', () => {
  it.each<[string, string, string]>([
    ['8 MiB of commas', ','.repeat(LIMITS.importBytes), 'tooManyCells'],
    ['long lines of commas', `${','.repeat(50_000)}\n`.repeat(150), 'tooManyCells'],
    ['a line without end', 'a'.repeat(LIMITS.importBytes), 'badCsv'],
    ['a quotation mark that is never closed', `"${',\n'.repeat(100_000)}`, 'badCsv'],
    ['nothing but line ends', '\n'.repeat(LIMITS.importBytes), 'tooManyRows'],
  ])('of %s is refused', async (_, text, key) => {
    expect(await keysOf(Buffer.from(text), 'CSV')).toEqual([`roster.${key}`]);
  });

  it('ends with the first row that is too much, however much follows', async () => {
    // an unclosed quotation mark comes behind it
    const text = `单位名称\n${'甲\n'.repeat(LIMITS.importRows)}"${'甲'.repeat(100_000)}`;
    expect(await keysOf(Buffer.from(text), 'CSV')).toEqual(['roster.tooManyRows']);
  });

  it('lets the process go on serving while it is read', async () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => `青枫第${row}小学,学校,区,,,,,,`).join('\n');
    const file = Buffer.from(`单位名称,单位性质,隶属,片区,界别小组,联系人,联系电话,加入时间,备注\n${rows}`);
    const { result, turns } = await whileTurning(() => readRoster(file, 'CSV'));
    expect(result).toMatchObject({ ok: true });
    // at least once for each hundred rows
    expect(turns).toBeGreaterThanOrEqual(60);
  });
});

describe('what is read of a file', () => {
  it('is plain data, which another thread can hand over', async () => {
    const file = Buffer.from('单位名称,单位性质,电话\n青枫小学,学校,不是号码\n');
    const reading = await readRoster(file, 'CSV');
    expect(structuredClone(reading)).toEqual(reading);
  });
});
