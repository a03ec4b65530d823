import { readFileSync, writeFileSync } from 'node:fs';
import { TRANSITIONS, type Transition } from '../../modules/agreements';
import { PROJECT_TRANSITIONS, type ProjectTransition } from '../../modules/projects';
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

const LIFECYCLE = {
  en: { head: ['Step', 'From', 'To', 'By whom', 'Event', 'When'], stays: 'stays', platform: 'by itself' },
  'zh-CN': { head: ['步骤', '从', '到', '由谁', '事件', '何时'], stays: '不变', platform: '自动' },
} as const;

/** What the transition table says in words, in Chinese. */
const LIFECYCLE_WORDS: Readonly<Record<string, string>> = {
  'initiator’s staff, secretariat': '发起方工作人员、秘书处',
  'initiator’s representative, secretariat': '发起方代表、秘书处',
  'a party’s representative': '一方的代表',
  'a party’s staff, secretariat': '一方的工作人员、秘书处',
  'the last signature, before startsOn': '最后一个签名，在 startsOn 之前',
  'the last signature, from startsOn on': '最后一个签名，自 startsOn 起',
  startsOn: 'startsOn 当日',
  'fewer than two signing parties remain': '签署方少于两个',
  'the day after endsOn, every commitment kept or waived': 'endsOn 次日，承诺事项全部履行或免除',
  'the day after endsOn, otherwise': 'endsOn 次日，其他情况',
};

/** docs/agreements.md, in either language, with its diagram and its table made from the transition table. */
export function withLifecycle(document: string, locale: Locale = 'en'): string {
  const { head, stays, platform } = LIFECYCLE[locale];
  const inWords = (text: string): string => {
    const words = locale === 'en' ? text : LIFECYCLE_WORDS[text];
    if (words === undefined) throw new Error(`not said in Chinese: ${text}`);
    return words;
  };
  const steps: [string, Transition][] = Object.entries(TRANSITIONS);
  const rows = steps.map(
    ([name, { from, to, by, event, when }]) =>
      `| ${name} | ${from.join(', ')} | ${to ?? stays} | ${by === 'platform' ? platform : inWords(by)} | ${event} | ${when === undefined ? '' : inWords(when)} |`,
  );
  return withBetween(document, 'lifecycle', [
    ...diagramOf('DRAFT: draft', steps),
    '',
    `| ${head.join(' | ')} |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ]);
}

/** docs/projects.md with its diagram and its table made from the transition table. */
export function withProjectLifecycle(document: string): string {
  const steps: [string, ProjectTransition][] = Object.entries(PROJECT_TRANSITIONS);
  return withBetween(document, 'lifecycle', [
    ...diagramOf('PROPOSED: propose', steps),
    '',
    '| Step | From | To | By whom | Mutation | When |',
    '| --- | --- | --- | --- | --- | --- |',
    ...steps.map(
      ([name, { from, to, by, mutation, when }]) =>
        `| ${name} | ${from.join(', ')} | ${to ?? 'stays'} | ${by} | \`${mutation}\` | ${when ?? ''} |`,
    ),
  ]);
}

function diagramOf(beginning: string, steps: readonly [string, Transition | ProjectTransition][]): string[] {
  const arrows = steps.flatMap(([name, { from, to, when }]) =>
    from.map((status) => `  ${status} --> ${to ?? status}: ${name}${when === undefined ? '' : ` (${when})`}`),
  );
  return ['```mermaid', 'stateDiagram-v2', `  [*] --> ${beginning}`, ...arrows, '```'];
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
    ifUnguessable: 'taken, if nobody can guess it',
  },
  'zh-CN': {
    head: ['变更', '含义', '谁可以', '令牌所需权限', '`Idempotency-Key`'],
    noToken: '不可用令牌',
    noneNeeded: '无需权限',
    or: ' 或 ',
    taken: '接受',
    notTaken: '不接受',
    ifUnguessable: '接受无法猜到的键',
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
  const keyOf = ({ handsOutTokens, confidential }: OperationRule): string => {
    if (handsOutTokens === true) return words.notTaken;
    return confidential === true ? words.ifUnguessable : words.taken;
  };
  const rows = [...declaredMutations()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { rule, who, description }]) => [
      `\`${name}\``,
      /\(([^()]*\p{Script=Han}[^()]*)\)/u.exec(description)?.[1] ?? '',
      who.map((performer) => performers[performer][language]).join(language === 'en' ? ', ' : '、'),
      scopes(rule),
      keyOf(rule),
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
  for (const page of ['docs/projects.md', 'docs/projects.zh-CN.md']) rewrite(page, withProjectLifecycle);
  rewrite('docs/agreements.zh-CN.md', (document) => withLifecycle(document, 'zh-CN'));
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
