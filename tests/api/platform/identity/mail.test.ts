import { createAdministrator } from '../../../../src/platform/identity';
import { MailServer, type ReceivedMail } from '../../../testkit/mail-server';
import { serveDatabase, startTestServer, type TestServer } from '../../../testkit/server';
import { PASSWORD } from '../../../testkit/keys';
import { ACCEPT, ask, bearer } from './client';

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
  expect(mail.text).toContain('https://gongjian.example/set-password#gji_');
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

const DELIVERY = `query ($id: ID!) { node(id: $id) { ... on Person { invitations { delivery acceptedAt } } } }`;
const NOTIFIED = `{ viewer { notifications(first: 1) { nodes { kind summary subject { id } } } } }`;

it('shows whoever invites what became of the mail, and notifies them where it could not be delivered', async () => {
  const register = async (email: string): Promise<string> => {
    const input = { allianceId, name: '钱远', email };
    const { data } = await ask(server, REGISTER, { input }, bearer(secretary));
    return data?.['registerPerson'].person.id;
  };
  const delivery = async (id: string): Promise<string> =>
    (await ask(server, DELIVERY, { id }, bearer(secretary))).data?.['node'].invitations[0].delivery;
  /** The sender's newest notification, once it is about this person. */
  const notified = async (id: string): Promise<{ kind: string; summary: string }> => {
    for (;;) {
      const { data } = await ask(server, NOTIFIED, {}, { ...bearer(secretary), 'accept-language': 'en' });
      const [newest] = data?.['viewer'].notifications.nodes ?? [];
      if (newest?.subject?.id === id) return newest;
    }
  };
  const good = await register('good@demo.example');
  await mails.to('good@demo.example');
  while ((await delivery(good)) === 'WAITING');
  expect(await delivery(good)).toBe('SENT');
  mails.answers.push(550);
  const mistyped = await register('nobody@demo.example');
  expect(await notified(mistyped)).toMatchObject({
    kind: 'OTHER',
    summary: expect.stringMatching(/^The invitation of 钱远 to nobody@demo.example could not be delivered: .*550/),
  });
  expect(await delivery(mistyped)).toBe('FAILED');
});

it('sends what another server has left, once', async () => {
  const other = await serveDatabase(server.database, {
    SMTP_URL: mails.url,
    MAIL_FROM: '共建 <gongjian@demo.example>',
  });
  const people = Array.from({ length: 12 }, (_, index) => `two-servers-${index}@demo.example`);
  await Promise.all(
    people.map((email, index) =>
      ask(
        [server, other][index % 2] ?? server,
        REGISTER,
        { input: { allianceId, name: '孙双', email } },
        bearer(secretary),
      ),
    ),
  );
  for (const email of people) await mails.to(email);
  await other.stop();
  const got = mails.received.flatMap(({ to }) => to).filter((to) => to.startsWith('two-servers-'));
  expect(got.sort()).toEqual([...people].sort());
});
