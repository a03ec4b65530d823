import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Evidence } from '../../../../../src/modules/agreements/proof/evidence.rules';
import { verify } from '../../../../../src/app/commands/verify';
import { quickOrFull } from '../../../../quick-or-full';
import { isTriedWithout, missingTools } from '../../../../tools';
import { sealAll } from '../../../../testkit/world/audit-log';
import { AgreementLives, type Everything } from '../../../../testkit/world/agreement-lives';

let lives: AgreementLives;
let whole: Everything;
let text: string;
let folder: string;

const fileOf = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-evidence-'));
  lives = await AgreementLives.open();
  whole = await lives.everything();
  await sealAll(lives.world.server);
  text = (await lives.agreements.ask<{ evidence: string }>(whole.partners[0], whole.id, 'evidence'))?.evidence ?? '';
  await writeFile(fileOf('evidence.json'), text);
  const keys = await fetch(lives.world.server.url.replace('/graphql', '/.well-known/gongjian-keys.json'));
  await writeFile(fileOf('keys.json'), await keys.text());
  const code =
    /```sh\n(#!\/bin\/sh\n[^]*?)```/.exec(
      readFileSync(path.resolve(__dirname, '../../../../../docs/agreements.md'), 'utf8'),
    )?.[1] ?? '';
  await writeFile(fileOf('check.sh'), code);
});
afterAll(async () => {
  await lives?.close();
  await rm(folder, { recursive: true, force: true });
});

type Tampering = (evidence: Evidence) => Evidence;

/** The file with another text in the place of one that must be there. */
const replacing =
  (one: string, other: string): Tampering =>
  (evidence) => {
    const args = JSON.stringify(evidence);
    if (!args.includes(one)) throw new Error(`there is no ${one}`);
    return JSON.parse(args.replace(one, other)) as Evidence;
  };
const without =
  (list: 'revisions' | 'signatures' | 'history', index: number): Tampering =>
  (evidence) => ({ ...evidence, [list]: (evidence[list] as unknown[]).filter((_, each) => each !== index) });
const cutOff: Tampering = (evidence) => {
  const history = evidence.history.slice(0, -1);
  return {
    ...evidence,
    history,
    head: { ...evidence.head, count: history.length, chainHash: history.at(-1)?.chainHash ?? '' },
  };
};

/** Ways to alter a file, each with what of the checks fails. */
const tamperings: readonly (readonly [name: string, tampering: Tampering, failed: readonly RegExp[]])[] = [
  ['a clause', replacing('各方同心', '各方共同'), [/the texts have their hashes/]],
  [
    'a content hash',
    (evidence) => ({
      ...evidence,
      revisions: evidence.revisions.map((each) => ({ ...each, contentHash: '0'.repeat(64) })),
    }),
    [/the texts have their hashes/, /the history tells of these texts/, /each signature/],
  ],
  ['the title', replacing('"title":"共建协议𠮷","status"', '"title":"别的协议","status"'), [/title and status/]],
  [
    'the status',
    replacing('"status":"ACTIVE"},"revisions"', '"status":"TERMINATED"},"revisions"'),
    [/title and status/],
  ],
  [
    'who appointed a signatory',
    replacing('\\"appointedBy\\":null', '\\"appointedBy\\":{\\"id\\":\\"person_1\\",\\"name\\":\\"秘书\\"}'),
    [/each signature/],
  ],
  ['a signature left out', without('signatures', 2), [/each signature/]],
  [
    'a signature twice',
    (evidence) => ({ ...evidence, signatures: [...evidence.signatures, ...evidence.signatures.slice(0, 1)] }),
    [/each signature/],
  ],
  [
    'a text left out',
    without('revisions', 0),
    [/the texts have their hashes/, /the history tells of these texts/, /each signature/],
  ],
  ['a reason', replacing('歇业', '违约'), [/the history is whole/]],
  ['an event left out', without('history', 10), [/the history is whole/]],
  ['the last event left out', without('history', 14), [/the history is whole/]],
  ['the last event left out, and the end set back', cutOff, [/seal on the end/]],
  [
    'a seal taken away',
    (evidence) => ({
      ...evidence,
      history: evidence.history.map((each, index) => (index === 9 ? { ...each, seal: null } : each)),
    }),
    [/seals on signatures/],
  ],
  [
    'a seal',
    (evidence) => ({
      ...evidence,
      history: evidence.history.map((each, index) => (index === 9 ? { ...each, seal: evidence.head.seal } : each)),
    }),
    [/seals on signatures/],
  ],
  [
    'the seal on the end',
    (evidence) => ({ ...evidence, head: { ...evidence.head, seal: evidence.history[9]?.seal ?? evidence.head.seal } }),
    [/seal on the end/],
  ],
  [
    'a seal with a key that is none',
    (evidence) => ({
      ...evidence,
      history: evidence.history.map((each, index) =>
        index === 9 ? { ...each, seal: { keyId: '-', signature: '-' } } : each,
      ),
    }),
    [/seals on signatures/],
  ],
  [
    'a seal written in another way',
    (evidence) => ({
      ...evidence,
      head: {
        ...evidence.head,
        seal: {
          ...evidence.head.seal,
          signature: evidence.head.seal.signature.replace(/.$/, (last) => ({ A: 'B', Q: 'R', g: 'h' })[last] ?? 'x'),
        },
      },
    }),
    [/seal on the end/],
  ],
  [
    'a blank after an event',
    (evidence) => ({ ...evidence, history: evidence.history.map((each) => ({ ...each, text: `${each.text} ` })) }),
    [/the history is whole/, /the history tells of these texts/, /each signature/, /title and status/],
  ],
  [
    'a blank before a text',
    (evidence) => ({
      ...evidence,
      revisions: evidence.revisions.map((each) => ({ ...each, canonicalText: ` ${each.canonicalText}` })),
    }),
    [/the texts have their hashes/],
  ],
  [
    'the head of the log',
    (evidence) => ({ ...evidence, checkpoint: evidence.checkpoint?.replace(/\n\d+\n/, '\n1000\n') }),
    [/signature on the head of its log/],
  ],
  ['a head of the log that is none', (evidence) => ({ ...evidence, checkpoint: '' }), [/signature on the head/]],
  [
    'no keys',
    (evidence) => ({ ...evidence, keys: [] }),
    [/seals on signatures/, /seal on the end/, /signature on the head of its log/],
  ],
];

async function written(name: string, tampering: Tampering): Promise<string> {
  const file = fileOf(`${name}.json`);
  await writeFile(file, JSON.stringify(tampering(JSON.parse(text) as Evidence)));
  return file;
}

describe('the file', () => {
  it('is for the parties and the secretariat', async () => {
    const { agreements, alliance } = lives;
    const seen = (by: Parameters<typeof agreements.ask>[0]): Promise<unknown> =>
      agreements.ask(by, whole.id, 'number evidence');
    const [school, clinic, left, witness] = whole.partners;
    for (const party of [school, clinic, witness])
      expect(await seen(party)).toMatchObject({ evidence: expect.stringContaining('"gongjian-evidence-1"') as string });
    // it tells of what came after a party left
    expect(await seen(left)).toEqual({ number: '2027-001', evidence: null });
    expect(await seen(alliance.secretariat)).toMatchObject({ evidence: expect.stringContaining(whole.id) as string });
    for (const by of [await alliance.person('观察员', ['OBSERVER']), alliance.organiser, null])
      expect(await seen(by)).toEqual({ number: '2027-001', evidence: null });
    const [stranger] = await agreements.alliance.partners('外单位');
    expect(await seen(stranger as Parameters<typeof agreements.ask>[0])).toEqual({
      number: '2027-001',
      evidence: null,
    });
  });

  it('of a draft is nobody else’s, nor the draft', async () => {
    const { id } = await lives.agreements.draft(whole.partners.slice(0, 2));
    const member = await lives.alliance.person('观察员', ['OBSERVER']);
    expect(await lives.agreements.ask(member, id, 'number evidence')).toBeNull();
    expect(await lives.agreements.ask(whole.partners[3], id, 'number evidence')).toBeNull();
    const draft = (await lives.agreements.ask<{ evidence: string }>(whole.partners[1], id, 'evidence'))?.evidence ?? '';
    await writeFile(fileOf('draft.json'), draft);
    expect(verify(['verify', fileOf('draft.json')], {}).code).toBe(0);
  });
});

describe('gongjian verify', () => {
  const run = (...args: string[]): { code: number; output: string } => verify(['verify', ...args], {});

  it('says who signed when, on whose appointment, and that everything holds', () => {
    const { code, output } = run(fileOf('evidence.json'));
    expect(output).toContain('Everything holds.');
    expect(code).toBe(0);
    expect(output).toMatch(/Agreement 2027-001 “共建协议𠮷”/);
    expect(output).toMatch(/Status: in force/);
    expect(output).toMatch(
      /北山小学 \(unit_.*\), initiator; named to sign: 张校长\n {4}signed 2027-03-02T01:00:00.000Z by 北山小学代表/,
    );
    expect(output).toMatch(/its representative since \d{4}-/);
    expect(output).toMatch(/left 2027-03-03T01:00:00.000Z: 歇业/);
    expect(output).toMatch(/\(void: 北山小学 signed revision 1 2027-03-01/);
    expect(output).toMatch(
      / {2}1\. 北山小学: 每月开放操场 \(due: 2027-06-30; fulfilled\)\n {2}2\. 北山医院: 每季义诊 \(due: —; in progress\)\n {2}3\. 北山书店: 捐书一百册 \(due: —; pending\)/,
    );
    expect(output).toMatch(/History: 15 events/);
    const { kid } = (JSON.parse(text) as Evidence).keys[0] ?? {};
    expect(output).toContain(`Key ${kid} sealed events 3, 6, 7, 8, 9, 10\nKey ${kid} sealed the end of the history\n`);
    expect(output).toMatch(/The keys are those of the file: compare the fingerprints/);
    expect(output).toMatch(/The platform’s log was then gongjian, with \d+ entries and root /);
    expect(output.match(/^ok {6}/gm)).toHaveLength(9);
    expect(output).not.toMatch(/FAILED|evidence\.|agreement\.|commitment\.|undefined|\{\{/);
    expect(output).not.toContain('第一条');
  });

  it('in Chinese, with the clauses', () => {
    const { code, output } = run(fileOf('evidence.json'), '--language', 'zh-CN', '--text');
    expect(code).toBe(0);
    expect(output).toContain('全部成立。');
    expect(output).toContain('  | 第一条 各方同心共建。\n  | 第二条 各尽其责😀。');
    expect(output).not.toMatch(/FAILED|evidence\.|agreement\.|undefined|\{\{/);
    expect(verify(['verify', fileOf('evidence.json')], { LANG: 'zh_CN.UTF-8' }).output).toContain('全部成立。');
  });

  it.each(tamperings)('fails when altered: %s', async (name, tampering, failed) => {
    const { code, output } = run(await written(name, tampering));
    expect(output.split('\n').filter((line) => line.startsWith('FAILED'))).toEqual(
      failed.map((each) => expect.stringMatching(each) as string),
    );
    expect(output).toContain('NOT EVERYTHING HOLDS');
    expect(code).toBe(1);
  });

  it('names no key that it did not need', async () => {
    const unused = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid: 'unused' } as const;
    const { code, output } = run(
      await written('unused key', (evidence) => ({ ...evidence, keys: [...evidence.keys, unused] })),
    );
    expect(code).toBe(0);
    expect(output).not.toContain('unused');
  });

  it('reads files from before there were checkpoints', async () => {
    const { code, output } = run(
      await written('older', ({ checkpoint, ...evidence }) => {
        expect(checkpoint).toEqual(expect.any(String));
        return evidence;
      }),
    );
    expect(code).toBe(0);
    expect(output.match(/^ok {6}/gm)).toHaveLength(8);
    expect(output).not.toContain('log');
  });

  it('takes keys that were fetched at another time', async () => {
    expect(run(fileOf('evidence.json'), '--keys', fileOf('keys.json'))).toMatchObject({
      code: 0,
      output: expect.stringContaining('The keys are those of') as string,
    });
    await writeFile(fileOf('no-keys.json'), '{"keys":[]}');
    expect(run(fileOf('evidence.json'), '--keys', fileOf('no-keys.json')).code).toBe(1);
  });

  it('paints nothing on the terminal that looks like something checked', async () => {
    const file = await written('painted', (evidence) => ({
      ...evidence,
      agreement: { ...evidence.agreement, title: 'x\u001b[2J\nok      everything\u202e' },
    }));
    const { output } = run(file);
    expect(output).not.toMatch(/[\u001b\u202e]/);
    expect(output.match(/^ok {6}/gm)).toHaveLength(7);
  });

  it.each([
    ['no file', [], /^usage: /],
    ['two files', ['a', 'b'], /^usage: /],
    ['an option that there is not', ['a', '--force'], /^usage: /],
    ['a language that there is not', ['a', '--language', 'fr'], /^usage: /],
    ['a file that is not there', ['/nowhere/evidence.json'], /cannot be read: ENOENT/],
    ['a folder', ['/'], /cannot be read: EISDIR/],
    ['no JSON', [path.resolve(__dirname, '../../../../../README.md')], /is no JSON/],
    ['other JSON', [path.resolve(__dirname, '../../../../../package.json')], /is no evidence file: format/],
  ])('tells in one line what it cannot use: %s', (_, args, said) => {
    const { code, output } = run(...args);
    expect(code).toBe(2);
    expect(output).toMatch(said);
    expect(output.trim().split('\n')).toHaveLength(1);
  });

  it('is a program of its own, which reads standard input, and loads neither database nor server', async () => {
    const script = path.resolve(__dirname, '../../../../../scripts/gongjian.mjs');
    const child = spawn(process.execPath, [script, 'verify', '-'], { cwd: folder, env: { PATH: process.env['PATH'] } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stdin.end(text);
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, output]).toEqual([0, expect.stringContaining('Everything holds.') as string]);
    const loaded = path.resolve(__dirname, '../../../../../dist/src/app/commands/verify.js');
    const listed = await new Promise<string>((resolve) => {
      execFile(
        process.execPath,
        ['-e', `require(${JSON.stringify(loaded)}); console.log(Object.keys(require.cache).join('\\n'))`],
        (_, out) => resolve(out),
      );
    });
    expect(listed).toContain('evidence.rules.js');
    expect(listed).not.toMatch(/node_modules\/(typeorm|pg|@apollo|type-graphql|graphql)\//);
  });
});

const missing = missingTools(['sh', 'jq', 'openssl', 'sha256sum', 'base64']);

(isTriedWithout(missing) ? describe : describe.skip)('the check by hand in docs/agreements.md', () => {
  const check = (file: string): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      const child = execFile('sh', [fileOf('check.sh'), file], (_, out, error) =>
        resolve({ code: child.exitCode ?? -1, output: out + error }),
      );
    });

  it('has the tools that it needs', () => {
    expect(missing).toEqual([]);
  });

  it('is about thirty lines, and holds', async () => {
    expect(readFileSync(fileOf('check.sh'), 'utf8').trim().split('\n').length).toBeLessThan(60);
    expect(await check(fileOf('evidence.json'))).toEqual({ code: 0, output: 'Everything holds.\n' });
  });

  const some = tamperings.filter((_, place) => place % 5 === 0);
  it.each(quickOrFull(some, tamperings))('fails when altered: %s', async (name, tampering) => {
    const { code, output } = await check(await written(name, tampering));
    expect(output).toMatch(/^FAILED: /m);
    expect(code).toBe(1);
  });
});
