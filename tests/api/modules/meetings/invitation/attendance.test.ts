import { checkInCode } from '../../../../../src/modules/meetings/shared/check-in-code';
import { startTestServer } from '../../../../testkit/server';
import { errors, Hall, rowOf, type Meeting } from '../hall';

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.on(await startTestServer());
}, 60_000);
afterAll(() => hall.close());

const attendanceOf = (meeting: Meeting | null, unitId: string) =>
  meeting?.attendance?.find(({ unit }) => unit.id === unitId);
const respond = (meetingId: string, unitId: string, more: object, caller: { token: string }) =>
  hall.run('respondToInvitation', { meetingId, unitId, ...more }, caller);
const checkIn = (meetingId: string, more: object, caller: { token: string }) =>
  hall.run('checkIn', { meetingId, present: true, ...more }, caller);

/** A code that is not the room's, now or a while ago. */
async function wrongCode(meetingId: string): Promise<string> {
  const secret = await secretOf(meetingId);
  const right = [-2, -1, 0, 1, 2].map((periods) => checkInCode(secret, Date.now() + periods * 30_000));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? '';
}

async function secretOf(meetingId: string): Promise<Buffer> {
  const [row] = await hall.world.rows<{ secret: Buffer }>(
    'select check_in_secret as secret from joint_meetings where id = $1',
    [rowOf(meetingId)],
  );
  return row?.secret ?? Buffer.alloc(0);
}

describe('respondToInvitation', () => {
  it("notes the unit's answer, and tells watchers whose it is", async () => {
    const { id } = await hall.schedule();
    const answer = await respond(id, hall.units[0], { accept: true, representative: ' 王芳 ' }, hall.representative);
    const own = attendanceOf(answer.meeting, hall.units[0]);
    expect(own).toMatchObject({ response: 'ACCEPTED', representative: '王芳', present: false });
    expect(answer.meeting).toMatchObject({ version: 1, agenda: { revision: 2 } });
    expect(await hall.lastEvent(id)).toEqual({ attendances: [rowOf(own?.id ?? '')] });
    expect((await respond(id, hall.units[0], { accept: true }, hall.representative)).meeting?.agenda.revision).toBe(2);
  });

  it('declines with a proxy, which is lost when the proxy declines too', async () => {
    const { id } = await hall.schedule();
    await respond(id, hall.units[1], { accept: false, proxyUnitId: hall.units[0] }, hall.staff);
    const answer = await respond(id, hall.units[0], { accept: false, proxyUnitId: hall.units[2] }, hall.representative);
    expect(attendanceOf(answer.meeting, hall.units[1])).toMatchObject({ response: 'DECLINED', proxy: null });
    expect(attendanceOf(answer.meeting, hall.units[0])).toMatchObject({
      response: 'DECLINED',
      proxy: { id: hall.units[2] },
    });
    expect((await hall.lastEvent(id))?.attendances).toHaveLength(2);
  });

  it('refuses what contradicts itself', async () => {
    const { id } = await hall.schedule();
    await respond(id, hall.units[1], { accept: false }, hall.staff);
    const wrong: [object, unknown[]][] = [
      [{ accept: true, proxyUnitId: hall.units[2] }, ['INVALID', 'proxyUnitId']],
      [{ accept: false, proxyUnitId: hall.units[0] }, ['INVALID', 'proxyUnitId']],
      [{ accept: false, proxyUnitId: hall.units[1] }, ['WRONG_STATE', 'proxyUnitId']],
      [{ accept: false, proxyUnitId: hall.outsideUnit }, ['NOT_FOUND', 'proxyUnitId']],
      [{ accept: false, representative: '王芳' }, ['INVALID', 'representative']],
    ];
    for (const [more, expected] of wrong)
      expect([more, errors(await respond(id, hall.units[0], more, hall.representative))]).toEqual([more, [expected]]);
  });

  it("is the unit's people's, or the secretariat's in their place", async () => {
    const { id } = await hall.schedule();
    expect(errors(await respond(id, hall.units[0], { accept: true }, hall.alliance.secretary))).toEqual([]);
    for (const caller of [hall.staff, hall.organiser, hall.convenor, hall.observer]) {
      expect(errors(await respond(id, hall.units[0], { accept: true }, caller))).toEqual([['NOT_ALLOWED', 'unitId']]);
    }
    const uninvited = await respond(id, hall.outsideUnit, { accept: true }, hall.alliance.secretary);
    expect(errors(uninvited)).toEqual([['NOT_FOUND', 'unitId']]);
    // who may not see the list learns nothing of who is on it
    for (const unit of [hall.units[0], hall.outsideUnit, `unit_${crypto.randomUUID()}`]) {
      expect((await respond(id, unit, { accept: true }, hall.other.secretary)).userErrors).toEqual(
        uninvited.userErrors,
      );
    }
  });

  it('is open once the meeting is published and until it is over', async () => {
    const { id } = await hall.schedule({ draft: true });
    const answer = () =>
      respond(id, hall.units[0], { accept: true, representative: `${Math.random()}` }, hall.alliance.secretary);
    expect(errors(await answer())).toEqual([['WRONG_STATE', 'meetingId']]);
    expect(errors(await respond(id, hall.units[0], { accept: true }, hall.representative))).toEqual([
      ['NOT_FOUND', 'meetingId'],
    ]);
    for (const step of ['publishMeeting', 'openMeeting', 'suspendMeeting']) {
      await hall.done(step, { meetingId: id });
      expect([step, errors(await answer())]).toEqual([step, []]);
    }
    await hall.done('closeMeeting', { meetingId: id });
    expect(errors(await answer())).toEqual([['WRONG_STATE', 'meetingId']]);
  });

  it('may be given with a token for units', async () => {
    const { id } = await hall.schedule();
    const token = await hall.world.run(
      'createApiToken',
      'secret',
      {
        name: '单位',
        scopes: ['MANAGE_UNIT'],
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      },
      hall.representative,
    );
    expect(errors(await respond(id, hall.units[0], { accept: true }, { token: token['secret'] as string }))).toEqual(
      [],
    );
  });
});

describe('checkIn', () => {
  it('counts a unit that somebody who runs the meeting checks in, and out again', async () => {
    const { id } = await hall.opened([], { quorum: 1 });
    const there = await checkIn(id, { unitId: hall.units[0] }, hall.convenor);
    expect(there.meeting).toMatchObject({ quorum: { required: 1, present: 1, met: true }, agenda: { revision: 3 } });
    expect((await checkIn(id, { unitId: hall.units[0] }, hall.convenor)).meeting?.agenda.revision).toBe(3);
    expect((await checkIn(id, { unitId: hall.units[0], present: false }, hall.convenor)).meeting).toMatchObject({
      quorum: { present: 0, met: false },
    });
    const event = await hall.lastEvent(id);
    expect(event).toEqual({ attendances: [rowOf(attendanceOf(there.meeting, hall.units[0])?.id ?? '')] });
  });

  it('counts each of twenty units that check in at once', async () => {
    const unitIds = await Promise.all(Array.from({ length: 20 }, () => hall.world.addUnit(hall.alliance)));
    const { id } = await hall.opened([], { inviteUnitIds: unitIds, quorum: 20 });
    const answers = await Promise.all(unitIds.map((unitId) => checkIn(id, { unitId }, hall.organiser)));
    expect(answers.flatMap(errors)).toEqual([]);
    expect(await hall.see(id)).toMatchObject({ quorum: { present: 20, met: true }, agenda: { revision: 22 } });
  });

  it("takes the unit's own people's word with the code shown in the room", async () => {
    const { id } = await hall.opened([]);
    const shown = (await hall.see(id))?.['checkInCode'];
    expect(errors(await checkIn(id, { unitId: hall.units[0] }, hall.representative))).toEqual([['INVALID', 'code']]);
    expect(
      errors(await checkIn(id, { unitId: hall.units[0], code: await wrongCode(id) }, hall.representative)),
    ).toEqual([['INVALID', 'code']]);
    const answer = await checkIn(id, { unitId: hall.units[0], code: shown }, hall.representative);
    expect(attendanceOf(answer.meeting, hall.units[0])).toMatchObject({ present: true });
    expect(answer.meeting?.['checkInCode']).toBeNull();
    expect(errors(await checkIn(id, { unitId: hall.units[1], code: shown }, hall.representative))).toEqual([
      ['NOT_ALLOWED', 'unitId'],
    ]);
  });

  it('stops somebody who guesses codes, of that meeting only', async () => {
    const { id } = await hall.opened([]);
    const other = await hall.opened([]);
    const attempt = async (meetingId: string, code: string) =>
      errors(await checkIn(meetingId, { unitId: hall.units[1], code }, hall.staff));
    for (let tries = 0; tries < 10; tries += 1)
      expect(await attempt(id, await wrongCode(id))).toEqual([['INVALID', 'code']]);
    expect(await attempt(id, checkInCode(await secretOf(id), Date.now()))).toEqual([['RATE_LIMITED', 'code']]);
    expect(await attempt(other.id, checkInCode(await secretOf(other.id), Date.now()))).toEqual([]);
  });

  it('checks guests in by those who run the meeting', async () => {
    const { id, guests } = await hall.opened([], { guests: [{ name: '沈阿姨', capacity: 'RESIDENT' }] });
    const guestId = guests?.[0]?.id;
    expect(errors(await checkIn(id, { guestId }, hall.representative))).toEqual([['NOT_ALLOWED', 'guestId']]);
    expect(errors(await checkIn(id, { guestId }, hall.other.secretary))).toEqual([['NOT_FOUND', 'guestId']]);
    expect((await checkIn(id, { guestId }, hall.organiser)).meeting?.guests).toMatchObject([{ present: true }]);
    expect(await hall.lastEvent(id)).toEqual({ meeting: true });
    expect(errors(await checkIn(id, { guestId: `guest_${crypto.randomUUID()}` }, hall.organiser))).toEqual([
      ['NOT_FOUND', 'guestId'],
    ]);
  });

  it('wants a unit or a guest, and not both', async () => {
    const { id, guests } = await hall.opened([], { guests: [{ name: '沈阿姨', capacity: 'RESIDENT' }] });
    for (const more of [{}, { unitId: hall.units[0], guestId: guests?.[0]?.id }])
      expect(errors(await checkIn(id, more, hall.organiser))).toEqual([['INVALID', null]]);
  });

  it('opens an hour before the meeting and ends with it', async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const { id } = await hall.schedule({ startsAt: at(65) });
    expect(errors(await checkIn(id, { unitId: hall.units[0] }, hall.organiser))).toEqual([
      ['WRONG_STATE', 'meetingId'],
    ]);
    await hall.done('updateMeeting', { meetingId: id, startsAt: at(55) });
    expect(errors(await checkIn(id, { unitId: hall.units[0] }, hall.organiser))).toEqual([]);
    await hall.done('openMeeting', { meetingId: id });
    await hall.done('closeMeeting', { meetingId: id });
    expect(errors(await checkIn(id, { unitId: hall.units[1] }, hall.organiser))).toEqual([
      ['WRONG_STATE', 'meetingId'],
    ]);
  });

  it('does not let a unit that is present decline', async () => {
    const { id } = await hall.opened([]);
    await checkIn(id, { unitId: hall.units[0] }, hall.organiser);
    expect(errors(await respond(id, hall.units[0], { accept: false }, hall.representative))).toEqual([
      ['WRONG_STATE', 'unitId'],
    ]);
  });
});

it('every meeting has every revision once', async () => expect(await hall.gaps()).toEqual([]));

describe('a unit that was suspended meanwhile', () => {
  let suspended: string;
  beforeAll(async () => {
    suspended = hall.units[2];
  });
  const suspend = () =>
    hall.world.make(
      'suspendMembership',
      'memberUnit',
      { memberUnitId: suspended, reason: '整改' },
      hall.alliance.secretary,
    );
  const reinstate = () =>
    hall.world.make('reinstateMembership', 'memberUnit', { memberUnitId: suspended }, hall.alliance.secretary);
  afterEach(reinstate);

  it('neither accepts nor is made a proxy, whoever acts for it; it may still decline', async () => {
    const { id } = await hall.schedule();
    const people = await hall.world.joinUnit(hall.alliance, suspended, 'REPRESENTATIVE');
    await suspend();
    for (const caller of [people, hall.alliance.secretary]) {
      expect(errors(await respond(id, suspended, { accept: true }, caller))).toEqual([['WRONG_STATE', 'unitId']]);
    }
    expect(
      errors(await respond(id, hall.units[0], { accept: false, proxyUnitId: suspended }, hall.representative)),
    ).toEqual([['WRONG_STATE', 'proxyUnitId']]);
    expect(errors(await respond(id, suspended, { accept: false }, people))).toEqual([]);
  });

  it('is not checked in, and so counts towards no quorum; one that is there may leave', async () => {
    const { id } = await hall.schedule({ startsAt: new Date().toISOString() });
    expect(errors(await checkIn(id, { unitId: suspended }, hall.organiser))).toEqual([]);
    await suspend();
    expect(errors(await checkIn(id, { unitId: suspended, present: false }, hall.organiser))).toEqual([]);
    expect(errors(await checkIn(id, { unitId: suspended }, hall.organiser))).toEqual([['WRONG_STATE', 'unitId']]);
  });
});
