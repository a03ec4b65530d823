import type { Sender } from '../../../../testkit/world/caller';
import { SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const CLASHES = 'meeting { id clashes { units { title } organisers { title } venue { title } } }';
type Shown = Readonly<Record<'units' | 'organisers' | 'venue', readonly { title: string }[]>> | null;
const titles = (clashes: Shown) =>
  clashes && Object.fromEntries(Object.entries(clashes).map(([name, list]) => [name, list.map(({ title }) => title)]));
let month = 0;
/** A day of its own for each test. */
const day = () => {
  month += 1;
  return (hour: number) => `20${20 + month}-05-04T0${hour}:00:00.000Z`;
};
const schedule = async (
  more: object,
  caller: Sender = meetings.organiser,
): Promise<{ id: string; clashes: unknown }> => {
  const { meeting } = await meetings.world
    .as(caller)
    .attempt<{ meeting: { id: string; clashes: Shown } }>(
      'scheduleMeeting',
      meetings.plan({ inviteUnitIds: [], organiserIds: [], ...more }),
      CLASHES,
    );
  return { id: meeting.id, clashes: titles(meeting.clashes) };
};
const see = async (id: string, caller: Sender) =>
  titles(
    (
      await meetings.world
        .as(caller)
        .query<{ meeting: { clashes: Shown } }>(`{ meeting(id: "${id}") { ${CLASHES.slice(10, -1)} } }`)
    ).meeting.clashes,
  );
const NONE = { units: [], organisers: [], venue: [] };

it('tells while scheduling which units, organisers and venues are taken at that time', async () => {
  const at = day();
  const [unit, other] = meetings.units;
  const when = { startsAt: at(1), endsAt: at(3) };
  await schedule({ ...when, title: '单位', inviteUnitIds: [unit] });
  await schedule({ ...when, title: '组织者', organiserIds: [meetings.observer.id] });
  await schedule({ ...when, title: '地点', venue: '三楼' });
  const all = { inviteUnitIds: [unit, other], organiserIds: [meetings.observer.id], venue: '三楼' };
  expect((await schedule({ startsAt: at(2), endsAt: at(4), ...all })).clashes).toEqual({
    units: ['单位'],
    organisers: ['组织者'],
    venue: ['地点'],
  });
});

it('leaves out what ends when it starts, what is over, and what a unit has declined', async () => {
  const at = day();
  const shared = { venue: '大厅', inviteUnitIds: [meetings.units[0]] };
  await schedule({ ...shared, title: '之前', startsAt: at(1), endsAt: at(2) });
  await schedule({ ...shared, title: '之后', startsAt: at(3) });
  const cancelled = await schedule({ ...shared, title: '取消', startsAt: at(2), endsAt: at(3) });
  await meetings.done('cancelMeeting', { meetingId: cancelled.id, reason: '雨' });
  const declined = await schedule({ ...shared, venue: null, title: '不去', startsAt: at(2), endsAt: at(3) });
  const before = await schedule({ ...shared, startsAt: at(2), endsAt: at(3) });
  expect(before.clashes).toEqual({ units: ['不去'], organisers: [], venue: [] });
  await meetings.world
    .as(meetings.representative)
    .mutate('respondToInvitation', { meetingId: declined.id, unitId: meetings.units[0], accept: false });
  expect(await see(before.id, meetings.organiser)).toEqual(NONE);
  // one without an end is at its start
  expect((await schedule({ ...shared, startsAt: at(3) })).clashes).toMatchObject({ venue: ['之后'] });
});

it('is for those who prepare it, and shows them no meeting that they may not see', async () => {
  const at = day();
  const shared = { venue: '礼堂', startsAt: at(1), endsAt: at(2) };
  await schedule({ ...shared, title: '闭门', scopeId: meetings.otherSector, visibility: 'CLOSED' });
  await schedule({ ...shared, title: '草稿', scopeId: meetings.otherSector, draft: true });
  const meeting = await schedule({ ...shared }, meetings.liaison);
  expect(meeting.clashes).toEqual(NONE);
  expect(await see(meeting.id, meetings.organiser)).toEqual({
    ...NONE,
    venue: expect.arrayContaining(['闭门', '草稿']),
  });
  for (const caller of [{}, meetings.observer, meetings.representative])
    expect(await see(meeting.id, caller)).toBeNull();
});
