import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects } from '../../../../testkit/world/test-projects';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** What a project is made of: who proposes and leads it, its needs and resources, its agreement. */

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

const proposal = (more: object = {}) => ({
  allianceId: alliance.id,
  title: '社区助老',
  category: 'ELDERLY_CARE',
  ...more,
});
const unitsOf = (project: { participants: readonly { unit: { id: string } }[] }): string[] =>
  project.participants.map(({ unit }) => unit.id).sort();
const set = (table: 'needs' | 'resources', id: string, status: string) =>
  world.sql(`update ${table} set status = $2, version = version + 1 where id = $1`, [rowId(id), status]);

describe('who proposes', () => {
  it('is a unit, with itself in the lead or nobody, or the secretariat', async () => {
    expect(await projects.propose({}, school)).toMatchObject({ proposedBy: { id: school.unitId }, leadUnit: null });
    expect(await projects.propose({ leadUnitId: school.unitId }, school)).toMatchObject({
      proposedBy: { id: school.unitId },
      leadUnit: { id: school.unitId },
      participants: [],
    });
    expect(await projects.propose({ leadUnitId: school.unitId })).toMatchObject({
      proposedBy: null,
      leadUnit: { id: school.unitId },
    });
    const asSchool = await projects.propose({ unitId: school.unitId });
    expect(asSchool).toMatchObject({ proposedBy: { id: school.unitId }, leadUnit: null });
    for (const [by, more, path] of [
      [school, { leadUnitId: clinic.unitId }, 'leadUnitId'],
      [school, { unitId: clinic.unitId }, 'unitId'],
      [school, { unitId: school.unitId, leadUnitId: clinic.unitId }, 'leadUnitId'],
      [await alliance.person('观察员', ['OBSERVER']), {}, null],
      [(await world.alliance()).secretariat, {}, null],
    ] as const)
      await projects.refused(by, 'proposeProject', proposal(more), ['NOT_ALLOWED', path]);
  });

  it('says for which of several units; a token for units proposes as well, and no other', async () => {
    const both = await alliance.person('兼职干部', [], [school.unitId, clinic.unitId]);
    await projects.refused(both, 'proposeProject', proposal(), ['INVALID', 'unitId']);
    expect(await projects.propose({ unitId: clinic.unitId }, both)).toMatchObject({
      proposedBy: { id: clinic.unitId },
    });
    const token = async (
      scope: 'MANAGE_UNIT' | 'MANAGE_MEETINGS' | 'MANAGE_ALLIANCE',
      person = school.representative.id,
    ) => world.as({ token: (await world.apiToken(person, [scope])).secret });
    await (await token('MANAGE_UNIT')).mutate('proposeProject', proposal());
    expect((await (await token('MANAGE_ALLIANCE')).attempt('proposeProject', proposal())).userErrors).toMatchObject([
      { code: 'NOT_ALLOWED' },
    ]);
    await (await token('MANAGE_ALLIANCE', alliance.secretariat.id)).mutate('proposeProject', proposal());
  });

  it('is refused what is malformed', async () => {
    for (const [more, code, path] of [
      [{ title: ' ' }, 'INVALID', 'title'],
      [{ title: '名'.repeat(201) }, 'INVALID', 'title'],
      [{ description: '文'.repeat(10_001) }, 'INVALID', 'description'],
      [{ startsOn: '2027-02-01', endsOn: '2027-01-31' }, 'INVALID', 'endsOn'],
      [{ places: 0 }, 'INVALID', 'places'],
      [{ leadUnitId: 'unit_x' }, 'NOT_FOUND', 'leadUnitId'],
      [{ needIds: ['need_x'] }, 'NOT_FOUND', 'needIds.0'],
      [{ resourceIds: [school.unitId] }, 'NOT_FOUND', 'resourceIds.0'],
      [{ agreementId: school.unitId }, 'NOT_FOUND', 'agreementId'],
    ] as const)
      await projects.refused(alliance.secretariat, 'proposeProject', proposal(more), [code, path]);
    // ten thousand characters are taken, and three hundred milestones’ worth of words with them
    const long = await projects.propose({
      description: '文'.repeat(10_000),
      milestones: Array.from({ length: 100 }, (_, index) => ({ title: `${'节'.repeat(190)}${index}` })),
    });
    expect(long.milestones).toHaveLength(100);
  });
});

describe('needs and resources', () => {
  it('are of the alliance, on their lists, and seen by the sender', async () => {
    const other = await world.alliance();
    const foreign = await new TestProjects(other).need('别处需求', await other.partner('别处单位'));
    const [withdrawn, hidden] = [await projects.need('已撤回', school), await projects.need('他人撤回', clinic)];
    await set('needs', withdrawn, 'WITHDRAWN');
    await set('needs', hidden, 'WITHDRAWN');
    const unavailable = await projects.resource('不可用', school);
    await set('resources', unavailable, 'UNAVAILABLE');
    const open = await projects.need('助餐', clinic);
    await projects.refused(
      school,
      'proposeProject',
      proposal({ needIds: [open, foreign, withdrawn, hidden] }),
      ['NOT_FOUND', 'needIds.1'],
      ['WRONG_STATE', 'needIds.2'],
      ['NOT_FOUND', 'needIds.3'],
    );
    await projects.refused(school, 'proposeProject', proposal({ resourceIds: [unavailable] }), [
      'WRONG_STATE',
      'resourceIds.0',
    ]);
    await projects.refused(clinic, 'proposeProject', proposal({ resourceIds: [unavailable] }), [
      'NOT_FOUND',
      'resourceIds.0',
    ]);
    const { id } = await projects.propose({ needIds: [open, open] }, school);
    expect(await projects.ask(id, 'needs { id }')).toEqual({ needs: [{ id: open }] });
  });

  it('name their units as participants, who go with them unless they have joined', async () => {
    const [need, resource] = [await projects.need('助浴', clinic), await projects.resource('理疗室', shop)];
    const project = await projects.propose({ needIds: [need], resourceIds: [resource], title: '助浴服务' }, school);
    expect(unitsOf(project)).toEqual([clinic.unitId, shop.unitId, school.unitId].sort());
    const named =
      'OTHER Your unit takes part in the joint project “助浴服务”: it rests on a need, a resource, an agreement or a milestone of yours.';
    for (const by of [clinic, shop]) expect(await projects.notices(by)).toContain(named);
    expect(await projects.notices(school)).not.toContain(named);
    await projects.call(shop, 'joinProject', { projectId: project.id, unitId: shop.unitId });
    const bare = await projects.call(school, 'updateProject', {
      projectId: project.id,
      needIds: [],
      resourceIds: null,
    });
    expect(unitsOf(bare)).toEqual([shop.unitId, school.unitId].sort());
    expect(await projects.needStatus(need)).toBe('OPEN');
    const back = await projects.call(school, 'updateProject', { projectId: project.id, needIds: [need] });
    expect(unitsOf(back)).toEqual([clinic.unitId, shop.unitId, school.unitId].sort());
    expect(await projects.needStatus(need)).toBe('MATCHED');
  });

  it('that the sender may not see stay when the list is replaced', async () => {
    const [first, second] = [await projects.need('一', clinic), await projects.need('二', clinic)];
    const project = await projects.propose({ needIds: [first, second] }, school);
    await set('needs', first, 'WITHDRAWN');
    await projects.call(school, 'updateProject', { projectId: project.id, needIds: [] });
    expect(await projects.ask(project.id, 'needs { id }')).toEqual({ needs: [{ id: first }] });
    await projects.call(alliance.secretariat, 'updateProject', { projectId: project.id, needIds: [] });
    expect(await projects.ask(project.id, 'needs { id }')).toEqual({ needs: [] });
    expect(await projects.needStatus(first)).toBe('WITHDRAWN');
  });
});

describe('an agreement', () => {
  it('is signed, not over, and binds the sender’s unit; its parties take part', async () => {
    const agreements = alliance.agreements;
    const signed = await agreements.signed([school, clinic]);
    const draft = await agreements.draft([school, clinic]);
    const project = await projects.propose({ agreementId: signed.id, leadUnitId: school.unitId }, school);
    expect(unitsOf(project)).toEqual([clinic.unitId]);
    expect(await agreements.ask(null, signed.id, 'projects { nodes { id } }')).toEqual({ projects: { nodes: [] } });
    expect(await agreements.ask(school, signed.id, 'projects { nodes { id } }')).toEqual({
      projects: { nodes: [{ id: project.id }] },
    });
    await projects.refused(school, 'proposeProject', proposal({ agreementId: draft.id }), [
      'WRONG_STATE',
      'agreementId',
    ]);
    await projects.refused(shop, 'proposeProject', proposal({ agreementId: draft.id }), ['NOT_FOUND', 'agreementId']);
    await projects.refused(shop, 'proposeProject', proposal({ agreementId: signed.id }), [
      'NOT_ALLOWED',
      'agreementId',
    ]);
    await projects.call(school, 'updateProject', { projectId: project.id, agreementId: null });
    expect(await projects.ask(project.id, 'agreement { id } participants { unit { id } }')).toEqual({
      agreement: null,
      participants: [],
    });
  });
});

describe('changing a project', () => {
  it('changes what is given, once, and tells a stale version from the present one', async () => {
    const { id, version } = await projects.propose({ description: '每周一次', places: 10 }, school);
    const update = (more: object) => ({ projectId: id, ...more });
    const changed = await projects.call(
      school,
      'updateProject',
      update({ expectedVersion: version, title: ' 改名 ', places: null }),
    );
    expect(changed.version).toBe(version + 1);
    expect(await projects.ask(id, 'title description places')).toEqual({
      title: '改名',
      description: '每周一次',
      places: null,
    });
    const before = await projects.everything();
    await projects.call(school, 'updateProject', update({ title: '改名', description: '每周一次' }));
    await projects.call(school, 'updateProject', update({}));
    expect(await projects.everything()).toEqual(before);
    await projects.refused(school, 'updateProject', update({ expectedVersion: version, title: '再改' }), [
      'CONFLICT',
      'expectedVersion',
    ]);
    await projects.refused(school, 'updateProject', update({ title: null }), ['INVALID', 'title']);
    await projects.refused(school, 'updateProject', update({ leadUnitId: clinic.unitId }), [
      'NOT_ALLOWED',
      'leadUnitId',
    ]);
    expect(await projects.call(school, 'updateProject', update({ leadUnitId: school.unitId }))).toMatchObject({
      status: 'PROPOSED',
      leadUnit: { id: school.unitId },
    });
    const [entry] = await world.sql<{ details: unknown }>(
      "select details from audit_entries where subject = $1 and action = 'updateProject' order by id limit 1",
      [id],
    );
    expect(entry?.details).toEqual({
      changes: { title: { from: '社区助老', to: '改名' }, places: { from: 10, to: null } },
    });
  });

  it('is for its lead and the secretariat when it was posted, and no more for whoever proposed it', async () => {
    const { id } = await projects.propose({}, school);
    await projects.call(alliance.secretariat, 'postProject', { projectId: id });
    await projects.refused(school, 'updateProject', { projectId: id, title: '改名' }, ['NOT_ALLOWED', 'projectId']);
    await projects.accept(await projects.claim(clinic, id));
    await projects.call(clinic, 'updateProject', { projectId: id, title: '改名' });
  });
});
