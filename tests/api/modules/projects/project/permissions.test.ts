import { JointProjectStatus } from '../../../../../src/modules/projects/project/project.entity';
import {
  PROJECT_TRANSITIONS,
  type ProjectTaker,
  type ProjectTransition,
} from '../../../../../src/modules/projects/project/project.rules';
import type { Somebody } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects } from '../../../../testkit/world/test-projects';
import { quickOrFull } from '../../../../quick-or-full';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** Every mutation of a project, as each kind of person in each status: refused as the transition table has it. */

let world: TestWorld;
let alliance: TestAlliance;
let projects: TestProjects;
let proposer: Partner;
let lead: Partner;
let helper: Partner;
let outsider: Partner;
let observer: Somebody;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  projects = new TestProjects(alliance);
  [proposer, lead, helper, outsider] = (await alliance.partners('社区诊所', '青枫小学', '老街商户', '储蓄所')) as [
    Partner,
    Partner,
    Partner,
    Partner,
  ];
  observer = await alliance.person('观察员', ['OBSERVER']);
});
afterAll(() => world.close());

interface Prepared {
  readonly projectId: string;
  readonly milestoneId: string;
  readonly claimId: string;
}

/** A project in this status, as steps lead to it, with a claim of the lead's where it was posted. */
async function prepared(status: JointProjectStatus): Promise<Prepared> {
  const { id, milestones } = await projects.propose(
    { milestones: [{ title: '开展服务', responsibleUnitId: helper.unitId }] },
    proposer,
  );
  const milestoneId = milestones[0]?.id ?? '';
  const input = { projectId: id };
  let claimId = '';
  const path: readonly (() => Promise<unknown>)[] = [
    () => projects.call(alliance.secretariat, 'postProject', input),
    async () => {
      claimId = await projects.claim(lead, id);
      return projects.accept(claimId);
    },
    () => projects.call(lead, 'startProject', input),
    async () => {
      await projects.call(lead, 'completeMilestone', { milestoneId });
      return projects.call(lead, 'completeProject', input);
    },
    () => projects.call(alliance.secretariat, 'evaluateProject', { ...input, summary: '效果良好' }),
  ];
  const order = ['PROPOSED', 'POSTED', 'CLAIMED', 'UNDERWAY', 'COMPLETED', 'EVALUATED'];
  for (const step of path.slice(0, Math.max(0, order.indexOf(status)))) await step();
  if (status === 'POSTED') claimId = await projects.claim(lead, id);
  if (status === 'CANCELLED') await projects.call(proposer, 'cancelProject', { ...input, reason: '不办了' });
  return { projectId: id, milestoneId, claimId };
}

const INPUTS: Readonly<Record<string, (made: Prepared) => { readonly path: string; readonly input: object } | null>> = {
  updateProject: ({ projectId }) => ({ path: 'projectId', input: { projectId, title: '改名' } }),
  postProject: ({ projectId }) => ({ path: 'projectId', input: { projectId } }),
  startProject: ({ projectId }) => ({ path: 'projectId', input: { projectId } }),
  completeProject: ({ projectId }) => ({ path: 'projectId', input: { projectId } }),
  evaluateProject: ({ projectId }) => ({ path: 'projectId', input: { projectId, summary: '效果良好' } }),
  cancelProject: ({ projectId }) => ({ path: 'projectId', input: { projectId, reason: '不办了' } }),
  completeMilestone: ({ milestoneId }) => ({ path: 'milestoneId', input: { milestoneId } }),
  joinProject: ({ projectId }) => ({ path: 'unitId', input: { projectId, unitId: lead.unitId } }),
  claimProject: ({ projectId }) => ({ path: 'unitId', input: { projectId, unitId: lead.unitId, proposal: '我们来' } }),
};

const steps: readonly ProjectTransition[] = Object.values(PROJECT_TRANSITIONS);

it('the table has no other mutations but those of claims, which have tests of their own', () => {
  const named = [...new Set(steps.map(({ mutation }) => mutation))].sort();
  expect(named).toEqual([...Object.keys(INPUTS), 'reviewClaim', 'withdrawClaim'].sort());
});

/** Before and after it is somebody's. */
const FEW = [JointProjectStatus.POSTED, JointProjectStatus.UNDERWAY];

it.each(quickOrFull(FEW, Object.values(JointProjectStatus)))(
  'a project that is %s',
  async (status) => {
    const made = await prepared(status);
    const leads = !['PROPOSED', 'POSTED', 'CANCELLED'].includes(status);
    const may: Readonly<Record<ProjectTaker, readonly string[]>> = {
      secretariat: [],
      'a unit’s staff, secretariat': ['lead'],
      'lead’s staff, secretariat': leads ? ['lead'] : [],
      'lead’s or proposer’s staff, secretariat': leads ? ['lead', 'proposer'] : ['proposer'],
      'lead’s or responsible unit’s staff, secretariat': leads ? ['lead', 'helper'] : ['helper'],
    };
    const people: Readonly<Record<string, Partner | Somebody>> = {
      proposer,
      lead,
      helper,
      outsider,
      observer,
      organiser: alliance.organiser,
      secretariat: alliance.secretariat,
    };
    let tried = 0;
    for (const [mutation, inputOf] of Object.entries(INPUTS)) {
      const taken = steps.filter((step) => step.mutation === mutation);
      const step = taken.find(({ from }) => from.includes(status)) ?? (taken[0] as ProjectTransition);
      const wanted = inputOf(made);
      if (wanted === null) continue;
      for (const [who, by] of Object.entries(people)) {
        const isAllowed = who === 'secretariat' || may[step.by].includes(who);
        const isPossible = step.from.includes(status);
        if (isAllowed && isPossible) continue;
        tried += 1;
        const path = isAllowed && wanted.path === 'unitId' ? 'projectId' : wanted.path;
        await projects.refused(by, mutation, wanted.input, [isAllowed ? 'WRONG_STATE' : 'NOT_ALLOWED', path]);
      }
    }
    expect(tried).toBeGreaterThan(40);
  },
  60_000,
);

it('a unit that was suspended takes no step, though its people keep what it is part of', async () => {
  const { projectId, milestoneId } = await prepared(JointProjectStatus.UNDERWAY);
  await world.sql("update member_units set status = 'SUSPENDED' where id = $1", [rowId(lead.unitId)]);
  try {
    expect(await projects.ask(projectId, 'status', lead)).toEqual({ status: 'UNDERWAY' });
    await projects.refused(lead, 'completeMilestone', { milestoneId }, ['WRONG_STATE', 'milestoneId']);
    await projects.refused(lead, 'updateProject', { projectId, title: '改名' }, ['WRONG_STATE', 'projectId']);
    await projects.refused(lead, 'joinProject', { projectId, unitId: lead.unitId }, ['WRONG_STATE', 'unitId']);
    // the unit that answers for it, and the secretariat, go on
    await projects.call(helper, 'completeMilestone', { milestoneId });
    await projects.call(alliance.secretariat, 'completeProject', { projectId });
  } finally {
    await world.sql("update member_units set status = 'ACTIVE' where id = $1", [rowId(lead.unitId)]);
  }
});
