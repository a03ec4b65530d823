import fc from 'fast-check';
import { readSheet } from 'read-excel-file/node';
import writeWorkbook from 'write-excel-file/node';
import type { Grid } from '../../../../../../src/modules/alliance/shared/roster/grid';
import { unitColumns } from '../../../../../../src/modules/alliance/shared/roster/unit-columns';
import { readWorkbook } from '../../../../../../src/modules/alliance/shared/roster/workbook';
import { columnLetters, rowsXml, workbook, workbookParts, zip, type Parts } from './workbooks';

const gridOf = async (file: Buffer): Promise<Grid> => {
  const outcome = await readWorkbook(file, unitColumns);
  if (!outcome.ok) throw new Error(outcome.reason.key);
  return outcome.value;
};
const keyOf = async (file: Buffer) => {
  const outcome = await readWorkbook(file, unitColumns);
  return outcome.ok ? null : outcome.reason.key;
};
/** The second row's cells below a header, each given as its XML. */
const cellsOf = async (cells: string[], more: Parts = {}) =>
  (await gridOf(workbook([['单位名称', '单位性质'], cells], more)))[1];

const header = ['单位名称', '单位性质'];
const styles = (formats: string, styles: string): Parts => ({
  'xl/styles.xml':
    `<styleSheet><numFmts>${formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
    `<cellXfs>${styles}</cellXfs></styleSheet>`,
});

describe('the cells of a spreadsheet', () => {
  it('are read as what they hold', async () => {
    const cells = await cellsOf([
      '青枫 & <小学>',
      '<c r="{r}"><v>13988552897</v></c>',
      '<c r="{r}" t="n"><v>1.3988552897E10</v></c>',
      '<c r="{r}" t="str"><f>A1&amp;"x"</f><v>公式的值</v></c>',
      '<c r="{r}"><f>1+1</f><v>2</v></c>',
      '<c r="{r}"><f>1+1</f></c>',
      '<c r="{r}" t="b"><v>1</v></c>',
      '<c r="{r}" t="e"><v>#REF!</v></c>',
      '<c r="{r}" t="d"><v>2011-10-18T00:00:00</v></c>',
      '<c r="{r}" s="3"/>',
      '<c r="{r}" t="str"><v>a&#10;b&#x4e00;_x0009_&quot;</v></c>',
    ]);
    expect(cells).toEqual([
      '青枫 & <小学>',
      13988552897,
      13988552897,
      '公式的值',
      2,
      '',
      'TRUE',
      '#REF!',
      '2011-10-18T00:00:00',
      '',
      'a\nb一\t"',
    ]);
  });

  it('are put together from rich text, without the readings above characters', async () => {
    const shared = {
      'xl/sharedStrings.xml':
        '<sst><si><t>青枫</t></si><si><r><rPr><b/></rPr><t>青枫</t></r><r><t xml:space="preserve"> 小学</t></r>' +
        '<rPh sb="0" eb="1"><t>qing</t></rPh><phoneticPr fontId="1"/></si><si/></sst>',
    };
    const cells = [
      '<c r="{r}" t="s"><v>1</v></c>',
      '<c r="{r}" t="s"><v>0</v></c>',
      '<c r="{r}" t="s"><v>2</v></c>',
      '末',
    ];
    expect(await cellsOf(cells, withShared(shared))).toEqual(['青枫 小学', '青枫', '', '末']);
  });

  it.each([
    ['the built-in date', '', '14', true],
    ['the built-in date and time', '', '22', true],
    ['the built-in Chinese month', '', '57', true],
    ['the built-in Chinese day', '', '31', true],
    [
      'a Chinese format of its own',
      '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;;@"/>',
      '164',
      true,
    ],
    [
      'a format with a locale',
      '<numFmt numFmtId="165" formatCode="[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"/>',
      '165',
      true,
    ],
    ['no format', '', '0', false],
    ['a plain number', '<numFmt numFmtId="164" formatCode="#,##0.00_);[Red]\\(#,##0.00\\)"/>', '164', false],
    ['a number with a word', '<numFmt numFmtId="164" formatCode="0&quot;days&quot;"/>', '164', false],
  ])('are dates when formatted as dates: %s', async (_, formats, id, isDate) => {
    const cells = await cellsOf(
      ['青枫小学', '<c r="{r}" s="1"><v>40777.5</v></c>'],
      withStyles(styles(formats, `<xf numFmtId="0"/><xf numFmtId="${id}"/>`)),
    );
    expect(cells?.[1]).toEqual(isDate ? new Date('2011-08-22T00:00:00Z') : 40777.5);
  });

  it('are dates of 1904 where the workbook counts from there', async () => {
    const parts = workbookParts(
      [{ rows: rowsXml([header, ['青枫小学', '<c r="{r}" s="0"><v>39315</v></c>']]) }],
      withStyles(styles('', '<xf numFmtId="14"/>')),
    );
    const book = String(parts['xl/workbook.xml']).replace('<sheets>', '<workbookPr date1904="1"/><sheets>');
    expect((await gridOf(zip({ ...parts, 'xl/workbook.xml': book })))[1]?.[1]).toEqual(
      new Date('2011-08-22T00:00:00Z'),
    );
  });

  it('keep their places when the sheet leaves out rows, cells and addresses', async () => {
    const rows =
      '<row r="2"><c r="B2" t="str"><v>单位名称</v></c><c t="str"><v>单位性质</v></c></row>' +
      '<row><c r="C3" t="str"><v>学校</v></c></row><row r="6"/><row r="7"><c r="B7" t="str"><v>末</v></c></row>';
    expect(await gridOf(zip(workbookParts([{ rows }])))).toEqual([
      [],
      ['', '单位名称', '单位性质'],
      ['', '', '学校'],
      [],
      [],
      [],
      ['', '末'],
    ]);
  });

  it('are read through prefixes, comments and CDATA', async () => {
    const sheet =
      '<?xml version="1.0"?><!-- made > by <hand> --><x:worksheet xmlns:x="m"><x:sheetData><x:row r="1">' +
      '<x:c r="A1" t="str"><x:v>单位<!-- - -->名称</x:v></x:c>' +
      '<x:c r="B1" t="inlineStr"><x:is><x:t><![CDATA[单位性质]]></x:t></x:is></x:c>' +
      '</x:row></x:sheetData><x:conditionalFormatting sqref=\'A1\' note="a>b"/></x:worksheet>';
    expect(await gridOf(zip({ ...workbookParts([{ rows: '' }]), 'xl/worksheets/sheet1.xml': sheet }))).toEqual([
      header,
    ]);
  });

  it('formatted but empty may lie anywhere', async () => {
    const rows = `${rowsXml([header])}<row r="1048576"><c r="XFD1048576" s="1"/></row>`;
    expect(await gridOf(zip(workbookParts([{ rows }])))).toEqual([header]);
  });
});

describe('the sheets of a spreadsheet', () => {
  const sheet = (...rows: string[][]) => rowsXml(rows);

  it('are tried in their order until one has a header line', async () => {
    const sheets = [
      { rows: sheet(['说明']) },
      { rows: sheet(['名册'], header, ['一', '学校']) },
      { rows: sheet(header, ['二', '学校']) },
    ];
    expect((await gridOf(zip(workbookParts(sheets))))[2]).toEqual(['一', '学校']);
  });

  it('are not looked at when hidden, be they broken', async () => {
    const sheets = [
      { state: 'hidden', rows: '<row r="1"><c' },
      { state: 'veryHidden', rows: sheet(header, ['一', '学校']) },
      { rows: sheet(header, ['二', '学校']) },
    ] as const;
    expect((await gridOf(zip(workbookParts(sheets))))[1]).toEqual(['二', '学校']);
  });

  it('give the first one when none has a header line', async () => {
    expect(await gridOf(zip(workbookParts([{ rows: sheet(['甲']) }, { rows: sheet(['乙']) }])))).toEqual([['甲']]);
  });

  it('must include a visible one', async () => {
    expect(await keyOf(zip(workbookParts([{ state: 'hidden', rows: sheet(header) }])))).toBe(
      'roster.unreadableWorkbook',
    );
  });
});

describe('a spreadsheet that another program wrote', () => {
  const text = fc
    .string({ unit: fc.constantFrom(...'青枫市学校A1&<>"\'、 _x0041_\n'), minLength: 1, maxLength: 12 })
    .filter((t) => t.trim() !== '');
  const cell = fc.oneof(
    text,
    fc.integer({ min: -1e9, max: 1e11 }),
    fc.constant(null),
    fc.integer({ min: 10_000, max: 60_000 }).map((day) => new Date((day - 25_569) * 86_400_000)),
  );

  it('reads as the library for such files reads it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
        async (rows) => {
          const written = rows.map((row) =>
            row.map((value) => (value instanceof Date ? { value, type: Date, format: 'yyyy/m/d' } : value)),
          );
          const file = await writeWorkbook([header, ...written]).toBuffer();
          const ours = (await gridOf(file)).map((row) =>
            row.map((value) => (typeof value === 'string' ? value.trim() : value)),
          );
          const theirs = (await readSheet(file)).map((row) => row.map((value) => value ?? ''));
          const width = Math.max(...theirs.map((row) => row.length));
          expect(ours.map((row) => [...row, ...Array<string>(width - row.length).fill('')])).toEqual(theirs);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a file that is no readable spreadsheet', () => {
  const parts = workbookParts([{ rows: rowsXml([header, ['一', '学校']]) }]);
  const without = (name: string): Parts => Object.fromEntries(Object.entries(parts).filter(([part]) => part !== name));
  const sheet = (xml: string): Buffer => zip({ ...parts, 'xl/worksheets/sheet1.xml': xml });
  const good = zip(parts);

  it.each<[string, Buffer, string]>([
    ['empty', Buffer.alloc(0), 'roster.notWorkbook'],
    ['a text', Buffer.from('单位名称,单位性质'), 'roster.notWorkbook'],
    ['an old or protected one', Buffer.from('d0cf11e0a1b11ae100000000', 'hex'), 'roster.legacyWorkbook'],
    ['another zip archive', zip({ 'word/document.xml': '<a/>' }), 'roster.notWorkbook'],
    ['two letters', Buffer.from('PK'), 'roster.unreadableWorkbook'],
    ['cut off', good.subarray(0, good.length - 30), 'roster.unreadableWorkbook'],
    ['encrypted', zip(parts, { flags: 1 }), 'roster.unreadableWorkbook'],
    ['packed in an unknown way', zip(parts, { method: 12 }), 'roster.unreadableWorkbook'],
    ['corrupt inside', zip(parts, { corrupt: true }), 'roster.unreadableWorkbook'],
    ['not what it was checked to be', zip(parts, { wrongChecksum: true }), 'roster.unreadableWorkbook'],
    ['without its sheet', zip(without('xl/worksheets/sheet1.xml')), 'roster.unreadableWorkbook'],
    ['without its relations', zip(without('xl/_rels/workbook.xml.rels')), 'roster.unreadableWorkbook'],
    [
      'without sheets',
      zip({ ...parts, 'xl/workbook.xml': '<workbook><sheets/></workbook>' }),
      'roster.unreadableWorkbook',
    ],
    ['with an empty sheet part', sheet(''), 'roster.unreadableWorkbook'],
    ['with an unclosed tag', sheet('<worksheet><sheetData><row r="1"><c r="A1"'), 'roster.unreadableWorkbook'],
    ['with an unclosed element', sheet('<worksheet><sheetData>'), 'roster.unreadableWorkbook'],
    ['with crossed elements', sheet('<worksheet><sheetData></worksheet></sheetData>'), 'roster.unreadableWorkbook'],
    ['with a document type', sheet('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'), 'roster.unreadableWorkbook'],
    [
      'with a bad address',
      zip(workbookParts([{ rows: '<row r="1"><c r="1A"><v>1</v></c></row>' }])),
      'roster.unreadableWorkbook',
    ],
    [
      'with row 0',
      zip(workbookParts([{ rows: '<row r="0"><c r="A0"><v>1</v></c></row>' }])),
      'roster.unreadableWorkbook',
    ],
    [
      'with a string that is not there',
      zip(workbookParts([{ rows: '<row r="1"><c r="A1" t="s"><v>7</v></c></row>' }])),
      'roster.unreadableWorkbook',
    ],
  ])('because it is %s has one clear reason', async (_, file, key) => expect(await keyOf(file)).toBe(key));

  it('has one clear reason however it is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const file = Buffer.from(good);
        file[at] = file[at]! ^ mask;
        const outcome = await readWorkbook(file, unitColumns);
        if (!outcome.ok)
          expect(outcome.reason.key).toMatch(/^roster\.(unreadableWorkbook|notWorkbook|workbookTooLarge)$/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a hostile spreadsheet', () => {
  const mebibyte = 1_048_576;
  const place = (address: string, row: number) =>
    zip(workbookParts([{ rows: `<row r="${row}"><c r="${address}"><v>1</v></c></row>` }]));

  it('is refused when it unpacks to more than the bound, before that takes memory', async () => {
    const bomb = zip(workbookParts([{ rows: ' '.repeat(300 * mebibyte) }]));
    expect(bomb.length).toBeLessThan(mebibyte);
    const before = process.memoryUsage().arrayBuffers;
    expect(await keyOf(bomb)).toBe('roster.workbookTooLarge');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * mebibyte);
  });

  it('is refused when its parts pass the bound together', async () => {
    const sheets = Array.from({ length: 3 }, () => ({ rows: ' '.repeat(30 * mebibyte) }));
    expect(await keyOf(zip(workbookParts(sheets)))).toBe('roster.workbookTooLarge');
  });

  it('is refused when it claims less than it unpacks to', async () => {
    expect(await keyOf(zip(workbookParts([{ rows: ' '.repeat(80 * mebibyte) }]), { claimedSize: 10 }))).toBe(
      'roster.workbookTooLarge',
    );
  });

  it('is not given the memory that it claims', async () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await gridOf(zip(workbookParts([{ rows: rowsXml([header]) }]), { claimedSize: 0xffff_fff0 }))).toEqual([
      header,
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * mebibyte);
  });

  it('is refused when it has very many parts', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`x/${i}`, '']));
    expect(await keyOf(zip({ ...workbookParts([{ rows: rowsXml([header]) }]), ...many }))).toBe(
      'roster.unreadableWorkbook',
    );
  });

  it.each([
    ['beyond the last row', 'A51001', 51_001, 'roster.tooManyRows'],
    ['in a row that no program knows', 'A9999999', 9_999_999, 'roster.tooManyRows'],
    ['beyond the last column', `${columnLetters(100)}1`, 1, 'roster.tooManyColumns'],
    ['in a column that no program knows', 'ZZZ1', 1, 'roster.tooManyColumns'],
    ['at an endless address', `A${'9'.repeat(300)}`, 1, 'roster.unreadableWorkbook'],
  ])('with a value %s is refused', async (_, address, row, key) => expect(await keyOf(place(address, row))).toBe(key));

  it('may have a value in the last row and the last column', async () => {
    expect((await gridOf(place(`${columnLetters(99)}20000`, 20_000)))[19_999]?.[99]).toBe(1);
  });

  it('that repeats one huge text in many cells costs no more than the text', async () => {
    const shared = { 'xl/sharedStrings.xml': `<sst><si><t>${'长'.repeat(5 * mebibyte)}</t></si></sst>` };
    const row = (n: number) =>
      `<row r="${n}">${[0, 1, 2].map((c) => `<c r="${columnLetters(c)}${n}" t="s"><v>0</v></c>`).join('')}</row>`;
    const rows = Array.from({ length: 2_000 }, (_, n) => row(n + 1)).join('');
    const grid = await gridOf(zip(workbookParts([{ rows }], withShared(shared))));
    expect(grid[1_999]?.[2]).toHaveLength(1_001);
    const runs = `<c r="{r}" t="inlineStr"><is>${`<r><t>${'长'.repeat(500)}</t></r>`.repeat(2_000)}</is></c>`;
    expect(String((await cellsOf([runs]))?.[0]).length).toBeLessThan(2_000);
  });

  it.each([
    ['an endless tag', `<c ${' '.repeat(5 * mebibyte)}`],
    ['an endless name', `<${'a'.repeat(5 * mebibyte)}/>`],
    ['comments that never end', '<!--'.repeat(mebibyte)],
    ['tags that never end', '<'.repeat(5 * mebibyte)],
    ['endless nesting', '<a>'.repeat(mebibyte) + '</a>'.repeat(mebibyte)],
    // a reader that goes back and forth in them would take minutes, and the test its time
  ])('of %s is refused', async (_, rows) => {
    expect(await keyOf(zip(workbookParts([{ rows }])))).toBe('roster.unreadableWorkbook');
  });
});

function withShared(parts: Parts): Parts {
  return { ...parts, ...relations('sharedStrings') };
}
function withStyles(parts: Parts): Parts {
  return { ...parts, ...relations('styles') };
}
function relations(kind: 'sharedStrings' | 'styles'): Parts {
  const base = workbookParts([{ rows: '' }])['xl/_rels/workbook.xml.rels'];
  const type = `http://purl.oclc.org/ooxml/officeDocument/relationships/${kind}`;
  return {
    'xl/_rels/workbook.xml.rels': String(base).replace(
      '</Rel',
      `<Relationship Id="x" Type="${type}" Target="/xl/${kind}.xml"/></Rel`,
    ),
  };
}
