// npm run new -- entity <module> <noun> <Chinese>   a table and type with a list and a rule, its migration and its test
// npm run new -- mutation <module> <noun> <name> <Chinese>   a mutation of an entity, with its test
// npm run new -- feed <module> <noun> <Chinese>     a subscription to what is new, with its test
// Writes a skeleton that runs and its places in the lists, and says what is left to fill in.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as templates from './templates.mjs';

const { modules } = createRequire(import.meta.url)('../../ranks.cjs');
const USAGE = `Usage:
  npm run new -- entity <module> <noun> <Chinese>             npm run new -- entity alliance review-note 评议记录
  npm run new -- mutation <module> <noun> <name> <Chinese>    npm run new -- mutation alliance review-note addReviewNote 添加评议记录
  npm run new -- feed <module> <noun> <Chinese>               npm run new -- feed alliance review-note 新的评议记录
<module> is one of ${modules.join(', ')}; <noun> is in lower case, with hyphens.`;

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const pascal = (noun) => noun.split('-').map(capital).join('');
const camel = (noun) => pascal(noun).replace(/^./, (letter) => letter.toLowerCase());
const plural = (word) => (/(s|x|ch|sh)$/.test(word) ? `${word}es` : word.replace(/([^aeiou])y$/, '$1ie').concat('s'));

function fail(reason) {
  process.stderr.write(`${reason}\n\n${USAGE}\n`);
  process.exit(1);
}

const [what, module, noun, ...words] = process.argv.slice(2);
const chinese = words.pop();
const kinds = { entity: newEntity, mutation: newMutation, feed: newFeed };
if (kinds[what] === undefined) fail(`"${what ?? ''}" is none of ${Object.keys(kinds).join(', ')}.`);
if (!modules.includes(module)) fail(`There is no module "${module ?? ''}".`);
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(noun ?? '')) fail(`"${noun ?? ''}" is no noun.`);
if (!/\p{Script=Han}/u.test(chinese ?? '')) fail('Say what it is called in Chinese.');

const folder = `src/modules/${module}/${noun}`;
/** What the files will say, by path: nothing is written before all of it is known. */
const texts = new Map();
const textOf = (file) => texts.get(file) ?? readFileSync(file, 'utf8');
const names = {
  file: noun,
  noun: camel(noun),
  Noun: pascal(noun),
  plural: plural(camel(noun)),
  Nouns: pascal(plural(noun)),
  table: plural(noun).replaceAll('-', '_'),
  words: noun.replaceAll('-', ' '),
  chinese,
  at: Date.now(),
};

/** A new file from a template; one that is there already is never overwritten. */
function write(file, template, more = {}) {
  if (existsSync(file)) fail(`${file} is there already.`);
  texts.set(file, filled(file, template, more));
}

/** A template's text for this place. */
function filled(file, template, more) {
  const from = (target) => {
    const relative = path.posix.relative(path.posix.dirname(file), path.posix.join('src', target));
    return relative.startsWith('.') ? relative : `./${relative}`;
  };
  return template({ ...names, ...more, from }).trimStart();
}

/** Puts what a template says into a file that may be there already. */
function extend(file, template, more) {
  if (!existsSync(file)) return write(file, template, more);
  const text = filled(file, template, more);
  const [imports, body] = [text.match(IMPORTS) ?? [], text.replaceAll(IMPORTS, '')];
  for (const line of imports) importing(file, line);
  texts.set(file, textOf(file) + body);
}

/** Puts a text into a file, after the first place that the pattern finds. */
function insert(file, pattern, text) {
  const before = textOf(file);
  const found = pattern.exec(before);
  if (found === null) fail(`${file} has no place for ${text.trim().split('\n')[0]}`);
  const end = found.index + found[0].length;
  texts.set(file, before.slice(0, end) + text + before.slice(end));
}

/** What the module's index loads. */
function load(...lines) {
  const index = `src/modules/${module}/index.ts`;
  insert(index, /^ \*\/\n/m, lines.map((line) => `${line}\n`).join(''));
}

/** Tells the reference model of the type, the alliance's list and the entry point. */
function teachModel(model) {
  const has = (pattern) => pattern.test(textOf(model));
  const list = templates.modelList(names);
  insert(model, /\n {2}types: \{/, templates.modelType(names));
  const extended = /\n {2}extensions: \{[^]*?\n {4}Alliance: \{\s*fields: seenBy\(anyone, \{/;
  if (has(extended)) insert(model, extended, list);
  else if (has(/\n {2}extensions: \{/))
    insert(model, /\n {2}extensions: \{/, `Alliance: { fields: seenBy(anyone, { ${list} }) },`);
  else
    insert(
      model,
      /\n {2}types: \{[^]*?\n {2}\},/,
      `extensions: { Alliance: { fields: seenBy(anyone, { ${list} }) } },`,
    );
  const root = templates.modelRoot(names);
  if (has(/\n {2}roots: \{/)) insert(model, /\n {2}roots: \{/, root);
  else insert(model, /\n {2}types: \{[^]*?\n {2}\},/, `\nroots: { ${root} },`);
  importing(model, "import { anyone, members, seenBy } from './model';");
  importing(model, "import { column, latest, pageOf } from './reads';");
}

const IMPORTS = /^import [^;]*;\n?/gm;
const IMPORT = /^import (type )?\{([^}]*)\} from '([^']*)';/;

/** Imports what a line names, as far as a file does not import it yet. */
function importing(file, line) {
  const [, type = '', names, source] = IMPORT.exec(line);
  const text = textOf(file);
  const found = (text.match(IMPORTS) ?? []).find((each) => {
    const [, itsType = '', , itsSource] = IMPORT.exec(each) ?? [];
    return itsSource === source && itsType === type;
  });
  if (found === undefined) return texts.set(file, `${line.trim()}\n${text}`);
  const all = `${IMPORT.exec(found)[2]},${names}`.split(',').map((name) => name.trim());
  const wanted = [...new Set(all.filter(Boolean))].join(', ');
  return texts.set(file, text.replace(found, `import ${type}{ ${wanted} } from '${source}';\n`));
}

function newEntity() {
  const entity = `${folder}/${noun}.entity.ts`;
  write(entity, templates.entity);
  write(`${folder}/${noun}.access.ts`, templates.access);
  write(`${folder}/${noun}.fields.ts`, templates.fields);
  write(`migrations/${names.at}-create-${plural(noun)}.ts`, templates.migration);
  write(`tests/api/modules/${module}/${noun}/${noun}.test.ts`, templates.entityTest);
  load(
    `import './${noun}/${noun}.access';`,
    `import { ${names.Noun} } from './${noun}/${noun}.entity';`,
    `import './${noun}/${noun}.fields';`,
  );
  insert(`src/modules/${module}/index.ts`, /Entities = \[/, `${names.Noun}, `);
  teachModel(`tests/testkit/reference-model/${module === 'alliance' ? 'alliance-structures' : module}.ts`);
  return [
    `${folder}: its columns, who sees it (now: members), what it is called and described as`,
    'docs/visibility.md: its row',
  ];
}

function newMutation() {
  const [name] = words;
  if (!/^[a-z][A-Za-z0-9]*$/.test(name ?? '')) fail(`"${name ?? ''}" is no name of a mutation.`);
  const more = { name, Name: capital(name) };
  const declared = `${folder}/${noun}.mutations.ts`;
  const first = !existsSync(declared);
  const test = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  write(`tests/api/modules/${module}/${noun}/${test}.test.ts`, templates.mutationTest, more);
  extend(`${folder}/${noun}.inputs.ts`, templates.inputs, more);
  extend(`${folder}/${noun}.service.ts`, templates.service, more);
  extend(declared, templates.mutations, more);
  if (first) load(`import './${noun}/${noun}.mutations';`);
  return [
    `${folder}/${noun}.service.ts: who may (now: the secretariat), and its rules`,
    'docs/visibility.md, "Does": its row',
  ];
}

function newFeed() {
  const service = `${folder}/${noun}.service.ts`;
  write(`${folder}/${noun}.feed.ts`, templates.feed);
  const name = existsSync(service)
    ? /export const (\w+): Service</.exec(readFileSync(service, 'utf8'))?.[1]
    : undefined;
  if (name === undefined) fail(`${service} has no service that makes something live: npm run new -- mutation first.`);
  insert(service, /\n(?= {2}tx\.audit\()/, `  ${templates.emit(names)}\n`);
  write(`tests/live/${noun}.test.ts`, templates.feedTest, { name });
  load(`import './${noun}/${noun}.feed';`);
  return [`${folder}/${noun}.feed.ts: what is watched (now: an alliance), and what each event shows`];
}

const left = kinds[what]();
const files = [...texts.keys()];
for (const [file, text] of texts) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', ...files]);
process.stdout.write(`Written:\n${files.map((file) => `  ${file}\n`).join('')}
It runs as it stands: npm run schema && npx jest ${files.filter((file) => file.endsWith('.test.ts')).join(' ')}
Left to fill in:\n${left.map((line) => `  ${line}\n`).join('')}`);
