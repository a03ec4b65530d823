import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects } from '../../../../testkit/world/test-projects';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let projects: TestProjects;
let clinic: Partner;
let shop: Partner;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
  projects = new TestProjects(alliance);
  clinic = await alliance.addPartner('社区诊所');
  shop = await alliance.addPartner('老街商户');
});
afterAll(() => world.close());

/** What is due is done twice: nobody may be told twice. */
const catchUp = async () => {
  await world.server.running.timedWork.catchUp();
  await world.server.running.timedWork.catchUp();
};
const noticesAbout = async (by: Parameters<TestProjects['notices']>[0], title: string) =>
  (await projects.notices(by)).filter((notice) => notice.includes(`“${title}”`));

describe('a lead that leaves the alliance', () => {
  it('in the middle of a project under way stays named, and can do nothing more; another is assigned', async () => {
    const school = await alliance.addPartner('青枫小学');
    const { id, milestones } = await projects.underway(school, { title: '课后托管', milestones: [{ title: '开班' }] });
    await projects.call(shop, 'joinProject', { projectId: id, unitId: shop.unitId, contribution: '点心' });
    await projects.leave(school);
    await projects.refused(school, 'completeMilestone', { milestoneId: milestones[0]?.id }, [
      'WRONG_STATE',
      'milestoneId',
    ]);
    await projects.refused(school, 'completeProject', { projectId: id }, ['WRONG_STATE', 'projectId']);
    await catchUp();
    expect(
      (await noticesAbout(alliance.secretariat, '课后托管')).filter((notice) => notice.includes('has left')),
    ).toEqual([
      'OTHER 青枫小学, which leads the joint project “课后托管”, has left the alliance: assign another unit, or post it again.',
    ]);
    expect(await projects.ask(id, 'status leadUnit { id status }', null)).toEqual({
      status: 'UNDERWAY',
      leadUnit: { id: school.unitId, status: 'LEFT' },
    });
    await projects.refused(alliance.secretariat, 'postProject', { projectId: id }, ['WRONG_STATE', 'projectId']);
    await projects.refused(alliance.secretariat, 'updateProject', { projectId: id, leadUnitId: school.unitId + '0' }, [
      'NOT_FOUND',
      'leadUnitId',
    ]);
    const after = await projects.call(alliance.secretariat, 'updateProject', {
      projectId: id,
      leadUnitId: clinic.unitId,
    });
    expect(after).toMatchObject({ status: 'UNDERWAY', leadUnit: { id: clinic.unitId } });
    expect(after.participants.map(({ unit }) => unit.id).sort()).toEqual([school.unitId, shop.unitId].sort());
    await projects.call(clinic, 'completeMilestone', { milestoneId: milestones[0]?.id });
    await projects.call(clinic, 'completeProject', { projectId: id });
  });

  it('before a claimed project began: it is posted again, and claimed by another', async () => {
    const school = await alliance.addPartner('第二小学');
    const { id } = await projects.claimed(school, { title: '图书漂流' });
    await projects.refused(alliance.secretariat, 'postProject', { projectId: id }, ['WRONG_STATE', 'projectId']);
    await projects.leave(school);
    await projects.refused(alliance.secretariat, 'startProject', { projectId: id }, ['WRONG_STATE', 'projectId']);
    expect(await projects.call(alliance.secretariat, 'postProject', { projectId: id })).toMatchObject({
      status: 'POSTED',
      leadUnit: null,
      participants: [{ unit: { id: school.unitId } }],
    });
    expect(await projects.claimStatuses(id)).toEqual(['WITHDRAWN']);
    expect(await projects.accept(await projects.claim(shop, id))).toMatchObject({ leadUnit: { id: shop.unitId } });
  });

  it('with a claim that is not decided: it is withdrawn by itself, and cannot be accepted meanwhile', async () => {
    const school = await alliance.addPartner('第三小学');
    const { id } = await projects.posted({ title: '河道巡护' });
    const claimId = await projects.claim(school, id);
    await projects.claim(shop, id);
    await projects.leave(school);
    await projects.refused(alliance.secretariat, 'reviewClaim', { claimId, accept: true }, ['WRONG_STATE', 'claimId']);
    await catchUp();
    expect(await projects.claimStatuses(id)).toEqual(['WITHDRAWN', 'SUBMITTED']);
  });
});

it('a need that is withdrawn while it is matched: the project goes on, its lead and the secretariat are told once', async () => {
  const need = await projects.need('夜间照明', clinic);
  const { id } = await projects.claimed(shop, { needIds: [need], title: '路灯改造' });
  await alliance.as(clinic.representative).mutate('updateNeed', { needId: need, status: 'WITHDRAWN' });
  await catchUp();
  const told = 'OTHER The need “夜间照明”, which the joint project “路灯改造” is to meet, was withdrawn.';
  for (const by of [shop, alliance.secretariat])
    expect((await noticesAbout(by, '路灯改造')).filter((notice) => notice.includes('was withdrawn'))).toEqual([told]);
  expect(await projects.ask(id, 'status needs { id }', shop)).toEqual({ status: 'CLAIMED', needs: [] });
  expect(await projects.ask(id, 'needs { id }', clinic)).toEqual({ needs: [{ id: need }] });
  await projects.call(shop, 'startProject', { projectId: id });
  await projects.call(shop, 'completeProject', { projectId: id });
  expect(await projects.needStatus(need)).toBe('WITHDRAWN');
});

it('an agreement that ends: its project goes on, says so, and its lead and the secretariat are told once', async () => {
  const { id: agreementId } = await alliance.agreements.signed([shop, clinic]);
  const { id } = await projects.underway(shop, { agreementId, title: '便民集市' });
  const { number } = (await alliance.agreements.ask<{ number: string }>(shop, agreementId, 'number')) ?? { number: '' };
  await alliance
    .as(clinic.representative)
    .mutate('terminateAgreement', { agreementId, unitId: clinic.unitId, reason: '人手不足' });
  await catchUp();
  const told = `AGREEMENT_ENDING The agreement that the joint project “便民集市” carries out is over (${number}). The project goes on.`;
  for (const by of [shop, alliance.secretariat])
    expect((await noticesAbout(by, '便民集市')).filter((notice) => notice.startsWith('AGREEMENT_ENDING'))).toEqual([
      told,
    ]);
  expect(await projects.ask(id, 'status agreement { status }', null)).toEqual({
    status: 'UNDERWAY',
    agreement: { status: 'TERMINATED' },
  });
  expect(await projects.call(shop, 'completeProject', { projectId: id })).toMatchObject({ status: 'COMPLETED' });
});

it('two secretariats that edit one project: the one that looked at an older version is told', async () => {
  const second = await alliance.join();
  await alliance.create('grantAllianceRole', 'person', { personId: second.id, role: 'SECRETARIAT' });
  const { id, version } = await projects.propose();
  const edit = (title: string) => ({ projectId: id, expectedVersion: version, title });
  const answers = await Promise.all([
    projects.errors(alliance.secretariat, 'updateProject', edit('甲稿')),
    projects.errors(second, 'updateProject', edit('乙稿')),
  ]);
  expect(answers.map(([error]) => error?.code ?? 'done').sort()).toEqual(['CONFLICT', 'done']);
  const winner = answers[0]?.length === 0 ? '甲稿' : '乙稿';
  expect(await projects.ask(id, 'title version')).toEqual({ title: winner, version: version + 1 });
});
