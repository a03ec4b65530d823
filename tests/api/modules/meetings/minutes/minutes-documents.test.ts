import { spawn } from 'node:child_process';
import path from 'node:path';
import { text as textFrom } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import type { Sender } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterAll(() => world.close());

/** A closed meeting with approved minutes, one part of which is less open. */
async function approved(unitId?: string): Promise<string> {
  const meetingId = await alliance.meeting({
    title: '三季度<联席>会议',
    inviteUnitIds: unitId === undefined ? [] : [unitId],
  });
  const organiser = alliance.as(alliance.organiser);
  for (const step of ['openMeeting', 'closeMeeting']) await organiser.mutate(step, { meetingId });
  const body = '## 议程\n\n### 1 开场\n\n大家**一致**同意。\n\n| 单位 | 意见 |\n| --- | --- |\n| 青枫小学 | 赞成 |';
  await organiser.mutate('writeMinutes', { meetingId, body, closedBody: '内情若干' });
  await organiser.mutate('approveMinutes', { meetingId, expectedVersion: 1 });
  return meetingId;
}

async function linkTo(meetingId: string, format: string, by: Sender | null): Promise<string | null> {
  const { meeting } = await alliance
    .as(by)
    .query<{ meeting: { minutes: { documentUrl: string | null } | null } }>(
      `query ($id: ID!) { meeting(id: $id) { minutes { documentUrl(format: ${format}) } } }`,
      { id: meetingId },
    );
  return meeting.minutes?.documentUrl ?? null;
}

async function fetched(meetingId: string, format: string, by: Sender): Promise<Response> {
  return fetch((await linkTo(meetingId, format, by)) ?? '', { headers: { 'accept-language': 'zh-CN' } });
}

/** The text as it stands on the pages, without white space. */
async function pdfText(pdf: Buffer): Promise<string> {
  const reader = spawn(process.execPath, [path.resolve(__dirname, '../../../../testkit/pdf-text.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  reader.stdin.end(pdf);
  return (await textFrom(reader.stdout)).normalize('NFKC').replace(/\s+/g, '');
}

describe('minutes as a file', () => {
  it('are Markdown, with what is less open for those who may see it', async () => {
    const { unitId, member, participant } = await alliance.audiences();
    const meetingId = await approved(unitId);
    const response = await fetched(meetingId, 'MARKDOWN', participant);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(response.headers.get('content-disposition')).toContain('minutes-2026-11-23-1.md');
    const text = await response.text();
    expect(text).toContain('# 三季度\\<联席\\>会议 会议纪要');
    expect(text).toContain('大家**一致**同意。');
    expect(text).toContain('内情若干');
    const open = await (await fetched(meetingId, 'MARKDOWN', member)).text();
    expect(open).toContain('大家**一致**同意。');
    expect(open).not.toMatch(/内情|不公开/);
    expect(await linkTo(meetingId, 'MARKDOWN', null)).toBeNull();
  });

  it('are a PDF', async () => {
    const meetingId = await approved();
    const response = await fetched(meetingId, 'PDF', alliance.organiser);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    const text = await pdfText(Buffer.from(await response.arrayBuffer()));
    for (const shown of [
      '会议纪要',
      '三季度<联席>会议',
      '第1版',
      '1开场',
      '大家一致同意。',
      '青枫小学',
      '不公开部分',
      '内情若干',
      '核验方法',
    ])
      expect(text).toContain(shown);
    expect(text).not.toContain('草稿');
  });

  it('are a DOCX, and say what is not approved', async () => {
    const meetingId = await approved();
    await alliance.as(alliance.organiser).mutate('writeMinutes', { meetingId, body: '更正稿' });
    const response = await fetched(meetingId, 'DOCX', alliance.organiser);
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const xml = ['word/document.xml', 'word/header1.xml'].map((name) =>
      Buffer.from(files[name] ?? []).toString('utf8'),
    );
    for (const shown of ['草稿：尚未批准', '第 2 版', '更正版次', '更正稿']) expect(xml.join('')).toContain(shown);
  });

  it('are given out as long as their reader may see them, and while they are what was approved', async () => {
    const member = await alliance.person('另一观察员', ['OBSERVER']);
    const meetingId = await approved();
    const link = (await linkTo(meetingId, 'MARKDOWN', member)) ?? '';
    expect((await fetch(link)).status).toBe(200);
    await world.sql('alter table minutes disable trigger user');
    await world.sql("update minutes set body = body || '。' where meeting_id = $1", [rowId(meetingId)]);
    await world.sql('alter table minutes enable trigger user');
    expect((await fetch(link)).status).toBe(409);
    await world.sql("update joint_meetings set audience = 3, visibility = 'CLOSED' where id = $1", [rowId(meetingId)]);
    expect((await fetch(link)).status).toBe(404);
  });
});
