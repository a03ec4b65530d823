import { PASSWORD } from '../../../testkit/keys';
import type { Somebody } from '../../../testkit/world/caller';
import { rowId, TestWorld } from '../../../testkit/world/test-world';
import { ask, bearer, SIGN_IN } from './client';

/** What an administrator does with accounts, by their addresses, and what comes of it for their people. */

let world: TestWorld;
let administrator: Somebody;
beforeAll(async () => {
  world = await TestWorld.open();
  administrator = await world.administrator();
});
afterEach(() => world.clear());
afterAll(() => world.close());

interface Account extends Somebody {
  readonly email: string;
}

/** Somebody with an account, who signed in. */
async function account(): Promise<Account> {
  const alliance = await world.alliance();
  const person = await alliance.join();
  const [row] = await world.sql<{ email: string }>('select email from persons where id = $1', [rowId(person.id)]);
  return { ...person, email: row?.email ?? '' };
}

const does = (name: string, email: string, by: Somebody = administrator, fields = '') =>
  world.as(by).attempt<{ link?: string }>(name, { email }, fields);
const errors = async (name: string, email: string, by?: Somebody) => (await does(name, email, by)).userErrors;
const signIn = async (email: string, password = PASSWORD) =>
  (await ask(world.server, SIGN_IN, { input: { email, password } })).data?.['signIn'];
const codeOf = async (token: string) =>
  (await ask(world.server, '{ viewer { person { id } } }', {}, bearer(token))).errors[0]?.extensions.code;
const told = async (id: string) =>
  (
    await world.sql<{ key: string }>('select key from notifications where person_id = $1 order by at desc, id desc', [
      rowId(id),
    ])
  ).map(({ key }) => key);
const audited = async (id: string) =>
  (
    await world.sql<{ action: string; by: string }>(
      `select action, person_id as "by" from audit_entries
       where subject = $1 and alliance_id is null and person_id = $2 order by at, id`,
      [id, rowId(administrator.id)],
    )
  ).map(({ action }) => action);

it('disables an account: sessions, tokens and open sockets end at once, until it is enabled', async () => {
  const person = await account();
  const token = await world.apiToken(person.id, ['READ_MEMBER']);
  const socket = await world.socket(person);
  expect(await errors('disableAccount', person.email.toUpperCase())).toEqual([]);
  expect((await socket.closed).code).toBe(4440);
  expect(await codeOf(person.token)).toBe('CREDENTIAL_REVOKED');
  expect(await codeOf(token.secret)).toBe('CREDENTIAL_REVOKED');
  expect((await signIn(person.email)).userErrors).toMatchObject([{ code: 'WRONG_STATE' }]);
  expect((await signIn(person.email, 'another password')).userErrors).toMatchObject([{ code: 'INVALID' }]);
  expect(await errors('issuePasswordReset', person.email)).toMatchObject([{ code: 'WRONG_STATE', path: ['email'] }]);
  expect(await errors('enableAccount', person.email)).toEqual([]);
  expect(await codeOf(person.token)).toBe('CREDENTIAL_REVOKED');
  expect(await codeOf(token.secret)).toBe('CREDENTIAL_REVOKED');
  expect((await signIn(person.email)).userErrors).toEqual([]);
  expect(await told(person.id)).toEqual(
    expect.arrayContaining(['security.accountDisabled', 'security.accountEnabled']),
  );
  expect(await audited(person.id)).toEqual(['disableAccount', 'enableAccount']);
});

it('ends an account’s sessions and tokens, and leaves it be', async () => {
  const person = await account();
  expect(await errors('endAccountSessions', person.email)).toEqual([]);
  expect(await codeOf(person.token)).toBe('CREDENTIAL_REVOKED');
  expect((await signIn(person.email)).userErrors).toEqual([]);
  expect(await told(person.id)).toContain('security.accessEnded');
  expect(await audited(person.id)).toEqual(['endAccountSessions']);
});

it('hands over a link by which a password is set, once, where there is no mail', async () => {
  const person = await account();
  const { link } = (await does('issuePasswordReset', person.email, administrator, 'link')) as { link?: string };
  const token = /^http:\/\/\S+\/set-password#(gjp_[\w-]{43})$/.exec(link ?? '')?.[1] ?? '';
  const reset = async () =>
    (await world.as().attempt('resetPassword', { token, newPassword: 'another long password' })).userErrors;
  expect(await reset()).toEqual([]);
  expect(await reset()).toMatchObject([{ code: 'INVALID', path: ['token'] }]);
  expect((await signIn(person.email, 'another long password')).userErrors).toEqual([]);
  expect(await told(person.id)).toEqual(expect.arrayContaining(['security.resetIssued', 'security.passwordReset']));
});

it('hands the right of an administrator on and back, and never loses the last one', async () => {
  const [person, other] = [await account(), await account()];
  const own = 'administrator@test.example';
  expect(await errors('revokeAdministrator', own)).toMatchObject([{ code: 'LIMIT_REACHED', path: ['email'] }]);
  expect(await errors('disableAccount', own)).toMatchObject([{ code: 'WRONG_STATE', path: ['email'] }]);
  for (const { email } of [person, other]) expect(await errors('grantAdministrator', email)).toEqual([]);
  expect(await errors('revokeAdministrator', person.email, other)).toEqual([]);
  expect(await codeOf(person.token)).toBeUndefined();
  expect(await errors('revokeAdministrator', person.email)).toMatchObject([{ code: 'WRONG_STATE' }]);
  // each takes the other's right at the same moment, again and again: one always stays
  for (let round = 0; round < 8; round += 1) {
    // whoever is shut out meanwhile gets no answer
    await Promise.allSettled([
      does('revokeAdministrator', other.email),
      does('revokeAdministrator', own, other),
      does(round % 2 === 0 ? 'disableAccount' : 'revokeAdministrator', other.email),
    ]);
    const left = await world.sql(
      'select from persons where administrator and email is not null and disabled_at is null',
    );
    expect(left.length).toBe(1);
    await world.sql('update persons set administrator = true, disabled_at = null where id = any($1)', [
      [rowId(other.id), rowId(administrator.id)],
    ]);
    await world.sql('update sessions set ended_at = null where person_id = $1', [rowId(other.id)]);
  }
});

it('is refused to everybody else, says nothing of accounts to them, and is done with no token', async () => {
  const [person, other] = [await account(), await account()];
  for (const name of [
    ...['disableAccount', 'enableAccount', 'endAccountSessions', 'issuePasswordReset'],
    ...['grantAdministrator', 'revokeAdministrator'],
  ]) {
    for (const email of [person.email, 'nobody@test.example'])
      expect(await errors(name, email, other)).toMatchObject([{ code: 'NOT_ALLOWED', path: null }]);
    expect(await errors(name, 'nobody@test.example')).toMatchObject([{ code: 'NOT_FOUND', path: ['email'] }]);
    const token = await world.apiToken(administrator.id, ['MANAGE_ALLIANCE']);
    await expect(errors(name, person.email, { id: administrator.id, token: token.secret })).rejects.toThrow();
  }
  expect(await codeOf(person.token)).toBeUndefined();
});
