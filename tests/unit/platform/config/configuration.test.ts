import { execFile } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  ConfigurationError,
  StartupError,
  configurationVariables,
  loadConfiguration,
} from '../../../../src/platform/config';

const root = path.resolve(__dirname, '../../../..');
const run = promisify(execFile);
const secret = 'a-secret-of-thirty-two-characters';
const sealKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gongjian-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (content: string) => {
  const name = path.join(folder, 'value');
  writeFileSync(name, content);
  return name;
};
const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    loadConfiguration({ AUTH_SECRET: secret, SEAL_KEY: sealKey, ...env });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('loadConfiguration', () => {
  it.each([
    [{}, true],
    [{ HOST: '::1' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ HOST: '127.0.0.1.example' }, false],
    [{ DATABASE_URL: 'postgres://database/gongjian' }, false],
    [{ DATABASE_SERVER_URL: 'postgres://database/gongjian' }, false],
    [{ HOST: '0.0.0.0', DEMO: '1' }, true],
    [{ DEMO: '0' }, false],
  ])('with %j loads the demo, whose password is published: %s', (env, demo) => {
    expect(loadConfiguration({ AUTH_SECRET: secret, SEAL_KEY: sealKey, ...env }).demo).toBe(demo);
  });

  it('has a default for everything', () => {
    expect(loadConfiguration({ AUTH_SECRET: secret, SEAL_KEY: sealKey })).toEqual({
      port: 4000,
      host: '127.0.0.1',
      dataDir: path.resolve('.data'),
      demo: true,
      trial: true,
      logLevel: 'info',
      metrics: null,
      slowStatementMs: 1_000,
      traces: null,
      authSecret: secret,
      sealKey,
      databaseUrl: null,
      databaseServerUrl: null,
      databaseReaderUrl: null,
      databaseIdentityUrl: null,
      databaseReplicaUrls: [],
      databasePool: 20,
      publicUrl: null,
      allowedOrigins: [],
      trustProxy: false,
      sockets: { total: 20_000, perNetwork: 2_000 },
      liveUpdatesPerSecond: 5,
      oidc: null,
      mail: null,
      keepDays: { sessions: 30, receipts: 365, contacts: null, invitations: 365, notifications: 365 },
      backupPassphrase: null,
    });
  });

  it('reads every variable', () => {
    expect(
      loadConfiguration({
        AUTH_SECRET: secret,
        SEAL_KEY: sealKey,
        PORT: '0',
        HOST: '::',
        DATA_DIR: folder,
        DEMO: '0',
        LOG_LEVEL: 'debug',
        METRICS_PORT: '9464',
        METRICS_HOST: '0.0.0.0',
        SLOW_STATEMENT_MS: '250',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_SERVICE_NAME: 'gongjian-1',
        DATABASE_POOL: '20',
        DATABASE_URL: 'postgres://owner:p%40ss@db:5432/gongjian',
        TRUST_PROXY: '1',
        SOCKETS: '30000',
        SOCKETS_PER_NETWORK: '5000',
        LIVE_UPDATES_PER_SECOND: '2',
        DATABASE_SERVER_URL: 'postgresql://server@/gongjian?host=/run/postgresql',
        DATABASE_READER_URL: 'postgresql://reader@/gongjian?host=/run/postgresql',
        DATABASE_IDENTITY_URL: 'postgresql://identity@/gongjian?host=/run/postgresql',
        PUBLIC_URL: 'https://共建.example/',
        DATABASE_REPLICA_URL: 'postgres://one/gongjian, postgres://reader:p@two:5433/gongjian,',
        ALLOWED_ORIGINS: 'https://a.example, http://localhost:5173',
        OIDC_ISSUER: 'https://id.example/',
        OIDC_AUDIENCE: 'gongjian',
        SMTP_URL: 'smtps://u:p@mail.example:465',
        MAIL_FROM: '共建 <no-reply@example.org>',
        KEEP_SESSIONS_DAYS: '7',
        KEEP_RECEIPTS_DAYS: '90',
        KEEP_CONTACTS_DAYS: '730',
        KEEP_INVITATIONS_DAYS: '100',
        KEEP_NOTIFICATIONS_DAYS: '60',
        BACKUP_PASSPHRASE: 'twelve at the least',
      }),
    ).toEqual({
      port: 0,
      host: '::',
      dataDir: folder,
      demo: false,
      trial: false,
      logLevel: 'debug',
      metrics: { port: 9464, host: '0.0.0.0' },
      slowStatementMs: 250,
      traces: { endpoint: 'http://collector:4318', serviceName: 'gongjian-1' },
      authSecret: secret,
      sealKey,
      databaseReplicaUrls: ['postgres://one/gongjian', 'postgres://reader:p@two:5433/gongjian'],
      databasePool: 20,
      databaseUrl: 'postgres://owner:p%40ss@db:5432/gongjian',
      trustProxy: true,
      sockets: { total: 30_000, perNetwork: 5_000 },
      liveUpdatesPerSecond: 2,
      databaseServerUrl: 'postgresql://server@/gongjian?host=/run/postgresql',
      databaseReaderUrl: 'postgresql://reader@/gongjian?host=/run/postgresql',
      databaseIdentityUrl: 'postgresql://identity@/gongjian?host=/run/postgresql',
      publicUrl: 'https://共建.example',
      allowedOrigins: ['https://a.example', 'http://localhost:5173'],
      oidc: { issuer: 'https://id.example/', audience: 'gongjian' },
      keepDays: { sessions: 7, receipts: 90, contacts: 730, invitations: 100, notifications: 60 },
      backupPassphrase: 'twelve at the least',
      mail: { url: 'smtps://u:p@mail.example:465', from: '共建 <no-reply@example.org>' },
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(
      loadConfiguration({ AUTH_SECRET: secret, SEAL_KEY: sealKey, PORT: '', DATABASE_URL: ' ', DATABASE_URL_FILE: '' }),
    ).toMatchObject({ port: 4000, databaseUrl: null });
  });

  it.each([
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535, not "http"'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535, not "65536"'],
    [{ PORT: '4e3' }, 'PORT must be a whole number from 0 to 65535, not "4e3"'],
    [{ HOST: 'a b' }, 'HOST must be a host name or an IP address, not "a b"'],
    [{ SEAL_KEY: 'a key' }, 'SEAL_KEY must be an Ed25519 private key as PEM (openssl genpkey -algorithm ed25519)'],
    [{ DEMO: 'yes' }, 'DEMO must be 1 or 0, not "yes"'],
    [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY must be 1 or 0, not "true"'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"'],
    [{ DATABASE_POOL: '2' }, 'DATABASE_POOL must be a whole number from 3 to 100, not "2"'],
    [{ DATABASE_POOL: '101' }, 'DATABASE_POOL must be a whole number from 3 to 100, not "101"'],
    [{ PUBLIC_URL: 'ftp://x' }, 'PUBLIC_URL must be an http or https URL without query or fragment, not "ftp://x"'],
    [
      { ALLOWED_ORIGINS: 'https://a.example,b.example' },
      'ALLOWED_ORIGINS must be a comma-separated list of origins ' +
        'such as https://example.org, not "https://a.example,b.example"',
    ],
    [
      { ALLOWED_ORIGINS: 'https://a.example/x' },
      'ALLOWED_ORIGINS must be a comma-separated list of origins ' +
        'such as https://example.org, not "https://a.example/x"',
    ],
    [{ OIDC_ISSUER: 'issuer' }, 'OIDC_ISSUER must be the http or https URL of an OpenID Connect issuer, not "issuer"'],
    [{ OIDC_ISSUER: 'https://id.example' }, 'OIDC_AUDIENCE must be set as well, because OIDC_ISSUER is'],
    [{ OIDC_AUDIENCE: 'gongjian' }, 'OIDC_ISSUER must be set as well, because OIDC_AUDIENCE is'],
    [{ SMTP_URL: 'smtp://mail' }, 'MAIL_FROM must be set as well, because SMTP_URL is'],
    [{ MAIL_FROM: 'a@b' }, 'SMTP_URL must be set as well, because MAIL_FROM is'],
    [{ MAIL_FROM: 'nobody' }, 'MAIL_FROM must be a mail address, alone or as Name <address>, not "nobody"'],
    [{ DATA_DIR: 'a\nb' }, 'DATA_DIR must be the path of a folder, not "a\\nb"'],
  ])('refuses %j', (env, message) => expect(refusal(env)).toBe(message));

  const secrets = [
    'AUTH_SECRET',
    'DATABASE_URL',
    'DATABASE_SERVER_URL',
    'DATABASE_READER_URL',
    'DATABASE_IDENTITY_URL',
    'SMTP_URL',
  ];
  it.each(secrets)('never prints the value of %s', (name) => {
    const message = refusal({ [name]: 'hunter2' });
    expect(message).toMatch(new RegExp(`^${name} must `));
    expect(message).not.toContain('hunter2');
    expect(refusal({ [name]: undefined, [`${name}_FILE`]: file('hunter2\n') })).not.toContain('hunter2');
  });

  it('reads secrets from files, without the line end', () => {
    expect(loadConfiguration({ AUTH_SECRET_FILE: file(`${secret}\n`) }).authSecret).toBe(secret);
    expect(
      loadConfiguration({ AUTH_SECRET: secret, DATABASE_URL_FILE: file('postgres://u:p@db/g\n') }).databaseUrl,
    ).toBe('postgres://u:p@db/g');
  });

  it('refuses a secret given twice, and a file that is missing or empty', () => {
    expect(refusal({ AUTH_SECRET_FILE: file(secret) })).toBe(
      'AUTH_SECRET and AUTH_SECRET_FILE are both set; give only one of them',
    );
    expect(refusal({ SMTP_URL_FILE: path.join(folder, 'none') })).toMatch(/^SMTP_URL_FILE cannot be read: ENOENT/);
    expect(refusal({ DATABASE_URL_FILE: file('\n') })).toMatch(/^DATABASE_URL_FILE names an empty file/);
    expect(refusal({ AUTH_SECRET: '', AUTH_SECRET_FILE: file('short') })).toBe(
      'AUTH_SECRET_FILE must have at least 32 characters',
    );
  });
});

describe('the kept secrets', () => {
  it('are made once, readable by their owner alone', () => {
    const dataDir = path.join(folder, '数据 folder');
    const first = loadConfiguration({ DATA_DIR: dataDir });
    expect(first.authSecret.length).toBeGreaterThanOrEqual(32);
    expect(createPrivateKey(first.sealKey).asymmetricKeyType).toBe('ed25519');
    expect(loadConfiguration({ DATA_DIR: dataDir })).toEqual(first);
    expect(readdirSync(dataDir)).toEqual(['auth-secret', 'seal-key.pem']);
    for (const kept of readdirSync(dataDir)) expect(statSync(path.join(dataDir, kept)).mode & 0o777).toBe(0o600);
  });

  it('are the same for processes that start at once', async () => {
    const script = `
      const { loadConfiguration } = require(${JSON.stringify(path.resolve(root, 'src/platform/config/index.ts'))});
      const { authSecret, sealKey } = loadConfiguration({ DATA_DIR: process.argv[1] });
      process.stdout.write(authSecret + sealKey);`;
    const answers = await Promise.all(
      Array.from({ length: 3 }, () =>
        run(process.execPath, ['-r', path.join(root, 'tests/testkit/run-typescript.cjs'), '-e', script, folder]),
      ),
    );
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
  });

  it('are refused when somebody emptied them', () => {
    writeFileSync(path.join(folder, 'auth-secret'), '\n');
    expect(() => loadConfiguration({ DATA_DIR: folder })).toThrow(/^AUTH_SECRET: .*auth-secret must hold at least 32/);
    writeFileSync(path.join(folder, 'seal-key.pem'), 'a key\n');
    expect(() => loadConfiguration({ DATA_DIR: folder, AUTH_SECRET: secret })).toThrow(
      /^SEAL_KEY: .*seal-key.pem must hold an Ed25519 private key/,
    );
  });

  it('say which folder cannot be written', () => {
    expect(() => loadConfiguration({ DATA_DIR: path.join(file('a file'), 'data') })).toThrow(/^DATA_DIR: .* ENOTDIR/);
  });
});

describe('configurationVariables', () => {
  it('documents what is read, and nothing else', () => {
    const source = readFileSync(path.join(root, 'src/platform/config/configuration.ts'), 'utf8');
    const read = [...source.matchAll(/values\.([A-Z_]+)/g)].map(([, name]) => name);
    const documented = configurationVariables.map(({ name }) => name);
    expect(documented.filter((name) => !name.endsWith('_FILE')).sort()).toEqual([...new Set(read)].sort());
    expect(documented.filter((name) => name.endsWith('_FILE')).sort()).toEqual([
      'AUTH_SECRET_FILE',
      'BACKUP_PASSPHRASE_FILE',
      'DATABASE_IDENTITY_URL_FILE',
      'DATABASE_READER_URL_FILE',
      'DATABASE_REPLICA_URL_FILE',
      'DATABASE_SERVER_URL_FILE',
      'DATABASE_URL_FILE',
      'SEAL_KEY_FILE',
      'SMTP_URL_FILE',
    ]);
  });

  it('has a meaning and a default for each', () => {
    for (const variable of configurationVariables) {
      expect(variable.meaning).toMatch(/\.$/);
      expect(variable.default).not.toBe('');
      expect(`${variable.meaning}${variable.default}`).not.toMatch(/[|\n]/);
    }
    expect(configurationVariables).toContainEqual({
      name: 'DATABASE_POOL',
      default: '`20`',
      meaning:
        'Most connections that one process opens for requests: half for reading, a fifth for identity; it has five more for itself.',
    });
  });
});
