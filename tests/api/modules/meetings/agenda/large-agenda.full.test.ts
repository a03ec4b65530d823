import { SectorMeetings, type Meeting } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const [TOPS, PARTS, STEPS] = [12, 4, 5] as const;
const ALL = TOPS * (1 + PARTS * (1 + STEPS));

/** Twelve items with four parts each, of which each has five of its own; every fourth step is closed. */
async function planned(): Promise<Meeting> {
  const { alliance } = meetings;
  const { id, agenda } = await meetings.schedule({
    inviteUnitIds: meetings.units,
    agenda: Array.from({ length: TOPS }, (_, top) => ({ title: `第${top + 1}项`, kind: 'REPORT', plannedMinutes: 0 })),
  });
  const add = (parentId: string, title: string, more: object = {}): Promise<string> =>
    alliance.as(meetings.organiser).make('addAgendaItem', 'item', {
      meetingId: id,
      parentId,
      item: { title, kind: 'DISCUSSION', plannedMinutes: 1, ...more },
    });
  for (const top of agenda.items)
    for (let part = 1; part <= PARTS; part += 1) {
      const parentId = await add(top.id, `${top.title}之${part}`);
      for (let step = 1; step <= STEPS; step += 1)
        await add(parentId, `${top.title}之${part}之${step}`, step === 4 ? { visibility: 'CLOSED' } : {});
    }
  return (await meetings.see(id)) as Meeting;
}

it('a meeting of three hundred items at three levels is read, watched, moved about, held and written down', async () => {
  const { world } = meetings;
  const { id: meetingId, agenda } = await planned();
  const { items } = agenda;
  expect(items).toHaveLength(ALL);
  expect(items.map(({ number }) => number).filter((number) => number.startsWith('12.'))).toHaveLength(
    PARTS * (1 + STEPS),
  );
  expect(items.at(-1)?.number).toBe('12.4.5');

  const watched = [null, meetings.representative].map((by) => [world.watch(meetingId, by), by] as const);
  await world.settle(meetingId, ...watched);
  const [[stranger], [insider]] = watched as [(typeof watched)[0], (typeof watched)[0]];
  const closed = TOPS * PARTS;
  expect([stranger.printed.length, insider.printed.length]).toEqual([ALL - closed, ALL]);

  // the last with all that is below it becomes the first: every number and every start is another one
  const last = items.find(({ number }) => number === '12');
  await meetings.agenda('moveAgendaItem', { itemId: last?.id, afterItemId: null });
  await world.settle(meetingId, ...watched);
  expect(stranger.printed[0]).toBe('1 第12项');
  expect([stranger, insider].map(({ updates }) => updates.at(-1)?.schedule.length)).toEqual([ALL - closed, ALL]);
  expect(insider.updates.at(-1)?.changes).toHaveLength(1);

  await meetings.done('openMeeting', { meetingId });
  await meetings.agenda('setAgendaItemState', { itemId: last?.id, state: 'ACTIVE' });
  await meetings.agenda('setAgendaItemState', { itemId: last?.id, state: 'DONE' });
  await meetings.done('closeMeeting', { meetingId });
  await world.settle(meetingId, ...watched);

  const { meeting } = await world.as(meetings.organiser).mutate<{
    meeting: { minutes: { body: string; closedBody: string | null } };
  }>('writeMinutes', { meetingId }, 'meeting { minutes { body closedBody } }');
  const open = items.filter(({ number }) => !/^\d+\.\d+\.4$/.test(number));
  for (const { title } of open) expect(meeting.minutes.body).toContain(title);
  for (const { title } of items.filter((each) => !open.includes(each))) {
    expect(meeting.minutes.body).not.toContain(title);
    expect(meeting.minutes.closedBody).toContain(title);
  }
  const approved = await meetings.run('approveMinutes', { meetingId, expectedVersion: 1 }, meetings.organiser);
  expect(approved.userErrors).toEqual([]);
  await world.clear();
}, 180_000);
