import { MeetingLife, meetingPeople } from '../../../../testkit/random-run/meeting-life';
import { MeetingTruths } from '../../../../testkit/random-run/meeting-truths';
import { actions, RandomLife, SEED } from '../../../../testkit/random-run/random-life';
import {
  SHOWN_MEETING,
  standingOf,
  toldStanding,
  type ShownMeeting,
  type Told,
} from '../../../../testkit/random-run/told-meeting';
import { Calendar } from '../../../../testkit/world/agreement-lives';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** `ACTIONS=1000` compares a thousand: seven minutes on two cores. */
const MEETINGS = actions(200);
/** As many in one alliance, whose people have signed in not long ago. */
const TOGETHER = 50;

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

it(`the timelines of ${MEETINGS} random meetings agree with the tables (seed ${SEED})`, async () => {
  const calendar = new Calendar(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  let compared = 0;
  for (let first = 0; first < MEETINGS; first += TOGETHER) {
    const alliance = await world.alliance();
    const life = new RandomLife(alliance, calendar, []);
    for (let skipped = 0; skipped < first; skipped += TOGETHER) life.chance.branch();
    const chance = life.chance.branch();
    const meetings = new MeetingLife(life, await meetingPeople(alliance), TOGETHER);
    while (meetings.all.length < TOGETHER) await meetings.schedule(chance);
    const lives = meetings.all.slice().map((id) => ({ id, chance: chance.branch() }));
    await world.many(lives.length, async (index) => {
      const own = lives[index];
      if (own === undefined) return;
      for (let steps = 5 + own.chance.below(14); steps > 0; steps -= 1) await meetings.actAt(own.chance, own.id);
    });
    await world.many(meetings.all.length, (index) => expectTold(alliance, meetings.all[index] ?? ''));
    expect(await new MeetingTruths(world, rowId(alliance.id)).wrongs()).toEqual({});
    compared += meetings.all.length;
  }
  expect(compared).toBeGreaterThanOrEqual(MEETINGS);
}, 1_800_000);

async function expectTold(alliance: TestAlliance, id: string): Promise<void> {
  const { meeting } = await world.as(alliance.secretariat).query<{
    meeting: ShownMeeting & { timeline: { nodes: Told[]; pageInfo: { hasNextPage: boolean } } };
  }>(
    `query ($id: ID!) { meeting(id: $id) { ${SHOWN_MEETING}
      timeline(first: 100) { nodes { revision kind summary item { id } } pageInfo { hasNextPage } } } }`,
    { id },
  );
  const { nodes, pageInfo } = meeting.timeline;
  expect([id, pageInfo.hasNextPage]).toEqual([id, false]);
  const revisions = nodes.map(({ revision }) => revision);
  // a revision may have several lines
  expect(revisions).toEqual([...revisions].sort((one, other) => one - other));
  const itemIds = meeting.agenda.items.map((item) => item.id);
  expect([id, toldStanding(nodes, itemIds)]).toEqual([id, standingOf(meeting)]);
}
