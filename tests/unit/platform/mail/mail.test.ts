import { PassThrough } from 'node:stream';
import { invitationLetter } from '../../../../src/platform/identity/invitation/invitation-letter';
import { Mail, type Letter } from '../../../../src/platform/mail';
import { createLogger } from '../../../../src/platform/observability/logger';
import { MailServer } from '../../../testkit/mail-server';

let server: MailServer;
beforeAll(async () => {
  server = await MailServer.open();
});
afterAll(() => server.close());

const letter = (to: string, more: { readonly locale?: 'zh-CN'; readonly name?: string } = {}): Letter =>
  invitationLetter({ to, name: '李新', invitation: 'gji_a-secret', locale: 'en', requestId: 'r-1', ...more });

/** A mail service that logs into `entries`. */
function open(
  url = server.url,
  retries: readonly number[] = [1, 1],
): { mail: Mail; entries: () => Record<string, unknown>[] } {
  const written = new PassThrough();
  const mail = new Mail({
    configuration: { url, from: 'Gongjian <gongjian@demo.example>' },
    log: createLogger('debug', written),
    address: () => 'https://gongjian.example/graphql',
    retries,
  });
  const lines = (): string[] =>
    String(written.read() ?? '')
      .split('\n')
      .filter((line) => line !== '');
  return { mail, entries: () => lines().map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('a letter', () => {
  it('says what it is, what to do and how long there is, in the language asked for', async () => {
    const { mail, entries } = open();
    mail.send(letter('english@demo.example'));
    mail.send(letter('chinese@demo.example', { locale: 'zh-CN' }));
    const [english, chinese] = [await server.to('english@demo.example'), await server.to('chinese@demo.example')];
    await mail.close();
    expect(english.from).toBe('gongjian@demo.example');
    expect(english.headers.get('from')).toBe('Gongjian <gongjian@demo.example>');
    expect(english.headers.get('to')).toBe('english@demo.example');
    expect(english.headers.get('subject')).toBe('Your invitation to Gongjian');
    expect(english.headers.get('content-type')).toContain('text/plain');
    for (const part of [
      '李新,',
      'seven days',
      '    gji_a-secret',
      'https://gongjian.example/graphql',
      'mutation { acceptInvitation(input: { invitation: "gji_a-secret", password: "your password" })',
    ])
      expect(english.text).toContain(part);
    expect(chinese.headers.get('subject')).toBe('共建平台邀请');
    for (const part of ['李新：', '七天内有效', '    gji_a-secret', 'password: "您的密码"'])
      expect(chinese.text).toContain(part);
    expect(entries()).toEqual([]);
  });

  it('takes a name for a name, whatever stands in it', async () => {
    const { mail } = open();
    const name = '{{invitation}} $t(mail.invitation.subject) <b>';
    mail.send(letter('odd@demo.example', { name }));
    expect((await server.to('odd@demo.example')).text.startsWith(`${name},\n`)).toBe(true);
    await mail.close();
  });

  it('goes to the one address that it is for, even if that looks like two', async () => {
    const { mail } = open();
    mail.send(letter('one@demo.example,two@demo.example'));
    await mail.close();
    expect(server.received.flatMap(({ to }) => to)).not.toContain('two@demo.example');
  });
});

describe('a letter that cannot be sent', () => {
  it('is tried again, and the log tells so without what it holds', async () => {
    const { mail, entries } = open();
    server.answers.push(450, 450);
    mail.send(letter('later@demo.example'));
    await server.to('later@demo.example');
    await mail.close();
    const logged = entries();
    expect(logged).toMatchObject([
      { level: 'warn', attempt: 1, requestId: 'r-1' },
      { level: 'warn', attempt: 2 },
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/gji_|later@|李新/);
  });

  it('is given up after the last try', async () => {
    const { mail, entries } = open();
    server.answers.push(450, 450, 450);
    const before = server.asked;
    mail.send(letter('never@demo.example'));
    await server.until(() => server.asked === before + 3);
    await mail.close();
    expect(server.asked).toBe(before + 3);
    expect(entries()).toMatchObject([{ attempt: 1 }, { attempt: 2 }, { level: 'error', attempt: 3, requestId: 'r-1' }]);
  });

  it('is not tried again after a final no', async () => {
    const { mail, entries } = open(server.url, [60_000]);
    server.answers.push(550);
    const before = server.asked;
    mail.send(letter('unknown@demo.example'));
    await mail.close();
    expect(server.asked - before).toBe(1);
    expect(entries()).toMatchObject([{ level: 'error', attempt: 1 }]);
  });

  it('is tried a last time when the service is closed, and keeps nobody waiting', async () => {
    const { mail, entries } = open('smtp://127.0.0.1:1', [60_000]);
    mail.send(letter('nobody@demo.example'));
    await mail.close();
    expect(entries().at(-1)).toMatchObject({ level: 'error' });
  });
});
