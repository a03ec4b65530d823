import { message, type Locale } from '../i18n/messages';
import type { Letter } from './letter';

/** A letter as it is mailed, its words in its language. */
export interface WrittenLetter {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Stands for an empty line within what a letter mentions, while its paragraphs are told apart. */
const EMPTY_LINE = '\u2029';

/**
 * @param address where people reach the platform
 * @param checkpoint the audit log's head, for letters that ask for it
 */
export function written(letter: Letter, address: string, checkpoint: string | null): WrittenLetter {
  const { to, locale, subject, text, parameters, link } = letter;
  const url = link === undefined ? null : address + link.path;
  const mentioned = { ...parameters, address: `${address}/graphql`, checkpoint: checkpoint ?? '—', link: url ?? '' };
  const paragraphs = message(locale, text, whole(mentioned))
    .split('\n\n')
    .map((paragraph) => paragraph.replaceAll(EMPTY_LINE, '\n\n'));
  const written = message(locale, subject, parameters);
  return {
    // as an object, so that no address is taken for a list of several
    to: { name: '', address: to },
    subject: written,
    text: paragraphs.join('\n\n'),
    html: page(
      locale,
      written,
      paragraphs.map((paragraph) =>
        link !== undefined && paragraph === url ? button(url, message(locale, link.words)) : inHtml(paragraph),
      ),
    ),
  };
}

/** With what it mentions in one piece, however many lines that has. */
function whole(parameters: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('\n\n', EMPTY_LINE) : value,
    ]),
  );
}

const FONT = "font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',system-ui,sans-serif";

/* Styles stand in each element: mail programs take the others out. */

function page(locale: Locale, title: string, content: readonly string[]): string {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:24px;background:#f5f5f4;color:#1c1917;${FONT};font-size:16px;line-height:1.7">
<div style="max-width:560px;margin:0 auto;padding:24px 28px;background:#ffffff;border:1px solid #e7e5e4;border-radius:8px">
<p style="margin:0 0 20px;font-size:18px;font-weight:600;color:#b91c1c">共建 Gongjian</p>
${content.join('\n')}
</div>
</body>
</html>
`;
}

function button(url: string, words: string): string {
  const href = escaped(url);
  return (
    `<p style="margin:24px 0 8px"><a href="${href}" style="display:inline-block;padding:10px 24px;background:#b91c1c;color:#ffffff;` +
    `border-radius:6px;text-decoration:none;font-weight:600">${escaped(words)}</a></p>\n` +
    `<p style="margin:0 0 20px;font-size:13px;color:#57534e;word-break:break-all">${href}</p>`
  );
}

function inHtml(paragraph: string): string {
  return paragraph.includes('\n')
    ? `<pre style="margin:0 0 16px;padding:12px;background:#f5f5f4;border-radius:6px;font-size:13px;white-space:pre-wrap;word-break:break-all">${escaped(paragraph)}</pre>`
    : `<p style="margin:0 0 16px">${escaped(paragraph)}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
