import { unitsPresent } from '../../../../../src/modules/meetings/invitation/presence.queries';
import { checkInCode } from '../../../../../src/modules/meetings/shared/check-in-code';
import { rowId } from '../../../../testkit/world/test-world';
import { errors, type Meeting, SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const attendanceOf = (meeting: Meeting | null, unitId: string) =>
  meeting?.attendance?.find(({ unit }) => unit.id === unitId);
const respond = (meetingId: string, unitId: string, more: object, caller: { token: string }) =>
  meetings.run('respondToInvitation', { meetingId, unitId, ...more }, caller);
const checkIn = (meetingId: string, more: object, caller: { token: string }) =>
  meetings.run('checkIn', { meetingId, present: true, ...more }, caller);

/** A code that is not the room's, now or a while ago. */
async function wrongCode(meetingId: string): Promise<string> {
  const secret = await secretOf(meetingId);
  const right = [-2, -1, 0, 1, 2].map((periods) => checkInCode(secret, Date.now() + periods * 30_000));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? '';
}

async function secretOf(meetingId: string): Promise<Buffer> {
  const [row] = await meetings.world.sql<{ secret: Buffer }>(
    'select check_in_secret as secret from joint_meetings where id = $1',
    [rowId(meetingId)],
  );
  return row?.secret ?? Buffer.alloc(0);
}

describe('respondToInvitation', () => {
  it("notes the unit's answer, and tells watchers whose it is", async () => {
    const { id } = await meetings.schedule();
    const answer = await respond(
      id,
      meetings.units[0],
      { accept: true, representative: ' 王芳 ' },
      meetings.representative,
    );
    const own = attendanceOf(answer.meeting, meetings.units[0]);
    expect(own).toMatchObject({ response: 'ACCEPTED', representative: '王芳', present: false });
    expect(answer.meeting).toMatchObject({ version: 1, agenda: { revision: 2 } });
    expect(await meetings.lastEvent(id)).toEqual({ attendances: [rowId(own?.id ?? '')], presenceKept: true });
    expect(
      (await respond(id, meetings.units[0], { accept: true }, meetings.representative)).meeting?.agenda.revision,
    ).toBe(2);
  });

  it('declines with a proxy, which is lost when the proxy declines too', async () => {
    const { id } = await meetings.schedule();
    await respond(id, meetings.units[1], { accept: false, proxyUnitId: meetings.units[0] }, meetings.staff);
    const answer = await respond(
      id,
      meetings.units[0],
      { accept: false, proxyUnitId: meetings.units[2] },
      meetings.representative,
    );
    expect(attendanceOf(answer.meeting, meetings.units[1])).toMatchObject({ response: 'DECLINED', proxy: null });
    expect(attendanceOf(answer.meeting, meetings.units[0])).toMatchObject({
      response: 'DECLINED',
      proxy: { id: meetings.units[2] },
    });
    expect((await meetings.lastEvent(id))?.attendances).toHaveLength(2);
  });

  it('refuses what contradicts itself', async () => {
    const { id } = await meetings.schedule();
    await respond(id, meetings.units[1], { accept: false }, meetings.staff);
    const wrong: [object, unknown[]][] = [
      [{ accept: true, proxyUnitId: meetings.units[2] }, ['INVALID', 'proxyUnitId']],
      [{ accept: false, proxyUnitId: meetings.units[0] }, ['INVALID', 'proxyUnitId']],
      [{ accept: false, proxyUnitId: meetings.units[1] }, ['WRONG_STATE', 'proxyUnitId']],
      [{ accept: false, proxyUnitId: meetings.outsideUnit }, ['NOT_FOUND', 'proxyUnitId']],
      [{ accept: false, representative: '王芳' }, ['INVALID', 'representative']],
    ];
    for (const [more, expected] of wrong)
      expect([more, errors(await respond(id, meetings.units[0], more, meetings.representative))]).toEqual([
        more,
        [expected],
      ]);
  });

  it("is the unit's people's, or the secretariat's in their place", async () => {
    const { id } = await meetings.schedule();
    expect(errors(await respond(id, meetings.units[0], { accept: true }, meetings.alliance.secretariat))).toEqual([]);
    for (const caller of [meetings.staff, meetings.organiser, meetings.convenor, meetings.observer]) {
      expect(errors(await respond(id, meetings.units[0], { accept: true }, caller))).toEqual([
        ['NOT_ALLOWED', 'unitId'],
      ]);
    }
    const uninvited = await respond(id, meetings.outsideUnit, { accept: true }, meetings.alliance.secretariat);
    expect(errors(uninvited)).toEqual([['NOT_FOUND', 'unitId']]);
    // who may not see the list learns nothing of who is on it
    for (const unit of [meetings.units[0], meetings.outsideUnit, `unit_${crypto.randomUUID()}`]) {
      expect((await respond(id, unit, { accept: true }, meetings.other.secretariat)).userErrors).toEqual(
        uninvited.userErrors,
      );
    }
  });

  it('is open once the meeting is published and until it is over', async () => {
    const { id } = await meetings.schedule({ draft: true });
    const answer = () =>
      respond(
        id,
        meetings.units[0],
        { accept: true, representative: `${Math.random()}` },
        meetings.alliance.secretariat,
      );
    expect(errors(await answer())).toEqual([['WRONG_STATE', 'meetingId']]);
    expect(errors(await respond(id, meetings.units[0], { accept: true }, meetings.representative))).toEqual([
      ['NOT_FOUND', 'meetingId'],
    ]);
    for (const step of ['publishMeeting', 'openMeeting', 'suspendMeeting']) {
      await meetings.done(step, { meetingId: id });
      expect([step, errors(await answer())]).toEqual([step, []]);
    }
    await meetings.done('closeMeeting', { meetingId: id });
    expect(errors(await answer())).toEqual([['WRONG_STATE', 'meetingId']]);
  });

  it('may be given with a token for units', async () => {
    const { id } = await meetings.schedule();
    const token = await meetings.world.as(meetings.representative).attempt(
      'createApiToken',
      {
        name: '单位',
        scopes: ['MANAGE_UNIT'],
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      },
      'secret',
    );
    expect(
      errors(await respond(id, meetings.units[0], { accept: true }, { token: token['secret'] as string })),
    ).toEqual([]);
  });
});

describe('checkIn', () => {
  it('counts a unit that somebody who runs the meeting checks in, and out again', async () => {
    const { id } = await meetings.opened([], { quorum: 1 });
    const there = await checkIn(id, { unitId: meetings.units[0] }, meetings.convenor);
    expect(there.meeting).toMatchObject({ quorum: { required: 1, present: 1, met: true }, agenda: { revision: 3 } });
    expect((await checkIn(id, { unitId: meetings.units[0] }, meetings.convenor)).meeting?.agenda.revision).toBe(3);
    expect((await checkIn(id, { unitId: meetings.units[0], present: false }, meetings.convenor)).meeting).toMatchObject(
      {
        quorum: { present: 0, met: false },
      },
    );
    const event = await meetings.lastEvent(id);
    expect(event).toEqual({ attendances: [rowId(attendanceOf(there.meeting, meetings.units[0])?.id ?? '')] });
  });

  it('counts each of twenty units that check in at once', async () => {
    const unitIds = await Promise.all(Array.from({ length: 20 }, () => meetings.alliance.addUnit()));
    const { id } = await meetings.opened([], { inviteUnitIds: unitIds, quorum: 20 });
    const answers = await Promise.all(unitIds.map((unitId) => checkIn(id, { unitId }, meetings.organiser)));
    expect(answers.flatMap(errors)).toEqual([]);
    expect(await meetings.see(id)).toMatchObject({ quorum: { present: 20, met: true }, agenda: { revision: 22 } });
  });

  it("takes the unit's own people's word with the code shown in the room", async () => {
    const { id } = await meetings.opened([]);
    const shown = (await meetings.see(id))?.['checkInCode'];
    expect(errors(await checkIn(id, { unitId: meetings.units[0] }, meetings.representative))).toEqual([
      ['INVALID', 'code'],
    ]);
    expect(
      errors(await checkIn(id, { unitId: meetings.units[0], code: await wrongCode(id) }, meetings.representative)),
    ).toEqual([['INVALID', 'code']]);
    const answer = await checkIn(id, { unitId: meetings.units[0], code: shown }, meetings.representative);
    expect(attendanceOf(answer.meeting, meetings.units[0])).toMatchObject({ present: true });
    expect(answer.meeting?.['checkInCode']).toBeNull();
    expect(errors(await checkIn(id, { unitId: meetings.units[1], code: shown }, meetings.representative))).toEqual([
      ['NOT_ALLOWED', 'unitId'],
    ]);
  });

  it('counts wrong codes together at all servers, however many come at once', async () => {
    const { id } = await meetings.opened([]);
    const other = await meetings.world.anotherServer();
    const code = await wrongCode(id);
    const attempt = async (server: string) => {
      const input = { meetingId: id, unitId: meetings.units[1], present: true, code };
      return errors(await meetings.world.as(meetings.staff, () => server).attempt('checkIn', input));
    };
    const servers = [meetings.world.url(), other.url];
    const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => attempt(servers[index % 2] ?? '')));
    const codes = answers.map(([first]) => (first as string[])[0]).sort();
    expect(codes).toEqual([...Array<string>(10).fill('INVALID'), ...Array<string>(14).fill('RATE_LIMITED')]);
  });

  it('counts no code against its sender but a wrong one', async () => {
    const { id } = await meetings.opened([]);
    const shown = async () => checkInCode(await secretOf(id), Date.now());
    for (let tries = 0; tries < 12; tries += 1) {
      const present = tries % 2 === 0;
      const unitId = tries < 6 ? meetings.units[1] : meetings.units[2];
      const answer = await checkIn(id, { unitId, present, code: await shown() }, meetings.staff);
      expect(errors(answer)).toEqual(tries < 6 ? [] : [['NOT_ALLOWED', 'unitId']]);
    }
  });

  it('stops somebody who guesses codes, of that meeting only', async () => {
    const { id } = await meetings.opened([]);
    const other = await meetings.opened([]);
    const attempt = async (meetingId: string, code: string) =>
      errors(await checkIn(meetingId, { unitId: meetings.units[1], code }, meetings.staff));
    for (let tries = 0; tries < 10; tries += 1)
      expect(await attempt(id, await wrongCode(id))).toEqual([['INVALID', 'code']]);
    expect(await attempt(id, checkInCode(await secretOf(id), Date.now()))).toEqual([['RATE_LIMITED', 'code']]);
    expect(await attempt(other.id, checkInCode(await secretOf(other.id), Date.now()))).toEqual([]);
  });

  it('checks many units in at once, all or none, in one step', async () => {
    const { id, agenda } = await meetings.opened([], { quorum: 2 });
    const outside = await checkIn(id, { unitIds: [meetings.units[0], meetings.outsideUnit] }, meetings.organiser);
    expect(errors(outside)).toEqual([['NOT_FOUND', 'unitIds.1']]);
    const all = await checkIn(id, { unitIds: meetings.units }, meetings.organiser);
    expect(all.meeting).toMatchObject({
      quorum: { present: 3, met: true },
      agenda: { revision: agenda.revision + 1 },
    });
    expect((await meetings.lastEvent(id))?.attendances).toHaveLength(3);
    const away = { unitIds: meetings.units.slice(1), present: false };
    expect((await checkIn(id, away, meetings.organiser)).meeting).toMatchObject({ quorum: { present: 1 } });
    expect(errors(await checkIn(id, { unitIds: [] }, meetings.organiser))).toEqual([['INVALID', null]]);
  });

  it('names who has come in the place of whoever was to come', async () => {
    const { id } = await meetings.opened([]);
    await respond(id, meetings.units[0], { accept: true, representative: '王芳' }, meetings.representative);
    const come = (more: object) => checkIn(id, { unitId: meetings.units[0], ...more }, meetings.organiser);
    expect(attendanceOf((await come({ representative: '李强' })).meeting, meetings.units[0])).toMatchObject({
      representative: '李强',
      present: true,
    });
    expect(errors(await come({ representative: '李强', present: false }))).toEqual([['INVALID', 'representative']]);
    expect(errors(await checkIn(id, { unitIds: meetings.units, representative: '李强' }, meetings.organiser))).toEqual([
      ['INVALID', 'representative'],
    ]);
  });

  it('takes its proxy back from whoever carries a unit that arrives after all', async () => {
    const { id } = await meetings.opened([], { quorum: 1 });
    const [first, second, third] = meetings.units;
    await checkIn(id, { unitId: first }, meetings.organiser);
    await respond(id, second, { accept: false, proxyUnitId: first }, meetings.staff);
    // a unit that is carried is not there
    expect((await meetings.see(id))?.['quorum']).toMatchObject({ present: 1 });
    // who carries it leaves and comes back: it is still named
    await checkIn(id, { unitId: first, present: false }, meetings.organiser);
    const back = await checkIn(id, { unitIds: [first, third] }, meetings.organiser);
    expect(attendanceOf(back.meeting, second)).toMatchObject({ proxy: { id: first }, response: 'DECLINED' });
    const arrived = await checkIn(id, { unitId: second }, meetings.organiser);
    expect(attendanceOf(arrived.meeting, second)).toMatchObject({ proxy: null, response: 'ACCEPTED', present: true });
    expect(arrived.meeting).toMatchObject({ quorum: { present: 3 } });
  });

  it('refuses a third unit to whoever carries two, also when both ask at once', async () => {
    const unitIds = await Promise.all(Array.from({ length: 4 }, () => meetings.alliance.addUnit()));
    const [carrier, ...others] = unitIds;
    const { id } = await meetings.opened([], { inviteUnitIds: unitIds });
    const answers = await Promise.all(
      others.map((unitId) =>
        respond(id, unitId, { accept: false, proxyUnitId: carrier }, meetings.alliance.secretariat),
      ),
    );
    expect(answers.flatMap(errors)).toEqual([['LIMIT_REACHED', 'proxyUnitId']]);
  });

  it('keeps when units and guests came and left, so that the quorum of any moment is known', async () => {
    const { id, guests } = await meetings.opened([], { guests: [{ name: '沈阿姨', capacity: 'RESIDENT' }] });
    const [first, second] = meetings.units;
    const guestId = guests?.[0]?.id;
    const steps = [
      { unitIds: [first, second] },
      { unitId: first, present: false },
      { unitId: first },
      { guestId },
      { guestId, present: false },
      { unitId: second, present: false },
    ];
    for (const step of steps) expect(errors(await checkIn(id, step, meetings.organiser))).toEqual([]);
    const stays = await meetings.world.sql<{ unit: string | null; arrived_at: Date; left_at: Date | null }>(
      `select a.unit_id as unit, t.arrived_at, t.left_at
       from attendance_times t left join attendances a on a.id = t.attendance_id
       where t.meeting_id = $1 order by t.arrived_at, t.id`,
      [rowId(id)],
    );
    const times = (unit: string | null) =>
      stays.filter((stay) => stay.unit === (unit && rowId(unit))).map(({ left_at }) => left_at !== null);
    expect([times(first), times(second), times(null)]).toEqual([[true, false], [true], [true]]);
    const manager = { query: <T>(text: string, values?: unknown[]) => meetings.world.sql(text, values) as Promise<T> };
    const meeting = { allianceId: rowId(meetings.alliance.id), id: rowId(id) };
    const counts = await Promise.all(
      stays
        .flatMap(({ arrived_at, left_at }) => [arrived_at, ...(left_at === null ? [] : [left_at])])
        .map(async (at) => [at, await unitsPresent(manager, meeting, at)] as const),
    );
    const there = (at: Date) =>
      stays.filter(
        (stay) => stay.unit !== null && stay.arrived_at <= at && (stay.left_at === null || stay.left_at > at),
      ).length;
    expect(counts.map(([, present]) => present)).toEqual(counts.map(([at]) => there(at)));
    const update = (input: object) => meetings.run('updateMeeting', { meetingId: id, ...input }, meetings.organiser);
    expect(errors(await update({ guests: [] }))).toEqual([['WRONG_STATE', 'guests']]);
    expect(errors(await update({ inviteUnitIds: [first, meetings.units[2]] }))).toEqual([
      ['WRONG_STATE', 'inviteUnitIds'],
    ]);
  });

  it('checks guests in by those who run the meeting', async () => {
    const { id, guests } = await meetings.opened([], { guests: [{ name: '沈阿姨', capacity: 'RESIDENT' }] });
    const guestId = guests?.[0]?.id;
    expect(errors(await checkIn(id, { guestId }, meetings.representative))).toEqual([['NOT_ALLOWED', 'guestId']]);
    expect(errors(await checkIn(id, { guestId }, meetings.other.secretariat))).toEqual([['NOT_FOUND', 'guestId']]);
    expect((await checkIn(id, { guestId }, meetings.organiser)).meeting?.guests).toMatchObject([{ present: true }]);
    expect(await meetings.lastEvent(id)).toEqual({ guests: true });
    expect(errors(await checkIn(id, { guestId: `guest_${crypto.randomUUID()}` }, meetings.organiser))).toEqual([
      ['NOT_FOUND', 'guestId'],
    ]);
  });

  it('wants a unit or a guest, and not both', async () => {
    const { id, guests } = await meetings.opened([], { guests: [{ name: '沈阿姨', capacity: 'RESIDENT' }] });
    for (const more of [{}, { unitId: meetings.units[0], guestId: guests?.[0]?.id }])
      expect(errors(await checkIn(id, more, meetings.organiser))).toEqual([['INVALID', null]]);
  });

  it('opens an hour before the meeting and ends with it', async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const { id } = await meetings.schedule({ startsAt: at(65) });
    expect(errors(await checkIn(id, { unitId: meetings.units[0] }, meetings.organiser))).toEqual([
      ['WRONG_STATE', 'meetingId'],
    ]);
    await meetings.done('updateMeeting', { meetingId: id, startsAt: at(55) });
    expect(errors(await checkIn(id, { unitId: meetings.units[0] }, meetings.organiser))).toEqual([]);
    await meetings.done('openMeeting', { meetingId: id });
    await meetings.done('closeMeeting', { meetingId: id });
    expect(errors(await checkIn(id, { unitId: meetings.units[1] }, meetings.organiser))).toEqual([
      ['WRONG_STATE', 'meetingId'],
    ]);
  });

  it('does not let a unit that is present decline', async () => {
    const { id } = await meetings.opened([]);
    await checkIn(id, { unitId: meetings.units[0] }, meetings.organiser);
    expect(errors(await respond(id, meetings.units[0], { accept: false }, meetings.representative))).toEqual([
      ['WRONG_STATE', 'unitId'],
    ]);
  });
});

it('every meeting has every revision once', async () => expect(await meetings.gaps()).toEqual([]));

describe('a unit that was suspended meanwhile', () => {
  let suspended: string;
  beforeAll(async () => {
    suspended = meetings.units[2];
  });
  const suspend = () =>
    meetings.world
      .as(meetings.alliance.secretariat)
      .make('suspendMembership', 'memberUnit', { unitId: suspended, reason: '整改' });
  const reinstate = () =>
    meetings.world.as(meetings.alliance.secretariat).make('reinstateMembership', 'memberUnit', { unitId: suspended });
  afterEach(reinstate);

  it('neither accepts nor is made a proxy, whoever acts for it; it may still decline', async () => {
    const { id } = await meetings.schedule();
    const people = await meetings.alliance.joinUnit(suspended, 'REPRESENTATIVE');
    await suspend();
    for (const caller of [people, meetings.alliance.secretariat]) {
      expect(errors(await respond(id, suspended, { accept: true }, caller))).toEqual([['WRONG_STATE', 'unitId']]);
    }
    expect(
      errors(await respond(id, meetings.units[0], { accept: false, proxyUnitId: suspended }, meetings.representative)),
    ).toEqual([['WRONG_STATE', 'proxyUnitId']]);
    expect(errors(await respond(id, suspended, { accept: false }, people))).toEqual([]);
  });

  it('is not checked in, and so counts towards no quorum; one that is there may leave', async () => {
    const { id } = await meetings.schedule({ startsAt: new Date().toISOString() });
    expect(errors(await checkIn(id, { unitId: suspended }, meetings.organiser))).toEqual([]);
    await suspend();
    expect(errors(await checkIn(id, { unitId: suspended, present: false }, meetings.organiser))).toEqual([]);
    expect(errors(await checkIn(id, { unitId: suspended }, meetings.organiser))).toEqual([['WRONG_STATE', 'unitId']]);
  });
});
