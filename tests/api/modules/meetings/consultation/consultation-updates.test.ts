import type { RawSocket } from '../../../../testkit/raw-socket';
import type { Sender, Somebody } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let invited: Partner;
let observer: Somebody;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  [invited] = (await alliance.partners('青枫小学')) as [Partner];
  observer = await alliance.person('观察员', ['OBSERVER']);
}, 30_000);
afterEach(() => world.clear());
afterAll(() => world.close());

const LIVE = `subscription ($id: ID!) { consultationUpdates(consultationId: $id) { consultation {
  id status recommendations { text status } meeting { id } experts { person { name } }
  agendaItems { title description kind state presenter plannedMinutes startedAt elapsedSeconds item { id title } }
} } }`;

interface Shown {
  readonly status: string;
  readonly recommendations: readonly { readonly text: string; readonly status: string }[];
  readonly meeting: { readonly id: string } | null;
  readonly agendaItems: readonly {
    readonly title: string;
    readonly state: string;
    readonly elapsedSeconds: number;
    readonly item: { readonly id: string } | null;
  }[];
}

async function asked(more: object = {}): Promise<{ id: string; expert: Somebody }> {
  const expert = await alliance.person('专家', ['EXPERT']);
  const appointment = await alliance.create('appointExpert', 'expert', { personId: expert.id, fields: ['医疗'] });
  const input = { allianceId: alliance.id, question: '如何就近配药', expertIds: [appointment], ...more };
  return { id: await alliance.create('openConsultation', 'consultation', input), expert };
}

/** Follows a consultation, from when it is shown as it stands. */
async function follow(id: string, by: Sender): Promise<RawSocket> {
  const socket = await world.socket(by);
  socket.subscribe('1', LIVE, { id });
  await socket.answer('1');
  return socket;
}

const shown = async (socket: RawSocket, place: number): Promise<Shown> =>
  (await socket.answer<{ consultationUpdates: { consultation: Shown } }>('1', place)).consultationUpdates.consultation;
const items = async (socket: RawSocket, place: number): Promise<unknown[]> =>
  (await shown(socket, place)).agendaItems.map(({ title, state }) => [title, state]);
/** Everything that came, but that the server is there. */
const came = (socket: RawSocket): number => socket.messages.filter(({ type }) => type === 'next').length;

const run = (mutation: string, input: object): Promise<unknown> => world.as(alliance.organiser).mutate(mutation, input);
const add = (meetingId: string, item: object): Promise<string> =>
  world.as(alliance.organiser).make('addAgendaItem', 'item', { meetingId, item: { kind: 'DISCUSSION', ...item } });
const setState = (itemId: string, state: string): Promise<unknown> => run('setAgendaItemState', { itemId, state });

it('shows whoever sees a consultation how it stands, and each step of it', async () => {
  const { id, expert } = await asked();
  const [member, own] = [await follow(id, observer), await follow(id, expert)];
  const recommendationId = await world
    .as(expert)
    .make('submitRecommendation', 'recommendation', { consultationId: id, text: '设社区配药点' });
  await world.as(alliance.secretariat).mutate('respondToRecommendation', { recommendationId, status: 'ADOPTED' });
  await world.as(alliance.secretariat).mutate('closeConsultation', { consultationId: id });
  for (const socket of [member, own]) {
    expect(await shown(socket, 0)).toMatchObject({ status: 'OPEN', recommendations: [] });
    expect(await shown(socket, 3)).toMatchObject({ status: 'CLOSED', recommendations: [{ status: 'ADOPTED' }] });
  }
  // who comes back is shown it as it stands
  expect(await shown(await follow(id, observer), 0)).toMatchObject({ status: 'CLOSED', agendaItems: [] });
});

it('shows its experts their item of a closed meeting, and not that anything else is in it', async () => {
  const { id, expert } = await asked();
  const meetingId = await alliance.meeting({ visibility: 'CLOSED', inviteUnitIds: [invited.unitId] });
  const [own, member, taking] = [
    await follow(id, expert),
    await follow(id, observer),
    await follow(id, invited.representative),
  ];
  const hidden = await add(meetingId, { title: '【密】一', plannedMinutes: 10 });
  const itemId = await add(meetingId, {
    title: '会商配药',
    subjectId: id,
    plannedMinutes: 15,
    description: '征求意见',
  });
  expect(await items(own, 1)).toEqual([['会商配药', 'PENDING']]);

  // nothing of this is of their item, though its number, its place and its time shift with it
  const other = await add(meetingId, { title: '【密】二', plannedMinutes: 30 });
  await run('moveAgendaItem', { itemId: other, parentId: null, afterItemId: null });
  await run('moveAgendaItem', { itemId, parentId: null, afterItemId: null });
  await run('updateAgendaItem', { itemId: hidden, title: '【密】改' });
  await run('updateMeeting', { meetingId, title: '【密】会议', venue: '【密】室' });
  await run('openMeeting', { meetingId });
  await run('checkIn', { meetingId, unitId: invited.unitId, present: true });
  await setState(hidden, 'ACTIVE');
  await run('requestToSpeak', { itemId, unitId: invited.unitId, speaker: '【密】发言' });
  const options = [
    { label: '【密】赞成', kind: 'FOR' },
    { label: '反对', kind: 'AGAINST' },
  ];
  await run('openVote', { itemId, question: '【密】表决', options, threshold: 'SIMPLE_MAJORITY', secret: true });
  await run('removeAgendaItem', { itemId: other });

  // these are
  await setState(itemId, 'ACTIVE');
  expect(await shown(own, 2)).toMatchObject({
    meeting: null,
    agendaItems: [{ title: '会商配药', state: 'ACTIVE', startedAt: expect.any(String) as string, item: null }],
  });
  await run('recordDecision', { itemId, text: '【密】决定', outcome: 'DEFERRED' });
  await setState(hidden, 'ACTIVE');
  expect(await items(own, 3)).toEqual([['会商配药', 'PAUSED']]);
  await run('updateAgendaItem', { itemId, title: '会商用药' });
  expect(await items(own, 4)).toEqual([['会商用药', 'PAUSED']]);
  await run('closeMeeting', { meetingId });
  expect(await items(own, 5)).toEqual([['会商用药', 'POSTPONED']]);
  await world.as(expert).mutate('submitRecommendation', { consultationId: id, text: '设社区配药点' });
  expect(await shown(own, 6)).toMatchObject({ recommendations: [{ text: '设社区配药点' }] });

  // to the others, who are not asked, came that step alone
  expect(await shown(member, 1)).toMatchObject({ recommendations: [{}], agendaItems: [] });
  expect(await shown(taking, 1)).toMatchObject({ recommendations: [{}], agendaItems: [{ item: { id: itemId } }] });
  expect([own, member, taking].map(came)).toEqual([7, 2, 2]);
  expect([...own.frames, ...member.frames].filter((frame) => frame.includes('密'))).toEqual([]);
  expect(own.frames.filter((frame) => frame.includes(meetingId) || frame.includes(itemId))).toEqual([]);
});

it('says nothing of a draft, and that an item is about it no more', async () => {
  const { id, expert } = await asked();
  const other = await asked();
  const own = await follow(id, expert);
  const meetingId = await alliance.meeting({ draft: true, visibility: 'CLOSED' });
  const itemId = await add(meetingId, { title: '未定', subjectId: id });
  await run('updateAgendaItem', { itemId, title: '会商配药' });
  await run('publishMeeting', { meetingId });
  expect(await items(own, 1)).toEqual([['会商配药', 'PENDING']]);
  const others = await follow(other.id, other.expert);
  await run('updateAgendaItem', { itemId, subjectId: other.id });
  expect(await items(own, 2)).toEqual([]);
  expect(await items(others, 1)).toEqual([['会商配药', 'PENDING']]);
  await run('removeAgendaItem', { itemId });
  expect(await items(others, 2)).toEqual([]);
  const draft = await alliance.meeting({ draft: true });
  await add(draft, { title: '不开了', subjectId: id });
  await run('cancelMeeting', { meetingId: draft, reason: '改期' });
  // an agenda that is there from the beginning
  await alliance.meeting({ visibility: 'CLOSED', agenda: [{ title: '再议', kind: 'DISCUSSION', subjectId: id }] });
  expect(await items(own, 3)).toEqual([['再议', 'PENDING']]);
  expect([own, others].map(came)).toEqual([4, 3]);
});

it('is there for those alone who see the consultation, as long as they do', async () => {
  const meetingId = await alliance.meeting({ visibility: 'MEMBERS', inviteUnitIds: [invited.unitId] });
  const { id, expert } = await asked({ meetingId });
  const refused = async (by: Sender | null): Promise<string | undefined> => {
    const socket = await world.socket(by);
    socket.subscribe('1', LIVE, { id });
    return (await socket.errors('1'))[0]?.code;
  };
  const stranger = await (await world.alliance()).person('外人', ['OBSERVER']);
  expect([await refused(null), await refused(stranger)]).toEqual(['UNAUTHENTICATED', 'NOT_FOUND']);
  const [own, member] = [await follow(id, expert), await follow(id, observer)];
  expect(await shown(own, 0)).toMatchObject({ meeting: { id: meetingId } });
  await run('updateMeeting', { meetingId, visibility: 'CLOSED' });
  await world.as(expert).mutate('submitRecommendation', { consultationId: id, text: '【密】建议' });
  expect(await shown(own, 1)).toMatchObject({ meeting: null, recommendations: [{ text: '【密】建议' }] });
  expect((await member.errors('1'))[0]?.code).toBe('NOT_FOUND');
  expect(member.frames.filter((frame) => frame.includes('密'))).toEqual([]);
  expect(await refused(observer)).toBe('NOT_FOUND');
});
