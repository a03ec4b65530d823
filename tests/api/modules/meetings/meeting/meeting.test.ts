import { rowId } from '../../../../testkit/world/test-world';
import { dueAt, errors, ids, numbered, SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const STEPS = ['publishMeeting', 'openMeeting', 'suspendMeeting', 'closeMeeting', 'cancelMeeting'] as const;
const input = (step: (typeof STEPS)[number], meetingId: string) => ({
  meetingId,
  ...(step === 'cancelMeeting' ? { reason: '改期' } : {}),
});
const step = (name: (typeof STEPS)[number], meetingId: string, caller = meetings.organiser) =>
  meetings.run(name, input(name, meetingId), caller);

describe('the steps of a meeting', () => {
  it('go from draft to closed, each with a revision and a version', async () => {
    const { id } = await meetings.withAgenda(['一', '二'], { draft: true });
    const first = await step('publishMeeting', id);
    expect(first.meeting).toMatchObject({ status: 'SCHEDULED', version: 2, openedAt: null, agenda: { revision: 2 } });
    const opened = await step('openMeeting', id);
    expect(opened.meeting).toMatchObject({
      status: 'IN_SESSION',
      openedAt: expect.any(String),
      agenda: { revision: 3 },
    });
    expect(await step('suspendMeeting', id)).toMatchObject({ meeting: { status: 'RECESS' } });
    const again = await step('openMeeting', id);
    expect(again.meeting).toMatchObject({ status: 'IN_SESSION', openedAt: opened.meeting?.openedAt });
    const closed = await step('closeMeeting', id);
    expect(closed.meeting).toMatchObject({
      status: 'CLOSED',
      closedAt: expect.any(String),
      version: 6,
      agenda: { revision: 6, current: null },
    });
    expect(closed.meeting?.agenda.items.map(({ state, expectedAt }) => [state, expectedAt])).toEqual([
      ['POSTPONED', null],
      ['POSTPONED', null],
    ]);
  });

  it('cannot be taken in any other order', async () => {
    const to: Record<string, readonly (typeof STEPS)[number][]> = {
      SCHEDULED: [],
      IN_SESSION: ['openMeeting'],
      RECESS: ['openMeeting', 'suspendMeeting'],
      CLOSED: ['openMeeting', 'closeMeeting'],
      CANCELLED: ['cancelMeeting'],
    };
    const allowed: Record<string, readonly string[]> = {
      SCHEDULED: ['openMeeting', 'cancelMeeting'],
      IN_SESSION: ['suspendMeeting', 'closeMeeting'],
      RECESS: ['openMeeting', 'closeMeeting'],
      CLOSED: [],
      CANCELLED: [],
    };
    for (const [status, path] of Object.entries(to)) {
      const { id } = await meetings.schedule();
      for (const name of path) await step(name, id);
      for (const name of STEPS.filter((each) => !allowed[status]?.includes(each))) {
        expect([status, name, errors(await step(name, id))]).toEqual([status, name, [['WRONG_STATE', 'meetingId']]]);
      }
      expect((await meetings.see(id))?.status).toBe(status);
    }
  });

  it('let twenty who open at once open once', async () => {
    const { id } = await meetings.schedule();
    const answers = await Promise.all(Array.from({ length: 20 }, () => step('openMeeting', id)));
    expect(answers.filter(({ meeting }) => meeting !== null)).toHaveLength(1);
    expect((await meetings.see(id))?.agenda.revision).toBe(2);
  });

  it('are for those who run the meeting; a liaison may publish what a liaison prepared', async () => {
    const { id } = await meetings.schedule({ draft: true }, meetings.liaison);
    expect(errors(await step('cancelMeeting', id, meetings.liaison))).toEqual([['NOT_ALLOWED', 'meetingId']]);
    expect(errors(await step('publishMeeting', id, meetings.liaison))).toEqual([]);
    for (const caller of [meetings.liaison, meetings.representative, meetings.observer, meetings.other.secretariat]) {
      expect(errors(await step('openMeeting', id, caller))).toEqual([['NOT_ALLOWED', 'meetingId']]);
    }
    expect(errors(await step('openMeeting', id, meetings.convenor))).toEqual([]);
    expect(errors(await step('closeMeeting', id, meetings.alliance.secretariat))).toEqual([]);
  });

  it('can be taken by whom the meeting names as its organiser, and by nobody else without a role', async () => {
    const { id } = await meetings.schedule({ organiserIds: [meetings.observer.id] });
    expect(errors(await step('openMeeting', id, meetings.observer))).toEqual([]);
    const other = await meetings.schedule();
    expect(errors(await step('openMeeting', other.id, meetings.observer))).toEqual([['NOT_ALLOWED', 'meetingId']]);
  });

  it('treat what one may not see as what is not there', async () => {
    const { id } = await meetings.schedule({ visibility: 'CLOSED', draft: true });
    for (const caller of [meetings.observer, meetings.representative, meetings.other.secretariat]) {
      const nowhere = await step('publishMeeting', `meeting_${crypto.randomUUID()}`, caller);
      const hidden = await step('publishMeeting', id, caller);
      expect([hidden.meeting, hidden.userErrors]).toEqual([null, nowhere.userErrors]);
    }
    expect(errors(await step('publishMeeting', rowId(id)))).toEqual([['NOT_FOUND', 'meetingId']]);
  });

  it('tell watchers of each item that a published draft brings', async () => {
    const { id, agenda } = await meetings.withAgenda(['一'], { draft: true, visibility: 'MEMBERS' });
    await step('publishMeeting', id);
    expect(await meetings.lastEvent(id)).toEqual({
      meeting: true,
      items: [{ id: ids(agenda.items)[0], was: 4, is: 2 }],
    });
    const [{ rights } = { rights: 0 }] = await meetings.world.sql<{ rights: number }>(
      'select rights_revision as rights from joint_meetings where id = $1',
      [rowId(id)],
    );
    expect(rights).toBe(2);
  });

  it('leave a cancelled draft hidden, and give a cancelled meeting its reason', async () => {
    const draft = await meetings.schedule({ draft: true });
    await step('cancelMeeting', draft.id);
    expect(await meetings.see(draft.id, meetings.observer)).toBeNull();
    const meeting = await meetings.schedule();
    await step('cancelMeeting', meeting.id);
    expect(await meetings.see(meeting.id, {})).toMatchObject({ status: 'CANCELLED', cancelReason: '改期' });
  });

  it('put their refusals into the words of the caller', async () => {
    const { id } = await meetings.schedule();
    const refused = (language: 'en' | 'zh-CN') =>
      meetings.run('closeMeeting', { meetingId: id }, { ...meetings.organiser, language });
    expect((await refused('en')).userErrors[0]?.message).toBe('This is not possible: the meeting is scheduled.');
    expect((await refused('zh-CN')).userErrors[0]?.message).toBe('无法执行：会议当前状态为“已安排”。');
  });
});

describe('updateMeeting', () => {
  it('changes what is given, clears what is null, and keeps the rest', async () => {
    const { id } = await meetings.schedule({ venue: '一楼', endsAt: '2026-11-23T03:00:00.000Z', quorum: 2 });
    const after = await meetings.done('updateMeeting', {
      meetingId: id,
      expectedVersion: 1,
      title: '新名称',
      endsAt: null,
      quorum: null,
    });
    expect(after).toMatchObject({
      title: '新名称',
      venue: '一楼',
      endsAt: null,
      quorum: null,
      version: 2,
      agenda: { revision: 2 },
    });
    expect(after.attendance).toHaveLength(3);
    expect(await meetings.lastEvent(id)).toEqual({ meeting: true });
  });

  it('changes nothing when nothing differs', async () => {
    const { id } = await meetings.schedule({ venue: '一楼', guests: [{ name: '张伟', capacity: 'EXPERT' }] });
    const after = await meetings.done('updateMeeting', {
      meetingId: id,
      title: '三季度交流会',
      venue: '一楼',
      startsAt: '2026-11-23T01:00:00.000Z',
      visibility: 'PUBLIC',
      inviteUnitIds: [...meetings.units].reverse(),
      guests: [{ name: '张伟', capacity: 'EXPERT' }],
      organiserIds: [meetings.organiser.id],
    });
    expect(after).toMatchObject({ version: 1, agenda: { revision: 1 } });
  });

  it('refuses a version that somebody else has overtaken, also of twenty at once', async () => {
    const { id } = await meetings.schedule();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        meetings.run('updateMeeting', { meetingId: id, expectedVersion: 1, title: `第${index}次` }, meetings.organiser),
      ),
    );
    const refused = answers.filter(({ meeting }) => meeting === null);
    expect(refused).toHaveLength(19);
    for (const answer of refused) expect(errors(answer)).toEqual([['CONFLICT', 'expectedVersion']]);
    expect(await meetings.see(id)).toMatchObject({ version: 2, agenda: { revision: 2 } });
  });

  it('shifts what is expected when the start is moved', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二']);
    const after = await meetings.done('updateMeeting', { meetingId: id, startsAt: '2026-11-23T02:00:00.000Z' });
    expect(after.agenda.items.map(dueAt)).toEqual(['02:00', '02:10']);
    const all = ids(agenda.items);
    expect(await meetings.lastEvent(id)).toEqual({ meeting: true, shifted: [all, all, all] });
  });

  it('tells of each item how far it was and is visible when the visibility changes', async () => {
    const { id, agenda } = await meetings.withAgenda(['一']);
    const { item } = await meetings.agenda('addAgendaItem', {
      meetingId: id,
      parentId: agenda.items[0]?.id,
      item: { title: '一之一', kind: 'REPORT', visibility: 'CLOSED' },
    });
    await meetings.done('updateMeeting', { meetingId: id, visibility: 'MEMBERS' });
    expect(await meetings.lastEvent(id)).toMatchObject({ items: [{ id: ids(agenda.items)[0], was: 1, is: 2 }] });
    expect(await meetings.see(id, {})).toBeNull();
    expect(numbered((await meetings.see(id, meetings.observer))?.agenda ?? null)).toEqual(['1 一']);
    expect(item?.number).toBe('1.1');
  });

  it('replaces invitations, and keeps the answers of those who stay', async () => {
    const { id } = await meetings.schedule({ inviteUnitIds: meetings.units });
    await meetings.done(
      'respondToInvitation',
      { meetingId: id, unitId: meetings.units[0], accept: true, representative: '王芳' },
      meetings.representative,
    );
    await meetings.done(
      'respondToInvitation',
      { meetingId: id, unitId: meetings.units[1], accept: false, proxyUnitId: meetings.units[2] },
      meetings.staff,
    );
    const after = await meetings.done('updateMeeting', {
      meetingId: id,
      inviteUnitIds: [meetings.outsideUnit, meetings.units[1], meetings.units[0]],
    });
    const byUnit = new Map(after.attendance?.map((each) => [each.unit.id, each]));
    expect(byUnit.get(meetings.units[0])).toMatchObject({ response: 'ACCEPTED', representative: '王芳' });
    expect(byUnit.get(meetings.units[1])).toMatchObject({ response: 'DECLINED', proxy: null });
    expect([...byUnit.keys()].sort()).toEqual([meetings.outsideUnit, meetings.units[0], meetings.units[1]].sort());
    expect(await meetings.lastEvent(id)).toEqual({
      meeting: true,
      attendances: [rowId(byUnit.get(meetings.units[1])?.id ?? '')],
      presenceKept: true,
    });
  });

  it('does not take a unit that is present off the list', async () => {
    const { id } = await meetings.schedule();
    await meetings.done('openMeeting', { meetingId: id });
    await meetings.done('checkIn', { meetingId: id, unitId: meetings.units[0], present: true });
    expect(
      errors(await meetings.run('updateMeeting', { meetingId: id, inviteUnitIds: [] }, meetings.organiser)),
    ).toEqual([['WRONG_STATE', 'inviteUnitIds']]);
  });

  it('keeps guests who stay the same guests', async () => {
    const { id, guests } = await meetings.schedule({
      guests: [
        { name: '张伟', capacity: 'EXPERT' },
        { name: '李静', capacity: 'RESIDENT' },
      ],
    });
    const zhang = guests?.find(({ name }) => name === '张伟');
    await meetings.done('openMeeting', { meetingId: id });
    await meetings.done('checkIn', { meetingId: id, guestId: zhang?.id, present: true });
    const after = await meetings.done('updateMeeting', {
      meetingId: id,
      guests: [
        { name: '王强', capacity: 'EXPERT' },
        { name: '张伟', capacity: 'EXPERT' },
      ],
    });
    expect(after.guests).toHaveLength(2);
    expect(after.guests).toContainEqual({ id: zhang?.id, name: '张伟', present: true });
  });

  it('is for those who run it, and for its liaison until it opens', async () => {
    const { id } = await meetings.schedule();
    const update = (caller: { token: string }, more: object = { title: `${Math.random()}` }) =>
      meetings.run('updateMeeting', { meetingId: id, ...more }, caller);
    expect(errors(await update(meetings.liaison))).toEqual([]);
    expect(errors(await update(meetings.liaison, { organiserIds: [meetings.liaison.id] }))).toEqual([
      ['NOT_ALLOWED', 'organiserIds'],
    ]);
    for (const caller of [meetings.representative, meetings.observer, meetings.other.secretariat])
      expect(errors(await update(caller))).toEqual([['NOT_ALLOWED', 'meetingId']]);
    await meetings.done('openMeeting', { meetingId: id });
    expect(errors(await update(meetings.liaison))).toEqual([['NOT_ALLOWED', 'meetingId']]);
    expect(errors(await update(meetings.convenor))).toEqual([]);
    await meetings.done('closeMeeting', { meetingId: id });
    expect(errors(await update(meetings.convenor))).toEqual([['WRONG_STATE', 'meetingId']]);
  });

  it('names what is wrong, and changes nothing then', async () => {
    const { id } = await meetings.schedule({ quorum: 3, endsAt: '2026-11-23T03:00:00.000Z' });
    const wrong: [object, unknown[]][] = [
      [{ title: null }, [['INVALID', 'title']]],
      [{ startsAt: null }, [['INVALID', 'startsAt']]],
      [{ visibility: null }, [['INVALID', 'visibility']]],
      [{ startsAt: '2026-11-23T03:00:00.000Z' }, [['INVALID', 'startsAt']]],
      [{ endsAt: '2026-11-22T03:00:00.000Z' }, [['INVALID', 'endsAt']]],
      [{ inviteUnitIds: [meetings.units[0]], title: '不应保存' }, [['INVALID', 'inviteUnitIds']]],
      [{ quorum: 9 }, [['INVALID', 'quorum']]],
      [{ organiserIds: [meetings.organiser.id, meetings.other.secretariat.id] }, [['NOT_FOUND', 'organiserIds.1']]],
      [
        { organiserIds: [], inviteUnitIds: [...meetings.units, await meetings.other.addUnit()] },
        [['NOT_FOUND', 'inviteUnitIds.3']],
      ],
    ];
    for (const [more, expected] of wrong)
      expect([
        more,
        errors(await meetings.run('updateMeeting', { meetingId: id, ...more }, meetings.organiser)),
      ]).toEqual([more, expected]);
    const after = await meetings.see(id, meetings.alliance.secretariat);
    expect(after).toMatchObject({
      title: '三季度交流会',
      version: 1,
      agenda: { revision: 1 },
      organisers: [{ id: meetings.organiser.id }],
    });
    expect(after?.attendance).toHaveLength(3);
  });

  it('tells watchers to look at their rights again when somebody is named, invited or left out', async () => {
    const { id } = await meetings.schedule();
    const rights = async () =>
      (
        await meetings.world.sql<{ rights: number }>(
          'select rights_revision as rights from joint_meetings where id = $1',
          [rowId(id)],
        )
      )[0]?.rights;
    await meetings.done('updateMeeting', { meetingId: id, title: '改名' });
    expect(await rights()).toBe(1);
    for (const [index, more] of [
      { organiserIds: [meetings.observer.id] },
      { inviteUnitIds: [meetings.units[0]] },
      { visibility: 'CLOSED' },
    ].entries()) {
      await meetings.done('updateMeeting', { meetingId: id, ...more });
      expect(await rights()).toBe(index + 3);
    }
  });
});

it('whoever waited for the meeting is looked at with what holds when it is their turn', async () => {
  const { id } = await meetings.schedule({ organiserIds: [meetings.observer.id] });
  const runner = meetings.world.server.running.connections.writes.createQueryRunner();
  await runner.startTransaction();
  await runner.query('select from joint_meetings where id = $1 for update', [rowId(id)]);
  await runner.query('delete from meeting_organisers where meeting_id = $1', [rowId(id)]);
  const answer = step('openMeeting', id, meetings.observer);
  const waiting = () => meetings.world.sql('select from pg_locks where not granted');
  while ((await waiting()).length === 0) await new Promise(setImmediate);
  await runner.commitTransaction();
  await runner.release();
  expect(errors(await answer)).toEqual([['NOT_ALLOWED', 'meetingId']]);
});

it('a token for meetings does what its person may, and one for units does not', async () => {
  const { id } = await meetings.schedule();
  const token = async (scopes: string[]) =>
    (
      await meetings.world.as(meetings.convenor).attempt(
        'createApiToken',
        {
          name: '会务',
          scopes,
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        },
        'secret',
      )
    )['secret'] as string;
  expect(errors(await step('openMeeting', id, { id: '', token: await token(['MANAGE_MEETINGS']) }))).toEqual([]);
  const { errors: top } = await meetings.world
    .as({ token: await token(['MANAGE_UNIT']) })
    .send(`mutation { closeMeeting(input: { meetingId: "${id}" }) { meeting { id } } }`, {});
  expect(top?.[0]?.extensions.code).toBe('FORBIDDEN');
});

it('every meeting has every revision once, and each change its audit entry', async () => {
  expect(await meetings.gaps()).toEqual([]);
  const rows = await meetings.world.sql<{
    revisions: number;
    entries: number;
  }>(`select (select sum(revision)::int from joint_meetings) as revisions,
      (select count(*)::int from audit_entries
       where action ~ 'Meeting$|Item|^checkIn$|^respondToInvitation$') as entries`);
  expect(rows[0]?.entries).toBe(rows[0]?.revisions);
});
