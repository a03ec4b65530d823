import type { Logger } from './logger';
import { metrics } from './metrics';

/** So many lines a minute of one code; the rest are counted, so that nobody fills the log. */
const LINES = 60;
const MINUTE_MS = 60_000;

interface Refusal {
  readonly code: string;
  /** The key of the message that says why. */
  readonly reason: string;
  readonly requestId: string;
}

interface Minute {
  since: number;
  lines: number;
  more: number;
}

const minutes = new Map<string, Minute>();

/** Notes what a caller was refused, or could not be given, with the id of the request that its answer carries too. */
export function noteAnswered(log: Logger, { code, reason, requestId }: Refusal, now = Date.now()): void {
  metrics.refusals.inc({ code });
  const minute = minutes.get(code) ?? { since: now, lines: 0, more: 0 };
  minutes.set(code, minute);
  if (now - minute.since >= MINUTE_MS) Object.assign(minute, { since: now, lines: 0 });
  minute.lines += 1;
  if (minute.lines > LINES) {
    minute.more += 1;
    return;
  }
  const more = minute.more === 0 ? {} : { notLogged: minute.more };
  minute.more = 0;
  const level = code === 'UNAVAILABLE' ? 'warn' : 'info';
  log[level]({ event: 'refused', code, reason, requestId, ...more }, 'a request was refused');
}

/** A fault, which callers are told nothing of but the id of their request. */
export function logFault(log: Logger, fault: unknown, requestId: string): void {
  metrics.refusals.inc({ code: 'INTERNAL_SERVER_ERROR' });
  log.error({ err: fault, requestId }, 'a fault');
}
