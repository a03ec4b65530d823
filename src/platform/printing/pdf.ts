import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { settableLayout } from './print-breaks.rules';
import { fontFolders, withoutGlyph } from './fonts';
import type { PageLayout } from './page-layout';

/** More are not listed one by one. */
const MOST_LISTED = 100;

let compiler: NodeCompiler | null = null;
let template = '';

/** A layout as a PDF (typst). Only to be called in a process of its own: some texts crash the library. */
export function printPdf(layout: PageLayout, at: Date): Buffer {
  template ||= readFileSync(path.join(__dirname, 'page.typ'), 'utf8');
  // the workspace is empty: only the template and the data can be read
  compiler ??= NodeCompiler.create({
    workspace: path.join(__dirname, 'nothing'),
    fontArgs: [{ fontPaths: [...fontFolders] }],
  });
  try {
    const inputs = { layout: JSON.stringify({ ...settableLayout(layout), unshown: unshown(layout) }) };
    const document = compiler.compile({ mainFileContent: template, inputs });
    if (document.result === null)
      throw new Error(
        JSON.stringify(document.takeDiagnostics()?.shortDiagnostics ?? 'the layout could not be typeset'),
      );
    return compiler.pdf(document.result, { creationTimestamp: Math.floor(at.getTime() / 1_000) });
  } finally {
    compiler.evictCache(10);
  }
}

/** The code points that are printed as boxes, as a sentence: the canonical text has them, and the print must say so. */
function unshown(layout: PageLayout): string | null {
  const codes = withoutGlyph(textsOf(layout));
  if (codes.length === 0) return null;
  const listed = codes
    .slice(0, MOST_LISTED)
    .map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
  return `${layout.unshownLabel}${layout.colon}${listed}${codes.length > MOST_LISTED ? ' …' : ''}`;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(textsOf);
}
