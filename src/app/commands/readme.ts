import { readFileSync, writeFileSync } from 'node:fs';
import { configurationVariables } from '../../platform/config';

const BEGIN = '<!-- configuration -->';
const END = '<!-- /configuration -->';

/** The README with its table of variables made from what the process really reads. */
export function withConfiguration(readme: string): string {
  const rows = configurationVariables.map(({ name, default: otherwise, meaning }) => `| \`${name}\` | ${otherwise} | ${meaning} |`);
  const table = ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
  const from = readme.indexOf(BEGIN) + BEGIN.length;
  return `${readme.slice(0, from)}\n${table}\n${readme.slice(readme.indexOf(END))}`;
}

if (require.main === module) writeFileSync('README.md', withConfiguration(readFileSync('README.md', 'utf8')));
