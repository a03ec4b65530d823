import { actions, RandomLife, SEED } from '../testkit/random-run/random-life';
import type { Sender } from '../testkit/world/caller';
import { AgreementLives } from '../testkit/world/agreement-lives';
import type { Partner } from '../testkit/world/test-alliance';
import { rowId } from '../testkit/world/test-world';
import { OpportunityFollower } from './opportunity-follower';
import { ProjectLife } from './project-life';
import { ProjectTruths, type Audience, type Step } from './project-truths';

/*
 * Needs, resources, list rounds, bookings, joint projects, claims, milestones and activities that live at random: several callers at
 * once, at the latest of what there is, while days go by and units are suspended and come back. Whatever was done through the API, what
 * it shows in the end is what plain SQL finds: traces in both directions, bookings, statuses, figures, opportunities. `SEED=…` repeats a
 * run's choices, though not how those who act at once come one after another.
 */

jest.setTimeout(600_000);

const ACTIONS = actions(700);
const AT_ONCE = 6;
const UNITS = ['南湖小学', '南湖医院', '南湖书店', '南湖公证处', '南湖银行', '南湖社区', '南湖剧院', '南湖物业'];
const LIVED = [
  ...['publishNeed', 'updateNeed', 'publishResource', 'updateResource', 'sendLists', 'answerListRound'],
  ...['requestBooking', 'requestBooking refused', 'setBookingStatus', 'suspendMembership', 'reinstateMembership'],
  ...['proposeProject', 'updateProject', 'postProject', 'joinProject', 'claimProject', 'withdrawClaim', 'reviewClaim'],
  ...['startProject', 'completeMilestone', 'completeProject', 'evaluateProject', 'cancelProject'],
  ...['createBase', 'recordActivity', 'updateCommitment'],
];

const NOTHING = { overbooked: [], astray: [], untold: [], twiceLed: [] };

let lives: AgreementLives;
let partners: Partner[];
beforeAll(async () => {
  lives = await AgreementLives.open();
  partners = await lives.alliance.partners(...UNITS);
});
afterEach(() => lives.world.clear());
afterAll(() => lives.close());

it(`whatever is done with lists and projects, what is shown is what was done (seed ${SEED})`, async () => {
  const { alliance, calendar, world } = lives;
  const life = new RandomLife(alliance, calendar, LIVED);
  const projects = await ProjectLife.begin(lives, life, partners);
  const truths = new ProjectTruths(world, rowId(alliance.id));
  const followers: OpportunityFollower[] = [];
  for (const partner of partners.slice(0, 3)) followers.push(await OpportunityFollower.of(alliance, partner));
  const callers = Array.from({ length: AT_ONCE }, () => life.chance.branch());

  for (let done = 0; life.goesOn(done, ACTIONS); done += AT_ONCE) {
    if (life.chance.percent(8)) await lives.on(life.day(1, 2));
    if (life.chance.percent(10)) await life.chance.one(followers).comeBack();
    await Promise.all(callers.map((chance) => projects.act(chance)));
    expect(await truths.wrongs(calendar.now())).toEqual(NOTHING);
  }
  await lives.on(calendar.tomorrow);
  expect(await truths.wrongs(calendar.now())).toEqual(NOTHING);

  life.expectLived();
  await expectTraces(truths, projects);
  await expectFigures(truths, life);
  for (const follower of followers) await follower.expectAll(truths);
});

interface Traced {
  readonly trace: readonly { readonly at: string; readonly label: string; readonly node: { readonly id: string } }[];
}

/** Each project's and each need's steps, as three audiences see them. */
async function expectTraces(truths: ProjectTruths, { projectIds, needIds }: ProjectLife): Promise<void> {
  const { alliance, world } = lives;
  const audiences: readonly (readonly [Audience, Sender | null])[] = [
    ['secretariat', alliance.secretariat],
    ['member', await alliance.person('观察员', ['OBSERVER'])],
    ['public', null],
  ];
  const links = await truths.links();
  for (const [audience, by] of audiences) {
    const steps = await truths.steps(audience);
    const traced = async (id: string, type: string): Promise<string[] | null> => {
      const node = await world.as(by).node<Traced | null>(id, `... on ${type} { trace { at label node { id } } }`);
      return node?.trace.map((step) => `${step.at} ${step.label} ${step.node.id}`) ?? null;
    };
    const expected = (isOf: (step: Step) => boolean): string[] =>
      steps.filter(isOf).map(({ at, label, node }) => `${at} ${label} ${node}`);
    await world.many(projectIds.length, async (index) => {
      const id = projectIds[index] ?? '';
      const shown = expected(({ project }) => project === id);
      // each has the step that it was proposed, unless it is hidden
      expect([audience, id, await traced(id, 'JointProject')]).toEqual([
        audience,
        id,
        shown.length === 0 ? null : shown,
      ]);
    });
    await world.many(needIds.length, async (index) => {
      const id = needIds[index] ?? '';
      const found = await traced(id, 'Need');
      const { isHidden, projects } = links.get(id) ?? { isHidden: false, projects: [] };
      const shown =
        isHidden && audience !== 'secretariat' ? null : expected(({ project }) => projects.includes(project));
      expect([audience, id, found]).toEqual([audience, id, shown]);
    });
  }
}

/** What the report and each unit's assessment count, in periods of all kinds. */
async function expectFigures(truths: ProjectTruths, life: RandomLife): Promise<void> {
  const { alliance } = lives;
  const periods = [
    ['2026-01-01', '2027-12-31'],
    ...Array.from({ length: 6 }, () => [life.day(-40, -1), life.day(-1, 2)].sort()),
  ];
  for (const [from = '', until = ''] of periods) {
    const period = `(from: "${from}", to: "${until}")`;
    expect(await alliance.shown(`report${period} { projectsPosted projectsCompleted }`)).toEqual({
      report: await truths.figures(from, until),
    });
    for (const { unitId } of partners)
      expect([
        unitId,
        await alliance
          .as(alliance.secretariat)
          .node(
            unitId,
            `... on MemberUnit { assessment${period} { projectsLed projectsJoined commitmentsDue commitmentsFulfilled } }`,
          ),
      ]).toEqual([unitId, { assessment: await truths.assessed(from, until, rowId(unitId)) }]);
  }
}
