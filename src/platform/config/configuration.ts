import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type LOG_LEVELS, environmentSchema, isEd25519Key, isSecret, variableNames } from './environment';
import type { KeyName } from './key-fingerprints';
import { keptSecret, type KeptSecret } from './kept-secret';
import { ConfigurationError } from './startup-error';

type LogLevel = (typeof LOG_LEVELS)[number];

/** What the process was started with; see `configurationVariables` for each variable's meaning. */
export interface Configuration {
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly demo: boolean;
  /** Whether the server can be reached from this machine alone, and brought its own database: a place to try things. */
  readonly trial: boolean;
  readonly logLevel: LogLevel;
  /** Where `/metrics` is served; null where it is not. */
  readonly metrics: { readonly port: number; readonly host: string } | null;
  readonly slowStatementMs: number;
  /** Where traces are sent; null where nobody asks for them. */
  readonly traces: { readonly endpoint: string; readonly serviceName: string } | null;
  readonly authSecret: string;
  /** The Ed25519 private key that agreements are sealed with, as PEM (PKCS #8). */
  readonly sealKey: string;
  readonly databaseUrl: string | null;
  readonly databaseServerUrl: string | null;
  readonly databaseReaderUrl: string | null;
  readonly databaseIdentityUrl: string | null;
  /** Replicas that queries are read from; none where there is none. */
  readonly databaseReplicaUrls: readonly string[];
  readonly databasePool: number;
  /** Without a slash at its end. */
  readonly publicUrl: string | null;
  readonly allowedOrigins: readonly string[];
  readonly trustProxy: boolean;
  /** How many sockets may be open, in all and of one network. */
  readonly sockets: { readonly total: number; readonly perNetwork: number };
  /** How many updates a second watchers of one thing are sent at the most. */
  readonly liveUpdatesPerSecond: number;
  readonly oidc: { readonly issuer: string; readonly audience: string } | null;
  readonly mail: { readonly url: string; readonly from: string } | null;
  /** For how many days what may be forgotten is kept; null for ever. */
  readonly keepDays: {
    readonly sessions: number;
    readonly receipts: number;
    readonly contacts: number | null;
    readonly invitations: number;
    readonly notifications: number;
  };
  /** What a backup is encrypted with; null where it is asked for. */
  readonly backupPassphrase: string | null;
}

/** The installation's keys, as they are kept in the data folder where the environment has none. */
export const KEPT_SECRETS: Readonly<Record<KeyName, KeptSecret>> = {
  AUTH_SECRET: {
    variable: 'AUTH_SECRET',
    file: 'auth-secret',
    make: () => randomBytes(32).toString('base64url'),
    fault: (content) => (content.length >= 32 ? null : 'must hold at least 32 characters'),
  },
  SEAL_KEY: {
    variable: 'SEAL_KEY',
    file: 'seal-key.pem',
    make: () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fault: (content) => (isEd25519Key(content) ? null : 'must hold an Ed25519 private key as PEM'),
  },
};

/** All but the keys, of which there are those that the environment has itself. */
export interface Settings extends Omit<Configuration, 'authSecret' | 'sealKey'> {
  readonly givenKeys: Readonly<Partial<Record<KeyName, string>>>;
}

/**
 * Reads the environment; an empty variable counts as one that is not set. When AUTH_SECRET or SEAL_KEY is not set,
 * the one kept in the data folder is read, or made there.
 * @throws ConfigurationError naming the first variable that cannot be used
 */
export function loadConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const { givenKeys, ...settings } = loadSettings(env);
  const key = (name: KeyName): string => givenKeys[name] ?? keptSecret(settings.dataDir, KEPT_SECRETS[name]);
  return { ...settings, authSecret: key('AUTH_SECRET'), sealKey: key('SEAL_KEY') };
}

/** The same, for what brings its keys with it: none is looked for in the data folder, or made there. */
export function loadSettings(env: NodeJS.ProcessEnv): Settings {
  const variables = Object.fromEntries(
    variableNames.map((name) => [name, isSecret(name) ? readSecret(env, name) : set(env[name])]),
  );
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = variableNames.find((candidate) => candidate === issue?.path[0]);
    if (!name) throw new ConfigurationError(issue?.message ?? 'the environment cannot be read');
    const source = isSecret(name) && set(env[`${name}_FILE`]) !== undefined ? `${name}_FILE` : name;
    const value = isSecret(name) ? '' : `, not ${quote(variables[name] ?? '')}`;
    throw new ConfigurationError(`${source} ${issue?.message}${value}`);
  }
  const values = parsed.data;
  const dataDir = path.resolve(values.DATA_DIR);
  const oidc = bothOrNeither('OIDC_ISSUER', values.OIDC_ISSUER, 'OIDC_AUDIENCE', values.OIDC_AUDIENCE);
  const mail = bothOrNeither('SMTP_URL', values.SMTP_URL, 'MAIL_FROM', values.MAIL_FROM);
  const trial =
    isLoopback(values.HOST) && values.DATABASE_URL === undefined && values.DATABASE_SERVER_URL === undefined;
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir,
    demo: values.DEMO ?? trial,
    trial,
    logLevel: values.LOG_LEVEL,
    givenKeys: { AUTH_SECRET: values.AUTH_SECRET, SEAL_KEY: values.SEAL_KEY },
    metrics: values.METRICS_PORT === undefined ? null : { port: values.METRICS_PORT, host: values.METRICS_HOST },
    slowStatementMs: values.SLOW_STATEMENT_MS,
    traces:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : { endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: values.OTEL_SERVICE_NAME },
    databaseUrl: values.DATABASE_URL ?? null,
    databaseServerUrl: values.DATABASE_SERVER_URL ?? null,
    databaseReaderUrl: values.DATABASE_READER_URL ?? null,
    databaseIdentityUrl: values.DATABASE_IDENTITY_URL ?? null,
    databaseReplicaUrls: values.DATABASE_REPLICA_URL,
    databasePool: values.DATABASE_POOL,
    publicUrl: values.PUBLIC_URL ?? null,
    allowedOrigins: values.ALLOWED_ORIGINS,
    trustProxy: values.TRUST_PROXY,
    sockets: { total: values.SOCKETS, perNetwork: values.SOCKETS_PER_NETWORK },
    liveUpdatesPerSecond: values.LIVE_UPDATES_PER_SECOND,
    oidc: oidc && { issuer: oidc[0], audience: oidc[1] },
    mail: mail && { url: mail[0], from: mail[1] },
    keepDays: {
      sessions: values.KEEP_SESSIONS_DAYS,
      receipts: values.KEEP_RECEIPTS_DAYS,
      contacts: values.KEEP_CONTACTS_DAYS ?? null,
      invitations: values.KEEP_INVITATIONS_DAYS,
      notifications: values.KEEP_NOTIFICATIONS_DAYS,
    },
    backupPassphrase: values.BACKUP_PASSPHRASE ?? null,
  };
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** A composition file that passes a variable on passes an empty one when it is not set. */
const set = (value: string | undefined) => (value?.trim() ? value.trim() : undefined);

function readSecret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const direct = set(env[name]);
  const file = set(env[`${name}_FILE`]);
  if (file === undefined) return direct;
  if (direct !== undefined) {
    throw new ConfigurationError(`${name} and ${name}_FILE are both set; give only one of them`);
  }
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigurationError(`${name}_FILE cannot be read: ${(error as Error).message}`);
  }
  if (content === '') throw new ConfigurationError(`${name}_FILE names an empty file, ${quote(file)}`);
  return content;
}

function bothOrNeither(
  oneName: string,
  one: string | undefined,
  otherName: string,
  other: string | undefined,
): [string, string] | null {
  if (one !== undefined && other !== undefined) return [one, other];
  if (one === undefined && other === undefined) return null;
  const [missing, present] = one === undefined ? [oneName, otherName] : [otherName, oneName];
  throw new ConfigurationError(`${missing} must be set as well, because ${present} is`);
}

/** One line, however long or broken the value is. */
const quote = (value: string) => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
