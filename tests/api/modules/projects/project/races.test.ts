import { quickOrFull } from '../../../../quick-or-full';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects } from '../../../../testkit/world/test-projects';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** All of it happens at the same moment: requests are sent without waiting for each other's answers. */

const ROUNDS = quickOrFull(5, 100);

let world: TestWorld;
let alliance: TestAlliance;
let projects: TestProjects;
let units: readonly Partner[];

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  projects = new TestProjects(alliance);
  units = await alliance.partners('青枫小学', '社区诊所', '老街商户');
});
afterAll(() => world.close());

const [FIRST, SECOND] = [0, 1];
const unit = (index: number): Partner => units[index] as Partner;
const code = (errors: readonly { readonly code: string }[]): string => errors[0]?.code ?? 'done';

/** A project with claims of the first two units. */
async function claimedByTwo(): Promise<{ id: string; claims: [string, string] }> {
  const { id } = await projects.posted();
  return { id, claims: [await projects.claim(unit(FIRST), id), await projects.claim(unit(SECOND), id)] };
}

/** How a project came out; what was written fits together. */
async function outcome(projectId: string) {
  const [row] = await world.sql<{
    status: string;
    lead: string | null;
    accepted: string[];
    open: number;
    version: number;
  }>(
    `select status, lead_unit_id as lead, version,
       array(select unit_id from project_claims c where c.project_id = p.id and c.status = 'ACCEPTED')::text[] as accepted,
       (select count(*)::int from project_claims c where c.project_id = p.id and c.status = 'SUBMITTED') as open
     from joint_projects p
     where id = $1`,
    [rowId(projectId)],
  );
  if (row === undefined) throw new Error('there is no such project');
  expect(row.accepted).toEqual(row.status === 'CLAIMED' ? [row.lead] : []);
  return row;
}

it(`two acceptances, ${ROUNDS} rounds: one wins, and its unit leads`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id, claims } = await claimedByTwo();
    const answers = await Promise.all(
      claims.map((claimId) => projects.errors(alliance.secretariat, 'reviewClaim', { claimId, accept: true })),
    );
    expect(answers.map(code).sort()).toEqual(['WRONG_STATE', 'done']);
    const winner = unit(answers[0]?.length === 0 ? FIRST : SECOND);
    expect(await outcome(id)).toMatchObject({ status: 'CLAIMED', lead: rowId(winner.unitId), open: 0, version: 3 });
  }
}, 120_000);

it(`a claim against the project’s cancellation, ${ROUNDS} rounds: no claim stays open on what was cancelled`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id } = await projects.posted();
    const claim = { projectId: id, unitId: unit(FIRST).unitId, proposal: '我们来' };
    const [cancelled, claimed] = await Promise.all([
      projects.errors(alliance.secretariat, 'cancelProject', { projectId: id, reason: '不办了' }),
      projects.errors(unit(FIRST), 'claimProject', claim),
    ]);
    expect(code(cancelled)).toBe('done');
    expect(['done', 'WRONG_STATE']).toContain(code(claimed));
    expect(await outcome(id)).toMatchObject({ status: 'CANCELLED', open: 0 });
    expect(await projects.claimStatuses(id)).toEqual(code(claimed) === 'done' ? ['DECLINED'] : []);
  }
}, 120_000);

it(`an acceptance against the claim’s withdrawal, ${ROUNDS} rounds: the one or the other`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id, claims } = await claimedByTwo();
    const [accepted, withdrawn] = await Promise.all([
      projects.errors(alliance.secretariat, 'reviewClaim', { claimId: claims[FIRST], accept: true }),
      projects.errors(unit(FIRST), 'withdrawClaim', { claimId: claims[FIRST] }),
    ]);
    expect([code(accepted), code(withdrawn)].sort()).toEqual(['WRONG_STATE', 'done']);
    const { status, open } = await outcome(id);
    expect([status, open]).toEqual(code(accepted) === 'done' ? ['CLAIMED', 0] : ['POSTED', 1]);
  }
}, 120_000);

it('one unit claims twenty times: once', async () => {
  const { id } = await projects.posted();
  const claim = { projectId: id, unitId: unit(FIRST).unitId, proposal: '我们来' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => projects.errors(unit(FIRST), 'claimProject', claim)),
  );
  expect(answers.map(code).sort()).toEqual([...Array.from({ length: 19 }, () => 'CONFLICT'), 'done']);
  expect(await projects.claimStatuses(id)).toEqual(['SUBMITTED']);
});

it(`two projects of one need, ${ROUNDS} rounds: the need is where the later one leaves it`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const need = await projects.need(`需求${round}`, unit(SECOND));
    const lead = unit(FIRST);
    const [one, other] = [
      await projects.underway(lead, { needIds: [need] }),
      await projects.underway(lead, { needIds: [need] }),
    ];
    const isCompletion = round % 2 === 0;
    const cancel = ({ id }: { id: string }) =>
      projects.errors(alliance.secretariat, 'cancelProject', { projectId: id, reason: '不办了' });
    const answers = await Promise.all([
      cancel(one),
      isCompletion ? projects.errors(lead, 'completeProject', { projectId: other.id }) : cancel(other),
    ]);
    expect(answers.map(code)).toEqual(['done', 'done']);
    expect(await projects.needStatus(need)).toBe(isCompletion ? 'MET' : 'OPEN');
  }
}, 120_000);

it('a unit that joins twenty times at once takes part once, and a milestone is done once', async () => {
  const { id, milestones } = await projects.underway(unit(FIRST), { milestones: [{ title: '开展' }] });
  const join = { projectId: id, unitId: unit(SECOND).unitId, contribution: '场地' };
  const joined = await Promise.all(
    Array.from({ length: 20 }, () => projects.errors(unit(SECOND), 'joinProject', join)),
  );
  expect(new Set(joined.map(code))).toEqual(new Set(['done']));
  const milestoneId = milestones[0]?.id;
  await Promise.all(
    Array.from({ length: 20 }, () => projects.errors(unit(FIRST), 'completeMilestone', { milestoneId })),
  );
  const entries = await world.sql<{ action: string }>(
    "select action from audit_entries where subject = $1 and action in ('joinProject', 'completeMilestone') order by action",
    [id],
  );
  expect(entries.map(({ action }) => action)).toEqual(['completeMilestone', 'joinProject']);
});
