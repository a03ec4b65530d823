import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { z } from 'zod';
import { shown } from '../../modules/agreements/shared/verification';
import { message, type Locale, type MessageKey, type MessageParameters } from '../../platform/i18n/messages';

/* What `npx gongjian verify`, `verify-audit` and `verify-checkpoint` have in common. */

export type Say = (key: MessageKey, parameters?: MessageParameters) => string;

/** 0 when all of it holds, 1 when something does not, 2 when there was nothing to check. */
export interface Checked {
  readonly code: 0 | 1 | 2;
  readonly output: string;
}

/** Why nothing could be checked, in one line. */
export class Unusable extends Error {}

export function nothingChecked(error: unknown): Checked {
  if (!(error instanceof Unusable)) throw error;
  return { code: 2, output: `${error.message}\n` };
}

export function checked(problems: number, lines: readonly string[]): Checked {
  return { code: problems === 0 ? 0 : 1, output: `${lines.join('\n')}\n` };
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options and file names of a command; anything else is answered with its usage. */
export function argumentsOf<O extends Options>(
  command: string,
  args: readonly string[],
  { options, files: number, usage, say }: { options: O; files: number; usage: MessageKey; say: Say },
) {
  try {
    const {
      positionals: [name, ...files],
      values,
    } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...options, language: { type: 'string' } },
    });
    const { language } = values as { readonly language?: string };
    if (name !== command || files.length !== number) throw new Error('other files');
    if (language !== undefined && language !== 'en' && language !== 'zh-CN') throw new Error('no such language');
    return { files, values, language: language as Locale | undefined };
  } catch {
    throw new Unusable(say(usage));
  }
}

/** A file's content, if it has this shape. */
export function parsed<T>(schema: z.ZodType<T>, file: string, otherwise: MessageKey, say: Say): T {
  let value: unknown;
  try {
    value = JSON.parse(contentOf(file, say));
  } catch (error) {
    if (error instanceof Unusable) throw error;
    throw new Unusable(say('evidence.noJson', { file }));
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Unusable(say(otherwise, { file, reason: `${issue?.path.join('.') || '/'}: ${issue?.message ?? ''}` }));
}

export function contentOf(file: string, say: Say): string {
  try {
    // some editors write a byte order mark
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new Unusable(
      say('evidence.unreadable', { file, reason: (error as NodeJS.ErrnoException).code ?? String(error) }),
    );
  }
}

export function localeOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Locale {
  return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh-CN' : 'en';
}

export function sayIn(locale: Locale): Say {
  return (key, parameters) => message(locale, key, parameters);
}

/** A line of a check, and its problems below. */
export function checkLine(said: string, problems: readonly string[], isSkipped = false): string[] {
  const mark = problems.length > 0 ? 'FAILED' : isSkipped ? 'skip  ' : 'ok    ';
  return [`${mark}  ${said}`, ...problems.map((problem) => `        - ${problem}`)].map(shown);
}
