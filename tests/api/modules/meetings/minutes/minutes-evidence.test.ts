import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verify } from '../../../../../src/app/commands/verify';
import type { MinutesEvidence } from '../../../../../src/modules/meetings/shared/verification';
import { quickOrFull } from '../../../../quick-or-full';
import { isTriedWithout, missingTools } from '../../../../tools';
import { sealAll } from '../../../../testkit/world/audit-log';
import type { Sender } from '../../../../testkit/world/caller';
import { SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
let folder: string;
let meetingId: string;
/** As everybody who is told has it; and as participants have it, with what is less open. */
let file: MinutesEvidence;
let closedFile: MinutesEvidence;

const fileOf = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-minutes-'));
  meetings = await SectorMeetings.open();
  ({ id: meetingId } = await meetings.opened([]));
  await meetings.done('closeMeeting', { meetingId });
  const by = meetings.world.as(meetings.organiser);
  await by.mutate('writeMinutes', { meetingId, body: '会议正常进行。\n决定三项。', closedBody: '名单另附。' });
  await by.mutate('approveMinutes', { meetingId, expectedVersion: 1 });
  await sealAll(meetings.world.server);
  [file, closedFile] = [await read('evidence'), await read('closedEvidence')];
  const keys = await fetch(meetings.world.server.url.replace('/graphql', '/.well-known/gongjian-keys.json'));
  await writeFile(fileOf('keys.json'), await keys.text());
  const page = readFileSync(path.resolve(__dirname, '../../../../../docs/meetings.md'), 'utf8');
  await writeFile(fileOf('check.sh'), /```sh\n(#!\/bin\/sh\n[^]*?)```/.exec(page)?.[1] ?? '');
});
afterAll(async () => {
  await meetings?.close();
  await rm(folder, { recursive: true, force: true });
});

async function text(field: 'evidence' | 'closedEvidence', caller: Sender): Promise<string | null> {
  const { meeting } = await meetings.world
    .as(caller)
    .query<{ meeting: { minutes: { text: string | null } } }>(
      `query ($id: ID!) { meeting(id: $id) { minutes { text: ${field} } } }`,
      { id: meetingId },
    );
  return meeting.minutes.text;
}
const read = async (field: 'evidence' | 'closedEvidence'): Promise<MinutesEvidence> =>
  JSON.parse((await text(field, meetings.representative)) ?? 'null') as MinutesEvidence;

async function written(name: string, content: object): Promise<string> {
  await writeFile(fileOf(name), JSON.stringify(content));
  return fileOf(name);
}
const checked = async (content: object, ...more: string[]) =>
  verify(['verify', await written('file.json', content), '--language', 'en', ...more], {});
const byHand = async (content: object): Promise<string> => {
  const name = await written('by-hand.json', content);
  return new Promise((resolve) => {
    execFile('sh', [fileOf('check.sh'), name, fileOf('keys.json')], (_, out, error) => resolve(out + error));
  });
};

const FAILED = /^FAILED {2}(.*)$/gm;

it('proves the text, the seal, what is less open and the approval, without server or database', async () => {
  const whole = await checked(closedFile, '--keys', fileOf('keys.json'), '--text');
  expect(whole.code).toBe(0);
  for (const said of ['会议正常进行。', '名单另附。', 'edition 1', 'Everything holds.'])
    expect(whole.output).toContain(said);
  expect(whole.output.match(/^ok /gm)).toHaveLength(5);
  const open = await checked(file);
  expect(open.code).toBe(0);
  expect(open.output.match(/^ok /gm)).toHaveLength(4);
});

const alterations: readonly (readonly [name: string, alter: (evidence: MinutesEvidence) => object, failed: RegExp])[] =
  [
    ['its text', (e) => ({ ...e, canonicalText: e.canonicalText.replace('三项', '四项') }), /the text has its hash/],
    ['what it is called', (e) => ({ ...e, minutes: meetingId }), /the text has its hash/],
    ['its seal', (e) => ({ ...e, seal: e.closed?.seal }), /seal on the text/],
    ['what is less open', (e) => ({ ...e, closed: { ...e.closed, body: '无' } }), /seal on what is less open/],
    ['its checkpoint', (e) => ({ ...e, checkpoint: e.checkpoint?.replace(/\n\d+\n/, '\n1\n') }), /head of its log/],
    ['its proof', (e) => ({ ...e, audit: { ...e.audit, position: 0 } }), /in that log/],
    [
      'its entry',
      (e) => ({ ...e, audit: { ...e.audit, content: e.audit?.content.replace('approve', 'write') } }),
      /in that log/,
    ],
  ];

it.each(alterations)('fails when somebody alters %s', async (_, alter, failed) => {
  const { code, output } = await checked(alter(closedFile));
  expect(code).toBe(1);
  expect([...output.matchAll(FAILED)].map(([, said]) => said).join()).toMatch(failed);
});

it('does not hold by other keys', async () => {
  await writeFile(fileOf('none.json'), JSON.stringify({ keys: [] }));
  const { code, output } = await checked(closedFile, '--keys', fileOf('none.json'));
  expect([code, [...output.matchAll(FAILED)].length]).toEqual([1, 3]);
});

it('is for members, and with what is less open for participants', async () => {
  expect(await text('evidence', meetings.observer)).not.toBeNull();
  expect(await text('closedEvidence', meetings.observer)).toBeNull();
  expect(await text('evidence', {})).toBeNull();
  expect(await text('closedEvidence', {})).toBeNull();
  expect(JSON.stringify(file)).not.toContain('名单另附');
});

it('says so where the log was not sealed yet, and is none before the approval', async () => {
  const other = (await meetings.opened([])).id;
  await meetings.done('closeMeeting', { meetingId: other });
  const by = meetings.world.as(meetings.organiser);
  await by.mutate('writeMinutes', { meetingId: other, body: '会议正常进行。' });
  const evidence = async () =>
    (
      await by.query<{ meeting: { minutes: { evidence: string | null } } }>(
        'query ($id: ID!) { meeting(id: $id) { minutes { evidence } } }',
        { id: other },
      )
    ).meeting.minutes.evidence;
  expect(await evidence()).toBeNull();
  const { code, output } = await checked({ ...file, audit: null });
  expect([code, output]).toEqual([0, expect.stringContaining('written before that was sealed') as string]);
});

const missing = missingTools(['sh', 'jq', 'openssl', 'od', 'base64']);

(isTriedWithout(missing) ? it : it.skip)('is checked by hand as docs/meetings.md says', async () => {
  expect(await byHand(closedFile)).toBe('Everything holds.\n');
  expect(missing).toEqual([]);
  for (const [, alter] of alterations.filter((__, place) => place % quickOrFull(3, 1) === 0))
    expect(await byHand(alter(closedFile))).toMatch(/^FAILED: /);
});
