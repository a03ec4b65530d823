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

const unitsOf = (project: { participants: readonly { unit: { id: string } }[] }): string[] =>
  project.participants.map(({ unit }) => unit.id).sort();
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

describe('a project from its proposal to its evaluation', () => {
  it('is posted, claimed, carried out, completed and evaluated; its needs follow, and everybody is told', async () => {
    const need = await projects.need('独居老人买菜难', clinic);
    const resource = await projects.resource('阶梯教室', school);
    const proposed = await projects.propose({
      needIds: [need],
      resourceIds: [resource],
      milestones: [
        { title: '摸底走访', dueOn: '2027-01-01' },
        { title: '开展服务', responsibleUnitId: school.unitId },
      ],
      startsOn: '2026-12-01',
      endsOn: '2027-06-30',
      places: 20,
    });
    expect(proposed).toMatchObject({ status: 'PROPOSED', version: 1, progress: 0, leadUnit: null, proposedBy: null });
    expect(unitsOf(proposed)).toEqual([clinic.unitId, school.unitId].sort());
    expect(await projects.needStatus(need)).toBe('MATCHED');
    expect(await projects.ask(proposed.id, 'id', null)).toBeNull();
    const posted = await projects.call(alliance.secretariat, 'postProject', {
      projectId: proposed.id,
      claimBy: tomorrow(),
    });
    expect(posted).toMatchObject({ status: 'POSTED', version: 2 });
    expect(await projects.ask(proposed.id, 'status postedAt', null)).toEqual({
      status: 'POSTED',
      postedAt: expect.stringMatching(/Z$/u),
    });
    const [mine, theirs] = [await projects.claim(shop, proposed.id), await projects.claim(clinic, proposed.id)];
    // that there are claims shows nowhere else
    expect(await projects.ask(proposed.id, 'version claims { id }', school)).toEqual({ version: 2, claims: [] });
    expect(await projects.ask(proposed.id, 'claims { id }', shop)).toEqual({ claims: [{ id: mine }] });
    expect(await projects.ask(proposed.id, 'claims { id }')).toEqual({ claims: [{ id: mine }, { id: theirs }] });
    const claimed = await projects.accept(mine);
    expect(claimed).toMatchObject({ status: 'CLAIMED', version: 3, leadUnit: { id: shop.unitId } });
    expect(await projects.claimStatuses(proposed.id)).toEqual(['ACCEPTED', 'DECLINED']);
    const started = await projects.call(shop, 'startProject', { projectId: proposed.id });
    expect(started.status).toBe('UNDERWAY');
    expect(await projects.needStatus(need)).toBe('IN_PROGRESS');
    await projects.refused(shop, 'completeProject', { projectId: proposed.id }, ['WRONG_STATE', 'projectId']);
    const [first = { id: '' }, second = { id: '' }] = started.milestones;
    expect(
      await projects.call(shop, 'completeMilestone', { milestoneId: first.id, doneOn: '2026-01-05' }),
    ).toMatchObject({
      progress: 0.5,
      milestones: [
        { id: first.id, doneOn: '2026-01-05' },
        { id: second.id, doneOn: null },
      ],
    });
    expect(await projects.call(school, 'completeMilestone', { milestoneId: second.id })).toMatchObject({ progress: 1 });
    const completed = await projects.call(shop, 'completeProject', { projectId: proposed.id });
    expect(completed.status).toBe('COMPLETED');
    expect(await projects.needStatus(need)).toBe('MET');
    await projects.call(alliance.secretariat, 'evaluateProject', {
      projectId: proposed.id,
      summary: '服务独居老人三十户',
      peopleServed: 45,
      rating: 4.5,
    });
    expect(
      await projects.ask(proposed.id, 'status completedAt outcome { summary peopleServed rating evaluatedOn }', null),
    ).toEqual({
      status: 'EVALUATED',
      completedAt: expect.stringMatching(/Z$/u),
      outcome: {
        summary: '服务独居老人三十户',
        peopleServed: 45,
        rating: 4.5,
        evaluatedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u),
      },
    });
    expect(await projects.needStatus(need)).toBe('MET');
    const audit = await world.sql<{ action: string }>(
      'select action from audit_entries where subject = $1 order by id',
      [proposed.id],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'proposeProject',
      'postProject',
      'claimProject',
      'claimProject',
      'acceptClaim',
      'startProject',
      'completeMilestone',
      'completeMilestone',
      'completeProject',
      'evaluateProject',
    ]);
    expect(await projects.notices(shop)).toEqual([
      'CLAIM Your unit’s claim on the joint project “社区助老” was accepted: it leads the project.',
      'OTHER The joint project “社区助老” is under way.',
      'OTHER The joint project “社区助老” has been evaluated.',
    ]);
    expect(await projects.notices(clinic)).toContain(
      'CLAIM Your unit’s claim on the joint project “社区助老” was declined.',
    );
    expect(await projects.notices(clinic)).toContain('OTHER The joint project “社区助老” is completed.');
    expect(await projects.notices(alliance.secretariat)).toContain('CLAIM A unit claims the joint project “社区助老”.');
  });

  it('that a unit proposes with itself in the lead begins without being posted, by the secretariat alone', async () => {
    const { id } = await projects.propose({ leadUnitId: school.unitId, title: '开放操场' }, school);
    await projects.refused(alliance.secretariat, 'postProject', { projectId: id }, ['WRONG_STATE', 'projectId']);
    await projects.refused(school, 'startProject', { projectId: id }, ['NOT_ALLOWED', 'projectId']);
    expect(await projects.call(alliance.secretariat, 'startProject', { projectId: id })).toMatchObject({
      status: 'UNDERWAY',
      leadUnit: { id: school.unitId },
      proposedBy: { id: school.unitId },
    });
    const { id: bare } = await projects.propose();
    await projects.refused(alliance.secretariat, 'startProject', { projectId: bare }, ['WRONG_STATE', 'projectId']);
  });

  it('takes no step twice, none from another status, and none back', async () => {
    const { id } = await projects.completed(school);
    const evaluation = { projectId: id, summary: '效果良好' };
    for (const [mutation, input] of [
      ['postProject', { projectId: id }],
      ['claimProject', { projectId: id, unitId: clinic.unitId, proposal: '我们来' }],
      ['joinProject', { projectId: id, unitId: clinic.unitId }],
      ['startProject', { projectId: id }],
      ['completeProject', { projectId: id }],
      ['updateProject', { projectId: id, title: '改名' }],
      ['cancelProject', { projectId: id, reason: '不办了' }],
    ] as const)
      await projects.refused(
        mutation === 'claimProject' || mutation === 'joinProject' ? clinic : alliance.secretariat,
        mutation,
        input,
        ['WRONG_STATE', 'projectId'],
      );
    for (const rating of [0, 0.99, 5.01, -1])
      await projects.refused(alliance.secretariat, 'evaluateProject', { ...evaluation, rating }, ['INVALID', 'rating']);
    await projects.refused(alliance.secretariat, 'evaluateProject', { ...evaluation, peopleServed: -1 }, [
      'INVALID',
      'peopleServed',
    ]);
    await projects.refused(school, 'evaluateProject', evaluation, ['NOT_ALLOWED', 'projectId']);
    await projects.call(alliance.secretariat, 'evaluateProject', evaluation);
    await projects.refused(alliance.secretariat, 'evaluateProject', evaluation, ['WRONG_STATE', 'projectId']);
  });
});

describe('joining', () => {
  it('says what the unit brings; again it changes that, and the same again changes nothing', async () => {
    const { id } = await projects.underway(school);
    const join = (more: object) => projects.call(shop, 'joinProject', { projectId: id, unitId: shop.unitId, ...more });
    await join({ contribution: '饮用水二十箱' });
    await join({ responsibility: '物资供应' });
    const parts = 'participants { unit { id } contribution responsibility }';
    const both = { unit: { id: shop.unitId }, contribution: '饮用水二十箱', responsibility: '物资供应' };
    expect(await projects.ask(id, parts)).toEqual({ participants: [both] });
    const before = await projects.everything();
    await join({});
    await join({ contribution: ' 饮用水二十箱 ' });
    expect(await projects.everything()).toEqual(before);
    await join({ contribution: null });
    expect(await projects.ask(id, parts)).toEqual({ participants: [{ ...both, contribution: null }] });
    expect(await projects.notices(school)).toContain(
      'OTHER Another unit takes part in the joint project “社区助老”, which your unit leads.',
    );
    await projects.refused(clinic, 'joinProject', { projectId: id, unitId: shop.unitId }, ['NOT_ALLOWED', 'unitId']);
    await projects.refused(
      shop,
      'joinProject',
      { projectId: id, unitId: shop.unitId, contribution: '水'.repeat(1_001) },
      ['INVALID', 'contribution'],
    );
  });
});

describe('cancelling', () => {
  it('opens the needs again that have no other project, declines claims, and tells everybody', async () => {
    const need = await projects.need('缺少活动场地', clinic);
    const { id } = await projects.posted({ needIds: [need], title: '场地共享' });
    await projects.claim(shop, id);
    const { id: other } = await projects.propose({ needIds: [need], title: '另一方案' });
    await projects.refused(alliance.secretariat, 'cancelProject', { projectId: id, reason: ' ' }, [
      'INVALID',
      'reason',
    ]);
    await projects.call(alliance.secretariat, 'cancelProject', { projectId: id, reason: '经费未落实' });
    expect(await projects.needStatus(need)).toBe('MATCHED');
    expect(await projects.claimStatuses(id)).toEqual(['DECLINED']);
    expect(await projects.ask(id, 'status cancelReason', shop)).toEqual({
      status: 'CANCELLED',
      cancelReason: '经费未落实',
    });
    expect(await projects.ask(id, 'status', null)).toBeNull();
    expect(await projects.notices(shop)).toContain('OTHER The joint project “场地共享” was cancelled.');
    await projects.call(alliance.secretariat, 'cancelProject', { projectId: other, reason: '合并办理' });
    expect(await projects.needStatus(need)).toBe('OPEN');
  });

  it('is for the unit that proposed it until it is posted, and then for the secretariat', async () => {
    const { id } = await projects.propose({}, clinic);
    await projects.refused(shop, 'cancelProject', { projectId: id, reason: '不办了' }, ['NOT_ALLOWED', 'projectId']);
    await projects.call(alliance.secretariat, 'postProject', { projectId: id });
    await projects.refused(clinic, 'cancelProject', { projectId: id, reason: '不办了' }, ['NOT_ALLOWED', 'projectId']);
    const { id: another } = await projects.propose({}, clinic);
    expect(await projects.call(clinic, 'cancelProject', { projectId: another, reason: '不办了' })).toMatchObject({
      status: 'CANCELLED',
    });
  });
});

it('names nobody’s project: of another alliance, and ids of nothing', async () => {
  const { id } = await projects.propose();
  const elsewhere = await (await world.alliance()).partner('别处单位');
  for (const projectId of [id, id.replace(/.{4}$/u, '0000'), school.unitId, ''])
    for (const [mutation, input] of [
      ['updateProject', { title: '改名' }],
      ['startProject', {}],
      ['cancelProject', { reason: '不办了' }],
      ['joinProject', { unitId: elsewhere.unitId }],
    ] as const)
      await projects.refused(elsewhere, mutation, { projectId, ...input }, ['NOT_FOUND', 'projectId']);
  expect(rowId(id)).not.toBe('');
});
