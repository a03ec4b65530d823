import { startTestServer } from '../../../../testkit/server';
import { World, type FoundedAlliance } from '../world';

let world: World;
let alliance: FoundedAlliance;
beforeAll(async () => {
  world = await World.on(await startTestServer());
  alliance = await world.found();
});
afterAll(() => world.close());

const sector = (name: string, more: object = {}) => ({ allianceId: alliance.id, name, ...more });

describe('sector groups', () => {
  it('are made and changed by the secretariat', async () => {
    const made = await world.run(
      'createSectorGroup',
      'sectorGroup { id name purpose alliance { id } }',
      sector(' 民生服务 ', { purpose: '便民' }),
      alliance.secretary,
    );
    expect(made).toMatchObject({
      sectorGroup: { name: '民生服务', purpose: '便民', alliance: { id: alliance.id } },
      userErrors: [],
    });
    const { id } = made['sectorGroup'] as { id: string };
    const changed = await world.run(
      'updateSectorGroup',
      'sectorGroup { name purpose }',
      { sectorGroupId: id, purpose: null },
      alliance.secretary,
    );
    expect(changed).toMatchObject({ sectorGroup: { name: '民生服务', purpose: null }, userErrors: [] });
  });

  it('keep their name when an update sets it to null', async () => {
    const id = await world.make('createSectorGroup', 'sectorGroup', sector('文化交流'), alliance.secretary);
    const { userErrors } = await world.run(
      'updateSectorGroup',
      'sectorGroup { id }',
      { sectorGroupId: id, name: null },
      alliance.secretary,
    );
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['name'] }]);
  });

  it('bear a name once in their alliance, also of ten made at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        world.run('createSectorGroup', 'sectorGroup { id }', sector('社会治理'), alliance.secretary),
      ),
    );
    expect(answers.filter((answer) => answer.userErrors.length === 0)).toHaveLength(1);
    for (const { userErrors } of answers)
      if (userErrors.length > 0) expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['name'] }]);
    const elsewhere = await world.found();
    await world.make(
      'createSectorGroup',
      'sectorGroup',
      { allianceId: elsewhere.id, name: '社会治理' },
      elsewhere.secretary,
    );
  });

  it("are not for another alliance's secretariat", async () => {
    const id = await world.make('createSectorGroup', 'sectorGroup', sector('经济发展'), alliance.secretary);
    const stranger = (await world.found()).secretary;
    expect(await world.run('createSectorGroup', 'sectorGroup { id }', sector('外来'), stranger)).toMatchObject({
      sectorGroup: null,
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
    expect(
      await world.run('updateSectorGroup', 'sectorGroup { id }', { sectorGroupId: id, name: '外来' }, stranger),
    ).toMatchObject({ sectorGroup: null, userErrors: [{ code: 'NOT_ALLOWED' }] });
    const missing = { sectorGroupId: `sector_${crypto.randomUUID()}`, name: '外来' };
    expect(await world.run('updateSectorGroup', 'sectorGroup { id }', missing, stranger)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['sectorGroupId'] }],
    });
  });
});

describe('area groups', () => {
  it('cover a territory of their alliance', async () => {
    const territoryId = await world.make(
      'createTerritory',
      'territory',
      { allianceId: alliance.id, level: 'COMMUNITY', name: '上保社区' },
      alliance.secretary,
    );
    const made = await world.run(
      'createAreaGroup',
      'areaGroup { id name territory { name } }',
      { allianceId: alliance.id, name: '上保', territoryId },
      alliance.secretary,
    );
    expect(made).toMatchObject({ areaGroup: { name: '上保', territory: { name: '上保社区' } }, userErrors: [] });
    const { id } = made['areaGroup'] as { id: string };
    const changed = await world.run(
      'updateAreaGroup',
      'areaGroup { name territory { name } }',
      { areaGroupId: id, name: '宝石', territoryId: null },
      alliance.secretary,
    );
    expect(changed).toMatchObject({ areaGroup: { name: '宝石', territory: null }, userErrors: [] });
  });

  it("do not find another alliance's territory", async () => {
    const elsewhere = await world.found();
    const territoryId = await world.make(
      'createTerritory',
      'territory',
      { allianceId: elsewhere.id, level: 'COMMUNITY', name: '别处' },
      elsewhere.secretary,
    );
    const answer = await world.run(
      'createAreaGroup',
      'areaGroup { id }',
      { allianceId: alliance.id, name: '别处', territoryId },
      alliance.secretary,
    );
    expect(answer).toMatchObject({ areaGroup: null, userErrors: [{ code: 'NOT_FOUND', path: ['territoryId'] }] });
  });

  it('leave an audit entry for each change, and none for an update that changes nothing', async () => {
    const own = await world.found();
    const id = await world.make('createAreaGroup', 'areaGroup', { allianceId: own.id, name: '片区' }, own.secretary);
    await world.make('updateAreaGroup', 'areaGroup', { areaGroupId: id, name: '新片区' }, own.secretary);
    await world.make('updateAreaGroup', 'areaGroup', { areaGroupId: id, name: '新片区' }, own.secretary);
    expect((await world.auditActions(own.id)).slice(2)).toEqual(['createAreaGroup', 'updateAreaGroup']);
  });

  it('are told in Chinese what is wrong', async () => {
    const input = { allianceId: alliance.id, name: '唯一' };
    await world.make('createAreaGroup', 'areaGroup', input, alliance.secretary);
    const { userErrors } = await world.run('createAreaGroup', 'areaGroup { id }', input, {
      ...alliance.secretary,
      language: 'zh-CN',
    });
    expect(userErrors[0]?.message).toBe('联合会中已有同名的小组或片区。');
  });
});
