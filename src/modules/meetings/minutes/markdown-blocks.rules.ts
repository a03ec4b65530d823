import MarkdownIt from 'markdown-it';
import type { Block } from '../../../platform/printing';

const markdown = new MarkdownIt({ html: false });

type Token = ReturnType<typeof markdown.parse>[number];

/** Markdown as blocks of a page: headings, paragraphs, points of lists, tables. What marks up words is left out. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let inList = 0;
  let heading: 1 | 2 | 3 | null = null;
  let table: string[][] | null = null;
  let open: { readonly block: Block; readonly kind: string; readonly lines: string[] } | null = null;
  const line = (kind: 'paragraphs' | 'items', words: string): void => {
    if (open?.kind !== kind || blocks.at(-1) !== open.block) {
      const lines: string[] = [];
      open = { block: { kind, lines }, kind, lines };
      blocks.push(open.block);
    }
    open.lines.push(words);
  };
  for (const token of markdown.parse(text, {})) {
    if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') inList += 1;
    else if (token.type === 'bullet_list_close' || token.type === 'ordered_list_close') inList -= 1;
    else if (token.type === 'heading_open') heading = levelOf(token.tag);
    else if (token.type === 'table_open') table = [];
    else if (token.type === 'tr_open') table?.push([]);
    else if (token.type === 'table_close' && table !== null) {
      blocks.push(tableOf(table));
      table = null;
    } else if (token.type === 'fence' || token.type === 'code_block') {
      for (const each of token.content.split('\n')) if (each.trim() !== '') line('paragraphs', each);
    } else if (token.type === 'inline') {
      const words = wordsOf(token.children ?? []);
      if (table !== null) table.at(-1)?.push(words);
      else if (heading !== null) {
        blocks.push({ kind: 'heading', level: heading, text: words });
        heading = null;
      } else if (words !== '') line(inList > 0 ? 'items' : 'paragraphs', words);
    }
  }
  return blocks;
}

/** `##` is the first level: what stands above it is the title. */
function levelOf(tag: string): 1 | 2 | 3 {
  const level = Number(tag.slice(1));
  return level <= 2 ? 1 : level === 3 ? 2 : 3;
}

function tableOf([columns = [], ...rows]: readonly (readonly string[])[]): Block {
  return { kind: 'table', columns, widths: columns.map(() => Math.max(1, Math.floor(100 / columns.length))), rows };
}

/** Words without their marks; a link's address follows it, since paper has no links. */
function wordsOf(tokens: readonly Token[]): string {
  const addresses: string[] = [];
  return tokens
    .map((token) => {
      if (token.type === 'softbreak' || token.type === 'hardbreak') return ' ';
      if (token.type === 'link_open') addresses.push(String(token.attrGet('href') ?? ''));
      if (token.type === 'link_close') return ` (${addresses.pop() ?? ''})`;
      return token.content;
    })
    .join('')
    .trim();
}
