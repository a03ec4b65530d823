import { readFileSync, writeFileSync } from 'node:fs';
import { TRANSITIONS, type Transition } from '../../modules/agreements';
import { configurationVariables } from '../../platform/config';

/** The README with its table of variables made from what the process really reads. */
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

/** A document with these lines between its marks of that name. */
function withBetween(document: string, mark: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const from = document.indexOf(begin) + begin.length;
  return `${document.slice(0, from)}\n${lines.join('\n')}\n${document.slice(document.indexOf(end))}`;
}

if (require.main === module) {
  writeFileSync('README.md', withConfiguration(readFileSync('README.md', 'utf8')));
  writeFileSync('docs/agreements.md', withLifecycle(readFileSync('docs/agreements.md', 'utf8')));
}
