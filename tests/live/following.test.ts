import type { Audiences, TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  audiences = await alliance.audiences();
});
afterEach(() => world.clear());
afterAll(() => world.close());

const kinds = (changes: readonly { readonly __typename: string }[] | undefined) =>
  changes?.map((change) => change.__typename);

describe('a watcher', () => {
  it('is sent a change at once and of a burst no more updates than may be sent in its time, the last state always', async () => {
    const PER_SECOND = 5;
    const { webSocketUrl: url } = await world.anotherServer({ LIVE_UPDATES_PER_SECOND: undefined });
    const meetingId = await alliance.meeting();
    const itemId = await alliance.item(meetingId, { title: '第0稿' });
    const watcher = world.watch(meetingId, null, { url });
    await watcher.reached(2);
    const began = performance.now();
    const rename = (draft: number) =>
      alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId, title: `第${draft}稿` });
    await rename(1);
    await watcher.reached(3);
    expect(watcher.updates.at(-1)).toMatchObject({ previousRevision: 2, revision: 3 });
    const DRAFTS = 40;
    for (let draft = 2; draft <= DRAFTS; draft += 1) await rename(draft);
    await world.settle(meetingId, [watcher, null]);
    const elapsed = performance.now() - began;
    expect(watcher.printed).toEqual([`1 第${DRAFTS}稿`]);
    const updates = watcher.updates.slice(1);
    // however long it took: at both ends one may be sent
    expect(updates.length).toBeLessThanOrEqual(Math.floor((elapsed * PER_SECOND) / 1_000) + 1);
    // each leads on from the one before, and together they cover every revision
    expect(updates.map(({ previousRevision }) => previousRevision)).toEqual([
      2,
      ...updates.slice(0, -1).map(({ revision }) => revision),
    ]);
    expect(updates.at(-1)?.revision).toBe(2 + DRAFTS);
    for (const { changes } of updates) expect(kinds(changes)).toEqual(['AgendaItemChanged']);
  });

  it('is told the whole meeting first, then each change by the next revision', async () => {
    const { unitId, participant } = audiences;
    const meetingId = await alliance.meeting({
      quorum: 1,
      inviteUnitIds: [unitId],
      guests: [{ name: '居民', capacity: 'RESIDENT' }],
    });
    const first = await alliance.item(meetingId, { title: '一' });
    const watcher = world.watch(meetingId, participant);
    await watcher.reached(2);
    expect(watcher.updates[0]).toMatchObject({
      previousRevision: 2,
      revision: 2,
      changes: [],
      schedule: [],
      currentItemId: null,
    });
    const second = await alliance.item(meetingId, { title: '二', plannedMinutes: 10 }, { afterItemId: null });
    await watcher.reached(3);
    expect(watcher.updates[1]).toMatchObject({
      previousRevision: 2,
      revision: 3,
      snapshot: null,
      changes: [
        { __typename: 'AgendaItemAdded', parentId: null, afterItemId: null, item: { id: second, number: '1' } },
      ],
      schedule: [{ itemId: first, number: '2' }],
    });
    await alliance.as(alliance.organiser).mutate('openMeeting', { meetingId });
    await watcher.reached(4);
    expect(kinds(watcher.updates[2]?.changes)).toEqual(['MeetingChanged']);
    await alliance.as(alliance.organiser).mutate('setAgendaItemState', { itemId: second, state: 'ACTIVE' });
    await watcher.reached(5);
    expect(watcher.updates[3]).toMatchObject({
      currentItemId: second,
      changes: [{ __typename: 'AgendaItemChanged', item: { state: 'ACTIVE' } }],
    });
    await alliance
      .as(alliance.organiser)
      .mutate('moveAgendaItem', { itemId: first, parentId: second, afterItemId: null });
    await watcher.reached(6);
    expect(watcher.updates[4]).toMatchObject({
      changes: [
        { __typename: 'AgendaItemMoved', parentId: second, afterItemId: null, item: { id: first, number: '1.1' } },
      ],
    });
    await alliance.as(alliance.organiser).mutate('checkIn', { meetingId, unitId, present: true });
    await watcher.reached(7);
    expect(watcher.updates[5]?.changes).toMatchObject([
      { __typename: 'AttendanceChanged', attendance: { present: true }, quorum: { present: 1, met: true } },
    ]);
    await alliance.as(alliance.organiser).mutate('removeAgendaItem', { itemId: first });
    await watcher.reached(8);
    expect(watcher.updates[6]).toMatchObject({
      changes: [{ __typename: 'AgendaItemRemoved', itemId: first }],
      currentItemId: second,
    });
    await world.settle(meetingId, [watcher, participant]);
  });

  it('learns of what it may not see by an update without changes', async () => {
    const { unitId } = audiences;
    const meetingId = await alliance.meeting({ inviteUnitIds: [unitId] });
    const watcher = world.watch(meetingId, null);
    await watcher.reached(1);
    const itemId = await alliance.item(meetingId, { title: '内部议题', visibility: 'CLOSED' });
    await watcher.reached(2);
    await alliance.as(alliance.organiser).mutate('openMeeting', { meetingId });
    await watcher.reached(3);
    await alliance.as(alliance.organiser).mutate('setAgendaItemState', { itemId, state: 'ACTIVE' });
    await watcher.reached(4);
    await alliance.as(alliance.organiser).mutate('checkIn', { meetingId, unitId, present: true });
    await watcher.reached(5);
    expect(
      watcher.updates
        .filter(({ snapshot }) => snapshot === null)
        .map(({ previousRevision, revision, changes, schedule, currentItemId }) => [
          previousRevision,
          revision,
          kinds(changes),
          schedule,
          currentItemId,
        ]),
    ).toEqual([
      [1, 2, [], [], null],
      [2, 3, ['MeetingChanged'], [], null],
      [3, 4, [], [], null],
      [4, 5, [], [], null],
    ]);
    expect(watcher.frames.join()).not.toContain('内部议题');
    await world.settle(meetingId, [watcher, null]);
  });

  it('is told of the quorum, but not of who comes, when it is not of the alliance', async () => {
    const { unitId, member } = audiences;
    const meetingId = await alliance.meeting({
      inviteUnitIds: [unitId],
      quorum: 1,
      startsAt: new Date().toISOString(),
    });
    const [watcher, insider] = [world.watch(meetingId, null), world.watch(meetingId, member)];
    await Promise.all([watcher.reached(1), insider.reached(1)]);
    await alliance.as(alliance.organiser).mutate('openMeeting', { meetingId });
    await Promise.all([watcher.reached(2), insider.reached(2)]);
    // an answer to an invitation tells the public nothing
    await alliance.as(alliance.secretariat).mutate('respondToInvitation', { meetingId, unitId, accept: true });
    await Promise.all([watcher.reached(3), insider.reached(3)]);
    expect(watcher.updates.at(-1)?.changes).toEqual([]);
    expect(kinds(insider.updates.at(-1)?.changes)).toEqual(['AttendanceChanged']);
    await alliance.as(alliance.organiser).mutate('checkIn', { meetingId, unitId, present: true });
    await watcher.reached(4);
    expect(watcher.updates.at(-1)?.changes).toEqual([
      { __typename: 'AttendanceChanged', attendance: null, quorum: { required: 1, present: 1, met: true } },
    ]);
    await world.settle(meetingId, [watcher, null], [insider, member]);
    expect(insider.state?.meeting.attendance).toMatchObject([{ present: true }]);
  });

  it('is told nothing of guests who come, when it is not of the alliance', async () => {
    const { member } = audiences;
    const meetingId = await alliance.meeting({ guests: [{ name: '居民', capacity: 'RESIDENT' }] });
    const { meeting } = await world
      .as(member)
      .query<{ meeting: { guests: { id: string }[] } }>('query ($id: ID!) { meeting(id: $id) { guests { id } } }', {
        id: meetingId,
      });
    const [watcher, insider] = [world.watch(meetingId, null), world.watch(meetingId, member)];
    await Promise.all([watcher.reached(1), insider.reached(1)]);
    await alliance.as(alliance.organiser).mutate('openMeeting', { meetingId });
    await Promise.all([watcher.reached(2), insider.reached(2)]);
    await alliance
      .as(alliance.organiser)
      .mutate('checkIn', { meetingId, guestId: meeting.guests[0]?.id, present: true });
    await Promise.all([watcher.reached(3), insider.reached(3)]);
    expect(watcher.updates[2]?.changes).toEqual([]);
    expect(kinds(insider.updates[2]?.changes)).toEqual(['MeetingChanged']);
    await world.settle(meetingId, [watcher, null], [insider, member]);
  });

  it('sees a hidden item go with all below it, and come back in its place', async () => {
    const { unitId, member, participant } = audiences;
    const meetingId = await alliance.meeting({ inviteUnitIds: [unitId] });
    await alliance.item(meetingId, { title: '甲' });
    const itemId = await alliance.item(meetingId, { title: '乙' });
    const below = await alliance.item(meetingId, { title: '乙之一' }, { parentId: itemId });
    await alliance.item(meetingId, { title: '丙' });
    const all = [
      [world.watch(meetingId, null), null],
      [world.watch(meetingId, member), member],
      [world.watch(meetingId, participant), participant],
    ] as const;
    const [outsider, insider, invited] = all.map(([watcher]) => watcher) as [
      (typeof all)[0][0],
      (typeof all)[0][0],
      (typeof all)[0][0],
    ];
    await world.settle(meetingId, ...all);
    await alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId, visibility: 'MEMBERS' });
    await world.settle(meetingId, ...all);
    expect(outsider.updates.at(-1)?.changes).toEqual([
      { __typename: 'AgendaItemRemoved', itemId },
      { __typename: 'AgendaItemRemoved', itemId: below },
    ]);
    expect(kinds(insider.updates.at(-1)?.changes)).toEqual(['AgendaItemChanged', 'AgendaItemChanged']);
    expect(outsider.printed).toEqual(['1 甲', '2 丙']);
    await alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId, visibility: 'CLOSED' });
    await world.settle(meetingId, ...all);
    expect(outsider.updates.at(-1)).toMatchObject({ changes: [], schedule: [] });
    expect(insider.printed).toEqual(['1 甲', '2 丙']);
    expect(invited.printed).toEqual(['1 甲', '2 乙', '2.1 乙之一', '3 丙']);
    await alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId, visibility: 'PUBLIC' });
    await world.settle(meetingId, ...all);
    expect(kinds(outsider.updates.at(-1)?.changes)).toEqual(['AgendaItemAdded', 'AgendaItemAdded']);
    expect(outsider.printed).toEqual(['1 甲', '2 乙', '2.1 乙之一', '3 丙']);
  });

  it('has numbers and expected starts of its own audience', async () => {
    const { unitId, member, participant } = audiences;
    const meetingId = await alliance.meeting({ inviteUnitIds: [unitId], startsAt: '2026-11-23T01:00:00.500Z' });
    for (const [title, visibility] of [
      ['开场', 'PUBLIC'],
      ['财务', 'MEMBERS'],
      ['人事', 'CLOSED'],
      ['总结', 'PUBLIC'],
    ] as const) {
      await alliance.item(meetingId, { title, visibility, plannedMinutes: 15 });
    }
    const all = [
      [world.watch(meetingId, null), null],
      [world.watch(meetingId, member), member],
      [world.watch(meetingId, participant), participant],
    ] as const;
    await world.settle(meetingId, ...all);
    const last = () =>
      all.map(([watcher]) => [watcher.state?.items.at(-1)?.number, watcher.state?.items.at(-1)?.expectedAt]);
    expect(last()).toEqual([
      ['2', '2026-11-23T01:15:00.500Z'],
      ['3', '2026-11-23T01:30:00.500Z'],
      ['4', '2026-11-23T01:45:00.500Z'],
    ]);
    // something hidden moves: only those who see it are told that something shifted
    const hidden = all[2][0].state?.items[2]?.id;
    await alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId: hidden, plannedMinutes: 30 });
    await world.settle(meetingId, ...all);
    expect(last()).toEqual([
      ['2', '2026-11-23T01:15:00.500Z'],
      ['3', '2026-11-23T01:30:00.500Z'],
      ['4', '2026-11-23T02:00:00.500Z'],
    ]);
    expect(all.map(([watcher]) => watcher.updates.at(-1)?.schedule.length)).toEqual([0, 0, 1]);
  });

  it('gets what came faster than it could be sent in one update that covers it all', async () => {
    const { participant, unitId } = audiences;
    const meetingId = await alliance.meeting({ inviteUnitIds: [unitId] });
    const all = [
      [world.watch(meetingId, null), null],
      [world.watch(meetingId, participant), participant],
    ] as const;
    await world.settle(meetingId, ...all);
    await Promise.all(
      Array.from({ length: 30 }, (_, place) =>
        alliance.item(meetingId, { title: `第${place}项`, visibility: place % 3 === 0 ? 'CLOSED' : 'PUBLIC' }),
      ),
    );
    await world.settle(meetingId, ...all);
    const [outsider] = all[0];
    expect(outsider.state?.items).toHaveLength(20);
    expect(outsider.updates.length).toBeLessThanOrEqual(31);
    outsider.updates
      .slice(1)
      .forEach((update, place) => expect(update.previousRevision).toBe(outsider.updates[place]?.revision));
  });

  it('follows a draft that it may see, and one that is published from that moment on', async () => {
    const meetingId = await alliance.meeting({ draft: true });
    await alliance.item(meetingId, { title: '草案' });
    const outsider = world.watch(meetingId, null);
    expect(await outsider.ended()).toEqual(['NOT_FOUND']);
    const organiser = world.watch(meetingId, alliance.organiser);
    await world.settle(meetingId, [organiser, alliance.organiser]);
    await alliance.as(alliance.organiser).mutate('publishMeeting', { meetingId });
    const later = world.watch(meetingId, null);
    await world.settle(meetingId, [organiser, alliance.organiser], [later, null]);
    expect(later.printed).toEqual(['1 草案']);
  });
});
