import { TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

it('shows every moment in the form that reads have', async () => {
  const alliance = await world.alliance();
  const { member } = await alliance.audiences();
  const meetingId = await alliance.meeting();
  const watcher = world.watch(meetingId, member);
  await watcher.reached(1);
  await alliance.item(meetingId, { title: '开场', plannedMinutes: 10 });
  await alliance.item(meetingId, { title: '议题', plannedMinutes: 10 });
  await world.settle(meetingId, [watcher, member]);
  const moments = watcher.frames.join('').match(/"\d{4}-\d\d-\d\dT[^"]*"/g) ?? [];
  expect(moments.length).toBeGreaterThan(1);
  expect(moments.filter((moment) => !/^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"$/.test(moment))).toEqual([]);
});
