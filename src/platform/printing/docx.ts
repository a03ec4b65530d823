import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
  type IRunOptions,
} from 'docx';
import type { Block, PageLayout, SignatureBlock, Table as LayoutTable } from './page-layout';

/** A4 and its margins, in twentieths of a point. */
const PAGE = {
  size: { width: 11_906, height: 16_838 },
  margin: { top: 1_700, bottom: 1_470, left: 1_470, right: 1_470 },
};
const WIDTH = PAGE.size.width - PAGE.margin.left - PAGE.margin.right;
const FONT = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体', cs: 'Times New Roman' };
/** Without the attribute Word sets “ ” and —— between Chinese as Western signs. */
const CHINESE = { ...FONT, hint: 'eastAsia' };
const RED = 'A61B1B';
const FAINT = '6E6E6E';

/** Characters that XML 1.0 does not allow. */
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const run = (text: string, options: IRunOptions = {}): TextRun =>
  new TextRun({ text: text.replace(NO_XML, '\ufffd'), ...options });
const HEADINGS = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;
const heading = (text: string, level: keyof typeof HEADINGS = 1): Paragraph =>
  new Paragraph({ heading: HEADINGS[level], spacing: { before: 320, after: 160 }, children: [run(text)] });
const indented =
  (layout: PageLayout) =>
  (text: string): Paragraph =>
    new Paragraph({
      alignment: AlignmentType.BOTH,
      spacing: { line: 400 },
      ...(layout.language === 'zh' ? { indent: { firstLine: 440 } } : {}),
      children: [run(text)],
    });

/** A layout as a DOCX, to be edited. An edited text is no longer what was signed, which its hashes show. */
export async function printDocx(layout: PageLayout): Promise<Buffer> {
  const [before, between, after] = layout.page;
  const font = layout.language === 'zh' ? CHINESE : FONT;
  const language = { value: layout.language === 'zh' ? 'zh-CN' : 'en-GB', eastAsia: 'zh-CN' };
  const document = new Document({
    title: layout.title,
    creator: layout.header[0],
    styles: {
      default: {
        document: { run: { font, language, size: 22 } },
        heading1: { run: { font, size: 26, bold: true, color: '000000' } },
        heading2: { run: { font, size: 24, bold: true, color: '000000' } },
        heading3: { run: { font, size: 22, bold: true, color: '000000' } },
        title: { run: { font, size: 40, bold: true, color: '000000' } },
      },
    },
    sections: [
      {
        properties: { page: PAGE },
        headers: { default: new Header({ children: [ends(layout.header[0], layout.header[1])] }) },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                tabStops: [{ type: TabStopType.RIGHT, position: WIDTH }],
                children: [
                  run(layout.printedAt, { size: 18, color: FAINT }),
                  new TextRun({
                    size: 18,
                    color: FAINT,
                    children: ['\t', before, PageNumber.CURRENT, between, PageNumber.TOTAL_PAGES, after],
                  }),
                ],
              }),
            ],
          }),
        },
        children: [...top(layout), ...layout.blocks.flatMap(blockOf(layout)), ...proof(layout)],
      },
    ],
  });
  return Packer.toBuffer(document);
}

function ends(left: string, right: string): Paragraph {
  return new Paragraph({
    tabStops: [{ type: TabStopType.RIGHT, position: WIDTH }],
    border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: FAINT } },
    children: [run(`${left}\t${right}`, { size: 18, color: FAINT })],
  });
}

function top(layout: PageLayout): (Paragraph | Table)[] {
  const notice =
    layout.notice === null
      ? []
      : [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 200 },
            children: [run(layout.notice, { bold: true, color: RED })],
          }),
        ];
  return [
    new Paragraph({ alignment: AlignmentType.CENTER, children: [run(layout.kind, { color: FAINT })] }),
    new Paragraph({
      heading: HeadingLevel.TITLE,
      alignment: AlignmentType.CENTER,
      spacing: { before: 120, after: 240 },
      children: [run(layout.title)],
    }),
    ...notice,
    table({ columns: [], widths: [30, 70], rows: layout.facts }),
  ];
}

const blockOf =
  (layout: PageLayout) =>
  (block: Block): (Paragraph | Table)[] => {
    switch (block.kind) {
      case 'heading':
        return [heading(block.text, block.level)];
      case 'paragraphs':
        return block.lines.map(indented(layout));
      case 'items':
        return block.lines.map((line) => new Paragraph({ bullet: { level: 0 }, children: [run(line)] }));
      case 'table':
        return [table(block)];
      case 'signature':
        return signature(block, layout);
    }
  };

function signature({ unit, role, signed, blanks, hashes }: SignatureBlock, { colon }: PageLayout): Paragraph[] {
  return [
    new Paragraph({
      keepNext: true,
      spacing: { before: 240 },
      children: [run(unit, { bold: true }), run(`  ${role}`, { color: FAINT })],
    }),
    ...(signed ?? []).map(
      ([label, value]) => new Paragraph({ keepNext: true, children: [run(`${label}${colon}${value}`)] }),
    ),
    ...blanks.map(
      (label) =>
        new Paragraph({
          keepNext: true,
          spacing: { before: 200 },
          children: [run(`${label}${colon}${'＿'.repeat(16)}`)],
        }),
    ),
    ...hashes.map(
      ([label, value]) =>
        new Paragraph({
          children: [run(`${label}  `, { size: 16, color: FAINT }), run(value, { size: 15, font: 'Courier New' })],
        }),
    ),
  ];
}

function proof({ proof }: PageLayout): Paragraph[] {
  if (proof === null) return [];
  const [label, hash] = proof.hash;
  return [
    heading(proof.title),
    new Paragraph({ children: [run(proof.text, { size: 19 })] }),
    new Paragraph({
      children: [run(`${label}  `, { size: 16, color: FAINT }), run(hash, { size: 15, font: 'Courier New' })],
    }),
  ];
}

function table({ columns, widths, rows }: LayoutTable): Table {
  const cell = (text: string, index: number, bold: boolean): TableCell =>
    new TableCell({
      width: { size: widths[index] ?? 0, type: WidthType.PERCENTAGE },
      margins: { top: 60, bottom: 60, left: 100, right: 100 },
      ...(bold ? { shading: { fill: 'F0F0F0' } } : {}),
      children: [new Paragraph({ children: [run(text, { bold, size: 20 })] })],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      ...(columns.length === 0
        ? []
        : [new TableRow({ tableHeader: true, children: columns.map((text, index) => cell(text, index, true)) })]),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map((text, index) => cell(text, index, columns.length === 0 && index === 0)),
          }),
      ),
    ],
  });
}
