import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestProjects } from '../../../../testkit/world/test-projects';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let projects: TestProjects;
let school: Partner;
let clinic: Partner;

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  projects = new TestProjects(alliance);
  [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
});
afterAll(() => world.close());

const made = { count: 0 };
const create = (more: object = {}) => ({
  allianceId: alliance.id,
  name: `共建基地${(made.count += 1)}`,
  hostUnitIds: [school.unitId],
  ...more,
});
const base = (more: object = {}): Promise<string> =>
  alliance.as(alliance.secretariat).make('createBase', 'base', create(more));
const record = (more: object = {}) => ({
  allianceId: alliance.id,
  title: '志愿服务日',
  heldOn: '2026-03-05',
  unitIds: [school.unitId],
  ...more,
});

describe('a base', () => {
  it('is set up by the secretariat with its hosts, and is for everybody to see', async () => {
    const territoryId = await alliance.create('createTerritory', 'territory', {
      level: 'SUBDISTRICT',
      name: '北山街道',
    });
    const id = await base({
      name: ' 文化园 ',
      purpose: '助残',
      territoryId,
      hostUnitIds: [school.unitId, clinic.unitId, school.unitId],
    });
    const shown = await alliance.shown<{ bases: { nodes: { id: string; hosts: { id: string }[] }[] } }>(
      'bases(first: 10) { nodes { id name purpose territory { id } hosts { id } } }',
    );
    expect(shown.bases.nodes).toEqual([
      {
        id,
        name: '文化园',
        purpose: '助残',
        territory: { id: territoryId },
        hosts: expect.arrayContaining([{ id: school.unitId }, { id: clinic.unitId }]),
      },
    ]);
    expect(shown.bases.nodes[0]?.hosts).toHaveLength(2);
  });

  it('has a name of its own, and hosts that are active', async () => {
    await base({ name: '金融街' });
    const { secretariat } = alliance;
    await projects.refused(secretariat, 'createBase', create({ name: '金融街' }), ['CONFLICT', 'name']);
    await projects.refused(secretariat, 'createBase', create({ name: '  ' }), ['INVALID', 'name']);
    await projects.refused(secretariat, 'createBase', create({ hostUnitIds: [] }), ['INVALID', 'hostUnitIds']);
    await projects.refused(
      secretariat,
      'createBase',
      create({ hostUnitIds: [school.unitId, `unit_${rowId(alliance.id)}`] }),
      ['NOT_FOUND', 'hostUnitIds.1'],
    );
    await projects.refused(secretariat, 'createBase', create({ territoryId: school.unitId }), [
      'NOT_FOUND',
      'territoryId',
    ]);
    await projects.refused(school, 'createBase', create(), ['NOT_ALLOWED', null]);
  });

  it('of one name is made once, twenty at the same moment', async () => {
    const input = create({ name: '同名基地' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => projects.errors(alliance.secretariat, 'createBase', input)),
    );
    expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
    expect(new Set(answers.flat().map(({ code }) => code))).toEqual(new Set(['CONFLICT']));
  });
});

describe('an activity', () => {
  it('is written down by the secretariat, a base’s host, a project’s lead, and by nobody else', async () => {
    const baseId = await base();
    const { id: projectId } = await projects.underway(clinic);
    const by = (who: Partner, more: object) =>
      alliance.as(who.representative).make('recordActivity', 'activity', record(more));
    await alliance.as(alliance.secretariat).make('recordActivity', 'activity', record());
    const [atBase, forProject] = [await by(school, { baseId }), await by(clinic, { projectId, attendance: 12 })];
    await projects.refused(clinic, 'recordActivity', record(), ['NOT_ALLOWED', null]);
    await projects.refused(clinic, 'recordActivity', record({ baseId }), ['NOT_ALLOWED', 'baseId']);
    await projects.refused(school, 'recordActivity', record({ projectId }), ['NOT_ALLOWED', 'projectId']);
    // whoever names both answers for both
    await projects.refused(school, 'recordActivity', record({ baseId, projectId }), ['NOT_ALLOWED', 'projectId']);
    expect(await projects.ask(projectId, 'activities { id attendance units { id } }', null)).toEqual({
      activities: [{ id: forProject, attendance: 12, units: [{ id: school.unitId }] }],
    });
    expect(
      await alliance.as(null).node(baseId, '... on Base { activities(first: 5) { nodes { id base { id } } } }'),
    ).toEqual({
      activities: { nodes: [{ id: atBase, base: { id: baseId } }] },
    });
  });

  it('lies in the past, of a project that somebody leads', async () => {
    const { secretariat } = alliance;
    const { id: posted } = await projects.posted();
    await projects.refused(secretariat, 'recordActivity', record({ heldOn: '2999-01-01' }), ['INVALID', 'heldOn']);
    await projects.refused(secretariat, 'recordActivity', record({ projectId: posted }), ['WRONG_STATE', 'projectId']);
    await projects.refused(secretariat, 'recordActivity', record({ baseId: posted }), ['NOT_FOUND', 'baseId']);
    await projects.refused(secretariat, 'recordActivity', record({ attendance: -1 }), ['INVALID', 'attendance']);
    const elsewhere = await world.alliance();
    await projects.refused(elsewhere.secretariat, 'recordActivity', record(), ['NOT_ALLOWED', null]);
  });

  it('is crowded when more came than the project has room for', async () => {
    const { id: projectId } = await projects.underway(clinic, { places: 20 });
    const { id: open } = await projects.underway(clinic);
    const crowded = async (more: object) => {
      const id = await alliance.as(alliance.secretariat).make('recordActivity', 'activity', record(more));
      return (await alliance.as(null).node<{ crowded: boolean | null }>(id, '... on Activity { crowded }')).crowded;
    };
    expect([
      await crowded({ projectId, attendance: 20 }),
      await crowded({ projectId, attendance: 21 }),
      await crowded({ projectId }),
      await crowded({ projectId: open, attendance: 500 }),
      await crowded({ attendance: 500 }),
    ]).toEqual([false, true, null, null, null]);
  });
});
