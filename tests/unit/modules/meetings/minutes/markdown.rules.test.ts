import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { paragraphs, plain } from '../../../../../src/modules/meetings/minutes/markdown.rules';

const markdown = new MarkdownIt({ html: true });

/** What a reader of the Markdown sees, by the kinds of its blocks. */
function read(text: string): { blocks: string[]; text: string } {
  const tokens = markdown.parse(text, {});
  const inline = tokens.flatMap((token) => token.children ?? []);
  return {
    blocks: tokens.filter(({ nesting }) => nesting >= 0).map(({ type }) => type),
    text: inline.map(({ type, content }) => (type.startsWith('text') ? content : `<${type}>`)).join(''),
  };
}

/** Texts made of what means something in Markdown, between words. */
const texts = fc
  .array(
    fc.constantFrom('甲', 'b ', '1', '.', ')', ...'\\`*_[]()<>#|~&!-+=:;"\'{}$^@/', '  ', '\t', 'amp', 'http://a.cn'),
  )
  .map((parts) => parts.join(''));
const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('what people wrote', () => {
  it('reads in a heading as it was written', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const found = read(`## 1 ${plain(text)}`);
        expect(found).toEqual({ blocks: ['heading_open', 'inline'], text: `1 ${collapsed(text)}`.trim() });
      }),
    );
  });

  it('reads in a cell of a table as it was written', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const { text } = read(`| A | B |\n| --- | --- |\n| ${plain(one)} | ${plain(other)} |`);
        expect(text).toBe(`AB${collapsed(one)}${collapsed(other)}`);
      }),
    );
  });

  it('reads as one paragraph for each line', () => {
    fc.assert(
      fc.property(fc.array(texts), (lines) => {
        const kept = lines.map(collapsed).filter((line) => line !== '');
        const found = read(paragraphs(lines.join('\n')).join('\n\n'));
        expect(found.blocks).toEqual(kept.flatMap(() => ['paragraph_open', 'inline']));
        expect(found.text).toBe(kept.join(''));
      }),
    );
  });
});
