import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Client } from 'pg';
import { StartupError } from '../../../../../src/platform/config';
import {
  type Cluster,
  checkServer,
  derivePassword,
  loginName,
  oneLogin,
  openDatabase,
  provisionLogins,
  startCluster,
} from '../../../../../src/platform/database/cluster';
import { withLogin, withSession } from '../../../../../src/platform/database/cluster/session';
import { createLogger } from '../../../../../src/platform/observability/logger';
import { loadConfiguration } from '../../../../../src/platform/config';

let folder: string;
let cluster: Cluster;
const silent = createLogger('silent');

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-logins-'));
  cluster = await startCluster({ dataDir: folder, durable: false, log: silent });
});
afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true });
});

/** A logger that keeps its lines. */
function listener() {
  const lines: string[] = [];
  const write = (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg);
  return { log: createLogger('warn', { write }), lines };
}

const asAdmin = <T>(work: (session: Client) => Promise<T>) => withSession(cluster.adminUrl, work);
const url = (user: string, password: string, database: string) => withLogin(cluster.adminUrl, user, password, database);
const whoAmI = (loginUrl: string) =>
  withSession(loginUrl, async (session) => {
    const { rows } = await session.query<{ user: string; database: string; member: boolean }>(`
    SELECT current_user AS user, current_database() AS database,
      COALESCE(pg_has_role((SELECT oid FROM pg_roles WHERE rolname = 'gongjian_server'), 'USAGE'), false) AS member`);
    return rows[0]!;
  });

/** A database of somebody with the rights given, as an operator would make it. */
async function operatorsDatabase(name: string, rights: string, settings = "ENCODING 'UTF8' LOCALE 'C.UTF-8'") {
  await asAdmin(async (session) => {
    await session.query(`CREATE ROLE ${name}_owner LOGIN PASSWORD 'pw' ${rights}`);
    await session.query(`CREATE DATABASE ${name} OWNER ${name}_owner TEMPLATE template0 ${settings}`);
  });
  return url(`${name}_owner`, 'pw', name);
}

describe('provisionLogins for owners who may create roles but are no superusers', () => {
  it('makes the server login', async () => {
    const ownerUrl = await operatorsDatabase('creator', 'CREATEROLE');
    const { log, lines } = listener();
    const { serverUrl } = await provisionLogins(ownerUrl, { authSecret: 'first', log });
    expect(await whoAmI(serverUrl)).toEqual({
      user: loginName('server', 'creator'),
      database: 'creator',
      member: true,
    });
    await expect(provisionLogins(ownerUrl, { authSecret: 'second', log })).rejects.toThrow(
      /^The login gongjian_server_\w+ has another password than AUTH_SECRET makes/,
    );
    expect(await whoAmI(serverUrl)).toMatchObject({ user: loginName('server', 'creator') });
    const changed = await provisionLogins(ownerUrl, { authSecret: 'second', renew: true, log });
    expect(await whoAmI(changed.serverUrl)).toMatchObject({ user: loginName('server', 'creator') });
    expect(lines).toEqual([]);
  });

  it('does without where PostgreSQL lets only the first of them grant membership, until it is let', async () => {
    const ownerUrl = await operatorsDatabase('second', 'CREATEROLE');
    const { log, lines } = listener();
    const provision = () => provisionLogins(ownerUrl, { authSecret: 'x', log });
    expect(await provision()).toEqual({ ownerUrl, ...oneLogin(ownerUrl) });
    expect(lines).toEqual([expect.stringContaining('ADMIN of gongjian_server')]);
    await asAdmin((session) => session.query('GRANT gongjian_server TO second_owner WITH ADMIN OPTION, INHERIT FALSE'));
    const { serverUrl, ...others } = await provision();
    expect(await whoAmI(serverUrl)).toMatchObject({ user: loginName('server', 'second'), member: true });
    expect(others).toMatchObject({ readerUrl: serverUrl, identityUrl: serverUrl });
    expect(lines.slice(1)).toEqual([expect.stringContaining('may not make logins for reading and for identity')]);
    await asAdmin((session) =>
      session.query('GRANT gongjian_reader, gongjian_identity TO second_owner WITH ADMIN OPTION, INHERIT FALSE'),
    );
    const { readerUrl, identityUrl } = await provision();
    expect(await whoAmI(readerUrl)).toMatchObject({ user: loginName('reader', 'second'), member: false });
    expect(await whoAmI(identityUrl)).toMatchObject({ user: loginName('identity', 'second'), member: true });
    expect(lines).toHaveLength(2);
  });
});

describe('provisionLogins in the embedded cluster', () => {
  const provision = (authSecret = 'first', renew = false) =>
    provisionLogins(cluster.adminUrl, { databaseName: 'embedded', authSecret, renew, log: silent });

  it('makes a database, its owner and the server login, also when processes do it at once', async () => {
    const answers = await Promise.all([provision(), provision(), provision()]);
    expect(new Set(answers.map((logins) => JSON.stringify(logins))).size).toBe(1);
    const { ownerUrl, serverUrl } = answers[0]!;
    expect(await whoAmI(ownerUrl)).toMatchObject({ user: 'gongjian_owner', database: 'embedded' });
    expect(await whoAmI(serverUrl)).toEqual({
      user: loginName('server', 'embedded'),
      database: 'embedded',
      member: true,
    });
    await checkServer(ownerUrl);
  });

  it('lets the server do what the owner granted to the group, and nothing else', async () => {
    const { ownerUrl, serverUrl } = await provision();
    await withSession(ownerUrl, async (session) => {
      await session.query('CREATE TABLE audit (id int)');
      await session.query('GRANT SELECT, INSERT ON audit TO gongjian_server');
      await session.query('CREATE EXTENSION pg_trgm');
    });
    await withSession(serverUrl, async (session) => {
      await session.query('INSERT INTO audit VALUES (1)');
      await expect(session.query('UPDATE audit SET id = 2')).rejects.toThrow('permission denied');
      await expect(session.query('DROP TABLE audit')).rejects.toThrow('must be owner');
      await expect(session.query('CREATE TABLE more (id int)')).rejects.toThrow('permission denied');
      await expect(session.query('SET ROLE gongjian_owner')).rejects.toThrow('permission denied');
    });
  });

  it('keeps the server of one database out of the others', async () => {
    await provision();
    await provisionLogins(cluster.adminUrl, { databaseName: 'neighbour', authSecret: 'other', log: silent });
    await expect(
      withSession(
        url(loginName('server', 'embedded'), derivePassword('server', 'first', 'embedded'), 'neighbour'),
        async () => undefined,
      ),
    ).rejects.toThrow(/permission denied for database "neighbour"/);
  });

  it('changes the password only when it is asked to, and it does not open the database', async () => {
    const stored = () =>
      asAdmin(async (session) => {
        const { rows } = await session.query<{ rolpassword: string }>(
          'SELECT rolpassword FROM pg_authid WHERE rolname = $1',
          [loginName('server', 'embedded')],
        );
        return rows[0]!.rolpassword;
      });
    await provision('first');
    const before = await stored();
    expect(before).toMatch(/^SCRAM-SHA-256\$/);
    await provision('first', true);
    expect(await stored()).toBe(before);
    await expect(provision('second')).rejects.toBeInstanceOf(StartupError);
    expect(await stored()).toBe(before);
    const { serverUrl } = await provision('second', true);
    expect(await stored()).not.toBe(before);
    expect(await whoAmI(serverUrl)).toMatchObject({ database: 'embedded' });
  });
});

describe('provisionLogins on an operator’s server', () => {
  it('makes a server login of its own for each database, two at once without hindrance', async () => {
    const [one, other] = [await operatorsDatabase('one', 'SUPERUSER'), await operatorsDatabase('other', 'SUPERUSER')];
    const [first, second, again] = await Promise.all(
      [one, other, one].map((ownerUrl) => provisionLogins(ownerUrl, { authSecret: 'secret', log: silent })),
    );
    expect(first).toEqual(again);
    expect(first!.ownerUrl).toBe(one);
    for (const [database, logins] of Object.entries({ one: first!, other: second! })) {
      expect(await whoAmI(logins.serverUrl)).toEqual({ user: loginName('server', database), database, member: true });
    }
  });

  it('makes the login that DATABASE_SERVER_URL names, with its password', async () => {
    const ownerUrl = await operatorsDatabase('named', 'SUPERUSER');
    const serverUrl = url('named_server', 'a p@ss:wörd/密码', 'named');
    const { log, lines } = listener();
    for (let round = 0; round < 2; round += 1) {
      const logins = await provisionLogins(ownerUrl, { authSecret: 'unused', wanted: { server: serverUrl }, log });
      expect(logins).toMatchObject({ ownerUrl, serverUrl });
    }
    expect(await whoAmI(serverUrl)).toEqual({ user: 'named_server', database: 'named', member: true });
    expect(lines).toEqual([]);
  });

  it('does not give somebody else’s role another password', async () => {
    const ownerUrl = await operatorsDatabase('theirs', 'SUPERUSER');
    await asAdmin((session) => session.query("CREATE ROLE accounting LOGIN PASSWORD 'right'"));
    const serverUrl = url('accounting', 'wrong', 'theirs');
    await expect(
      provisionLogins(ownerUrl, { authSecret: 'unused', wanted: { server: serverUrl }, log: silent }),
    ).rejects.toThrow(new StartupError('DATABASE_SERVER_URL: the password of accounting is not the one given'));
    expect(await whoAmI(url('accounting', 'right', 'theirs'))).toMatchObject({ user: 'accounting' });
  });

  it('uses the owner’s login for everything, with one warning, when the owner may not create roles', async () => {
    const ownerUrl = await operatorsDatabase('poor', '');
    const { log, lines } = listener();
    expect(await provisionLogins(ownerUrl, { authSecret: 'x', log })).toEqual({ ownerUrl, ...oneLogin(ownerUrl) });
    expect(lines).toEqual([expect.stringMatching(/^poor_owner of DATABASE_URL may not create roles, so the server/)]);
  });

  it('takes a login made by hand when the owner may not create roles, and refuses one that is not there', async () => {
    const ownerUrl = await operatorsDatabase('manual', '');
    const serverUrl = url('manual_server', 'pw', 'manual');
    await expect(
      provisionLogins(ownerUrl, { authSecret: 'x', wanted: { server: serverUrl }, log: silent }),
    ).rejects.toThrow(/^DATABASE_SERVER_URL: there is no login manual_server with that password/);
    await asAdmin((session) => session.query("CREATE ROLE manual_server LOGIN PASSWORD 'pw'"));
    const { log, lines } = listener();
    const provision = () => provisionLogins(ownerUrl, { authSecret: 'x', wanted: { server: serverUrl }, log });
    expect(await provision()).toEqual({ ownerUrl, ...oneLogin(serverUrl) });
    expect(lines).toEqual([expect.stringContaining('GRANT gongjian_server TO "manual_server"')]);
    await asAdmin((session) => session.query('GRANT gongjian_server TO manual_server'));
    expect(await provision()).toEqual({ ownerUrl, ...oneLogin(serverUrl) });
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/so manual_server does everything, and passwords and roles are not safe/),
    ]);
  });

  it('takes logins for reading and for identity that were made by hand', async () => {
    const ownerUrl = await operatorsDatabase('byhand', '');
    const wanted = {
      server: url('byhand_server', 'pw', 'byhand'),
      reader: url('byhand_reader', 'pw', 'byhand'),
      identity: url('byhand_identity', 'pw', 'byhand'),
    };
    const { log, lines } = listener();
    const provision = () => provisionLogins(ownerUrl, { authSecret: 'x', wanted, log });
    await asAdmin((session) => session.query("CREATE ROLE byhand_server LOGIN PASSWORD 'pw'"));
    await expect(provision()).rejects.toThrow(/^DATABASE_READER_URL: there is no login byhand_reader/);
    lines.length = 0;
    await asAdmin((session) =>
      session.query(`
        CREATE ROLE byhand_reader LOGIN PASSWORD 'pw' IN ROLE gongjian_reader;
        CREATE ROLE byhand_identity LOGIN PASSWORD 'pw' IN ROLE gongjian_identity, gongjian_server;
        GRANT gongjian_server TO byhand_server`),
    );
    expect(await provision()).toEqual({
      ownerUrl,
      serverUrl: wanted.server,
      readerUrl: wanted.reader,
      identityUrl: wanted.identity,
    });
    expect(lines).toEqual([]);
  });

  it('lets the server’s login do everything where the database keeps the others out', async () => {
    const ownerUrl = await operatorsDatabase('peer', 'CREATEROLE');
    await asAdmin((session) =>
      session.query(`
        GRANT gongjian_server, gongjian_reader, gongjian_identity TO peer_owner WITH ADMIN OPTION`),
    );
    const { log, lines } = listener();
    const provision = () => provisionLogins(ownerUrl, { authSecret: 'x', log });
    const { serverUrl, readerUrl } = await provision();
    expect(readerUrl).not.toBe(serverUrl);
    await asAdmin((session) => session.query(`ALTER ROLE ${loginName('reader', 'peer')} NOLOGIN`));
    expect(await provision()).toEqual({ ownerUrl, ...oneLogin(serverUrl) });
    expect(lines).toEqual([expect.stringMatching(/^the database does not let gongjian_reader_/)]);
  });

  it('warns when the server’s login has the owner’s rights', async () => {
    const ownerUrl = await operatorsDatabase('mighty', 'SUPERUSER');
    const { log, lines } = listener();
    await provisionLogins(ownerUrl, { authSecret: 'x', wanted: { server: ownerUrl }, log });
    await provisionLogins(ownerUrl, { authSecret: 'x', wanted: { server: cluster.adminUrl }, log });
    expect(lines).toEqual([
      expect.stringMatching(/use the same login, mighty_owner: the audit log, passwords and roles are not safe/),
      expect.stringMatching(
        /^postgres of DATABASE_SERVER_URL has the owner's rights: the audit log, passwords and roles are not safe/,
      ),
    ]);
  });
});

describe('checkServer', () => {
  it.each([
    ['ascii', "ENCODING 'SQL_ASCII' LOCALE 'C'", /its encoding is SQL_ASCII, and must be UTF8$/],
    ['plain', "ENCODING 'UTF8' LOCALE 'C'", /with its ctype C pg_trgm sees no Chinese; make it with CREATE DATABASE/],
  ])('refuses a database of %s text', async (name, settings, reason) => {
    const refusal = checkServer(await operatorsDatabase(name, '', settings));
    await expect(refusal).rejects.toBeInstanceOf(StartupError);
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.toThrow(`The database 127.0.0.1:${cluster.port}/${name} cannot serve: `);
  });

  it('leaves a database that can serve as it was, also when asked several times at once', async () => {
    const ownerUrl = await operatorsDatabase('good', '');
    await Promise.all([checkServer(ownerUrl), checkServer(ownerUrl), checkServer(ownerUrl)]);
    const extensions = await withSession(ownerUrl, (session) => session.query('SELECT extname FROM pg_extension'));
    expect(extensions.rows).toEqual([{ extname: 'plpgsql' }]);
  });

  it('tells a server login that the database has not been migrated', async () => {
    await operatorsDatabase('fresh', '');
    await asAdmin((session) => session.query("CREATE ROLE stranger LOGIN PASSWORD 'pw'"));
    await expect(checkServer(url('stranger', 'pw', 'fresh'))).rejects.toThrow(
      /its extension pg_trgm cannot be created: permission denied to create extension "pg_trgm"$/,
    );
  });

  it('says in one line, without the password, that a server cannot be reached or refuses the login', async () => {
    await expect(checkServer(url('postgres', 'hunter2', 'postgres'))).rejects.toThrow(
      /^The database 127\.0\.0\.1:\d+\/postgres cannot be opened as postgres: password authentication failed/,
    );
    await expect(checkServer('postgres://me:hunter2@127.0.0.1:1/none')).rejects.toThrow(
      /^The database 127\.0\.0\.1:1\/none cannot be opened as me: connect ECONNREFUSED 127\.0\.0\.1:1$/,
    );
  });
});

describe('openDatabase', () => {
  const secret = 'a-secret-of-thirty-two-characters';

  it('opens the embedded cluster, with all logins, and the same again', async () => {
    const dataDir = path.join(folder, 'embedded 数据');
    const configuration = loadConfiguration({ AUTH_SECRET: secret, DATA_DIR: dataDir });
    for (let round = 0; round < 2; round += 1) {
      const database = await openDatabase(configuration, silent);
      expect(await whoAmI(database.ownerUrl!)).toMatchObject({ user: 'gongjian_owner', database: 'gongjian' });
      expect(await whoAmI(database.serverUrl)).toMatchObject({ user: loginName('server', 'gongjian'), member: true });
      expect(await whoAmI(database.readerUrl)).toMatchObject({ user: loginName('reader', 'gongjian'), member: false });
      expect(await whoAmI(database.identityUrl)).toMatchObject({ user: loginName('identity', 'gongjian') });
      await database.stop();
    }
  });

  it('makes the server’s login on an external server, from the secret alone', async () => {
    const ownerUrl = await operatorsDatabase('outside', 'SUPERUSER');
    const configuration = loadConfiguration({ AUTH_SECRET: secret, DATABASE_URL: ownerUrl });
    const [one, other] = await Promise.all([openDatabase(configuration, silent), openDatabase(configuration, silent)]);
    expect(one.serverUrl).toBe(other.serverUrl);
    expect(one.serverUrl).toBe(
      url(loginName('server', 'outside'), derivePassword('server', secret, 'outside'), 'outside'),
    );
    expect(await whoAmI(one.serverUrl)).toMatchObject({ user: loginName('server', 'outside'), member: true });
    await one.stop();
    await other.stop();
  });

  it('finds the others that were made with the same secret when only the server’s login is given', async () => {
    const ownerUrl = await operatorsDatabase('found', 'SUPERUSER');
    const logins = await openDatabase(loadConfiguration({ AUTH_SECRET: secret, DATABASE_URL: ownerUrl }), silent);
    const { serverUrl, readerUrl, identityUrl } = logins;
    const alone = { AUTH_SECRET: secret, DATABASE_SERVER_URL: serverUrl };
    await withSession(ownerUrl, (session) => session.query('CREATE EXTENSION pg_trgm; CREATE TABLE persons (id int)'));
    const found = await openDatabase(loadConfiguration(alone), silent);
    expect(found).toMatchObject({ ownerUrl: null, serverUrl, readerUrl, identityUrl });
    const other = loadConfiguration({ ...alone, AUTH_SECRET: 'another-secret-of-thirty-two-characters' });
    await expect(openDatabase(other, silent)).rejects.toThrow(
      /may not write what identity does, and there is no login/,
    );
  });

  it('leaves the database alone when only the server’s login is given', async () => {
    const ownerUrl = await operatorsDatabase('served', '');
    await withSession(ownerUrl, (session) => session.query('CREATE EXTENSION pg_trgm'));
    const configuration = loadConfiguration({ AUTH_SECRET: secret, DATABASE_SERVER_URL: ownerUrl });
    const database = await openDatabase(configuration, silent);
    expect([database.ownerUrl, database.serverUrl]).toEqual([null, ownerUrl]);
  });
});
