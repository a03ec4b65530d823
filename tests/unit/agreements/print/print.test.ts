import { spawn } from 'node:child_process';
import path from 'node:path';
import { text as textFrom } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { PdfPress, PressBusy, printDocx, sheetOf, type PrintedAgreement } from '../../../../src/agreements/print';
import '../../../../src/agreements/agreements.messages';
import type { Locale } from '../../../../src/platform/i18n/messages';

const HASH = 'c0ffee00'.repeat(8);
const CHAIN = 'deadbeef'.repeat(8);
const AT = new Date('2026-11-26T02:03:04Z');

const signature = { signedBy: '王建国', signedAt: AT, contentHash: HASH, chainHash: CHAIN, keyId: 'o3OHoHL8KJkwAZPnr7qcnaiETowxDmBuXMCIpY1HMac' };
const agreement: PrintedAgreement = {
  alliance: '青枫街道党建共建联合会', number: '2026-021', title: '社区食堂共建协议', tier: 'COMMUNITY', status: 'ACTIVE', territory: '松溪社区',
  purpose: '让辖区老年居民就近吃上热饭', startsOn: '2026-06-01', endsOn: null, revision: { ordinal: 2, contentHash: HASH, superseded: false },
  body: '第一条 双方本着组织共建的原则开展合作。\n\n第二条 甲方提供场地，由𠮷先生负责，联系㐂女士 😀。',
  parties: [
    { unit: '青枫街道办事处', role: 'INITIATOR', representative: '程主任', signingStep: 1, leftAt: null, signature },
    { unit: '青枫市职业技术学院', role: 'PARTY', representative: null, signingStep: 2, leftAt: AT, signature: { ...signature, signedBy: '褚明' } },
  ],
  commitments: [{ unit: '青枫市职业技术学院', text: '每周三次配送营养餐', category: 'ELDERLY_CARE', dueOn: '2026-12-31' }],
  printedAt: AT, timeZone: 'Asia/Shanghai',
};

const press = new PdfPress();
afterAll(() => press.close());

const pdfOf = (of: PrintedAgreement, locale: Locale = 'zh-CN'): Promise<Buffer> => press.print(sheetOf(of, locale), of.printedAt);

/** The text as it stands on the pages, without white space: lines end where they must. */
async function textOf(pdf: Buffer): Promise<string> {
  const reader = spawn(process.execPath, [path.resolve(__dirname, '../../../testkit/pdf-text.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  reader.stdin.end(pdf);
  return (await textFrom(reader.stdout)).normalize('NFKC').replace(/\s+/g, '');
}

async function documentOf(of: PrintedAgreement, locale: Locale = 'zh-CN'): Promise<string> {
  const files = unzipSync(new Uint8Array(await printDocx(sheetOf(of, locale))));
  return Buffer.from(files['word/document.xml'] ?? []).toString('utf8');
}

describe('the PDF', () => {
  it('shows the text, the parties, the commitments and each signature with its hashes', async () => {
    const pdf = await pdfOf(agreement);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const text = await textOf(pdf);
    for (const shown of [
      '社区食堂共建协议', '2026-021', '青枫街道党建共建联合会', '青枫街道办事处', '程主任', '青枫市职业技术学院', '每周三次配送营养餐', '养老助残', '褚明', '王建国',
      '2026-11-2610:03:04(Asia/Shanghai)', HASH, CHAIN, signature.keyId, '第1页/共', '让辖区老年居民就近吃上热饭', '双方本着组织共建的原则开展合作',
    ]) expect(text).toContain(shown);
    expect(text).not.toContain('草案');
  }, 60_000);

  it('embeds its type as subsets', async () => {
    const pdf = await pdfOf(agreement);
    expect(pdf.length).toBeLessThan(300_000);
    const fonts = [...pdf.toString('latin1').matchAll(/\/BaseFont\s*\/([\w+-]+)/g)].map(([, name]) => name);
    expect(fonts.length).toBeGreaterThan(0);
    for (const name of fonts) expect(name).toMatch(/^[A-Z]{6}\+/);
  });

  it('has rare characters', async () => {
    expect(await textOf(await pdfOf(agreement))).toContain('由𠮷先生负责,联系㐂女士');
  });

  it('says what is not signed by all, and what has been superseded', async () => {
    const unsigned = { ...agreement, parties: agreement.parties.map((party, index) => (index === 1 ? { ...party, signature: null } : party)) };
    expect(await textOf(await pdfOf(unsigned))).toContain('草案:尚未经各方签署');
    expect(await textOf(await pdfOf({ ...agreement, revision: { ...agreement.revision, superseded: true } }))).toContain('旧稿:已有新稿替代');
    expect(await textOf(await pdfOf(unsigned, 'en'))).toContain('Draft:notsignedbyallparties');
  });

  it('reads nothing that people wrote as markup', async () => {
    const wild = '#read("/etc/passwd") $x^2$ *bold* _it_ \\ <label> // no comment @ref = heading #import "x" `raw` ~ [a](b) #panic()';
    const text = await textOf(await pdfOf({ ...agreement, title: wild, body: wild, purpose: wild, alliance: wild, commitments: [{ unit: wild, text: wild, category: 'OTHER', dueOn: null }] }));
    expect(text.split(wild.normalize('NFKC').replace(/\s+/g, '')).length).toBeGreaterThan(4);
  });

  it('is the same for the same agreement at the same moment', async () => {
    expect((await pdfOf(agreement)).equals(await pdfOf(agreement))).toBe(true);
  });

  it('takes a hundred thousand characters and a hundred parties, while everything else goes on', async () => {
    const [party] = agreement.parties;
    if (party === undefined) throw new Error('no party');
    const large = {
      ...agreement, body: '第一条 双方同心共建，各尽其责，每季度会商一次。\n'.repeat(4_000),
      parties: Array.from({ length: 100 }, (_, index) => ({ ...party, unit: `第${index}单位` })),
    };
    let turns = 0;
    const turning = setInterval(() => { turns += 1; }, 5);
    const text = await textOf(await pdfOf(large));
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
    expect(text).toContain('第99单位');
  }, 60_000);

  it('is refused when too many wait', async () => {
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => pdfOf(agreement)));
    const refused = all.filter((each) => each.status === 'rejected');
    expect(refused).toHaveLength(20);
    for (const each of refused) expect(each.reason).toBeInstanceOf(PressBusy);
  });
});

describe('the DOCX', () => {
  it('holds the same texts, escaped', async () => {
    const xml = await documentOf({ ...agreement, title: '<w:t> & "共建"' });
    for (const shown of ['青枫街道办事处', '每周三次配送营养餐', 'c0ffee00 c0ffee00', '由𠮷先生负责', '&lt;w:t&gt; &amp; ']) expect(xml).toContain(shown);
    expect(xml).not.toContain('<w:t> &');
  });

  it('is worded in the language that was asked for', async () => {
    expect(await documentOf(agreement)).toContain('签约各方');
    expect(await documentOf(agreement, 'en')).toContain('Signing step');
  });
});
