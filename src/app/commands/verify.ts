import {
  checkLines,
  clauseLines,
  evidenceProblems,
  evidenceSchema,
  keysSchema,
  summaryLines,
} from '../../modules/agreements/shared/verification';
import { argumentsOf, checked, localeOf, nothingChecked, parsed, sayIn, type Checked } from './checking';

/**
 * `npx gongjian verify FILE`: checks an evidence file without server, database or configuration. Exits with 0 when all of it
 * holds, 1 when something does not, and 2 when there was nothing to check.
 */
export function verify(args: readonly string[], environment: NodeJS.ProcessEnv): Checked {
  let locale = localeOf(environment);
  let say = sayIn(locale);
  try {
    const { files, values, language } = argumentsOf('verify', args, {
      options: { keys: { type: 'string' }, text: { type: 'boolean' } },
      files: 1,
      usage: 'evidence.usage',
      say,
    });
    const { keys: keysFile, text = false } = values;
    locale = language ?? locale;
    say = sayIn(locale);
    const evidence = parsed(evidenceSchema, files[0] ?? '', 'evidence.noEvidence', say);
    const trusted = keysFile === undefined ? evidence.keys : parsed(keysSchema, keysFile, 'evidence.noKeys', say).keys;
    const problems = evidenceProblems(evidence, trusted);
    const source =
      keysFile === undefined
        ? say('evidence.ownKeys')
        : say('evidence.givenKeys', { file: keysFile, keys: trusted.map(({ kid }) => kid).join(', ') });
    return checked(problems.length, [
      ...summaryLines(evidence, locale),
      '',
      ...(text ? [say('evidence.clauses'), ...clauseLines(evidence), ''] : []),
      source,
      '',
      ...checkLines(evidence, problems, locale),
      '',
      problems.length === 0 ? say('evidence.holds') : say('evidence.holdsNot', { count: problems.length }),
    ]);
  } catch (error) {
    return nothingChecked(error);
  }
}
