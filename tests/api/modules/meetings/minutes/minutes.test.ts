import { createHash } from 'node:crypto';
import type { TokenScope } from '../../../../../src/platform/access/viewer';
import type { Answer, Sender, Somebody } from '../../../../testkit/world/caller';
import { rowId } from '../../../../testkit/world/test-world';
import { errors, SectorMeetings } from '../../../../testkit/world/sector-meetings';
import { VotingRoom } from '../../../../testkit/world/voting-room';

interface Minutes {
  readonly id: string;
  readonly edition: number;
  readonly version: number;
  readonly body: string;
  readonly closedBody: string | null;
  readonly approvedAt: string | null;
  readonly approvedBy: { readonly id: string } | null;
  readonly corrects: { readonly edition: number; readonly body: string } | null;
  readonly contentHash: string | null;
  readonly canonicalText: string | null;
  readonly integrity: { readonly valid: boolean; readonly problems: readonly string[] } | null;
}

const MINUTES = `minutes { id edition version body closedBody approvedAt approvedBy { id }
  corrects { edition body } contentHash canonicalText integrity { valid problems } }`;

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

type Meeting = { readonly minutes: Minutes | null };

const attempt = (
  mutation: 'writeMinutes' | 'approveMinutes',
  input: object,
  caller: Sender = meetings.organiser,
): Promise<Answer<{ meeting: Meeting | null }>> =>
  meetings.world.as(caller).attempt(mutation, input, `meeting { ${MINUTES} }`);

/** The same, where it must succeed: the minutes as their writer sees them then. */
async function done(...call: Parameters<typeof attempt>): Promise<Minutes> {
  const { meeting, userErrors } = await attempt(...call);
  if (meeting?.minutes === null || meeting?.minutes === undefined)
    throw new Error(`${call[0]}: ${JSON.stringify(userErrors)}`);
  return meeting.minutes;
}

async function read(meetingId: string, caller?: Sender): Promise<Minutes | null> {
  const { meeting } = await meetings.world
    .as(caller)
    .query<{ meeting: Meeting | null }>(`query ($id: ID!) { meeting(id: $id) { ${MINUTES} } }`, { id: meetingId });
  return meeting?.minutes ?? null;
}

/** A meeting that is over, with two units, the first of which was there; items as `AgendaItemInput`. */
async function closed(agenda: readonly object[] = [], more: object = {}): Promise<string> {
  const { id } = await meetings.schedule({
    inviteUnitIds: [meetings.units[0], meetings.units[1]],
    guests: [{ name: '王教授', capacity: 'EXPERT' }],
    quorum: 2,
    agenda: agenda.map((item) => ({ kind: 'REPORT', ...item })),
    ...more,
  });
  const { agenda: opened } = await meetings.done('openMeeting', { meetingId: id });
  await meetings.done('checkIn', { meetingId: id, unitId: meetings.units[0], present: true });
  for (const item of opened.items) {
    await meetings.agenda('setAgendaItemState', { itemId: item.id, state: 'ACTIVE' });
    await meetings.agenda('setAgendaItemState', { itemId: item.id, state: 'DONE' });
  }
  await meetings.done('closeMeeting', { meetingId: id });
  return id;
}

const written = (meetingId: string, body = '会议正常进行。', more: object = {}): Promise<Minutes> =>
  done('writeMinutes', { meetingId, body, ...more });

async function approved(meetingId: string, more: object = {}): Promise<Minutes> {
  const { version } = await written(meetingId, '会议正常进行。', more);
  return done('approveMinutes', { meetingId, expectedVersion: version });
}

describe('minutes', () => {
  it('are drafted from what happened, in the language of the request', async () => {
    const meetingId = await closed([{ title: '季度|小结', description: '第一行\n- 第二行', presenter: '张三' }], {
      visibility: 'MEMBERS',
      venue: '三楼会议室',
    });
    const chinese = { ...meetings.organiser, language: 'zh-CN' } as const;
    const { body, closedBody, edition, version } = await done('writeMinutes', { meetingId }, chinese);
    expect([edition, version, closedBody]).toEqual([1, 1, null]);
    for (const part of [
      '- **地点**：三楼会议室',
      '- **范围**：民生服务',
      '- **法定人数**：须 2 家单位到会，到会 1 家，未达到法定人数',
      '## 出席情况',
      '| 未到会 |',
      '| 王教授 | 专家 | 未到会 |',
      '### 1 季度\\|小结\n\n第一行\n\n\\- 第二行\n\n- **类型**：汇报\n- **汇报人**：张三\n- **进展**：',
      '用时 0 分 0 秒，已完成',
    ])
      expect(body).toContain(part);
    const english = await done('writeMinutes', { meetingId });
    expect(english).toMatchObject({ edition: 1, version: 2 });
    expect(english.body).toContain('2 units required, 1 present: not met');
  });

  it('keep what is less open than the meeting in a part of its own, with no trace of it in the other', async () => {
    const items = [
      { title: '公开的一' },
      { title: '参会者的', visibility: 'CLOSED', description: '不外传' },
      { title: '公开的二' },
    ];
    const open = await done('writeMinutes', { meetingId: await closed(items) });
    expect(open.body).toContain('### 1 公开的一');
    expect(open.body).toContain('### 2 公开的二');
    expect(open.body).not.toMatch(/参会者的|不外传|Attendance|王教授|### 3/);
    expect(open.closedBody).toContain('## Attendance');
    expect(open.closedBody).toContain('### 2 参会者的\n\n不外传');
    expect(open.closedBody).not.toContain('公开的');
  });

  it('tell of each vote the totals, whoever chose what', async () => {
    const room = await VotingRoom.open(meetings.world, { units: 3, quorum: 2 });
    const vote = await room.vote({ secret: true });
    await room.cast(vote, 0, '赞成');
    await room.cast(vote, 1, '赞成');
    await room.close(vote);
    await room.vote({ question: '未决事项' });
    await room.run('closeMeeting', {});
    const { body } = await done('writeMinutes', { meetingId: room.meetingId }, room.alliance.organiser);
    expect(body).toContain('| 赞成 | 2 |\n| 反对 | 0 |');
    expect(body).toContain('2 cast of 3\n- **Quorum**: 2 units required, 3 present: met\n- **Result**: carried');
    expect(body).toMatch(/未决事项[^]*\*\*Result\*\*: annulled/);
  });

  it('tell who came and left when, who spoke, what was decided, and who is to do what', async () => {
    const room = await VotingRoom.open(meetings.world, { units: 2, visibility: 'MEMBERS' });
    const { itemId, alliance } = room;
    const { unitId } = room.partner(0);
    const organiser = alliance.as(alliance.organiser);
    await organiser.mutate('setAgendaItemState', { itemId, state: 'ACTIVE' });
    const { turn } = await organiser.mutate<{ turn: { id: string } }>(
      'requestToSpeak',
      { itemId, unitId, speaker: '张三' },
      'turn { id }',
    );
    for (const state of ['SPEAKING', 'DONE']) await organiser.mutate('setSpeakerState', { turnId: turn.id, state });
    const actionItems = [{ text: '制定方案', unitIds: [unitId], dueOn: '2099-12-31' }];
    await organiser.mutate('recordDecision', { itemId, text: '同意实施', outcome: 'ADOPTED', actionItems });
    await room.checkIn(1, false);
    await room.run('closeMeeting', {});
    const { body } = await done('writeMinutes', { meetingId: room.meetingId }, alliance.organiser);
    expect(body).toContain('- **Spoke**: 张三 (第1单位)');
    expect(body).toContain('**Decision**: adopted: 同意实施');
    expect(body).toContain('| 制定方案 | 第1单位 | 2099-12-31 |');
    expect(body).toMatch(/\| 第2单位 \|.*\d to \d.*\|/);
  });

  it('are written once the meeting is closed', async () => {
    const { id } = await meetings.schedule();
    const write = () => attempt('writeMinutes', { meetingId: id });
    expect(errors(await write())).toEqual([['WRONG_STATE', 'meetingId']]);
    await meetings.done('openMeeting', { meetingId: id });
    expect(errors(await write())).toEqual([['WRONG_STATE', 'meetingId']]);
    expect(errors(await attempt('approveMinutes', { meetingId: id, expectedVersion: 1 }))).toEqual([
      ['WRONG_STATE', 'meetingId'],
    ]);
    await meetings.done('closeMeeting', { meetingId: id });
    expect(errors(await write())).toEqual([]);
  });

  it('are written by hand over what was read, and by nobody over what was not', async () => {
    const meetingId = await closed();
    const first = await written(meetingId, '初稿', { closedBody: '内情' });
    expect(first).toMatchObject({ edition: 1, version: 1, body: '初稿', closedBody: '内情', approvedAt: null });
    const second = await written(meetingId, '二稿', { expectedVersion: 1 });
    expect(second).toMatchObject({ id: first.id, edition: 1, version: 2, body: '二稿', closedBody: '内情' });
    const stale = await attempt('writeMinutes', { meetingId, body: '三稿', expectedVersion: 1 });
    expect(errors(stale)).toEqual([['CONFLICT', 'expectedVersion']]);
    expect(await written(meetingId, '二稿')).toMatchObject({ version: 2 });
    expect(await written(meetingId, '二稿', { closedBody: null })).toMatchObject({ version: 3, closedBody: null });
    expect(errors(await attempt('writeMinutes', { meetingId, body: ' ' }))).toEqual([['INVALID', 'body']]);
  });

  it('are approved as they were read, and stay so', async () => {
    const meetingId = await closed();
    expect(errors(await attempt('approveMinutes', { meetingId, expectedVersion: 0 }))).toEqual([
      ['WRONG_STATE', 'meetingId'],
    ]);
    await written(meetingId, '初稿');
    await written(meetingId, '二稿');
    expect(errors(await attempt('approveMinutes', { meetingId }))).toEqual([['INVALID', 'expectedVersion']]);
    expect(errors(await attempt('approveMinutes', { meetingId, expectedVersion: 1 }))).toEqual([
      ['CONFLICT', 'expectedVersion'],
    ]);
    const minutes = await done('approveMinutes', { meetingId, expectedVersion: 2 });
    expect(minutes).toMatchObject({
      edition: 1,
      version: 3,
      body: '二稿',
      approvedAt: expect.any(String),
      approvedBy: { id: meetings.organiser.id },
      integrity: { valid: true, problems: [] },
    });
    const again = await attempt('approveMinutes', { meetingId, expectedVersion: 3 });
    expect(errors(again)).toEqual([['WRONG_STATE', 'meetingId']]);
    const hash = createHash('sha256')
      .update(minutes.canonicalText ?? '')
      .digest('hex');
    expect(hash).toBe(minutes.contentHash);
    expect(JSON.parse(minutes.canonicalText ?? '')).toMatchObject({ meeting: meetingId, body: '二稿', corrects: null });
  });

  it('are corrected by a new edition, which says what it corrects', async () => {
    const meetingId = await closed();
    const first = await approved(meetingId);
    expect(errors(await attempt('writeMinutes', { meetingId, body: first.body }))).toEqual([['INVALID', 'body']]);
    const second = await written(meetingId, '更正稿');
    expect(second).toMatchObject({
      edition: 2,
      version: 3,
      corrects: { edition: 1, body: first.body },
      contentHash: null,
      canonicalText: null,
      integrity: null,
    });
    expect(await read(meetingId)).toMatchObject({ edition: 1, body: first.body });
    expect(errors(await attempt('approveMinutes', { meetingId, expectedVersion: 1 }))).toEqual([
      ['CONFLICT', 'expectedVersion'],
    ]);
    const corrected = await done('approveMinutes', { meetingId, expectedVersion: 3 });
    expect(await read(meetingId)).toMatchObject({ edition: 2, body: '更正稿', integrity: { valid: true } });
    expect(JSON.parse(corrected.canonicalText ?? '')).toMatchObject({
      edition: 2,
      corrects: { minutes: first.id, contentHash: first.contentHash },
    });
  });
});

describe('who', () => {
  it('writes and approves minutes: those who run the meeting, and tokens for meetings', async () => {
    const { alliance, world } = meetings;
    const meetingId = await closed([], { organiserIds: [meetings.observer.id] });
    const token = async (somebody: Somebody, scope: TokenScope): Promise<Sender> => ({
      token: (await world.apiToken(somebody.id, [scope])).secret,
    });
    const few: readonly [Sender, unknown[]][] = [
      [meetings.organiser, []],
      [meetings.convenor, []],
      [alliance.secretariat, []],
      [meetings.observer, []],
      [await token(meetings.organiser, 'MANAGE_MEETINGS'), []],
      [await token(alliance.secretariat, 'MANAGE_ALLIANCE'), []],
      [await token(alliance.secretariat, 'MANAGE_MEETINGS'), [['NOT_ALLOWED', 'meetingId']]],
      [meetings.liaison, [['NOT_ALLOWED', 'meetingId']]],
      [meetings.representative, [['NOT_ALLOWED', 'meetingId']]],
      [meetings.other.secretariat, [['NOT_ALLOWED', 'meetingId']]],
    ];
    let version = 0;
    for (const [caller, refused] of few) {
      const answer = await attempt('writeMinutes', { meetingId, body: `第${(version += 1)}稿` }, caller);
      expect([caller, errors(answer)]).toEqual([caller, refused]);
    }
    for (const [caller, refused] of few.filter(([, each]) => each.length > 0))
      expect(errors(await attempt('approveMinutes', { meetingId, expectedVersion: 6 }, caller))).toEqual(refused);
    const { version: latest } = await written(meetingId, '定稿');
    const answer = await attempt('approveMinutes', { meetingId, expectedVersion: latest }, meetings.convenor);
    expect(errors(answer)).toEqual([]);
  });

  it('finds minutes of a meeting that is hidden: nobody', async () => {
    const meetingId = await closed([], { visibility: 'CLOSED' });
    for (const mutation of ['writeMinutes', 'approveMinutes'] as const)
      expect(errors(await attempt(mutation, { meetingId, expectedVersion: 1 }, meetings.observer))).toEqual([
        ['NOT_FOUND', 'meetingId'],
      ]);
  });

  it('reads what is being written: those who run the meeting; what is less open: participants', async () => {
    const meetingId = await closed();
    await written(meetingId, '初稿', { closedBody: '内情' });
    for (const caller of [undefined, meetings.liaison, meetings.representative, meetings.observer])
      expect(await read(meetingId, caller)).toBeNull();
    const minutes = await read(meetingId, meetings.convenor);
    expect(minutes).toMatchObject({ closedBody: '内情' });
    await done('approveMinutes', { meetingId, expectedVersion: 1 });
    for (const caller of [undefined, meetings.observer, meetings.other.secretariat])
      expect(await read(meetingId, caller)).toMatchObject({
        body: '初稿',
        closedBody: null,
        integrity: { valid: true },
      });
    for (const caller of [meetings.liaison, meetings.representative, meetings.staff])
      expect(await read(meetingId, caller)).toMatchObject({ body: '初稿', closedBody: '内情' });
  });
});

describe('at once', () => {
  it('twenty write one edition, and those who read the same version write once', async () => {
    const meetingId = await closed();
    await Promise.all(
      Array.from({ length: 20 }, (_, each) => attempt('writeMinutes', { meetingId, body: `稿${each}` })),
    );
    expect(await read(meetingId, meetings.organiser)).toMatchObject({ edition: 1, version: 20 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, each) =>
        attempt('writeMinutes', { meetingId, body: `再${each}`, expectedVersion: 20 }),
      ),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(await read(meetingId, meetings.organiser)).toMatchObject({ version: 21 });
  });

  it('twenty approve once, and nobody approves what others change', async () => {
    const meetingId = await closed();
    const { version } = await written(meetingId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => attempt('approveMinutes', { meetingId, expectedVersion: version })),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    for (let round = 0; round < 5; round += 1) {
      const { version: latest } = await written(meetingId, `更正${round}`);
      const [write, approve] = await Promise.all([
        attempt('writeMinutes', { meetingId, body: `另稿${round}`, expectedVersion: latest }),
        attempt('approveMinutes', { meetingId, expectedVersion: latest }),
      ]);
      expect([write, approve].filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
      if (errors(approve).length === 0) expect(await read(meetingId)).toMatchObject({ body: `更正${round}` });
    }
    const numbers = await meetings.world.sql('select edition from minutes where meeting_id = $1 order by edition', [
      rowId(meetingId),
    ]);
    expect(numbers).toEqual(numbers.map((_, index) => ({ edition: index + 1 })));
  });
});

describe('approved minutes', () => {
  it('are not changed or removed by SQL', async () => {
    const { world } = meetings;
    const minutes = await approved(await closed());
    for (const statement of ["update minutes set body = '改'", 'delete from minutes'])
      await expect(world.sql(`${statement} where id = $1`, [rowId(minutes.id)])).rejects.toThrow('append-only');
    await expect(world.sql('truncate minutes')).rejects.toThrow('append-only');
  });

  it.each([
    "body = body || '。'",
    "closed_body = '添'",
    'version = version + 7',
    "approved_at = approved_at + interval '1 second'",
  ])('show that somebody who may do anything has set %s', async (change) => {
    const { world } = meetings;
    const meetingId = await closed();
    const { id } = await approved(meetingId);
    await world.sql(
      'alter table minutes disable trigger user; alter table minutes drop constraint if exists minutes_check',
    );
    await world.sql(`update minutes set ${change} where id = $1`, [rowId(id)]);
    await world.sql('alter table minutes enable trigger user');
    const found = await read(meetingId);
    expect(found?.integrity).toEqual({ valid: false, problems: [expect.stringContaining('minutes')] });
  });

  it('stand in the audit log with their hash, and watchers are told', async () => {
    const { alliance, world } = meetings;
    const meetingId = await closed();
    const minutes = await approved(meetingId);
    const entries = await world.sql(
      'select action, details from audit_entries where alliance_id = $1 and subject = $2 order by id',
      [rowId(alliance.id), minutes.id],
    );
    expect(entries).toEqual([
      { action: 'writeMinutes', details: { edition: 1, version: 1, drafted: false } },
      { action: 'approveMinutes', details: { edition: 1, version: 2, contentHash: minutes.contentHash } },
    ]);
    const events = await meetings.events(meetingId);
    expect(events.slice(-2).map(({ content }) => content)).toEqual([{ minutes: true }, { meeting: true }]);
    expect(await meetings.gaps()).toEqual([]);
  });

  it('are told live: while they are written, to nobody but those who run the meeting', async () => {
    const { world } = meetings;
    const meetingId = await closed();
    const watchers = [world.watch(meetingId, null), world.watch(meetingId, meetings.organiser)];
    const revision = (await meetings.see(meetingId))?.agenda.revision ?? 0;
    const changesAt = async (reached: number) => {
      await Promise.all(watchers.map((each) => each.reached(reached)));
      return watchers.map((each) => each.updates.at(-1)?.changes.map(({ __typename }) => __typename));
    };
    await changesAt(revision);
    await written(meetingId);
    expect(await changesAt(revision + 1)).toEqual([[], ['MeetingChanged']]);
    await done('approveMinutes', { meetingId, expectedVersion: 1 });
    expect(await changesAt(revision + 2)).toEqual([['MeetingChanged'], ['MeetingChanged']]);
    await world.clear();
  });
});
