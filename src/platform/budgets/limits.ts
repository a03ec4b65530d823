import { callerLimits } from './caller-limits';
import type { Limit } from './limit';
import { requestLimits } from './request-limits';

export type { Limit } from './limit';

const DECLARED = { ...requestLimits, ...callerLimits };

type Declared = typeof DECLARED;
type LimitName = { [Part in keyof Declared]: keyof Declared[Part] }[keyof Declared];

/** Every limit by its part of the page, as docs/limits.md prints it. */
export const limitsByPart: Readonly<Record<string, Readonly<Record<string, Limit>>>> = DECLARED;

/** How often something may be tried, and in how long that comes back. */
export const TRIES = DECLARED.tries;

/** Every limit's number. */
export const LIMITS = Object.fromEntries(
  Object.values(limitsByPart).flatMap((part) => Object.entries(part).map(([name, { max }]) => [name, max])),
) as Readonly<Record<LimitName, number>>;
