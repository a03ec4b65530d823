import { PassThrough } from 'node:stream';
import { Pool } from 'pg';
import '../../../../src/modules/agreements/agreement/agreement.messages';
import { invitationLetter } from '../../../../src/platform/identity/invitation/invitation-letter';
import { Mail, type Letter, type Undelivered } from '../../../../src/platform/mail';
import { createLogger } from '../../../../src/platform/observability/logger';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';
import { MailServer } from '../../../testkit/mail-server';

let server: MailServer;
let database: TestDatabase;
let pool: Pool;
const running: Mail[] = [];
beforeAll(async () => {
  [server, database] = await Promise.all([MailServer.open(), createTestDatabase()]);
  pool = new Pool({ connectionString: database.identityUrl, max: 4 });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((mail) => mail.close()));
  await pool.query('delete from letters');
});
afterAll(async () => {
  await Promise.all([server.close(), pool.end()]);
  await database.drop();
});

const letter = (to: string, more: Partial<Letter> & { readonly name?: string } = {}): Letter => ({
  ...invitationLetter({
    to,
    name: more.name ?? '李新',
    invitation: 'gji_a-secret',
    locale: more.locale ?? 'en',
    requestId: 'r-1',
  }),
  ...more,
});

interface Kit {
  readonly mail: Mail;
  readonly undelivered: readonly Undelivered[];
  send(letter: Letter): Promise<void>;
  entries(): Record<string, unknown>[];
}

/** A process's mail, which logs into `entries`. */
function open(url = server.url, retries: readonly number[] = [1, 1], key = Buffer.alloc(32, 1)): Kit {
  const log = new PassThrough();
  const undelivered: Undelivered[] = [];
  const mail = new Mail({
    configuration: { url, from: 'Gongjian <gongjian@demo.example>' },
    key,
    pool,
    log: createLogger('debug', log),
    address: () => 'https://gongjian.example',
    checkpoint: async () => 'gongjian\n1\nhash\n\n— gongjian signature\n',
    giveUp: async (lost) => {
      undelivered.push(lost);
      await pool.query('update letters set failed_at = now(), content = null where id = $1', [lost.id]);
    },
    retries,
    lookEvery: 10,
  });
  running.push(mail);
  const lines = (): string[] =>
    String(log.read() ?? '')
      .split('\n')
      .filter((line) => line !== '');
  return {
    mail,
    undelivered,
    send: async (each) => {
      const { text, values } = mail.keeping(each);
      await pool.query(text, [...values]);
      mail.collect();
    },
    entries: () => lines().map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const waiting = async (): Promise<number> =>
  (await pool.query<{ count: number }>('select count(*)::int as count from letters where content is not null')).rows[0]
    ?.count ?? 0;

/** Waits until nothing waits; the database says so. */
async function settled(): Promise<void> {
  while ((await waiting()) > 0) await pool.query('select pg_sleep(0.01)');
}

describe('a letter', () => {
  it('says what it is, what to do and how long there is, in the language asked for', async () => {
    const { mail, send, entries } = open();
    mail.start();
    await send(letter('english@demo.example'));
    await send(letter('chinese@demo.example', { locale: 'zh-CN' }));
    const [english, chinese] = [await server.to('english@demo.example'), await server.to('chinese@demo.example')];
    await mail.close();
    expect(english.from).toBe('gongjian@demo.example');
    expect(english.headers.get('from')).toBe('Gongjian <gongjian@demo.example>');
    expect(english.headers.get('to')).toBe('english@demo.example');
    expect(english.headers.get('subject')).toBe('Your invitation to Gongjian');
    for (const part of ['李新,', 'seven days', 'gji_a-secret', 'https://gongjian.example'])
      expect(english.text).toContain(part);
    expect(chinese.headers.get('subject')).toBe('共建平台邀请');
    for (const part of ['李新：', '七天内有效', 'gji_a-secret']) expect(chinese.text).toContain(part);
    for (const { headers, text, html } of [english, chinese]) {
      expect(headers.get('content-type')).toMatch(/^multipart\/alternative/);
      expect(text).toContain('\n\nhttps://gongjian.example/set-password#gji_a-secret\n\n');
      expect(html).toContain('<a href="https://gongjian.example/set-password#gji_a-secret"');
    }
    expect(entries()).toEqual([]);
  });

  it('has the audit log’s head at the moment when it is sent, where it asks for it', async () => {
    const { mail, send } = open();
    mail.start();
    await send(
      letter('concluded@demo.example', {
        subject: 'agreement.concluded.subject',
        text: 'agreement.concluded.text',
        withCheckpoint: true,
      }),
    );
    expect((await server.to('concluded@demo.example')).text).toContain('gongjian\n1\nhash\n\n— gongjian signature\n');
    await mail.close();
  });

  it('takes a name for a name, whatever stands in it', async () => {
    const { mail, send } = open();
    mail.start();
    const name = '{{invitation}} $t(mail.invitation.subject) <b>';
    await send(letter('odd@demo.example', { name }));
    expect((await server.to('odd@demo.example')).text.startsWith(`${name},\n`)).toBe(true);
    await mail.close();
  });

  it('goes to the one address that it is for, even if that looks like two', async () => {
    const { mail, send, undelivered } = open();
    mail.start();
    await send(letter('one@demo.example,two@demo.example'));
    await settled();
    await mail.close();
    expect(server.received.flatMap(({ to }) => to)).not.toContain('two@demo.example');
    expect(undelivered.length + server.received.length).toBeGreaterThan(0);
  });
});

describe('a letter that waits', () => {
  it('is encrypted, and gone once it is sent', async () => {
    const { mail, send } = open();
    await send(letter('kept@demo.example', { about: 'invitation_1' }));
    const { rows } = await pool.query<{ row: string; content: Buffer }>(
      'select l::text as row, content from letters l',
    );
    expect(rows).toHaveLength(1);
    for (const text of [rows[0]?.row, rows[0]?.content.toString('latin1')]) {
      expect(text).not.toMatch(/gji_|kept@|李新/);
    }
    mail.start();
    await server.to('kept@demo.example');
    await settled();
    await mail.close();
    const { rows: after } = await pool.query('select content, sent_at is not null as sent, about from letters');
    expect(after).toEqual([{ content: null, sent: true, about: 'invitation_1' }]);
  });

  it('is sent by whoever comes first, once, though several processes look for letters', async () => {
    const kits = [open(), open(), open()];
    const people = Array.from({ length: 40 }, (_, index) => `many-${index}@demo.example`);
    for (const to of people) await kits[0]?.send(letter(to));
    for (const { mail } of kits) mail.start();
    await settled();
    await Promise.all(kits.map(({ mail }) => mail.close()));
    const got = server.received.flatMap(({ to }) => to).filter((to) => to.startsWith('many-'));
    expect(got.sort()).toEqual([...people].sort());
  });

  it('is another’s to send when the process that was sending it has died, under the same Message-ID', async () => {
    const [first, second] = [open(), open()];
    await first.send(letter('left@demo.example'));
    first.mail.start();
    await server.to('left@demo.example');
    await first.mail.close();
    // as if the process had died before it noted the mail server's yes
    const content = first.mail.keeping(letter('left@demo.example')).values;
    await pool.query('delete from letters');
    await pool.query(first.mail.keeping(letter('left@demo.example')).text, [...content]);
    await pool.query("update letters set attempts = 1, due_at = now() + interval '5 minutes'");
    second.mail.start();
    await pool.query('select pg_sleep(0.05)');
    expect(await waiting()).toBe(1);
    await pool.query('update letters set due_at = now()');
    await settled();
    await second.mail.close();
    const ids = server.received
      .filter(({ to }) => to.includes('left@demo.example'))
      .map(({ headers }) => headers.get('message-id'));
    expect(ids).toHaveLength(2);
    expect(ids[1]).toBe(`<${String(content[0])}@gongjian.example>`);
  });
});

describe('a letter that cannot be sent', () => {
  it('is tried again, and the log tells so without what it holds', async () => {
    const { mail, send, entries } = open();
    server.answers.push(450, 450);
    await send(letter('later@demo.example'));
    mail.start();
    await server.to('later@demo.example');
    await settled();
    await mail.close();
    const logged = entries();
    expect(logged).toMatchObject([
      { level: 'warn', attempt: 1, requestId: 'r-1' },
      { level: 'warn', attempt: 2 },
    ]);
    expect(JSON.stringify(logged)).not.toMatch(/gji_|later@|李新/);
  });

  it('is given up after the last try, and whoever it was sent for is named', async () => {
    const { mail, send, entries, undelivered } = open();
    server.answers.push(450, 450, 450);
    const before = server.asked;
    const whenUndelivered = {
      personId: 'sender',
      allianceId: 'alliance',
      key: 'invitation.undelivered' as const,
      parameters: {},
      subject: null,
    };
    await send(letter('never@demo.example', { whenUndelivered }));
    mail.start();
    await settled();
    await mail.close();
    expect(server.asked).toBe(before + 3);
    expect(entries()).toMatchObject([{ attempt: 1 }, { attempt: 2 }, { level: 'error', attempt: 3, requestId: 'r-1' }]);
    expect(undelivered).toMatchObject([{ requestId: 'r-1', notice: whenUndelivered }]);
  });

  it('is not tried again after a final no', async () => {
    const { mail, send, undelivered } = open(server.url, [60_000]);
    server.answers.push(550);
    const before = server.asked;
    await send(letter('unknown@demo.example'));
    mail.start();
    await settled();
    await mail.close();
    expect(server.asked - before).toBe(1);
    expect(undelivered).toMatchObject([{ reason: expect.stringContaining('550') }]);
  });

  it('is not given up because the mail server lets nobody in, which may be mended', async () => {
    const { mail, send, undelivered } = open(server.url, [60_000, 60_000]);
    server.locked = true;
    await send(letter('outside@demo.example'));
    mail.start();
    while (
      (await pool.query("select from letters where attempts > 0 and due_at < now() + interval '4 minutes'"))
        .rowCount === 0
    )
      await pool.query('select pg_sleep(0.01)');
    server.locked = false;
    await pool.query('update letters set due_at = now()');
    await server.to('outside@demo.example');
    expect(undelivered).toEqual([]);
  });

  it('outlives a mail server that is away, however often processes begin and end', async () => {
    const away = 'smtp://127.0.0.1:1';
    for (let tries = 1; tries <= 3; tries += 1) {
      const { mail, send } = open(away, [60_000, 60_000, 60_000, 60_000]);
      if (tries === 1) await send(letter('patient@demo.example'));
      mail.start();
      await pool.query('update letters set due_at = now()');
      while ((await pool.query('select from letters where attempts = $1 and due_at > now()', [tries])).rowCount === 0)
        await pool.query('select pg_sleep(0.01)');
      await mail.close();
    }
    await pool.query('update letters set due_at = now()');
    const { mail } = open();
    mail.start();
    await server.to('patient@demo.example');
    await settled();
    await mail.close();
  });

  it('is not sent when it has become of no use, nor tried beyond that', async () => {
    const { mail, send, undelivered } = open(server.url, [60_000]);
    server.answers.push(450);
    const before = server.asked;
    await send(letter('over@demo.example', { until: new Date(Date.now() - 1) }));
    await send(letter('soon-over@demo.example', { until: new Date(Date.now() + 30_000) }));
    mail.start();
    await settled();
    await mail.close();
    expect(server.asked - before).toBe(1);
    expect(undelivered.map(({ reason }) => reason).sort()).toEqual([
      expect.stringContaining('450'),
      'it came too late',
    ]);
  });

  it('is given up where it was written under another key', async () => {
    await open().send(letter('sealed@demo.example'));
    const { mail, undelivered } = open(server.url, [], Buffer.alloc(32, 2));
    mail.start();
    await settled();
    await mail.close();
    expect(undelivered).toMatchObject([{ reason: 'it was written under another AUTH_SECRET', notice: null }]);
  });
});
