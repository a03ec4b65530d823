import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What is not a source of the pages: what is built of them, what they are built with, and the recipes' own packages. */
const APART = ['built', 'node_modules', 'recipes'];

/** One SHA-256 over the pages' sources and the versions that they are built with: by it a test tells when web/built is out of date. */
export function digestOfSources(web: string): string {
  const files = readdirSync(web, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(web.length + 1).split(sep).join('/'))
    .filter((file) => !APART.includes(file.split('/')[0] ?? ''))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(web, file)));
  return hash.digest('hex');
}
