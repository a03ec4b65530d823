/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text as textFrom } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { pageLayoutOf, type PrintedAgreement } from '../../../../src/modules/agreements/print/print-layout.rules';
import { PrintingNotInstalled, PrintQueue, PrintQueueFull, Unprintable } from '../../../../src/platform/printing';
import { settable } from '../../../../src/platform/printing/print-breaks.rules';
import '../../../../src/modules/agreements/agreement/agreement.messages';
import type { Locale } from '../../../../src/platform/i18n/messages';

const HASH = 'c0ffee00'.repeat(8);
const CHAIN = 'deadbeef'.repeat(8);
const AT = new Date('2026-11-26T02:03:04Z');

const signature = {
  signedBy: '王建国',
  signedAt: AT,
  contentHash: HASH,
  chainHash: CHAIN,
  keyId: 'o3OHoHL8KJkwAZPnr7qcnaiETowxDmBuXMCIpY1HMac',
};
const agreement: PrintedAgreement = {
  alliance: '青枫街道党建共建联合会',
  number: '2026-021',
  title: '社区食堂共建协议',
  tier: 'COMMUNITY',
  status: 'ACTIVE',
  territory: '松溪社区',
  purpose: '让辖区老年居民就近吃上热饭',
  startsOn: '2026-06-01',
  endsOn: null,
  revision: { ordinal: 2, contentHash: HASH, superseded: false },
  body: '第一条 双方本着组织共建的原则开展合作。\n\n第二条 甲方提供场地，由𠮷先生负责，联系㐂女士 😀。',
  parties: [
    { unit: '青枫街道办事处', role: 'INITIATOR', representative: '程主任', signingStep: 1, leftAt: null, signature },
    {
      unit: '青枫市职业技术学院',
      role: 'PARTY',
      representative: null,
      signingStep: 2,
      leftAt: AT,
      signature: { ...signature, signedBy: '褚明' },
    },
  ],
  commitments: [
    { unit: '青枫市职业技术学院', text: '每周三次配送营养餐', category: 'ELDERLY_CARE', dueOn: '2026-12-31' },
  ],
  printedAt: AT,
  isUnsealed: false,
  timeZone: 'Asia/Shanghai',
};

/** As many as an agreement may have, of 25 characters. */
const [LINES, PARTIES] = [4_000, 100] as const;

const printQueue = new PrintQueue();
afterAll(() => printQueue.close());

const print = (
  of: PrintedAgreement,
  format: 'PDF' | 'DOCX',
  locale: Locale = 'zh-CN',
  personId = 'somebody',
): Promise<Buffer> => printQueue.print({ layout: pageLayoutOf(of, locale), format, at: of.printedAt }, personId);
const pdfOf = (of: PrintedAgreement, locale?: Locale, personId?: string): Promise<Buffer> =>
  print(of, 'PDF', locale, personId);

/** The text as it stands on the pages, without white space: lines end where they must. */
async function textOf(pdf: Buffer): Promise<string> {
  const reader = spawn(process.execPath, [path.resolve(__dirname, '../../../testkit/pdf-text.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  reader.stdin.end(pdf);
  return (await textFrom(reader.stdout)).normalize('NFKC').replace(/\s+/g, '');
}

async function documentOf(of: PrintedAgreement, locale?: Locale): Promise<string> {
  const files = unzipSync(new Uint8Array(await print(of, 'DOCX', locale)));
  return Buffer.from(files['word/document.xml'] ?? []).toString('utf8');
}

describe('the PDF', () => {
  it('shows the text, the parties, the commitments and each signature with its hashes', async () => {
    const pdf = await pdfOf(agreement);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const text = await textOf(pdf);
    for (const shown of [
      '社区食堂共建协议',
      '2026-021',
      '青枫街道党建共建联合会',
      '青枫街道办事处',
      '程主任',
      '青枫市职业技术学院',
      '每周三次配送营养餐',
      '养老助残',
      '褚明',
      '王建国',
      '2026-11-2610:03:04(Asia/Shanghai)',
      HASH,
      CHAIN,
      signature.keyId,
      '第1页/共',
      '让辖区老年居民就近吃上热饭',
      '双方本着组织共建的原则开展合作',
    ])
      expect(text).toContain(shown);
    expect(text).not.toContain('草案');
  });

  it('embeds its type as subsets', async () => {
    const pdf = await pdfOf(agreement);
    expect(pdf.length).toBeLessThan(300_000);
    const fonts = [...pdf.toString('latin1').matchAll(/\/BaseFont\s*\/([\w+-]+)/g)].map(([, name]) => name);
    expect(fonts.length).toBeGreaterThan(0);
    // none of the machine's own, whatever it has
    for (const name of fonts) expect(name).toMatch(/^[A-Z]{6}\+(NotoSerif(SC|JP)|NotoEmoji|SourceCodePro)-/);
  });

  it('names the characters that it cannot show', async () => {
    const text = await textOf(await pdfOf({ ...agreement, body: '第一条 由𠀀先生与ཁ女士负责。', title: 'ᠮ' }));
    expect(text).toContain('以下字符本字体无法显示,印为方框,规范文本中均有保留:U+0F41U+182EU+20000');
    expect(await textOf(await pdfOf(agreement))).not.toContain('无法显示');
  });

  it('has rare characters', async () => {
    expect(await textOf(await pdfOf(agreement))).toContain('由𠮷先生负责,联系㐂女士');
  });

  it('says what is not signed by all, and what has been superseded', async () => {
    const unsigned = {
      ...agreement,
      parties: agreement.parties.map((party, index) => (index === 1 ? { ...party, signature: null } : party)),
    };
    expect(await textOf(await pdfOf(unsigned))).toContain('草案:尚未经各方签署');
    expect(
      await textOf(await pdfOf({ ...agreement, revision: { ...agreement.revision, superseded: true } })),
    ).toContain('旧稿:已有新稿替代');
    expect(await textOf(await pdfOf(unsigned, 'en'))).toContain('Draft:notsignedbyallparties');
    const another = {
      ...agreement,
      parties: agreement.parties.map((party) => ({ ...party, signature: { ...signature, contentHash: CHAIN } })),
    };
    expect(pageLayoutOf(another, 'en').notice).toBe('Draft: not signed by all parties');
    expect(pageLayoutOf({ ...agreement, parties: [] }, 'en').notice).toBe('Draft: not signed by all parties');
  });

  it('ends paragraphs wherever Unicode ends a line', () => {
    const { blocks } = pageLayoutOf({ ...agreement, body: '甲\r\n乙\u2028丙\u0085丁\r戊\u2029\n己' }, 'en');
    expect(blocks).toContainEqual({ kind: 'paragraphs', lines: ['甲', '乙', '丙', '丁', '戊', '己'] });
  });

  it('reads nothing that people wrote as markup', async () => {
    const wild =
      '#read("/etc/passwd") $x^2$ *bold* _it_ \\ <label> // no comment @ref = heading #import "x" `raw` ~ [a](b) #panic()';
    const text = await textOf(
      await pdfOf({
        ...agreement,
        title: wild,
        body: wild,
        purpose: wild,
        alliance: wild,
        commitments: [{ unit: wild, text: wild, category: 'OTHER', dueOn: null }],
      }),
    );
    expect(text.split(wild.normalize('NFKC').replace(/\s+/g, '')).length).toBeGreaterThan(4);
  });

  it('is the same for the same agreement at the same moment', async () => {
    expect((await pdfOf(agreement)).equals(await pdfOf(agreement))).toBe(true);
  });

  it(`takes ${LINES} lines and ${PARTIES} parties, while everything else goes on`, async () => {
    const [party] = agreement.parties;
    if (party === undefined) throw new Error('no party');
    const large = {
      ...agreement,
      body: '第一条 双方同心共建，各尽其责，每季度会商一次。\n'.repeat(LINES),
      parties: Array.from({ length: PARTIES }, (_, index) => ({ ...party, unit: `第${index}单位` })),
    };
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 5);
    const text = await textOf(await pdfOf(large));
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
    expect(text).toContain(`第${PARTIES - 1}单位`);
  });

  it('is refused when too many wait, and when one person has too many', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => pdfOf(agreement, 'zh-CN', `person ${index}`)),
    );
    const mine = await Promise.allSettled(Array.from({ length: 5 }, () => pdfOf(agreement)));
    for (const [outcomes, count] of [
      [all, 20],
      [mine, 2],
    ] as const) {
      const refused = outcomes.filter((each) => each.status === 'rejected');
      expect(refused).toHaveLength(count);
      for (const each of refused) expect(each.reason).toBeInstanceOf(PrintQueueFull);
    }
  });
});

/** Texts that typst's shaper does not survive, or does not come to an end with, as they are. */
const HARD: readonly (readonly [string, string])[] = [
  ['conjuncts without end', 'क्'.repeat(250)],
  ['heaps of marks on nothing', ` ${'\u0301'.repeat(16)}`.repeat(250)],
  ['a heap of marks', `a${'\u0301'.repeat(20_000)}`],
  ['marks alone', '\u0301'.repeat(500)],
  ['joiners', 'a\u200d'.repeat(5_000)],
  ['one word', 'W'.repeat(20_000)],
  ['Chinese without end', '共'.repeat(20_000)],
  ['commas', '，'.repeat(5_000)],
  ['emoji families', '👨‍👩‍👧‍👦'.repeat(500)],
  ['blanks that do not break', 'a\u00a0'.repeat(5_000)],
];

describe('texts that are hard to set', () => {
  it.each(HARD)(
    'are printed all the same: %s',
    async (_, body) => {
      const pdf = await pdfOf({
        ...agreement,
        body,
        title: [...body].slice(0, 200).join(''),
        commitments: [{ unit: body.slice(0, 200), text: body.slice(0, 2_000), category: 'OTHER', dueOn: null }],
      });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect((await documentOf({ ...agreement, body })).length).toBeGreaterThan(body.length);
    },
    60_000,
  );

  it('get places to break, and their marks bases; what is ordinary stays as it is', () => {
    expect(settable('W'.repeat(25))).toBe(`${'W'.repeat(8)}\u200b`.repeat(3) + 'W');
    expect(settable('क्'.repeat(13))).toBe(`${'क्'.repeat(4)}\u200b`.repeat(3) + 'क्');
    expect(settable(`a${'\u0301'.repeat(10)}`)).toBe(`a${'\u0301'.repeat(8)}◌${'\u0301'.repeat(2)}`);
    expect(settable('\u0301 \u0301')).toBe('◌\u0301 ◌\u0301');
    expect(settable('甲\t乙')).toBe('甲\u2003乙');
    for (const same of [
      '第一条 双方本着组织共建的原则开展合作。',
      'The parties work together, é naïve.',
      'npx gongjian verify FILE',
      '𠮷😀',
      '共'.repeat(100),
    ])
      expect(settable(same)).toBe(same);
  });
});

describe('the print queue', () => {
  const layout = pageLayoutOf(agreement, 'zh-CN');
  // what is copied to compare is set as it is, so that a key's id that no server makes is a way to the shaper's fault
  const endless = {
    ...layout,
    blocks: layout.blocks.map((block) =>
      block.kind === 'signature' ? { ...block, hashes: [['x', `a${'\u0301'.repeat(100_000)}`] as const] } : block,
    ),
  };

  it('says that the packages of a format are not installed, and prints in the other', async () => {
    const { execArgv } = process;
    process.execArgv = [...execArgv, '--require', require.resolve('../../../testkit/outside/without-docx.cjs')];
    const own = new PrintQueue();
    const [docx, pdf] = await Promise.allSettled(
      (['DOCX', 'PDF'] as const).map((format) => own.print({ layout, format, at: AT }, format)),
    );
    await own.close();
    process.execArgv = execArgv;
    expect((docx as PromiseRejectedResult).reason).toBeInstanceOf(PrintingNotInstalled);
    expect(pdf?.status).toBe('fulfilled');
  });

  it('refuses what takes longer than it may, and prints on', async () => {
    const own = new PrintQueue({ ms: 1, bytes: 4 * 1024 ** 3 });
    const outcomes = await Promise.allSettled(
      ['one', 'two'].map((personId) => own.print({ layout, format: 'PDF', at: AT }, personId)),
    );
    await own.close();
    // no layout is typeset in a millisecond; the second is tried like the first
    for (const outcome of outcomes) {
      const { reason } = outcome as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(Unprintable);
      expect(String(reason)).toMatch(/1 ms/);
    }
  });

  it.each([
    ['memory', { ms: 150_000, bytes: 700 * 1024 ** 2 }],
    ['time', { ms: 5_000, bytes: 4 * 1024 ** 3 }],
  ])(
    'ends a job that takes too much %s, alone, and prints the others',
    async (what, bounds) => {
      const own = new PrintQueue(bounds);
      const orders = [
        { layout, format: 'PDF' },
        { layout: endless, format: 'PDF' },
        { layout, format: 'PDF' },
        { layout, format: 'DOCX' },
      ] as const;
      const outcomes = await Promise.allSettled(
        orders.map((order, index) => own.print({ ...order, at: AT }, `person ${index}`)),
      );
      await own.close();
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      const { reason } = outcomes[1] as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(Unprintable);
      expect(String(reason)).toMatch(what === 'time' ? /5000 ms/ : /memory/);
    },
    180_000,
  );

  it('is over with the server, whatever it is printing', async () => {
    const own = new PrintQueue();
    const printing = Promise.allSettled([
      own.print({ layout: endless, format: 'PDF', at: AT }, 'one'),
      own.print({ layout, format: 'PDF', at: AT }, 'two'),
    ]);
    await own.close();
    expect((await printing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('the DOCX', () => {
  it('holds the same texts, escaped', async () => {
    const xml = await documentOf({ ...agreement, title: '<w:t> & "共建"' });
    for (const shown of [
      '青枫街道办事处',
      '每周三次配送营养餐',
      'c0ffee00 c0ffee00',
      '由𠮷先生负责',
      '&lt;w:t&gt; &amp; ',
    ])
      expect(xml).toContain(shown);
    expect(xml).not.toContain('<w:t> &');
  });

  it('tells Word that it is Chinese, or English, and holds nothing that XML has no place for', async () => {
    const styles = async (locale: Locale): Promise<string> =>
      Buffer.from(unzipSync(new Uint8Array(await print(agreement, 'DOCX', locale)))['word/styles.xml'] ?? []).toString(
        'utf8',
      );
    expect(await styles('zh-CN')).toMatch(
      /<w:docDefaults>.*w:hint="eastAsia".*<w:lang w:val="zh-CN" w:eastAsia="zh-CN"\/>/s,
    );
    expect(await styles('en')).toMatch(/<w:docDefaults>.*<w:lang w:val="en-GB" w:eastAsia="zh-CN"\/>/s);
    expect(await documentOf({ ...agreement, body: 'a\uffffb\ud800c' })).toContain('a\ufffdb\ufffdc');
  });

  it('is worded in the language that was asked for', async () => {
    expect(await documentOf(agreement)).toContain('签约各方');
    expect(await documentOf(agreement, 'en')).toContain('Signing step');
  });
});
