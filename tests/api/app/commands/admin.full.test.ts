import { execFile } from 'node:child_process';
import path from 'node:path';
import { AUTH_SECRET, PASSWORD, SEAL_KEY } from '../../../testkit/keys';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

jest.setTimeout(120_000);

const ADMIN = path.resolve(__dirname, '../../../../src/app/commands/admin.ts');
const RUN_TYPESCRIPT = path.resolve(__dirname, '../../../testkit/run-typescript.cjs');

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly error: string;
}

/** `npm run admin -- …` while a server runs. */
function admin(...args: string[]): Promise<Ended> {
  const { serverUrl, readerUrl, identityUrl } = world.server.database;
  const env = {
    PATH: process.env.PATH,
    DATABASE_SERVER_URL: serverUrl,
    DATABASE_READER_URL: readerUrl,
    DATABASE_IDENTITY_URL: identityUrl,
    PUBLIC_URL: 'https://gongjian.example',
    LOG_LEVEL: 'error',
    AUTH_SECRET,
    SEAL_KEY,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['-r', RUN_TYPESCRIPT, ADMIN, ...args], { env }, (failure, output, error) =>
      resolve({ code: Number(failure?.code ?? 0), output, error }),
    );
  });
}

const secretIn = ({ output }: Ended): string =>
  /https:\/\/gongjian\.example\/set-password#(gj[ip]_[\w-]{43})/.exec(output)?.[1] ?? '';

it('names its commands, and says what is wrong with one', async () => {
  const [help, one, unknown, wrong] = await Promise.all([
    admin('--help'),
    admin('disable', '--help'),
    admin('explode'),
    admin('disable', '--email', 'nobody'),
  ]);
  for (const command of ['create-administrator', 'reset-password', 'reinvite', 'delete-alliance'])
    expect(help.output).toContain(`npm run admin -- ${command} --`);
  expect(one.output).toContain('npm run admin -- disable --email ADDRESS');
  expect([unknown.code, unknown.error]).toEqual([1, expect.stringContaining('--help')]);
  expect([wrong.code, wrong.error]).toEqual([1, expect.stringContaining('--email must be an email address')]);
});

it('does with accounts and alliances what administrators do, and all of it is audited', async () => {
  const administrator = await world.accept(
    secretIn(await admin('create-administrator', '--name', '管理员', '--email', 'chief@test.example')),
  );
  const alliance = await world.alliance();
  const person = await alliance.join();
  const [{ email } = { email: '' }] = await world.sql<{ email: string }>('select email from persons where id = $1', [
    rowId(person.id),
  ]);
  const answers = async (token: string) => (await world.as({ token }).send('{ viewer { id } }')).errors ?? [];
  expect((await admin('disable', '--email', email)).code).toBe(0);
  expect(await answers(person.token)).toMatchObject([{ extensions: { code: 'CREDENTIAL_REVOKED' } }]);
  expect((await admin('enable', '--email', email)).code).toBe(0);
  const token = secretIn(await admin('reset-password', '--email', email));
  await world.as().mutate('resetPassword', { token, newPassword: `${PASSWORD} again` });
  expect((await admin('grant-administrator', '--email', email)).code).toBe(0);
  expect((await admin('revoke-administrator', '--email', email)).code).toBe(0);
  const last = await admin('revoke-administrator', '--email', 'chief@test.example');
  expect([last.code, last.error]).toEqual([1, expect.stringContaining('the last administrator')]);
  await world.as(administrator).mutate('createAlliance', {
    slug: 'by-hand',
    name: '手工联合会',
    secretariat: { name: '秘书', email: 'mistyped@test.example' },
  });
  const again = await admin('reinvite', '--alliance', 'by-hand', '--name', '秘书', '--email', 'right@test.example');
  expect(secretIn(again)).toMatch(/^gji_/);
  expect((await admin('delete-alliance', '--alliance', 'by-hand')).code).toBe(0);
  expect((await admin('delete-alliance', '--alliance', 'by-hand')).code).toBe(1);
  const audited = await world.sql<{ action: string }>(
    `select action from audit_entries
     where alliance_id is null and request_id like 'admin %' and person_id is null order by at, id`,
  );
  expect(audited.map(({ action }) => action)).toEqual([
    ...['createAdministrator', 'disableAccount', 'enableAccount', 'issuePasswordReset', 'grantAdministrator'],
    ...['revokeAdministrator', 'replaceFirstSecretariat', 'deleteAlliance'],
  ]);
});
