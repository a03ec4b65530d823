import type { PageLayout } from './page-layout';

/*
 * Typst's shaper takes a run without a place to break as one word: it draws it over the next cell or off the page, takes
 * minutes for stacks of marks, and a few hundred conjuncts crash its process. So runs get places to break, and stacks of
 * marks get bases.
 */

/** Runs of so many characters that lines are not broken in get a place to break at every eighth. */
const RUN =
  /[^ \t\n\u2000-\u2006\u2008-\u200b\u3000\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{25,}/gu;
const PIECE = /[^]{8}\p{M}*/gu;
const BREAK = '\u200b';

/** A mark without a base, and every ninth of a stack, is put on a dotted circle, as is customary. */
const BARE_MARKS = /(?<=^|[\s\u200b])(?=\p{M})/gu;
const CIRCLE = '\u25cc';

/** A text that can be set within the margins. */
export function settable(text: string): string {
  return withBases(text)
    .replaceAll('\t', '\u2003')
    .replace(RUN, (run) => run.replace(PIECE, `$&${BREAK}`));
}

function withBases(text: string): string {
  if (!/\p{M}/u.test(text)) return text;
  return text
    .replace(/\p{M}+/gu, (marks) => (marks.match(/[^]{1,8}/gu) ?? []).join(CIRCLE))
    .replace(BARE_MARKS, CIRCLE);
}

/** A layout that can be typeset; hashes, which people copy to compare, stay as they are. */
export function settableLayout(layout: PageLayout): PageLayout {
  const { blocks, proof } = layout;
  return {
    ...mapped(layout),
    blocks: blocks.map((block) =>
      block.kind === 'signature' ? { ...mapped(block), hashes: block.hashes } : mapped(block),
    ),
    proof: proof === null ? null : { ...mapped(proof), hash: proof.hash },
  };
}

function mapped<T>(value: T): T {
  if (typeof value === 'string') return settable(value) as T;
  if (Array.isArray(value)) return value.map(mapped) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each)])) as T;
}
