import { LIMITS } from '../../src/platform/budgets';
import { Hub } from '../../src/platform/live/hub';
import { StepFeed } from '../../src/platform/live/step-feed';
import { TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(async () => {
  await world.clear();
  jest.restoreAllMocks();
});
afterAll(() => world.close());

const REVISIONS =
  'subscription ($id: ID!, $after: Int) { agendaUpdates(meetingId: $id, after: $after) { revision snapshot { title } } }';

/** Where work waits until it is let on. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

it('looks up once what all of a crowd may see, after each of them has asked', async () => {
  const alliance = await world.alliance();
  const meetingId = await alliance.meeting();
  const looksUp = StepFeed.prototype.access;
  const released = gate();
  const access = jest.spyOn(StepFeed.prototype, 'access').mockImplementation(async function (
    this: StepFeed,
    ...asked: Parameters<StepFeed['access']>
  ) {
    await released.passed;
    return looksUp.apply(this, asked);
  });
  const sockets = await Promise.all([world.socket(), world.socket(), world.socket()]);
  for (const socket of sockets) {
    for (let place = 0; place < LIMITS.socketSubscriptions; place += 1)
      socket.subscribe(String(place), REVISIONS, { id: meetingId });
    // answered when all that came before it has been handled
    socket.send({ type: 'ping' });
  }
  await Promise.all(sockets.map((socket) => socket.message(({ type }) => type === 'pong')));
  released.open();
  for (const socket of sockets) {
    const answers = await socket.some(LIMITS.socketSubscriptions, ({ type }) => type === 'next');
    expect(answers.map(({ payload }) => (payload as { data: object }).data)).toEqual(
      answers.map(() => ({ agendaUpdates: { revision: 1, snapshot: { title: expect.any(String) as string } } })),
    );
  }
  // one that began with the first, and one for all the others
  expect(access).toHaveBeenCalledTimes(2);
});

it('tells those who come back at different revisions what each of them lacks', async () => {
  const alliance = await world.alliance();
  const meetingId = await alliance.meeting();
  const rename = (title: string) => alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, title });
  await rename('二');
  await rename('三');
  const lines =
    'subscription ($id: ID!, $after: Int) { agendaUpdates(meetingId: $id, after: $after) { previousRevision revision } }';
  const socket = await world.socket();
  for (const [place, after] of [1, 2, 1, 2].entries()) socket.subscribe(String(place), lines, { id: meetingId, after });
  const answers = await socket.some(4, ({ type }) => type === 'next');
  const told = answers.map(
    ({ payload }) => (payload as { data: { agendaUpdates: { previousRevision: number } } }).data.agendaUpdates,
  );
  expect(told.map(({ previousRevision }) => previousRevision).sort()).toEqual([1, 1, 2, 2]);
  expect(told).toEqual(told.map(({ previousRevision }) => ({ previousRevision, revision: 3 })));
});

it('looks up again what somebody may see whose rights have widened meanwhile', async () => {
  const alliance = await world.alliance();
  const unitId = await alliance.unit('青枫小学');
  const meetingId = await alliance.meeting({ inviteUnitIds: [unitId], visibility: 'CLOSED' });
  const person = await alliance.person('新人', ['OBSERVER']);
  const socket = await world.socket(person);
  const looksUp = StepFeed.prototype.access;
  const known = gate();
  const applied = gate();
  jest.spyOn(StepFeed.prototype, 'access').mockImplementationOnce(async function (
    this: StepFeed,
    ...asked: Parameters<StepFeed['access']>
  ) {
    const access = await looksUp.apply(this, asked);
    known.open();
    await applied.passed;
    return access;
  });
  // called when every connection has its new rights
  jest.spyOn(Hub.prototype, 'rightsChanged').mockImplementationOnce(async () => applied.open());
  socket.subscribe('1', REVISIONS, { id: meetingId });
  await known.passed;
  await alliance.as(alliance.secretariat).mutate('grantUnitRole', { personId: person.id, unitId, role: 'STAFF' });
  expect(await socket.answer('1')).toMatchObject({ agendaUpdates: { revision: 1, snapshot: {} } });
});
