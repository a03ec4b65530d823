// What `npm run new` makes of files: nothing is written before all of it is known.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the files will say, by path. */
const texts = new Map();
const textOf = (file) => texts.get(file) ?? readFileSync(file, 'utf8');

/** Whether there is such a file, or will be. */
export const isThere = (file) => texts.has(file) || existsSync(file);
export const has = (file, pattern) => pattern.test(textOf(file));
/** What the pattern's group finds in a file; null when nothing. */
export const found = (file, pattern) => pattern.exec(textOf(file))?.[1] ?? null;

/** What cannot be written is said in one line. */
export class Refused extends Error {}

/** A new file from a template; one that is there already is never overwritten. */
export function write(file, template, names) {
  if (isThere(file)) throw new Refused(`${file} is there already.`);
  texts.set(file, filled(file, template, names));
}

/** A template's text for this place. */
function filled(file, template, names) {
  const from = (target) => {
    const relative = path.posix.relative(path.posix.dirname(file), path.posix.join('src', target));
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  return template({ ...names, from }).trimStart();
}

/** Puts what a template says into a file that may be there already. */
export function extend(file, template, names) {
  if (!isThere(file)) return write(file, template, names);
  const text = filled(file, template, names);
  const [imports, body] = [text.match(IMPORTS) ?? [], text.replaceAll(IMPORTS, '')];
  for (const line of imports) importing(file, line);
  texts.set(file, textOf(file) + body);
}

/** Puts a text into a file, after the first place that the pattern finds. */
export function insert(file, pattern, text) {
  const before = textOf(file);
  const place = pattern.exec(before);
  if (place === null) throw new Refused(`${file} has no place for ${text.trim().split('\n')[0]}`);
  const end = place.index + place[0].length;
  texts.set(file, before.slice(0, end) + text + before.slice(end));
}

const IMPORTS = /^import [^;]*;\n?/gm;
const IMPORT = /^import (type )?\{([^}]*)\} from '([^']*)';/;

/** Imports what a line names, as far as a file does not import it yet. */
export function importing(file, line) {
  const [, type = '', names, source] = IMPORT.exec(line);
  const text = textOf(file);
  const known = (text.match(IMPORTS) ?? []).find((each) => {
    const [, itsType = '', , itsSource] = IMPORT.exec(each) ?? [];
    return (itsSource === source && itsType === type) || each.trim() === `import '${source}';`;
  });
  if (known === undefined) return texts.set(file, withImport(text, line));
  const all = `${IMPORT.exec(known)?.[2] ?? ''},${names}`.split(',').map((name) => name.trim());
  const wanted = [...new Set(all.filter(Boolean))].join(', ');
  return texts.set(file, text.replace(known, `import ${type}{ ${wanted} } from '${source}';\n`));
}

/** A line before the first import, which a comment may come before. */
function withImport(text, line) {
  const at = text.search(/^import /m);
  return `${text.slice(0, Math.max(at, 0))}${line.trim()}\n${text.slice(Math.max(at, 0))}`;
}

/** Writes everything, and answers the files. */
export function writeAll() {
  for (const [file, text] of texts) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return [...texts.keys()];
}
