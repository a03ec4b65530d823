import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects } from '../../../../testkit/world/test-projects';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let projects: TestProjects;
let school: Partner;
let clinic: Partner;
let shop: Partner;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  projects = new TestProjects(alliance);
  [school, clinic, shop] = (await alliance.partners('青枫小学', '社区诊所', '老街商户')) as [Partner, Partner, Partner];
});
afterAll(() => world.close());

const claiming = (projectId: string, { unitId }: Partner) => ({ projectId, unitId, proposal: '组织志愿者' });
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
/** Moves the deadline to so many milliseconds from now, by the database's clock. */
const setDeadline = (projectId: string, milliseconds: number) =>
  world.sql("update joint_projects set claim_by = now() + $2 * interval '1 millisecond' where id = $1", [
    rowId(projectId),
    milliseconds,
  ]);

describe('posting', () => {
  it('has a deadline in the future, or none', async () => {
    const { id } = await projects.propose();
    const post = (claimBy: string | null) => ({ projectId: id, claimBy });
    for (const past of [inMinutes(-1), '1999-01-01T00:00:00Z'])
      await projects.refused(alliance.secretariat, 'postProject', post(past), ['INVALID', 'claimBy']);
    await projects.call(alliance.secretariat, 'postProject', post(null));
    expect(await projects.ask(id, 'claimBy')).toEqual({ claimBy: null });
  });
});

describe('a claim', () => {
  it('a second after the deadline is too late, and a moment before it is not', async () => {
    const { id } = await projects.posted({}, inMinutes(10));
    await setDeadline(id, -1_000);
    await projects.refused(school, 'claimProject', claiming(id, school), ['LIMIT_REACHED', 'projectId']);
    await setDeadline(id, -1);
    await projects.refused(school, 'claimProject', claiming(id, school), ['LIMIT_REACHED', 'projectId']);
    await setDeadline(id, 60_000);
    await projects.claim(school, id);
    const [{ early } = { early: false }] = await world.sql<{ early: boolean }>(
      `select c.created_at < p.claim_by as early
       from project_claims c
       join joint_projects p on p.id = c.project_id
       where p.id = $1`,
      [rowId(id)],
    );
    expect(early).toBe(true);
  });

  it('is made once by a unit at a time, for a unit of one’s own', async () => {
    const { id } = await projects.posted();
    const claimId = await projects.claim(school, id);
    await projects.refused(school, 'claimProject', claiming(id, school), ['CONFLICT', 'unitId']);
    await projects.refused(school, 'claimProject', claiming(id, clinic), ['NOT_ALLOWED', 'unitId']);
    await projects.refused(
      alliance.secretariat,
      'claimProject',
      { ...claiming(id, school), unitId: `unit_${rowId(id)}` },
      ['NOT_FOUND', 'unitId'],
    );
    for (const proposal of ['', '  ', '方'.repeat(10_001)])
      await projects.refused(clinic, 'claimProject', { ...claiming(id, clinic), proposal }, ['INVALID', 'proposal']);
    await alliance.as(school.representative).mutate('withdrawClaim', { claimId });
    await projects.claim(school, id);
    expect(await projects.claimStatuses(id)).toEqual(['WITHDRAWN', 'SUBMITTED']);
  });

  it('is made ten times by a unit at the most, since the secretariat is told of each', async () => {
    const { id } = await projects.posted();
    for (let times = 0; times < 10; times += 1)
      await alliance.as(school.representative).mutate('withdrawClaim', { claimId: await projects.claim(school, id) });
    await projects.refused(school, 'claimProject', claiming(id, school), ['LIMIT_REACHED', 'unitId']);
    await projects.claim(clinic, id);
  });

  it('is withdrawn by its unit until it is decided', async () => {
    const { id } = await projects.posted();
    const claimId = await projects.claim(school, id);
    // nobody else knows of it
    await projects.refused(clinic, 'withdrawClaim', { claimId }, ['NOT_FOUND', 'claimId']);
    await alliance.as(school.representative).mutate('withdrawClaim', { claimId });
    await projects.refused(school, 'withdrawClaim', { claimId }, ['WRONG_STATE', 'claimId']);
    await projects.refused(alliance.secretariat, 'reviewClaim', { claimId, accept: true }, ['WRONG_STATE', 'claimId']);
    const another = await projects.claim(school, id);
    await projects.accept(another);
    await projects.refused(school, 'withdrawClaim', { claimId: another }, ['WRONG_STATE', 'claimId']);
    expect(await projects.ask(id, 'claims { status }', clinic)).toEqual({ claims: [{ status: 'ACCEPTED' }] });
  });

  it('is decided on by the secretariat alone; one that was declined may be made again', async () => {
    const { id } = await projects.posted();
    const claimId = await projects.claim(school, id);
    await projects.refused(school, 'reviewClaim', { claimId, accept: true }, ['NOT_ALLOWED', 'claimId']);
    await projects.refused(clinic, 'reviewClaim', { claimId, accept: true }, ['NOT_FOUND', 'claimId']);
    await projects.refused(alliance.secretariat, 'reviewClaim', { claimId: id, accept: true }, [
      'NOT_FOUND',
      'claimId',
    ]);
    expect(await projects.call(alliance.secretariat, 'reviewClaim', { claimId, accept: false })).toMatchObject({
      status: 'POSTED',
      leadUnit: null,
    });
    await projects.refused(alliance.secretariat, 'reviewClaim', { claimId, accept: true }, ['WRONG_STATE', 'claimId']);
    expect(await projects.accept(await projects.claim(school, id))).toMatchObject({ status: 'CLAIMED' });
  });
});

describe('assigning a posted project', () => {
  it('is for the secretariat, when its deadline has passed; what was claimed is decided by it', async () => {
    const { id } = await projects.posted({ title: '河道巡护' }, inMinutes(10));
    await projects.claim(school, id);
    await projects.claim(clinic, id);
    const assign = { projectId: id, leadUnitId: clinic.unitId };
    await projects.refused(alliance.secretariat, 'updateProject', assign, ['WRONG_STATE', 'leadUnitId']);
    await setDeadline(id, -1);
    await projects.refused(clinic, 'updateProject', assign, ['NOT_ALLOWED', 'projectId']);
    expect(await projects.call(alliance.secretariat, 'updateProject', assign)).toMatchObject({
      status: 'CLAIMED',
      leadUnit: { id: clinic.unitId },
    });
    expect(await projects.claimStatuses(id)).toEqual(['DECLINED', 'ACCEPTED']);
    expect(await projects.notices(clinic)).toContain('CLAIM Your unit leads the joint project “河道巡护” from now on.');
    expect(await projects.notices(school)).toContain(
      'CLAIM Your unit’s claim on the joint project “河道巡护” was declined.',
    );
  });

  it('replaces the lead later on; the one before takes part, and its claim is taken back', async () => {
    const { id } = await projects.underway(school);
    await projects.refused(school, 'updateProject', { projectId: id, leadUnitId: shop.unitId }, [
      'NOT_ALLOWED',
      'leadUnitId',
    ]);
    await projects.refused(alliance.secretariat, 'updateProject', { projectId: id, leadUnitId: null }, [
      'WRONG_STATE',
      'leadUnitId',
    ]);
    const after = await projects.call(alliance.secretariat, 'updateProject', {
      projectId: id,
      leadUnitId: shop.unitId,
    });
    expect(after).toMatchObject({
      status: 'UNDERWAY',
      leadUnit: { id: shop.unitId },
      participants: [{ unit: { id: school.unitId } }],
    });
    expect(await projects.claimStatuses(id)).toEqual(['WITHDRAWN']);
    await projects.refused(school, 'completeProject', { projectId: id }, ['NOT_ALLOWED', 'projectId']);
    await projects.call(shop, 'completeProject', { projectId: id });
  });
});

it('when the deadline has passed, the secretariat is told once, with how many claims wait', async () => {
  const { id } = await projects.posted({ title: '夜间巡逻' }, inMinutes(10));
  await projects.claim(school, id);
  await setDeadline(id, -1);
  await world.server.running.timedWork.catchUp();
  await world.server.running.timedWork.catchUp();
  const told = (await projects.notices(alliance.secretariat)).filter((notice) => notice.includes('夜间巡逻'));
  expect(told).toEqual([
    'CLAIM A unit claims the joint project “夜间巡逻”.',
    'CLAIM The deadline for claims on the joint project “夜间巡逻” has passed (claims to decide on: 1). Accept one, or assign a unit.',
  ]);
});
