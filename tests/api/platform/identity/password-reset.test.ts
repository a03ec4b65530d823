import { MailServer } from '../../../testkit/mail-server';
import { PASSWORD } from '../../../testkit/keys';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { ask, bearer, SIGN_IN, somebody, VIEWER } from './client';

const REQUEST = `mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code message path } } }`;
const RESET = `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { userErrors { code message path } } }`;
const NEW = 'a new and longer password';

let mails: MailServer;
let server: TestServer;
beforeAll(async () => {
  mails = await MailServer.open();
  server = await startTestServer({
    env: { SMTP_URL: mails.url, MAIL_FROM: 'gongjian@demo.example', TRUST_PROXY: '1' },
  });
});
afterAll(async () => {
  await server.stop();
  await mails.close();
});

let networks = 0;
/** A network of its own for each, so that limits of one are not another's. */
const from = (network?: string): Record<string, string> => {
  networks += 1;
  return { 'x-forwarded-for': network ?? `198.51.${networks}.7` };
};

const requested = async (email: string, network?: string) =>
  (await ask(server, REQUEST, { input: { email } }, from(network))).data?.['requestPasswordReset'].userErrors;
const reset = async (token: string, newPassword = NEW) =>
  (await ask(server, RESET, { input: { token, newPassword } }, from())).data?.['resetPassword'].userErrors;
const signIn = async (email: string, password: string) =>
  (await ask(server, SIGN_IN, { input: { email, password } }, from())).data?.['signIn'];

/** The token of the first such mail to somebody that is not known yet. */
async function mailed(email: string, known: readonly string[] = []): Promise<string> {
  const tokens = (): string[] =>
    mails.received
      .filter(({ to }) => to.includes(email))
      .flatMap(({ text }) => text.match(/gjp_[\w-]{43}/g) ?? [])
      .filter((token) => !known.includes(token));
  await mails.until(() => tokens().length > 0);
  return tokens()[0] ?? '';
}

const sql = (text: string, values: unknown[] = []) =>
  server.running.connections.identity.query<unknown[]>(text, values);

it('sets a new password by a link that is good once, ends all sessions and tells the owner', async () => {
  const email = 'forgot@demo.example';
  const { accessToken } = await somebody(server, email);
  expect(await requested('FORGOT@demo.example')).toEqual([]);
  const token = await mailed(email);
  const letter = mails.received.find(({ text }) => text.includes(token));
  expect(letter?.text).toContain(`/set-password#${token}`);
  expect(await sql('select from password_resets where hash = sha256($1)', [Buffer.from(token)])).toHaveLength(1);
  expect(await reset(token, 'short')).toMatchObject([{ code: 'INVALID', path: ['newPassword'] }]);
  expect(await reset(token)).toEqual([]);
  expect(await reset(token)).toMatchObject([{ code: 'INVALID', path: ['token'] }]);
  expect((await ask(server, VIEWER, {}, bearer(accessToken))).errors).toMatchObject([
    { extensions: { code: 'CREDENTIAL_REVOKED' } },
  ]);
  expect((await signIn(email, PASSWORD)).userErrors).toMatchObject([{ code: 'INVALID' }]);
  expect((await signIn(email, NEW)).userErrors).toEqual([]);
  await mails.until(() => mails.received.some(({ to, text }) => to.includes(email) && text.includes('by a link')));
  const actions = await sql(
    "select action from audit_entries where subject = (select 'person_' || id from persons where email = $1) order by at",
    [email],
  );
  expect(actions).toEqual(expect.arrayContaining([{ action: 'requestPasswordReset' }, { action: 'resetPassword' }]));
});

it('gives a token to one of those who come with it at once', async () => {
  const email = 'race@demo.example';
  await somebody(server, email);
  await requested(email);
  const token = await mailed(email);
  const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => reset(token, `${NEW} ${index}`)));
  expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
});

it('spends all other links of the account, and none that has run out is good', async () => {
  const email = 'several@demo.example';
  await somebody(server, email);
  await requested(email);
  const first = await mailed(email);
  await requested(email);
  const second = await mailed(email, [first]);
  await requested(email);
  const third = await mailed(email, [first, second]);
  await sql("update password_resets set expires_at = now() - interval '1 second' where hash = sha256($1)", [
    Buffer.from(first),
  ]);
  expect(await reset(first)).toMatchObject([{ code: 'INVALID', path: ['token'] }]);
  expect(await reset(second)).toEqual([]);
  expect(await reset(third)).toMatchObject([{ code: 'INVALID', path: ['token'] }]);
});

it('is no way in any more when the password was changed meanwhile', async () => {
  const email = 'changed@demo.example';
  const { accessToken } = await somebody(server, email);
  await requested(email);
  const token = await mailed(email);
  const input = { currentPassword: PASSWORD, newPassword: NEW };
  const { data } = await ask(
    server,
    'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }',
    { input },
    { ...bearer(accessToken), ...from() },
  );
  expect(data?.['changePassword'].userErrors).toEqual([]);
  expect(await reset(token)).toMatchObject([{ code: 'INVALID', path: ['token'] }]);
});

it('answers alike whether there is an account, mails nobody where there is none, and has the same limits', async () => {
  for (let tries = 1; tries <= 5; tries += 1) expect(await requested('nobody@demo.example')).toEqual([]);
  const unknown = await requested('nobody@demo.example');
  expect(unknown).toMatchObject([{ code: 'RATE_LIMITED' }]);
  await server.running.identity.settled();
  expect(mails.received.flatMap(({ to }) => to)).not.toContain('nobody@demo.example');
  const email = 'limited@demo.example';
  await somebody(server, email);
  for (let tries = 1; tries <= 5; tries += 1) expect(await requested(email)).toEqual([]);
  expect(await requested(email)).toEqual(unknown);
});

it('bounds what one network asks for', async () => {
  const answers: unknown[] = [];
  for (let tries = 1; tries <= 31; tries += 1) answers.push(await requested(`n${tries}@demo.example`, '203.0.113.250'));
  expect(answers.slice(0, 30)).toEqual(Array(30).fill([]));
  expect(answers[30]).toMatchObject([{ code: 'RATE_LIMITED' }]);
});
