import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { settableSheet } from '../../print/print-breaks.rules';
import { fontFolders, withoutGlyph } from './fonts';
import type { Sheet } from '../../print/print-layout.rules';

/** More are not told one by one. */
const MOST_TOLD = 100;

let compiler: NodeCompiler | null = null;
let template = '';

/** The sheet as a PDF (typst). Only in a process that may be ended: some texts take the library's process down. */
export function printPdf(sheet: Sheet, at: Date): Buffer {
  template ||= readFileSync(path.join(__dirname, 'agreement.typ'), 'utf8');
  // nothing is read but the template and the data: the workspace holds no files that it could name
  compiler ??= NodeCompiler.create({
    workspace: path.join(__dirname, 'nothing'),
    fontArgs: [{ fontPaths: [...fontFolders] }],
  });
  try {
    const inputs = { sheet: JSON.stringify({ ...settableSheet(sheet), unshown: unshown(sheet) }) };
    const document = compiler.compile({ mainFileContent: template, inputs });
    if (document.result === null)
      throw new Error(JSON.stringify(document.takeDiagnostics()?.shortDiagnostics ?? 'the sheet could not be set'));
    return compiler.pdf(document.result, { creationTimestamp: Math.floor(at.getTime() / 1_000) });
  } finally {
    compiler.evictCache(10);
  }
}

/** The characters that are printed as boxes, by their code points: the canonical text has them, and the paper must say so. */
function unshown(sheet: Sheet): string | null {
  const codes = withoutGlyph(textsOf(sheet));
  if (codes.length === 0) return null;
  const told = codes
    .slice(0, MOST_TOLD)
    .map((code) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');
  return `${sheet.unshownLabel}${sheet.colon}${told}${codes.length > MOST_TOLD ? ' …' : ''}`;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(textsOf);
}
