import type { Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let other: TestAlliance;
let school: Partner;
let clinic: Partner;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  other = await world.alliance('禾木联合会');
  [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
});
afterAll(() => world.close());

const content = { title: '暑期托管志愿者', category: 'EDUCATION' };
const publish = (by: Sender, more: object = {}) =>
  world.as(by).make('publishNeed', 'need', { allianceId: alliance.id, unitId: school.unitId, ...content, ...more });
const codes = async (by: Sender | null, mutation: string, input: object) =>
  (await world.as(by).attempt(mutation, input)).userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);
const far = '2099-12-31';

/** A joint project that is to meet a need: planted. */
async function project(needId: string, status: string): Promise<string> {
  const id = crypto.randomUUID();
  await world.insert('joint_projects', [
    {
      alliance_id: rowId(alliance.id),
      id,
      title: '项目',
      category: 'EDUCATION',
      status,
      lead_unit_id: rowId(clinic.unitId),
      created_at: new Date(),
      version: 1,
    },
  ]);
  await world.insert('project_needs', [{ alliance_id: rowId(alliance.id), project_id: id, need_id: rowId(needId) }]);
  return id;
}

describe('publishing', () => {
  it('puts what is needed on the list, with its texts composed and its audit entry', async () => {
    const input = { description: ' 每天 20 人，cafe\u0301 ', quantity: 20, neededBy: far };
    const id = await publish(school.representative, input);
    expect(
      await world
        .as()
        .node(id, '... on Need { title description category quantity neededBy status version unit { id } }'),
    ).toEqual({
      ...content,
      description: '每天 20 人，café',
      quantity: 20,
      neededBy: far,
      status: 'OPEN',
      version: 1,
      unit: { id: school.unitId },
    });
    expect((await alliance.auditActions()).at(-1)).toBe('publishNeed');
  });

  it('is for the unit’s own people and the secretariat, and what is no unit’s for the secretariat alone', async () => {
    const token = async (by: { id: string }, scope: 'MANAGE_UNIT' | 'MANAGE_ALLIANCE' | 'MANAGE_MEETINGS') => ({
      token: (await world.apiToken(by.id, [scope])).secret,
    });
    const staff = await alliance.joinUnit(school.unitId, 'STAFF');
    for (const by of [staff, alliance.secretariat, await token(staff, 'MANAGE_UNIT')])
      expect(await publish(by)).toMatch(/^need_/);
    expect(await publish(alliance.secretariat, { unitId: null })).toMatch(/^need_/);
    const input = { allianceId: alliance.id, ...content };
    for (const by of [clinic.representative, alliance.organiser, other.secretariat])
      expect(await codes(by, 'publishNeed', { ...input, unitId: school.unitId })).toEqual(['NOT_ALLOWED unitId']);
    for (const by of [
      staff,
      clinic.representative,
      other.secretariat,
      await token(alliance.secretariat, 'MANAGE_UNIT'),
    ])
      expect(await codes(by, 'publishNeed', input)).toEqual(['NOT_ALLOWED ']);
    await expect(codes(null, 'publishNeed', input)).rejects.toThrow('UNAUTHENTICATED');
    await expect(codes(await token(staff, 'MANAGE_MEETINGS'), 'publishNeed', input)).rejects.toThrow('FORBIDDEN');
  });

  it('is refused to units that are not active, and of another alliance', async () => {
    const gone = await alliance.partner('搬走的单位');
    await alliance.as(alliance.secretariat).mutate('suspendMembership', { unitId: gone.unitId, reason: '整改' });
    const input = { allianceId: alliance.id, unitId: gone.unitId, ...content };
    expect(await codes(gone.representative, 'publishNeed', input)).toEqual(['WRONG_STATE unitId']);
    expect(await codes(alliance.secretariat, 'publishNeed', input)).toEqual(['WRONG_STATE unitId']);
    // that it is suspended is nobody else's to know
    expect(await codes(clinic.representative, 'publishNeed', input)).toEqual(['NOT_FOUND unitId']);
    const stranger = await other.partner('禾木小学');
    expect(await codes(stranger.representative, 'publishNeed', { ...input, unitId: stranger.unitId })).toEqual([
      'NOT_FOUND unitId',
    ]);
    const elsewhere = await other.create('createTerritory', 'territory', { level: 'SUBDISTRICT', name: '禾木街道' });
    expect(
      await codes(school.representative, 'publishNeed', { ...input, unitId: school.unitId, territoryId: elsewhere }),
    ).toEqual(['NOT_FOUND territoryId']);
  });

  it('refuses what is malformed, and names it', async () => {
    const attempt = (more: object) =>
      codes(school.representative, 'publishNeed', {
        allianceId: alliance.id,
        unitId: school.unitId,
        ...content,
        ...more,
      });
    expect(await attempt({ title: '！？……——' })).toEqual(['INVALID title']);
    expect(await attempt({ title: '字'.repeat(201) })).toEqual(['INVALID title']);
    expect(await attempt({ description: '字'.repeat(10_001) })).toEqual(['INVALID description']);
    expect(await attempt({ description: '\u{20000}'.repeat(10_000), title: '\u{30EDE}面' })).toEqual([]);
    expect(await attempt({ quantity: 0 })).toEqual(['INVALID quantity']);
    expect(await attempt({ neededBy: '2020-01-01' })).toEqual(['INVALID neededBy']);
    expect(await attempt({ unitId: alliance.id })).toEqual(['NOT_FOUND unitId']);
  });
});

describe('changing', () => {
  it('writes what is given, once, and says from which version', async () => {
    const id = await publish(school.representative, { description: '说明', neededBy: far });
    const caller = world.as(school.representative);
    const input = { needId: id, expectedVersion: 1, title: '改过的名称', description: null, quantity: 3 };
    const shown = 'need { title description quantity neededBy version }';
    const after = { title: '改过的名称', description: null, quantity: 3, neededBy: far, version: 2 };
    expect(await caller.mutate('updateNeed', input, shown)).toEqual({ need: after });
    expect(await codes(school.representative, 'updateNeed', input)).toEqual(['CONFLICT expectedVersion']);
    // what changes nothing grows no version
    expect(await caller.mutate('updateNeed', { ...input, expectedVersion: 2 }, shown)).toEqual({ need: after });
    expect(await codes(clinic.representative, 'updateNeed', { needId: id, title: '别人的' })).toEqual([
      'NOT_ALLOWED needId',
    ]);
    expect(await codes(other.secretariat, 'updateNeed', { needId: id, title: '别人的' })).toEqual([
      'NOT_ALLOWED needId',
    ]);
    expect(await codes(school.representative, 'updateNeed', { needId: id, title: null })).toEqual(['INVALID title']);
  });

  it('lets one of two that were made from one version win', async () => {
    const id = await publish(school.representative);
    const tried = await Promise.all(
      ['甲', '乙'].map((title) =>
        world.as(school.representative).attempt('updateNeed', { needId: id, expectedVersion: 1, title }),
      ),
    );
    expect(tried.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(['CONFLICT']);
  });

  it('is met, withdrawn and opened again by people; matched and in progress by projects alone', async () => {
    const id = await publish(school.representative);
    const set = (status: string, by: Sender = school.representative) => codes(by, 'updateNeed', { needId: id, status });
    const status = async () =>
      (await world.as(school.representative).node<{ status: string }>(id, '... on Need { status }')).status;
    for (const ahead of ['MATCHED', 'IN_PROGRESS']) expect(await set(ahead)).toEqual(['INVALID status']);
    for (const step of ['MET', 'OPEN', 'WITHDRAWN']) {
      expect(await set(step)).toEqual([]);
      expect(await status()).toBe(step);
    }
    // withdrawn: there for its own people and the secretariat
    expect(await world.as(clinic.representative).node(id, '__typename')).toBeNull();
    expect(await codes(clinic.representative, 'updateNeed', { needId: id, title: '别人的' })).toEqual([
      'NOT_FOUND needId',
    ]);
    expect(await set('MET')).toEqual(['WRONG_STATE status']);
    // opened again it is as far as its projects
    await project(id, 'PROPOSED');
    expect(await set('OPEN', alliance.secretariat)).toEqual([]);
    expect(await status()).toBe('MATCHED');
    expect(await set('WITHDRAWN')).toEqual([]);
    const underway = await project(id, 'UNDERWAY');
    expect(await set('OPEN')).toEqual([]);
    expect(await status()).toBe('IN_PROGRESS');
    expect(await set('WITHDRAWN')).toEqual(['WRONG_STATE status']);
    expect(await set('MET')).toEqual([]);
    await world.sql(`update joint_projects set status = 'CANCELLED' where id = $1`, [underway]);
  });

  it('of a unit that is not active any more is the secretariat’s', async () => {
    const leaving = await alliance.partner('离开的单位');
    const id = await publish(leaving.representative, { unitId: leaving.unitId });
    await alliance.as(alliance.secretariat).mutate('endMembership', { unitId: leaving.unitId, leftOn: '2026-01-01' });
    const input = { needId: id, status: 'WITHDRAWN' };
    expect(await codes(leaving.representative, 'updateNeed', input)).toEqual(['WRONG_STATE needId']);
    expect(await codes(alliance.secretariat, 'updateNeed', input)).toEqual([]);
  });
});
