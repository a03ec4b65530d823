// npm run new -- entity <module> <noun> <Chinese>            a table and type with a list and a rule, its migration and test
// npm run new -- mutation <module> <noun> <name> <Chinese>   a mutation of an entity, with its test
// npm run new -- feed <module> <noun> <Chinese>              a subscription to what is new, with its test
// Writes a skeleton that runs and its places in the lists, and says what is left to fill in.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { extend, found, has, importing, insert, isThere, Refused, write, writeAll } from './edits.mjs';
import * as templates from './templates.mjs';

const { modules } = createRequire(import.meta.url)('../../ranks.cjs');
const USAGE = `Usage:
  npm run new -- entity <module> <noun> <Chinese>             npm run new -- entity alliance review-note 评议记录
  npm run new -- mutation <module> <noun> <name> <Chinese>    npm run new -- mutation alliance review-note addReviewNote 添加评议记录
  npm run new -- feed <module> <noun> <Chinese>               npm run new -- feed alliance review-note 新的评议记录
<module> is one of ${modules.join(', ')}; <noun> is in lower case, with hyphens.`;
const SCHEMA = 'src/app/server/schema.ts';
const MODEL = 'tests/testkit/reference-model';

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const pascal = (noun) => noun.split('-').map(capital).join('');
const camel = (noun) => pascal(noun).replace(/^./, (letter) => letter.toLowerCase());
const plural = (word) => (/(s|x|ch|sh)$/.test(word) ? `${word}es` : word.replace(/([^aeiou])y$/, '$1ie').concat('s'));

function newEntity({ module, noun, folder, names }) {
  write(`${folder}/${noun}.entity.ts`, templates.entity, names);
  write(`${folder}/${noun}.access.ts`, templates.access, names);
  write(`${folder}/${noun}.fields.ts`, templates.fields, names);
  write(`migrations/${Date.now()}-create-${plural(noun)}.ts`, templates.migration, { ...names, at: Date.now() });
  write(`tests/api/modules/${module}/${noun}/${noun}.test.ts`, templates.entityTest, names);
  const index = listedModule(module);
  load(index, `import './${noun}/${noun}.access';`);
  load(index, `import { ${names.Noun} } from './${noun}/${noun}.entity';`);
  load(index, `import './${noun}/${noun}.fields';`);
  insert(index, /Entities = \[/, `${names.Noun}, `);
  addToModel(module, names);
  const filling = 'its columns, who sees it (now: members), what it is called and described as';
  return [`${folder}: ${filling}`, 'docs/visibility.md: its row'];
}

function newMutation({ module, noun, folder, names }, name) {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name ?? '')) throw new Refused(`"${name ?? ''}" is no name of a mutation.`);
  const all = { ...names, name, Name: capital(name) };
  const declared = `${folder}/${noun}.mutations.ts`;
  const test = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (!isThere(declared)) load(`src/modules/${module}/index.ts`, `import './${noun}/${noun}.mutations';`);
  write(`tests/api/modules/${module}/${noun}/${test}.test.ts`, templates.mutationTest, all);
  extend(`${folder}/${noun}.inputs.ts`, templates.inputs, all);
  extend(`${folder}/${noun}.service.ts`, templates.service, all);
  extend(declared, templates.mutations, all);
  const filling = 'who may (now: the secretariat), and its rules';
  return [`${folder}/${noun}.service.ts: ${filling}`, 'docs/visibility.md, "Does": its row'];
}

function newFeed({ module, noun, folder, names }) {
  const service = `${folder}/${noun}.service.ts`;
  const name = isThere(service) ? found(service, /export const (\w+): Service</) : null;
  if (name === null) throw new Refused(`${service} has nothing to make live: npm run new -- mutation first.`);
  write(`${folder}/${noun}.feed.ts`, templates.feed, names);
  insert(service, /\n(?= {2}tx\.audit\()/, `  ${templates.emit(names)}\n`);
  write(`tests/live/${noun}.test.ts`, templates.feedTest, { ...names, name });
  load(`src/modules/${module}/index.ts`, `import './${noun}/${noun}.feed';`);
  return [`${folder}/${noun}.feed.ts: what is watched (now: an alliance), and what each event shows`];
}

/** What the module's index loads, below its terms and the module before it. */
function load(index, line) {
  insert(index, /^ \*\/\n(import '\.\.\/.*\n)*/m, `${line}\n`);
}

/** The index of a module whose entities the server knows; a new module's first entity makes it. */
function listedModule(module) {
  const index = `src/modules/${module}/index.ts`;
  const entities = `${module.replace(/s$/, '')}Entities`;
  const before = modules.slice(0, modules.indexOf(module)).findLast((one) => isThere(`src/modules/${one}/index.ts`));
  if (!isThere(index)) write(index, templates.index, { module: capital(module), before });
  if (has(index, /Entities = \[/)) return index;
  extend(index, templates.entities, { entities });
  importing(SCHEMA, `import { ${entities} } from '../../modules/${module}';`);
  insert(SCHEMA, /export const entities = \[/, `...${entities}, `);
  return index;
}

/** The reference model of the type, the alliance's list and the entry point. */
function addToModel(module, names) {
  const file = `${MODEL}/${module === 'alliance' ? 'alliance-structures' : module}.ts`;
  if (!isThere(file)) {
    write(file, templates.model, { module });
    importing(`${MODEL}/reference-model.ts`, `import { ${module} } from './${module}';`);
    insert(`${MODEL}/reference-model.ts`, /const MODULES: [^=]*= \{/, `${module}, `);
  }
  insert(file, /\n {2}types: \{/, templates.modelType(names));
  insert(file, /\n {4}Alliance: \{\s*fields: (?:\{\s*\.\.\.)?seenBy\(anyone, \{/, templates.modelList(names));
  if (!has(file, /\n {2}roots: \{/)) insert(file, /: ModuleModel = \{/, '\n  roots: {},');
  insert(file, /\n {2}roots: \{/, templates.modelRoot(names));
  importing(file, "import { anyone, members, seenBy } from './model';");
  importing(file, "import { column, latest, pageOf } from './reads';");
}

function run([what, module, noun, ...words]) {
  const chinese = words.pop();
  const kinds = { entity: newEntity, mutation: newMutation, feed: newFeed };
  if (kinds[what] === undefined) throw new Refused(`"${what ?? ''}" is none of ${Object.keys(kinds).join(', ')}.`);
  if (!modules.includes(module)) throw new Refused(`There is no module "${module ?? ''}".`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(noun ?? '')) throw new Refused(`"${noun ?? ''}" is no noun.`);
  if (!/\p{Script=Han}/u.test(chinese ?? '')) throw new Refused('Say what it is called in Chinese.');
  const names = {
    file: noun,
    noun: camel(noun),
    Noun: pascal(noun),
    plural: plural(camel(noun)),
    Nouns: pascal(plural(noun)),
    table: plural(noun).replaceAll('-', '_'),
    words: noun.replaceAll('-', ' '),
    chinese,
  };
  const left = kinds[what]({ module, noun, folder: `src/modules/${module}/${noun}`, names }, words[0]);
  const files = writeAll();
  const prettier = ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level', 'warn'];
  execFileSync(process.execPath, [...prettier, ...files]);
  const tests = files.filter((file) => file.endsWith('.test.ts')).join(' ');
  process.stdout.write(`Written:\n${files.map((file) => `  ${file}\n`).join('')}
It runs as it stands: npm run schema && npx jest ${tests}
Left to fill in:\n${left.map((line) => `  ${line}\n`).join('')}`);
}

try {
  run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}\n`);
  process.exitCode = 1;
}
