import { shortened } from '../../../../platform/i18n/shortened';
import type { MessageKey } from '../../../../platform/i18n/messages';

/** Why something cannot be imported: the key of a message and what to put into it. */
export interface Reason {
  key: MessageKey;
  params: Readonly<Record<string, string | number>>;
}

/** What is wrong in one row. `row` is counted in the file from 1; `column` is the header's text as in the file. */
export interface RosterProblem {
  row: number;
  column: string | null;
  reason: Reason;
}

export type Failure = { ok: false; reason: Reason };
export type Outcome<T> = { ok: true; value: T } | Failure;

export function good<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(key: MessageKey, params: Reason['params'] = {}): Failure {
  return { ok: false, reason: { key, params } };
}

/** A bad cell's value as a message may quote it. */
export function quoted(value: string): string {
  return shortened(value.slice(0, 100), 40);
}

const mostProblems = 1_000;

/** Problems in the order of the file's rows; past the first thousand, one line says how many more there are. */
export function listProblems(problems: readonly RosterProblem[]): RosterProblem[] {
  const sorted = [...problems].sort((a, b) => a.row - b.row);
  const next = sorted[mostProblems];
  if (next === undefined) return sorted;
  const rest: RosterProblem = {
    row: next.row,
    column: null,
    reason: { key: 'roster.moreProblems', params: { more: sorted.length - mostProblems } },
  };
  return [...sorted.slice(0, mostProblems), rest];
}
