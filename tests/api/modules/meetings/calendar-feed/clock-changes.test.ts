import ICAL from 'ical.js';
import { dueAt, SectorMeetings } from '../../../../testkit/world/sector-meetings';
import { rowId } from '../../../../testkit/world/test-world';

// clocks in New York go forward on 14 March 2027, at two in the morning; in Berlin on the 28th
const NEW_YORK = 'America/New_York';
// people come at their own time, and what they do is on the test's calendar
let now = new Date();
let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open({ clock: () => now });
  await meetings.world.sql('update alliances set time_zone = $2 where id = $1', [
    rowId(meetings.alliance.id),
    NEW_YORK,
  ]);
  now = new Date('2027-03-01T12:00:00.000Z');
});
afterAll(() => meetings.close());

interface Drafted {
  readonly id: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

async function series(more: object): Promise<Drafted[]> {
  const { alliance, organiser, sector, units, world } = meetings;
  const drafted = await world.as(organiser).mutate<{ series: { meetings: { nodes: Drafted[] } } }>(
    'scheduleSeries',
    {
      allianceId: alliance.id,
      scopeId: sector,
      kind: 'SECTOR_EXCHANGE',
      title: '例会',
      minutes: 90,
      visibility: 'PUBLIC',
      inviteUnitIds: units,
      ...more,
    },
    'series { meetings(first: 100) { nodes { id startsAt endsAt } } }',
  );
  return drafted.series.meetings.nodes.toSorted((one, other) => (one.startsAt < other.startsAt ? -1 : 1));
}

/** What a clock in this zone shows. */
const shows = (at: Date | string, timeZone: string): string =>
  new Date(at).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });

it('a feed has each meeting at its hour where it is held, and at the right one wherever it is read', async () => {
  const drafts = (await series({ firstStartsAt: '2027-03-07T14:00:00.000Z', recurrence: 'FREQ=WEEKLY' })).slice(0, 4);
  for (const { id } of drafts) await meetings.done('publishMeeting', { meetingId: id });
  const { url } = await meetings.world
    .as(meetings.representative)
    .mutate<{ url: string }>('createCalendarFeed', { unitId: meetings.units[0] }, 'url');
  const text = await (await fetch(url)).text();
  const events = new ICAL.Component(ICAL.parse(text) as unknown[])
    .getAllSubcomponents('vevent')
    .map((each) => new ICAL.Event(each))
    .map(({ startDate, endDate }) => [startDate.toJSDate(), endDate.toJSDate()] as const)
    .sort(([one], [other]) => one.getTime() - other.getTime());
  expect(events.map(([start]) => shows(start, NEW_YORK))).toEqual([
    '2027-03-07 09:00',
    '2027-03-14 09:00',
    '2027-03-21 09:00',
    '2027-03-28 09:00',
  ]);
  expect(events.map(([start]) => shows(start, 'Europe/Berlin'))).toEqual([
    '2027-03-07 15:00',
    '2027-03-14 14:00',
    '2027-03-21 14:00',
    '2027-03-28 15:00',
  ]);
  expect(events.map(([start]) => shows(start, 'Asia/Shanghai').slice(11))).toEqual([
    '22:00',
    '21:00',
    '21:00',
    '21:00',
  ]);
  for (const [start, end] of events) expect(end.getTime() - start.getTime()).toBe(90 * 60_000);
});

it('a series has none on a day without its hour, as RFC 5545 has it, and one on a day that has its hour twice', async () => {
  const forward = await series({ firstStartsAt: '2027-03-12T07:30:00.000Z', recurrence: 'FREQ=DAILY;COUNT=4' });
  expect(forward.map(({ startsAt }) => shows(startsAt, NEW_YORK))).toEqual([
    '2027-03-12 02:30',
    '2027-03-13 02:30',
    '2027-03-15 02:30',
    '2027-03-16 02:30',
  ]);
  now = new Date('2027-11-01T12:00:00.000Z');
  const back = await series({ firstStartsAt: '2027-11-06T05:30:00.000Z', recurrence: 'FREQ=DAILY;COUNT=3' });
  expect(back.map(({ startsAt }) => shows(startsAt, NEW_YORK))).toEqual([
    '2027-11-06 01:30',
    '2027-11-07 01:30',
    '2027-11-08 01:30',
  ]);
});

it('what is expected during a meeting is so many minutes later, also while clocks change', async () => {
  const { agenda } = await meetings.withAgenda(['一', '二', '三', '四', '五'], {
    startsAt: '2027-03-14T06:40:00.000Z',
  });
  expect(agenda.items.map(dueAt)).toEqual(['06:40', '06:50', '07:00', '07:10', '07:20']);
  expect(agenda.items.map(({ expectedAt }) => shows(expectedAt ?? '', NEW_YORK).slice(11))).toEqual([
    '01:40',
    '01:50',
    '03:00',
    '03:10',
    '03:20',
  ]);
});
