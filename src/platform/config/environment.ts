import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { LIMITS } from '../budgets';

interface Documentation {
  /** What the variable does, as one line of Markdown. */
  readonly meaning: string;
  /** What holds when it is not set, where that is not a value that could be written into the variable. */
  readonly otherwise?: string;
  /** A secret is never printed and may also be given as a file, in the variable of the same name ending in _FILE. */
  readonly secret?: boolean;
}

const documentation = z.registry<Documentation>();

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
};

const flag = z.enum(['1', '0'], 'must be 1 or 0').transform((value) => value === '1');

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

const webUrl = (error: string, accepts: (url: URL) => boolean) =>
  z.string().refine((text) => {
    const url = parseUrl(text);
    return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && accepts(url);
  }, error);

const isOrigin = (text: string) => {
  const url = parseUrl(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text.toLowerCase();
};

/** Whether a text is an Ed25519 private key as PEM. */
export function isEd25519Key(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** `postgres://user@/name?host=/run/postgresql` (a Unix socket) is no URL to the standard, but is one to PostgreSQL. */
const isDatabaseUrl = (text: string): boolean =>
  /^postgres(ql)?:\/\//.test(text) && parseUrl(text.replace('@/', '@localhost/')) !== null;

const databaseUrl = z
  .string()
  .refine(
    isDatabaseUrl,
    'must be a PostgreSQL URL such as postgres://user:password@host:5432/database (special characters percent-encoded)',
  );

/**
 * Every variable that the process reads, with its rule, its default (as it would be written into the variable) and its
 * documentation: the README's table is generated from here, so what is documented and what is checked are the same.
 */
export const environmentSchema = z.object({
  PORT: wholeNumber(0, 65535).prefault('4000').register(documentation, {
    meaning: 'TCP port to listen on; `0` takes a free one.',
  }),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an IP address')
    .prefault('127.0.0.1')
    .register(documentation, { meaning: 'Address to listen on; `0.0.0.0` or `::` for all.' }),
  DATA_DIR: z
    .string()
    .regex(/^[^\0\n\r]+$/, 'must be the path of a folder')
    .prefault('./.data')
    .register(documentation, { meaning: 'Folder of the embedded PostgreSQL and of generated secrets.' }),
  DEMO: flag.optional().register(documentation, {
    meaning:
      '`1` loads the demo alliance, whose password is published, into an empty database; `0` does not, and shuts its accounts out.',
    otherwise: '`1` with the embedded database on a loopback address, else `0`',
  }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .prefault('info')
    .register(documentation, {
      meaning: `Least level that is logged: ${LOG_LEVELS.map((level) => `\`${level}\``).join(', ')}.`,
    }),
  METRICS_PORT: wholeNumber(0, 65535).optional().register(documentation, {
    meaning: 'TCP port of `/metrics`, for Prometheus; `0` takes a free one, which the log names.',
    otherwise: 'not served',
  }),
  METRICS_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an IP address')
    .prefault('127.0.0.1')
    .register(documentation, { meaning: 'Address to serve `/metrics` on: nobody has to sign in to read it.' }),
  SLOW_STATEMENT_MS: wholeNumber(1, 600_000).prefault('1000').register(documentation, {
    meaning: 'A statement that takes the database so many milliseconds is logged.',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl('must be the http or https URL of an OpenTelemetry collector', () => true)
    .optional()
    .register(documentation, {
      meaning:
        'OpenTelemetry collector that traces are sent to, as OTLP over HTTP; its other variables are taken as well.',
      otherwise: 'no traces',
    }),
  OTEL_SERVICE_NAME: z
    .string()
    .prefault('gongjian')
    .register(documentation, { meaning: 'What this process is called in traces.' }),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional().register(documentation, {
    meaning:
      'Key of access tokens, rate limits and the derived database logins; the same for all processes of one installation.',
    otherwise: 'generated once, kept in `DATA_DIR/auth-secret`',
    secret: true,
  }),
  SEAL_KEY: z
    .string()
    .refine(isEd25519Key, 'must be an Ed25519 private key as PEM (openssl genpkey -algorithm ed25519)')
    .optional()
    .register(documentation, {
      meaning:
        'Ed25519 private key (PEM) that signatures and agreements are sealed with; the public half is at `/.well-known/gongjian-keys.json`.',
      otherwise: 'generated once, kept in `DATA_DIR/seal-key.pem`',
      secret: true,
    }),
  DATABASE_URL: databaseUrl.optional().register(documentation, {
    meaning: "The database owner's login on a PostgreSQL 15 to 18: runs the migrations, makes the server's own logins.",
    otherwise: 'an embedded PostgreSQL',
    secret: true,
  }),
  DATABASE_SERVER_URL: databaseUrl.optional().register(documentation, {
    meaning: "The running server's own login, that writes; given alone, nothing is migrated.",
    otherwise: 'made with `DATABASE_URL`',
    secret: true,
  }),
  DATABASE_READER_URL: databaseUrl.optional().register(documentation, {
    meaning: "The running server's login for reading: it writes nothing, and sees no secrets.",
    otherwise: 'made with `DATABASE_URL`',
    secret: true,
  }),
  DATABASE_IDENTITY_URL: databaseUrl.optional().register(documentation, {
    meaning: "The running server's login that writes people, what they sign in with, and roles.",
    otherwise: 'made with `DATABASE_URL`',
    secret: true,
  }),
  DATABASE_REPLICA_URL: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((url) => url.trim())
        .filter((url) => url !== ''),
    )
    .refine((urls) => urls.every(isDatabaseUrl), 'must be PostgreSQL URLs, separated by commas')
    .prefault('')
    .register(documentation, {
      meaning:
        'Streaming replicas, separated by commas, that queries of those who have not just changed something are read from; without a login in it, the reader’s is used.',
      otherwise: 'none',
      secret: true,
    }),
  DATABASE_POOL: wholeNumber(3, 100).prefault('20').register(documentation, {
    meaning:
      'Most connections that one process opens for requests: half for reading, a fifth for identity; it has five more for itself.',
  }),
  PUBLIC_URL: webUrl(
    'must be an http or https URL without query or fragment',
    (url) => url.search === '' && url.hash === '',
  )
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .register(documentation, {
      meaning: 'Where people reach the platform, for links in mails and printed addresses.',
      otherwise: "the server's own address",
    }),
  ALLOWED_ORIGINS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    )
    .refine(
      (origins) => origins.every(isOrigin),
      'must be a comma-separated list of origins such as https://example.org',
    )
    .transform((origins) => origins.map((origin) => origin.toLowerCase()))
    .prefault('')
    .register(documentation, {
      meaning: 'Further web origins, separated by commas, whose pages may use the API with cookies and sockets.',
      otherwise: 'only its own',
    }),
  TRUST_PROXY: flag.prefault('0').register(documentation, {
    meaning: '`1` takes the caller’s address and scheme from `X-Forwarded-*`: only behind a proxy that sets them.',
  }),
  SOCKETS: wholeNumber(1, 1_000_000)
    .prefault(String(LIMITS.sockets))
    .register(documentation, { meaning: 'Most WebSockets that are open at once on one server process.' }),
  SOCKETS_PER_NETWORK: wholeNumber(1, 1_000_000).prefault(String(LIMITS.socketsPerNetwork)).register(documentation, {
    meaning: 'Most of these from one network, an IPv4 address or an IPv6 /64: a hall’s phones share one.',
  }),
  LIVE_UPDATES_PER_SECOND: wholeNumber(1, 1_000).prefault('5').register(documentation, {
    meaning: 'Most updates a second that watchers of one thing are sent: what happens in between is merged.',
  }),
  OIDC_ISSUER: webUrl('must be the http or https URL of an OpenID Connect issuer', () => true)
    .optional()
    .register(documentation, {
      meaning: 'OpenID Connect issuer whose tokens are accepted besides the platform’s own.',
      otherwise: 'none',
    }),
  OIDC_AUDIENCE: z.string().optional().register(documentation, {
    meaning: 'Audience that such a token must be for; goes with `OIDC_ISSUER`.',
    otherwise: 'none',
  }),
  SMTP_URL: z
    .string()
    .refine((text) => {
      const url = parseUrl(text);
      return url !== null && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
    }, 'must be an smtp or smtps URL such as smtps://user:password@host:465')
    .optional()
    .register(documentation, {
      meaning: 'Mail server for invitations and reminders.',
      otherwise: 'no mail is sent',
      secret: true,
    }),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>@\n\r]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      'must be a mail address, alone or as Name <address>',
    )
    .optional()
    .register(documentation, { meaning: 'Sender of such mails; goes with `SMTP_URL`.', otherwise: 'none' }),
  KEEP_SESSIONS_DAYS: wholeNumber(1, 3650).prefault('30').register(documentation, {
    meaning: 'For how many days sessions that are over, and counts of security incidents, are kept.',
  }),
  KEEP_RECEIPTS_DAYS: wholeNumber(1, 3650).prefault('365').register(documentation, {
    meaning: 'For how many days an applicant’s receipt is good after the application was decided.',
  }),
  KEEP_CONTACTS_DAYS: wholeNumber(1, 3650).optional().register(documentation, {
    meaning: 'For how many days the contacts of units that left, or were declined, are kept.',
    otherwise: 'for ever',
  }),
  KEEP_INVITATIONS_DAYS: wholeNumber(1, 3650).prefault('365').register(documentation, {
    meaning: 'For how many days invitations that ran out are kept, and the addresses of those that were taken up.',
  }),
  KEEP_NOTIFICATIONS_DAYS: wholeNumber(30, 3650).prefault('365').register(documentation, {
    meaning: 'For how many days notifications are kept after they were read.',
  }),
  BACKUP_PASSPHRASE: z.string().min(12, 'must have at least 12 characters').optional().register(documentation, {
    meaning: 'What `npm run backup` encrypts with, and `npm run restore` decrypts with.',
    otherwise: 'asked for at the terminal',
    secret: true,
  }),
});

type VariableName = keyof typeof environmentSchema.shape;

export const variableNames = Object.keys(environmentSchema.shape) as VariableName[];

/** Whether the variable's value must stay out of messages, and may be given as a file. */
export const isSecret = (name: VariableName): boolean =>
  documentation.get(environmentSchema.shape[name])?.secret === true;

interface ConfigurationVariable {
  readonly name: string;
  /** Markdown. */
  readonly default: string;
  /** Markdown. */
  readonly meaning: string;
}

/** The table of the README: one row for each variable, a secret's file variant behind the secret. */
export const configurationVariables: readonly ConfigurationVariable[] = variableNames.flatMap((name) => {
  const schema = environmentSchema.shape[name];
  const { meaning, otherwise, secret } = documentation.get(schema) ?? { meaning: '' };
  const value = schema instanceof z.ZodPrefault ? `\`${String(schema.def.defaultValue)}\`` : 'none';
  const row = { name, default: otherwise ?? value, meaning };
  return secret ? [row, { name: `${name}_FILE`, default: 'none', meaning: `File that holds \`${name}\`.` }] : [row];
});
