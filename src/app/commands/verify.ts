import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import {
  checkLines,
  clauseLines,
  evidenceProblems,
  evidenceSchema,
  keysSchema,
  summaryLines,
} from '../../modules/agreements/shared/verification';
import { message, type Locale, type MessageKey, type MessageParameters } from '../../platform/i18n/messages';

type Say = (key: MessageKey, parameters?: MessageParameters) => string;

/** Why nothing could be checked, in one line. */
class Unusable extends Error {}

/**
 * `npx gongjian verify FILE`: checks an evidence file without server, database or configuration. Exits with 0 when all of it
 * holds, 1 when something does not, and 2 when there was nothing to check.
 */
export function verify(args: readonly string[], environment: NodeJS.ProcessEnv): { code: number; output: string } {
  let locale = localeOf(environment);
  const say: Say = (key, parameters) => message(locale, key, parameters);
  try {
    const { file, keys: keysFile, text, language } = argumentsOf(args, say);
    locale = language ?? locale;
    const evidence = parsed(evidenceSchema, file, 'evidence.noEvidence', say);
    const trusted = keysFile === undefined ? evidence.keys : parsed(keysSchema, keysFile, 'evidence.noKeys', say).keys;
    const problems = evidenceProblems(evidence, trusted);
    const source =
      keysFile === undefined
        ? say('evidence.ownKeys')
        : say('evidence.givenKeys', { file: keysFile, keys: trusted.map(({ kid }) => kid).join(', ') });
    const lines = [
      ...summaryLines(evidence, locale),
      '',
      ...(text ? [say('evidence.clauses'), ...clauseLines(evidence), ''] : []),
      source,
      '',
      ...checkLines(evidence, problems, locale),
      '',
      problems.length === 0 ? say('evidence.holds') : say('evidence.holdsNot', { count: problems.length }),
    ];
    return { code: problems.length === 0 ? 0 : 1, output: `${lines.join('\n')}\n` };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { code: 2, output: `${error.message}\n` };
  }
}

interface Arguments {
  readonly file: string;
  readonly keys: string | undefined;
  readonly text: boolean;
  readonly language: Locale | undefined;
}

function argumentsOf(args: readonly string[], say: Say): Arguments {
  try {
    const {
      positionals: [command, file, ...more],
      values: { keys, text = false, language },
    } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { keys: { type: 'string' }, text: { type: 'boolean' }, language: { type: 'string' } },
    });
    if (command !== 'verify' || file === undefined || more.length > 0) throw new Error(say('evidence.usage'));
    if (language !== undefined && language !== 'en' && language !== 'zh-CN') throw new Error(say('evidence.usage'));
    return { file, keys, text, language };
  } catch {
    throw new Unusable(say('evidence.usage'));
  }
}

/** A file's content, if it has this shape. */
function parsed<T>(schema: z.ZodType<T>, file: string, otherwise: MessageKey, say: Say): T {
  let value: unknown;
  try {
    // some editors write a byte order mark
    value = JSON.parse(contentOf(file, say).replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof Unusable) throw error;
    throw new Unusable(say('evidence.noJson', { file }));
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Unusable(say(otherwise, { file, reason: `${issue?.path.join('.') || '/'}: ${issue?.message ?? ''}` }));
}

function contentOf(file: string, say: Say): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Unusable(
      say('evidence.unreadable', { file, reason: (error as NodeJS.ErrnoException).code ?? String(error) }),
    );
  }
}

function localeOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Locale {
  return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh-CN' : 'en';
}
