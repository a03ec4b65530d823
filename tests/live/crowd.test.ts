/**
 * Looks into its server, and so has it within the sandbox.
 *
 * @jest-environment node
 */
import { LIMITS } from '../../src/platform/budgets';
import { StepFeed } from '../../src/platform/live/step-feed';
import { TestWorld } from '../testkit/world/test-world';

jest.setTimeout(30_000);

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

it('looks up once what all of a crowd may see, after each of them has asked', async () => {
  const alliance = await world.alliance();
  const meetingId = await alliance.meeting();
  const looksUp = StepFeed.prototype.access;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const access = jest.spyOn(StepFeed.prototype, 'access').mockImplementation(async function (
    this: StepFeed,
    ...asked: Parameters<StepFeed['access']>
  ) {
    await released;
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
  release();
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
