import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { digestOfSources } from '../../web/sources';
import { root } from './project';

/* What one file says of another is true: links lead somewhere, and so do citations of the project's pages. */

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const filesIn = (folder: string, extension: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => path.join(folder, file));

const pages = [...readdirSync(root), ...filesIn('docs', '.md'), ...filesIn('src', '.md')].filter((file) =>
  file.endsWith('.md'),
);
const sources = [...filesIn('src', '.ts'), ...filesIn('tests', '.ts')].filter(
  (file) => path.join(root, file) !== __filename,
);

/** Relative links of a page that lead nowhere. */
function brokenLinks(file: string, text: string): string[] {
  return [...text.matchAll(/\]\((?!\w+:|#)([^)#]+)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !existsSync(path.join(root, path.dirname(file), link)));
}

/** Folders and files that a page names in its own words, from the project's folder or from src, and that are not there. */
function unknownPaths(text: string): string[] {
  return [...text.matchAll(/`((?:src|app|platform|modules|tests|docs)\/[\w./-]+)`/g)]
    .map(([, named]) => named ?? '')
    .filter((named) => ![named, `src/${named}`, `src/${named}.ts`].some((file) => existsSync(path.join(root, file))));
}

/** Pages that a source cites and that are not there, from the project's folder on. */
function missingPages(text: string): string[] {
  return [...text.matchAll(/(?<![\w/.-])(?:docs\/[\w/-]+|visibility|scenarios)\.md\b/g)]
    .map(([page]) => page)
    .filter((page) => !existsSync(path.join(root, page)));
}

/** What a source cites of the page of access rules, and is neither a heading nor the beginning of a row. */
function unknownRows(text: string): string[] {
  const page = read('docs/visibility.md');
  return [...text.replace(/\n \* /g, ' ').matchAll(/docs\/visibility\.md(?:'s)?((?:,? (?:and )?"[^"]+")+)/g)]
    .flatMap(([, cited]) => [...(cited ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? ''))
    .filter((name) => !page.includes(`\n## ${name}\n`) && !page.includes(`\n| ${name}`));
}

test.each(pages)('the links of %s lead somewhere', (file) => {
  expect(brokenLinks(file, read(file))).toEqual([]);
});

test.each(['docs/architecture.md', 'docs/visibility.md', 'src/platform/reads/README.md'])(
  'what %s says lies somewhere lies there',
  (file) => {
    expect(unknownPaths(read(file))).toEqual([]);
  },
);

test('pages that sources cite are there, with the rows that are cited', () => {
  expect(sources.flatMap((file) => missingPages(read(file)))).toEqual([]);
  expect(sources.flatMap((file) => unknownRows(read(file)))).toEqual([]);
});

test('every place of docs/scenarios.md has a test that names it', () => {
  const places = [...read('docs/scenarios.md').matchAll(/^## ([A-Z]\. \w+)/gm)].map(([, place]) => place);
  const named = filesIn('tests/scenarios', '.test.ts').map(
    (file) => /docs\/scenarios\.md, ([A-Z]\. \w+)/.exec(read(file))?.[1],
  );
  expect(named.sort()).toEqual(places);
});

test('a broken link, an unknown path, a missing page and an unknown row are found', () => {
  expect(brokenLinks('docs/planted.md', 'see [it](nowhere.md), [that](architecture.md#a-query)')).toEqual([
    'nowhere.md',
  ]);
  expect(unknownPaths('in `platform/reads`, `tests/api` and `app/nowhere`')).toEqual(['app/nowhere']);
  expect(missingPages('/** docs/nowhere.md, visibility.md, docs/visibility.md */')).toEqual([
    'docs/nowhere.md',
    'visibility.md',
  ]);
  expect(unknownRows('/* docs/visibility.md, "Does", "unit" and\n * "nobody". */')).toEqual(['nobody']);
});

test('the pages in web/built are built of what is in web', () => {
  expect(read('web/built/sources.sha256').trim()).toBe(digestOfSources(path.join(root, 'web')));
});
