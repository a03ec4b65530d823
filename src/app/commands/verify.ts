import { z } from 'zod';
import {
  checkLines,
  clauseLines,
  evidenceProblems,
  evidenceSchema,
  type Evidence,
  keysSchema,
  shown,
  summaryLines,
} from '../../modules/agreements/shared/verification';
import {
  minutesChecks,
  minutesEvidenceSchema,
  minutesSummary,
  minutesText,
  type MinutesEvidence,
} from '../../modules/meetings/shared/verification';
import type { Locale } from '../../platform/i18n/messages';
import type { PublicKey } from '../../platform/sealing';
import {
  argumentsOf,
  checked,
  checkLine,
  localeOf,
  nothingChecked,
  parsed,
  sayIn,
  type Checked,
  type Say,
} from './checking';

/** An evidence file of an agreement, or of minutes. */
const fileSchema = z.discriminatedUnion('format', [evidenceSchema, minutesEvidenceSchema]);

/** What is printed of a file, and how many problems it has. */
interface Report {
  readonly summary: readonly string[];
  readonly clauses: readonly string[];
  readonly checks: readonly string[];
  readonly problems: number;
}

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
    const evidence = parsed(fileSchema, files[0] ?? '', 'evidence.noEvidence', say);
    const trusted = keysFile === undefined ? evidence.keys : parsed(keysSchema, keysFile, 'evidence.noKeys', say).keys;
    const { summary, clauses, checks, problems } = isOfMinutes(evidence)
      ? ofMinutes(evidence, trusted, locale, say)
      : ofAgreement(evidence, trusted, locale, say);
    const source =
      keysFile === undefined
        ? say('evidence.ownKeys')
        : say('evidence.givenKeys', { file: keysFile, keys: trusted.map(({ kid }) => kid).join(', ') });
    return checked(problems, [
      ...summary,
      '',
      ...(text ? [...clauses, ''] : []),
      source,
      '',
      ...checks,
      '',
      problems === 0 ? say('evidence.holds') : say('evidence.holdsNot', { count: problems }),
    ]);
  } catch (error) {
    return nothingChecked(error);
  }
}

function isOfMinutes(file: Evidence | MinutesEvidence): file is MinutesEvidence {
  return 'minutes' in file;
}

function ofAgreement(evidence: Evidence, trusted: readonly PublicKey[], locale: Locale, say: Say): Report {
  const problems = evidenceProblems(evidence, trusted);
  return {
    summary: summaryLines(evidence, locale),
    clauses: [say('evidence.clauses'), ...clauseLines(evidence)],
    checks: checkLines(evidence, problems, locale),
    problems: problems.length,
  };
}

function ofMinutes(evidence: MinutesEvidence, trusted: readonly PublicKey[], locale: Locale, say: Say): Report {
  const checks = minutesChecks(evidence, trusted);
  return {
    summary: minutesSummary(evidence, locale).map(shown),
    clauses: minutesText(evidence, locale).map(shown),
    checks: checks.flatMap(([name, holds]) =>
      checkLine(say(`minutesEvidence.check.${name}`), holds ? [] : [say('minutesEvidence.failed')]),
    ),
    problems: checks.filter(([, holds]) => !holds).length,
  };
}
