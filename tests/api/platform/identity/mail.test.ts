import { outside } from '../../../testkit/outside';
import { MailServer, type ReceivedMail } from '../../../testkit/mail-server';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { PASSWORD } from '../../../testkit/keys';
import { ACCEPT, ask, bearer } from './client';

const { createAdministrator } = outside('src/platform/identity');

const REGISTER = `mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) {
  person { id name } invitation userErrors { code path } } }`;
const FOUND = `mutation ($input: CreateAllianceInput!) { createAlliance(input: $input) {
  alliance { id } invitation userErrors { code path } } }`;

let mails: MailServer;
let server: TestServer;
let administrator: string;
let secretary: string;
let allianceId: string;

beforeAll(async () => {
  mails = await MailServer.open();
  server = await startTestServer({
    env: { SMTP_URL: mails.url, MAIL_FROM: '共建 <gongjian@demo.example>', PUBLIC_URL: 'https://gongjian.example' },
  });
  const { manager } = server.running.connections.identity;
  const { invitation } = await createAdministrator(
    { manager, now: new Date() },
    { name: '管理员', email: 'administrator@demo.example' },
  );
  administrator = await accept(invitation);
});
afterAll(async () => {
  await server.stop();
  await mails.close();
});

function invitationIn({ text }: ReceivedMail): string {
  return /gji_[\w-]{43}/.exec(text)?.[0] ?? '';
}

async function accept(invitation: string): Promise<string> {
  const { data } = await ask(server, ACCEPT, { input: { invitation, password: PASSWORD } });
  return data?.['acceptInvitation'].session.accessToken;
}

it('mails the invitation of the first of the secretariat, hands nothing back, and the invitation is good', async () => {
  const { data } = await ask(
    server,
    FOUND,
    { input: { slug: 'mailed', name: '青枫联合会', secretariat: { name: '许秘书', email: 'secretary@demo.example' } } },
    bearer(administrator),
  );
  expect(data?.['createAlliance']).toMatchObject({ invitation: null, userErrors: [] });
  allianceId = data?.['createAlliance'].alliance.id;
  const mail = await mails.to('secretary@demo.example');
  expect(mail.headers.get('from')).toBe('共建 <gongjian@demo.example>');
  expect(mail.text).toContain('https://gongjian.example/graphql');
  secretary = await accept(invitationIn(mail));
  expect(secretary).toEqual(expect.any(String));
});

it('writes to a registered person in the language of whoever invites', async () => {
  const register = (email: string, language: string) =>
    ask(
      server,
      REGISTER,
      { input: { allianceId, name: '李新', email } },
      { ...bearer(secretary), 'accept-language': language },
    );
  const { data } = await register('english@demo.example', 'en');
  expect(data?.['registerPerson']).toMatchObject({ person: { name: '李新' }, invitation: null, userErrors: [] });
  await register('chinese@demo.example', 'zh-CN');
  expect((await mails.to('english@demo.example')).text).toContain('good once and for seven days');
  const chinese = await mails.to('chinese@demo.example');
  expect(chinese.text).toContain('七天内有效');
  expect(await accept(invitationIn(chinese))).toEqual(expect.any(String));
});

it('answers before the mail is out, and goes on trying when the mail server would not take it', async () => {
  mails.answers.push(450);
  const before = mails.asked;
  const { data } = await ask(
    server,
    REGISTER,
    { input: { allianceId, name: '赵晚', email: 'late@demo.example' } },
    bearer(secretary),
  );
  expect(data?.['registerPerson']).toMatchObject({ invitation: null, userErrors: [] });
  expect(invitationIn(await mails.to('late@demo.example'))).not.toBe('');
  expect(mails.asked - before).toBe(2);
});

it('mails nothing when the mutation was refused', async () => {
  const before = mails.asked;
  const refused = { slug: 'mailed', name: '又一个', secretariat: { name: '某人', email: 'refused@demo.example' } };
  const { data } = await ask(server, FOUND, { input: refused }, bearer(administrator));
  expect(data?.['createAlliance']).toMatchObject({
    alliance: null,
    invitation: null,
    userErrors: [{ code: 'CONFLICT', path: ['slug'] }],
  });
  await ask(server, REGISTER, { input: { allianceId, name: '末位', email: 'last@demo.example' } }, bearer(secretary));
  await mails.to('last@demo.example');
  expect(mails.asked - before).toBe(1);
});
