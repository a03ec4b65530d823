import { Calendar } from '../../../../testkit/world/agreement-lives';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects, type ProjectShown } from '../../../../testkit/world/test-projects';
import { TestWorld } from '../../../../testkit/world/test-world';

const calendar = new Calendar('2027-03-01');
let world: TestWorld;
let alliance: TestAlliance;
let projects: TestProjects;
let school: Partner;
let clinic: Partner;
let shop: Partner;

beforeAll(async () => {
  world = await TestWorld.open({ clock: calendar.now });
  alliance = await world.alliance();
  projects = new TestProjects(alliance);
  [school, clinic, shop] = (await alliance.partners('青枫小学', '社区诊所', '老街商户')) as [Partner, Partner, Partner];
});
afterAll(() => world.close());
beforeEach(() => calendar.set('2027-03-01'));

const idOf = (project: ProjectShown, index: number): string => project.milestones[index]?.id ?? '';
const complete = (milestoneId: string, by: Partner, more: object = {}) =>
  projects.call(by, 'completeMilestone', { milestoneId, ...more });

describe('milestones of a project', () => {
  it('are replaced as a whole; those that stay keep their ids, and what is done stays as it was', async () => {
    const project = await projects.underway(school, {
      milestones: [{ title: '走访' }, { title: '服务', dueOn: '2027-05-01' }, { title: '总结' }],
    });
    const [first, second] = [idOf(project, 0), idOf(project, 1)];
    await complete(first, school, { doneOn: '2027-02-01' });
    const update = (milestones: readonly object[]) => ({ projectId: project.id, milestones });
    const refused = (milestones: readonly object[], code: string, path: string) =>
      projects.refused(school, 'updateProject', update(milestones), [code, path]);
    const kept = { title: '走访' };
    await refused([{ title: '服务' }], 'WRONG_STATE', 'milestones');
    await refused([{ title: '走访', dueOn: '2027-01-01' }], 'WRONG_STATE', 'milestones');
    await refused([{ id: first, title: '改名' }], 'WRONG_STATE', 'milestones');
    await refused([kept, { id: `milestone_${first.slice(-36, -4)}0000`, title: '新' }], 'NOT_FOUND', 'milestones.1.id');
    await refused([kept, { id: second, title: '一' }, { id: second, title: '二' }], 'INVALID', 'milestones.2.id');
    await refused([kept, { title: '' }], 'INVALID', 'milestones.1.title');
    await refused([kept, { title: '新', responsibleUnitId: 'unit_x' }], 'NOT_FOUND', 'milestones.1.responsibleUnitId');
    await refused(
      Array.from({ length: 101 }, (_, index) => ({ title: `第${index}步` })),
      'LIMIT_REACHED',
      'milestones',
    );
    const after = await projects.call(
      school,
      'updateProject',
      update([{ id: second, title: '开展服务', responsibleUnitId: shop.unitId }, kept, { title: '回访' }]),
    );
    expect(after.milestones).toEqual([
      { id: second, title: '开展服务', doneOn: null },
      { id: first, title: '走访', doneOn: '2027-02-01' },
      { id: expect.any(String), title: '回访', doneOn: null },
    ]);
    expect(after.participants).toEqual([{ unit: { id: shop.unitId } }]);
    const before = await projects.everything();
    await projects.call(
      school,
      'updateProject',
      update([{ title: '开展服务', responsibleUnitId: shop.unitId }, kept, { title: '回访' }]),
    );
    expect(await projects.everything()).toEqual(before);
  });

  it('are done on a day that is not in the future, once', async () => {
    const project = await projects.underway(school, { milestones: [{ title: '走访' }] });
    const milestoneId = idOf(project, 0);
    await projects.refused(school, 'completeMilestone', { milestoneId, doneOn: '2027-03-02' }, ['INVALID', 'doneOn']);
    await projects.refused(clinic, 'completeMilestone', { milestoneId }, ['NOT_ALLOWED', 'milestoneId']);
    expect((await complete(milestoneId, school)).milestones).toMatchObject([{ doneOn: '2027-03-01' }]);
    const before = await projects.everything();
    calendar.set('2027-03-05');
    await complete(milestoneId, school);
    await complete(milestoneId, school, { doneOn: '2027-03-01' });
    expect(await projects.everything()).toEqual(before);
    await projects.refused(school, 'completeMilestone', { milestoneId, doneOn: '2027-03-02' }, [
      'WRONG_STATE',
      'milestoneId',
    ]);
  });

  it('that are due are told to the unit that answers for them, three days before and on the day after, once each', async () => {
    const project = await projects.underway(school, {
      title: '春季助老',
      milestones: [
        { title: '备料', dueOn: '2027-04-10', responsibleUnitId: shop.unitId },
        { title: '开展', dueOn: '2027-04-10' },
        { title: '早办好的', dueOn: '2027-04-10' },
      ],
    });
    await complete(idOf(project, 2), school);
    const told = async (by: Partner) =>
      (await projects.notices(by)).filter(
        (notice) => notice.startsWith('MILESTONE_DUE') && notice.includes('春季助老'),
      );
    const on = async (day: string, time: string) => {
      calendar.set(day, time);
      await world.server.running.timedWork.catchUp();
    };
    await on('2027-04-06', '23:59');
    expect([await told(shop), await told(school)]).toEqual([[], []]);
    await on('2027-04-07', '00:00');
    await on('2027-04-10', '23:59');
    const due = (title: string) =>
      `MILESTONE_DUE The milestone “${title}” of the joint project “春季助老” is due on 2027-04-10.`;
    expect([await told(shop), await told(school)]).toEqual([[due('备料')], [due('开展')]]);
    await on('2027-04-11', '00:00');
    await on('2027-04-12', '00:00');
    const overdue = (title: string) =>
      `MILESTONE_DUE The milestone “${title}” of the joint project “春季助老” was due on 2027-04-10.`;
    expect([await told(shop), await told(school)]).toEqual([
      [due('备料'), overdue('备料')],
      [due('开展'), overdue('开展')],
    ]);
  });
});

describe('a milestone that carries out a commitment', () => {
  interface Linked {
    readonly agreementId: string;
    readonly commitments: readonly string[];
    readonly project: ProjectShown;
  }

  /** A project of the school's that carries out what the clinic and the school undertook. */
  async function linked(draft: object = {}): Promise<Linked> {
    const { id: agreementId } = await alliance.agreements.signed([school, clinic], {
      commitments: [
        { unitId: clinic.unitId, text: '每月义诊', category: 'HEALTH' },
        { unitId: school.unitId, text: '开放操场', category: 'CULTURE_SPORTS' },
      ],
      ...draft,
    });
    const shown = await alliance.agreements.ask<{ commitments: { id: string }[] }>(
      school,
      agreementId,
      'commitments { id }',
    );
    const commitments = (shown?.commitments ?? []).map(({ id }) => id);
    const project = await projects.underway(school, {
      agreementId,
      milestones: [
        { title: '义诊', commitmentId: commitments[0] },
        { title: '开放操场', commitmentId: commitments[1] },
      ],
    });
    return { agreementId, commitments, project };
  }
  const report = (by: Partner, commitmentId: string | undefined, status: string) =>
    alliance.as(by.representative).mutate('updateCommitment', { commitmentId, status });
  const commitmentOf = async (agreementId: string, index: number) =>
    (
      await alliance.agreements.ask<{ commitments: { status: string; fulfilledOn: string | null }[] }>(
        school,
        agreementId,
        'commitments { status fulfilledOn }',
      )
    )?.commitments[index];

  it('is done when the project says so: the commitment is reported in its agreement, by whoever may', async () => {
    const { agreementId, project } = await linked();
    const [clinics, schools] = [idOf(project, 0), idOf(project, 1)];
    // the lead may complete milestones, and does not report for another party
    await projects.refused(school, 'completeMilestone', { milestoneId: clinics }, ['NOT_ALLOWED', 'milestoneId']);
    await projects.refused(school, 'completeMilestone', { milestoneId: schools, doneOn: '2027-02-01' }, [
      'INVALID',
      'doneOn',
    ]);
    const done = await complete(schools, school);
    expect(done).toMatchObject({ progress: 0.5, milestones: [{ doneOn: null }, { doneOn: '2027-03-01' }] });
    expect(await commitmentOf(agreementId, 1)).toEqual({ status: 'FULFILLED', fulfilledOn: '2027-03-01' });
    expect((await alliance.agreements.history(agreementId)).at(-1)).toBe('COMMITMENT_UPDATED');
    expect(await alliance.agreements.integrity(agreementId)).toEqual({ valid: true, problems: [] });
    const before = await projects.everything();
    await complete(schools, school);
    expect(await projects.everything()).toEqual(before);
    await projects.refused(school, 'completeProject', { projectId: project.id }, ['WRONG_STATE', 'projectId']);
    await projects.call(alliance.secretariat, 'completeMilestone', { milestoneId: clinics });
    expect(await projects.call(school, 'completeProject', { projectId: project.id })).toMatchObject({
      status: 'COMPLETED',
      progress: 1,
    });
  });

  it('is done when the agreement says so, and open again when that is taken back', async () => {
    const { commitments, project } = await linked();
    await report(clinic, commitments[0], 'FULFILLED');
    expect(await projects.ask(project.id, 'progress milestones { doneOn }')).toEqual({
      progress: 0.5,
      milestones: [{ doneOn: '2027-03-01' }, { doneOn: null }],
    });
    // the day is public with the project, the commitment is for members
    expect(await projects.ask(project.id, 'milestones { doneOn commitment { text } }', null)).toEqual({
      milestones: [
        { doneOn: '2027-03-01', commitment: null },
        { doneOn: null, commitment: null },
      ],
    });
    await report(clinic, commitments[0], 'IN_PROGRESS');
    expect(await projects.ask(project.id, 'progress milestones { doneOn }')).toEqual({
      progress: 0,
      milestones: [{ doneOn: null }, { doneOn: null }],
    });
  });

  it('is done by itself when nobody reports any more: waived, its party left, the agreement terminated', async () => {
    const { agreementId, commitments, project } = await linked();
    await alliance
      .as(alliance.secretariat)
      .mutate('updateCommitment', { commitmentId: commitments[1], status: 'WAIVED' });
    expect((await complete(idOf(project, 1), school, { doneOn: '2027-02-20' })).milestones).toMatchObject([
      { doneOn: null },
      { doneOn: '2027-02-20' },
    ]);
    await alliance
      .as(clinic.representative)
      .mutate('terminateAgreement', { agreementId, unitId: clinic.unitId, reason: '人手不足' });
    expect(await alliance.agreements.ask(school, agreementId, 'status')).toEqual({ status: 'TERMINATED' });
    expect((await complete(idOf(project, 0), school)).milestones).toMatchObject([
      { doneOn: '2027-03-01' },
      { doneOn: '2027-02-20' },
    ]);
    expect(await commitmentOf(agreementId, 0)).toMatchObject({ fulfilledOn: null });
    await projects.call(school, 'completeProject', { projectId: project.id });
  });

  it('names one of the project’s own agreement, once', async () => {
    const { agreementId, commitments, project } = await linked();
    const other = await linked();
    const propose = { allianceId: alliance.id, title: '义诊', category: 'HEALTH' };
    const milestone = (commitmentId: string | undefined) => ({ title: '义诊', commitmentId });
    await projects.refused(school, 'proposeProject', { ...propose, milestones: [milestone(commitments[0])] }, [
      'NOT_FOUND',
      'milestones.0.commitmentId',
    ]);
    await projects.refused(
      school,
      'proposeProject',
      { ...propose, agreementId, milestones: [milestone(other.commitments[0])] },
      ['NOT_FOUND', 'milestones.0.commitmentId'],
    );
    await projects.refused(
      school,
      'proposeProject',
      { ...propose, agreementId, milestones: [milestone(commitments[0]), milestone(commitments[0])] },
      ['INVALID', 'milestones.1.commitmentId'],
    );
    await projects.refused(school, 'updateProject', { projectId: project.id, agreementId: other.agreementId }, [
      'INVALID',
      'agreementId',
    ]);
  });

  it('is not carried out before the agreement is in force', async () => {
    const { project } = await linked({ startsOn: '2027-06-01' });
    await projects.refused(school, 'completeMilestone', { milestoneId: idOf(project, 1) }, [
      'WRONG_STATE',
      'milestoneId',
    ]);
  });
});
