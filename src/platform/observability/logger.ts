import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export type { Logger };

/** Names of fields whose values never reach the log, at any depth: credentials, and what admits its holder. */
const SECRET = new RegExp(
  '^(?:proxy-)?authorization$|^(?:set-)?cookies?$|' +
    '(?:password|passphrase|token|secret|invitation|receipt)(?:s|hash|code|link)?$',
  'i',
);

const CENSORED = '[Redacted]';
const DEEPEST = 8;

/**
 * Logger of the process: one line an entry, on standard error unless a destination is given; for people when that is a
 * terminal, else as JSON. Standard output is for what a command was asked for. Objects are
 * walked before they are written rather than by pino's list of paths, which would need one for each name and depth
 * and knows no pattern.
 * @param level least level that is written, one of pino's names
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors are taken apart below already; pino would take the result for an error of type Object.
      serializers: { err: (value: unknown) => value },
      formatters: {
        level: (label) => ({ level: label }),
        bindings: (bindings) => redactFields(bindings, 0),
        log: (entry) => redactFields(entry, 0),
      },
    },
    destination ?? (process.stderr.isTTY ? forPeople() : pino.destination({ dest: 2, sync: true })),
  );
}

function forPeople(): DestinationStream {
  return pretty({
    destination: 2,
    sync: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
  });
}

function redactFields(fields: object, depth: number): Record<string, unknown> {
  const redacted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    redacted[name] = SECRET.test(name) && value !== null && value !== undefined ? CENSORED : redact(value, depth + 1);
  }
  return redacted;
}

/** What a failed statement was run with, and the row that it failed on, are people's data; its text is not. */
const VALUES = new Set(['parameters', 'detail', 'driverError', 'client', 'where', 'internalQuery']);

function withoutValues(error: object): object {
  return Object.fromEntries(Object.entries(error).filter(([name]) => !VALUES.has(name)));
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '[Deep]';
  if (value instanceof Error) return redactFields(withoutValues(pino.stdSerializers.err(value)), depth);
  if (Array.isArray(value)) return value.map((element) => redact(element, depth + 1));
  // Dates, URLs and the like say themselves how they are written.
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  if (value instanceof Map) return redactFields(Object.fromEntries(value), depth);
  return redactFields(value, depth);
}
