import { readCheckpoint, signerOf } from '../../../../../src/platform/audit/checkpoint.rules';
import type { PublicKey } from '../../../../../src/platform/sealing';
import { foundAfter } from '../../../../testkit/world/audit-log';
import { MailServer } from '../../../../testkit/mail-server';
import type { TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Partner } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let mail: MailServer;
let world: TestWorld;
let agreements: TestAgreements;
let partners: Partner[];

beforeAll(async () => {
  mail = await MailServer.open();
  world = await TestWorld.open({ env: { SMTP_URL: mail.url, MAIL_FROM: 'gongjian@test.example' } });
  agreements = (await world.alliance()).agreements;
  partners = await agreements.alliance.partners('青枫小学', '社区诊所');
  for (const [place, { representative }] of partners.entries())
    await world.sql('update persons set email = $2, locale = $3 where id = $1', [
      rowId(representative.id),
      `party-${place}@test.example`,
      ['en', 'zh-CN'][place],
    ]);
});
afterAll(async () => {
  await world?.close();
  await mail?.close();
});

it('tells the representatives of all parties of the conclusion, in their languages, with the log’s head over it', async () => {
  const { id } = await agreements.signed(partners, { title: '共建“$t(x)” {{y}}' });
  const [english, chinese] = [await mail.to('party-0@test.example'), await mail.to('party-1@test.example')];
  expect(mail.received).toHaveLength(2);
  expect(english.headers.get('subject')).toBe(
    'Concluded: agreement 2026-001 “共建“$t(x)” {{y}}”'.replace('2026', year()),
  );
  expect(chinese.headers.get('subject')).toMatch(/^协议已签署：/);
  expect(english.text).toContain(`under ${id}`);
  const keys = (await (
    await fetch(world.server.url.replace('/graphql', '/.well-known/gongjian-keys.json'))
  ).json()) as { keys: PublicKey[] };
  for (const { text } of [english, chinese]) {
    const checkpoint = readCheckpoint(`${text.slice(text.lastIndexOf('\ngongjian\n') + 1).trimEnd()}\n`);
    if (checkpoint === null) throw new Error(`no checkpoint in ${text}`);
    expect(signerOf(checkpoint, keys.keys)).not.toBeNull();
    // the last signature is in it
    const [entry] = await world.sql<{ position: string }>(
      `select max(s.position) as position
       from audit_entries e
       join audit_seals s on s.entry_id = e.id
       where e.subject = $1 and e.action = 'signAgreement'`,
      [id],
    );
    expect(Number(entry?.position)).toBeLessThan(checkpoint.size);
    expect(await foundAfter(world.server.database.ownerUrl, [], [checkpoint])).toEqual([]);
  }
});

it('says nothing of other signatures', async () => {
  const before = mail.asked;
  const open = await agreements.open(partners);
  await agreements.sign(partners[0] as Partner, open);
  expect(mail.asked).toBe(before);
});

function year(): string {
  return String(new Date(Date.now() + 8 * 3_600_000).getUTCFullYear());
}
