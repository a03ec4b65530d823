/*
 * Markdown that says what people wrote, and nothing else: whatever they wrote, none of it is read as a heading, a link or
 * the edge of a table.
 */

/** What Markdown, or HTML in it, reads as its own wherever it stands. */
const SIGNS = /[\\`*_[\]<>#|~&]/g;

/** A text as part of a line, as it reads. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(SIGNS, '\\$&');
}

/** The lines of a text, each as a paragraph, as it reads: one that would begin a list does not. */
export function paragraphs(text: string): string[] {
  return text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map((line) =>
      plain(line)
        .replace(/^[-+]/, '\\$&')
        .replace(/^(\d+)([.)])/, '$1\\$2'),
    )
    .filter((line) => line !== '');
}
