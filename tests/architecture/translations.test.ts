import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './project';

/* Pages in English and in Chinese say the same as far as a program can see it: headings, tables, code, links. */

const pages = [
  'docs/agreements.md',
  'docs/errors.md',
  'docs/live-protocol.md',
  'docs/meetings.md',
  ...['docs/developers', 'docs/operations'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((file) => file.endsWith('.md') && !file.endsWith('.zh-CN.md'))
      .map((file) => `${folder}/${file}`),
  ),
];

const inChinese = (page: string): string => page.replace(/\.md$/, '.zh-CN.md');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const CODE = /^```[^]*?^```$/gm;
const spans = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Each table, row by row: how many cells there are, and what stands in them as code. */
function tables(text: string): string[][] {
  const rows = text.split('\n').map((line) => (line.startsWith('|') ? line.slice(1, -1).split(/(?<!\\)\|/) : null));
  return rows.reduce<string[][]>((found, cells, index) => {
    if (cells === null) return found;
    if ((rows[index - 1] ?? null) === null) found.push([]);
    if (!cells.every((cell) => /^ *-+ *$/.test(cell)))
      found.at(-1)?.push(`${cells.length}: ${spans(cells.join(' ')).sort().join(' ')}`);
    return found;
  }, []);
}

/** What two pages that say the same have alike. */
function shapeOf(page: string): object {
  const code = [...page.matchAll(CODE)].map(([block]) => block);
  const text = page.replaceAll(CODE, '');
  return {
    headings: [...text.matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length),
    tables: tables(text),
    code,
    // each page leads to its own language where there is one; the order of words differs
    links: [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link.replace('.zh-CN.md', '.md')).sort(),
  };
}

test.each(pages)('%s is the same in Chinese', (page) => {
  expect(shapeOf(read(inChinese(page)))).toEqual(shapeOf(read(page)));
});

test.each(pages)('the Chinese of %s is Chinese, and leads to Chinese pages', (page) => {
  const text = read(inChinese(page));
  const prose = text.replaceAll(CODE, '').split('\n');
  expect(prose.filter((line) => /^[#>|*-]? ?[A-Z][^\u4e00-\u9fff|]{60,}$/.test(line))).toEqual([]);
  const elsewhere = [...text.matchAll(/\]\(([^)#:]+)\.md/g)].filter(
    ([, link = '']) =>
      !link.endsWith('.zh-CN') &&
      path.basename(`${link}.md`) !== path.basename(page) &&
      existsSync(path.join(root, path.dirname(page), `${link}.zh-CN.md`)),
  );
  expect(elsewhere.map(([link]) => link)).toEqual([]);
});

test('a heading, a row, a cell, a line of code and a link that only one has are found', () => {
  const page = '# A\n\n## B\n\n| `x` | y |\n| --- | --- |\n| `a` | b |\n\n```sh\nnpm start\n```\n\n[c](d.md)\n';
  expect(shapeOf(page.replace('(d.md)', '(d.zh-CN.md)').replace('| b |', '| 乙 |'))).toEqual(shapeOf(page));
  for (const [from, to] of [
    ['## B', '### B'],
    ['| `a` | b |\n', ''],
    ['`a`', '`b`'],
    ['| `a` | b |', '| `a` | b | c |'],
    ['npm start', 'npm test'],
    ['(d.md)', '(e.md)'],
  ] as const)
    expect(shapeOf(page.replace(from, to))).not.toEqual(shapeOf(page));
});
