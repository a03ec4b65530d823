import { readFileSync, writeFileSync } from 'node:fs';
import { TRANSITIONS, type Transition } from '../../modules/agreements';
import { limitsByPart, type Limit } from '../../platform/budgets';
import type { OperationRule } from '../../platform/access/operation';
import { configurationVariables } from '../../platform/config';
import type { Locale } from '../../platform/i18n/messages';
import { SECURITY_EVENTS } from '../../platform/observability/security-log';
import type { ReadModel } from '../../platform/reads/model';
import { declaredMutations } from '../../platform/writes/declarations';
import { performers } from '../server/registered';
import { describeReads, layOutStatement, statementsOf } from './sql';

/** The README with its table of variables made from those that the process reads. */
export function withConfiguration(readme: string): string {
  const rows = configurationVariables.map(
    ({ name, default: otherwise, meaning }) => `| \`${name}\` | ${otherwise} | ${meaning} |`,
  );
  return withBetween(readme, 'configuration', ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows]);
}

/** docs/agreements.md with its diagram and its table made from the transition table. */
export function withLifecycle(document: string): string {
  const steps: [string, Transition][] = Object.entries(TRANSITIONS);
  const arrows = steps.flatMap(([name, { from, to, when }]) =>
    from.map((status) => `  ${status} --> ${to ?? status}: ${name}${when === undefined ? '' : ` (${when})`}`),
  );
  const rows = steps.map(
    ([name, { from, to, by, event, when }]) =>
      `| ${name} | ${from.join(', ')} | ${to ?? 'stays'} | ${by === 'platform' ? 'by itself' : by} | ${event} | ${when ?? ''} |`,
  );
  return withBetween(document, 'lifecycle', [
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> DRAFT: draft',
    ...arrows,
    '```',
    '',
    '| Step | From | To | By whom | Event | When |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ]);
}

/** docs/limits.md with its tables made from the limits. */
export function withLimits(document: string): string {
  return Object.entries(limitsByPart).reduce(
    (page, [part, limits]) =>
      withBetween(page, part, [
        '| Limit | At most | Of what | Beyond it |',
        '| --- | --- | --- | --- |',
        ...Object.entries(limits).map(
          ([name, limit]) => `| \`${name}\` | ${amountOf(limit)} | ${limit.of} | ${limit.beyond} |`,
        ),
      ]),
    document,
  );
}

/** docs/security.md with its table of events. */
export function withSecurityEvents(document: string): string {
  return withBetween(document, 'events', [
    '| `event` | Level | When |',
    '| --- | --- | --- |',
    ...Object.entries(SECURITY_EVENTS).map(([name, { level, meaning }]) => `| \`${name}\` | ${level} | ${meaning} |`),
  ]);
}

const MUTATIONS = {
  en: {
    head: ['Mutation', 'Chinese', 'Who', 'Scope of a token', '`Idempotency-Key`'],
    noToken: 'no token may',
    noneNeeded: 'none is needed',
    or: ' or ',
    taken: 'taken',
    notTaken: 'not taken',
  },
  'zh-CN': {
    head: ['变更', '含义', '谁可以', '令牌所需权限', '`Idempotency-Key`'],
    noToken: '不可用令牌',
    noneNeeded: '无需权限',
    or: ' 或 ',
    taken: '接受',
    notTaken: '不接受',
  },
} as const;

/** docs/developers/mutations.md, in either language, with its table made from the declarations. */
export function withMutations(document: string, language: Locale): string {
  const words = MUTATIONS[language];
  const scopes = ({ by, token }: OperationRule): string => {
    if (by === 'anyone') return words.noneNeeded;
    if (by === 'session' || token === undefined) return words.noToken;
    return [token].flat().join(words.or);
  };
  const rows = [...declaredMutations()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { rule, who, description }]) => [
      `\`${name}\``,
      /\(([^()]*\p{Script=Han}[^()]*)\)/u.exec(description)?.[1] ?? '',
      who.map((performer) => performers[performer][language]).join(language === 'en' ? ', ' : '、'),
      scopes(rule),
      rule.handsOutTokens === true ? words.notTaken : words.taken,
    ]);
  return withBetween(
    document,
    'mutations',
    [words.head, words.head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  );
}

function amountOf({ max, unit, seconds }: Limit): string {
  if (seconds !== undefined) return `${max} in ${seconds / 60} minutes`;
  if (unit !== 'bytes') return `${max.toLocaleString('en')} ${unit}`.trim();
  return max % 1_048_576 === 0 ? `${max / 1_048_576} MiB` : `${max / 1_024} KiB`;
}

const BLOCK = '((?:(?!```)[^])*)```\\n';
const EXAMPLE = new RegExp(`(\`\`\`graphql\\n${BLOCK}(?:\\n\`\`\`json\\n${BLOCK})?\\n\`\`\`sql\\n)${BLOCK}`, 'g');

/** A document in which the SQL after each query, and its variables if there are any, is what the query is compiled to. */
export function withStatements(document: string, model: ReadModel): string {
  return document.replace(EXAMPLE, (_, upToSql: string, query: string, variables: string | undefined) => {
    const statements = statementsOf(model, query, JSON.parse(variables ?? '{}') as Record<string, unknown>);
    return `${upToSql}${statements.map(layOutStatement).join('\n\n')}\n\`\`\`\n`;
  });
}

/** A document with these lines between its marks of that name. */
function withBetween(document: string, mark: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  if (!document.includes(begin) || !document.includes(end)) throw new Error(`the document has no mark ${mark}`);
  const from = document.indexOf(begin) + begin.length;
  return `${document.slice(0, from)}\n${lines.join('\n')}\n${document.slice(document.indexOf(end))}`;
}

async function main(): Promise<void> {
  const model = await describeReads();
  rewrite('README.md', withConfiguration);
  rewrite('docs/agreements.md', withLifecycle);
  rewrite('docs/limits.md', withLimits);
  rewrite('docs/security.md', withSecurityEvents);
  rewrite('docs/developers/mutations.md', (document) => withMutations(document, 'en'));
  rewrite('docs/developers/mutations.zh-CN.md', (document) => withMutations(document, 'zh-CN'));
  rewrite('src/platform/reads/README.md', (document) => withStatements(document, model));
}

function rewrite(file: string, change: (document: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

if (require.main === module) void main();
