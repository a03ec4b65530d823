/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { unzipSync } from 'fflate';
import { ErrorCode, RequestError } from '../../../../../src/platform/errors/errors';
import { Workers } from '../../../../../src/platform/workers';
import type { AgreementShown, TestAgreements } from '../../../../testkit/world/test-agreements';
import type { Audiences, Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import type { Somebody } from '../../../../testkit/world/caller';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
let agreements: TestAgreements;
let partners: [Partner, Partner];
let signed: AgreementShown;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  audiences = await alliance.audiences();
  agreements = alliance.agreements;
  partners = (await agreements.alliance.partners('青枫小学印', '自来水公司印')) as [Partner, Partner];
  signed = await agreements.signed(partners, { title: '供水“共建”协议', body: '第一条 由𠮷先生负责。' });
});
afterAll(() => world.close());

async function link(
  by: Partner | Somebody | null,
  agreement: Pick<AgreementShown, 'id'>,
  format = '',
): Promise<string | null> {
  const found = await agreements.ask<{ documentUrl: string | null }>(by, agreement.id, `documentUrl${format}`);
  return found?.documentUrl ?? null;
}

async function fetched(
  url: string | null,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await fetch(url ?? '', { headers: { 'accept-language': 'en' }, ...init });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** The text of a DOCX: of the two formats the one that a test can read. */
const wordsOf = (bytes: Buffer): string =>
  Buffer.from(unzipSync(new Uint8Array(bytes))['word/document.xml'] ?? []).toString('utf8');

it('a member gets the PDF and the DOCX of the text, each under a name of its own', async () => {
  const pdf = await fetched(await link(audiences.member, signed));
  expect(pdf.status).toBe(200);
  expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  expect(pdf.headers.get('cache-control')).toBe('private, no-cache');
  expect(
    decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(pdf.headers.get('content-disposition') ?? '')?.[1] ?? ''),
  ).toBe(`${signed.number} 供水“共建”协议.pdf`);
  const docx = await fetched(await link(audiences.member, signed, '(format: DOCX)'));
  expect(docx.status).toBe(200);
  const words = wordsOf(docx.bytes);
  for (const shown of [
    '第一条 由𠮷先生负责。',
    '青枫小学印代表',
    '自来水公司印代表',
    signed.revision.contentHash.slice(0, 8),
  ])
    expect(words).toContain(shown);
  expect(words).not.toContain('not signed by all');
  expect(
    wordsOf(
      (
        await fetched(await link(audiences.member, signed, '(format: DOCX)'), {
          headers: { 'accept-language': 'zh-CN' },
        })
      ).bytes,
    ),
  ).toContain('签署页');
});

it('nobody who may not read the text is given a link', async () => {
  expect(await link(null, signed)).toBeNull();
  const draft = await agreements.draft(partners);
  expect(await link(audiences.member, draft)).toBeNull();
  expect(await link(partners[1], draft)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/documents\//);
});

it('a link shows the revision that it was made for, and says when another has taken its place', async () => {
  const draft = await agreements.draft(partners, { body: '第一稿的正文' });
  const url = await link(partners[0], draft, '(format: DOCX)');
  expect(wordsOf((await fetched(url)).bytes)).toContain('Draft: not signed by all parties');
  await agreements.call(partners[0], 'reviseAgreement', { agreementId: draft.id, body: '第二稿的正文' });
  const words = wordsOf((await fetched(url)).bytes);
  expect(words).toContain('第一稿的正文');
  expect(words).toContain('Superseded text');
});

it('rights are looked at again when it is fetched', async () => {
  const draft = await agreements.draft(partners);
  const url = await link(partners[1], draft, '(format: DOCX)');
  expect((await fetched(url)).status).toBe(200);
  await alliance.as(alliance.secretariat).mutate('revokeUnitRole', {
    personId: partners[1].representative.id,
    unitId: partners[1].unitId,
  });
  const { status, bytes } = await fetched(url);
  expect([status, JSON.parse(bytes.toString())]).toEqual([
    404,
    { errors: [{ message: 'This link is over or not valid. Ask for a new one.' }] },
  ]);
  await alliance.as(alliance.secretariat).mutate('grantUnitRole', {
    personId: partners[1].representative.id,
    unitId: partners[1].unitId,
    role: 'REPRESENTATIVE',
  });
});

it.each([
  [
    'another text under its signatures',
    "update agreement_revisions set canonical_text = replace(canonical_text, '𠮷先生', '王先生') where agreement_id = $1",
  ],
  [
    'another text with its hash',
    `update agreement_revisions set canonical_text = replace(canonical_text, '𠮷先生', '王先生'),
    content_hash = encode(sha256(convert_to(replace(canonical_text, '𠮷先生', '王先生'), 'UTF8')), 'hex') where agreement_id = $1`,
  ],
  ['no text at all', "update agreement_revisions set canonical_text = '{' where agreement_id = $1"],
  ['another status', "update agreements set status = 'EXPIRED' where id = $1"],
  ['a signature less', 'delete from agreement_signatures where agreement_id = $1'],
])('what was altered behind the platform’s back is not printed: %s', async (_, alteration) => {
  const { id } = await agreements.signed(partners, { body: '第一条 由𠮷先生负责。' });
  const url = await link(audiences.member, { id }, '(format: DOCX)');
  for (const table of ['agreement_revisions', 'agreement_signatures'])
    await alliance.world.sql(`alter table ${table} disable trigger user`);
  await alliance.world.sql(alteration, [rowId(id)]);
  for (const table of ['agreement_revisions', 'agreement_signatures'])
    await alliance.world.sql(`alter table ${table} enable trigger user`);
  const { status, bytes } = await fetched(url);
  expect([status, JSON.parse(bytes.toString())]).toEqual([
    409,
    {
      errors: [
        {
          message:
            'What is stored of this agreement is not what was signed and recorded, and is not printed. Its integrity names what differs.',
        },
      ],
    },
  ]);
});

it('an agreement of which only seals do not hold is printed, and says so', async () => {
  const { id } = await agreements.signed(partners);
  await alliance.world.sql("update agreements set head_seal = 'x' where id = $1", [rowId(id)]);
  const words = wordsOf((await fetched(await link(audiences.member, { id }, '(format: DOCX)'))).bytes);
  expect(words).toContain('Not proved: the server’s seals on this agreement do not hold');
  expect(words).toContain('青枫小学印代表');
});

it('a link ends after five minutes, and none can be made up or changed', async () => {
  const url = (await link(audiences.member, signed, '(format: DOCX)')) ?? '';
  const [head = '', mac = ''] = url.slice(url.lastIndexOf('/') + 1).split('.');
  const base = url.slice(0, url.lastIndexOf('/') + 1);
  const [agreement, revision, person, format, until] = JSON.parse(Buffer.from(head, 'base64url').toString()) as [
    string,
    string,
    string,
    string,
    number,
  ];
  expect(until - Date.now()).toBeGreaterThan(290_000);
  expect(until - Date.now()).toBeLessThanOrEqual(300_000);
  const changed = (...parts: unknown[]): string =>
    `${base}${Buffer.from(JSON.stringify(parts)).toString('base64url')}.${mac}`;
  const later = Date.now() + 3_600_000;
  for (const wrong of [
    changed(agreement, revision, person, format, later),
    changed(agreement, revision, partners[0].representative.id.slice(7), format, until),
    `${base}${head}`,
    `${base}${head}.`,
    `${base}${head}.${mac}x`,
    `${base}`,
    `${base}nonsense`,
    `${base}%00.%00`,
  ])
    expect((await fetched(wrong)).status).toBe(404);
  jest.useFakeTimers({
    now: until + 1,
    doNotFake: [
      'nextTick',
      'setImmediate',
      'setTimeout',
      'setInterval',
      'clearTimeout',
      'clearInterval',
      'queueMicrotask',
      'performance',
      'hrtime',
    ],
  });
  expect((await fetched(url)).status).toBe(404);
  jest.useRealTimers();
  expect((await fetched(url, { method: 'HEAD' })).status).toBe(200);
  const posted = await fetched(url, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

it('waits for its turn to be checked: whoever has too much under way tries again', async () => {
  const url = await link(audiences.member, signed);
  const busy = new RequestError(ErrorCode.rateLimited, 'errors.tooManyTasks', {}, null, 429);
  const run = jest.spyOn(Workers.prototype, 'run').mockRejectedValueOnce(busy);
  const refused = await fetched(url);
  run.mockRestore();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect((await fetched(url)).status).toBe(200);
});

it('is open to pages elsewhere by its link alone, and is asked for again by its tag', async () => {
  const url = await link(audiences.member, signed);
  const origin = { origin: 'https://viewer.example', 'accept-language': 'en' };
  const asked = await fetched(url, {
    method: 'OPTIONS',
    headers: { ...origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'if-none-match' },
  });
  expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  expect(asked.headers.get('access-control-allow-headers')).toContain('if-none-match');
  const got = await fetched(url, { headers: origin });
  expect(got.status).toBe(200);
  for (const { headers } of [asked, got, await fetched(`${url}x`, { headers: origin })]) {
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-expose-headers')).toContain('content-disposition');
  }
  const tag = got.headers.get('etag') ?? '';
  expect(tag).toMatch(/^W\/"[\w-]{43}"$/);
  const again = await fetched(await link(audiences.member, signed), {
    headers: { ...origin, 'if-none-match': `"x", ${tag}` },
  });
  expect([again.status, again.bytes.length, again.headers.get('etag')]).toEqual([304, 0, tag]);
  const chinese = await fetched(url, { headers: { 'accept-language': 'zh-CN', 'if-none-match': tag } });
  expect([chinese.status, chinese.headers.get('vary')]).toEqual([200, 'accept-language']);
  const docx = await fetched(await link(audiences.member, signed, '(format: DOCX)'), {
    headers: { ...origin, 'if-none-match': tag },
  });
  expect(docx.status).toBe(200);
});
