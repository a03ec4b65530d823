import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pageHeaders } from './page-headers';

/** The page where a password is set, by an invitation or a link; its secret stands behind the fragment's sign and is not sent. */
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/set-password': ['index.html', 'text/html; charset=utf-8'],
  '/set-password/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/set-password/page.js': ['page.js', 'text/javascript; charset=utf-8'],
};

const HEADERS = {
  ...pageHeaders({ 'style-src': "'self'", 'img-src': 'data:' }),
  'Cache-Control': 'no-cache',
};

export const hasSetPasswordFile = (path: string): boolean => Object.hasOwn(FILES, path);

/** Answers with the page or one of its two assets, which need no build. */
export async function answerSetPassword(
  directory: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [file = '', type = ''] = FILES[path] ?? [];
  const content = await readFile(join(directory, 'web', 'set-password', file));
  response.writeHead(200, { ...HEADERS, 'Content-Type': type, 'Content-Length': content.length });
  response.end(request.method === 'HEAD' ? undefined : content);
}
