import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
});
afterAll(() => world.close());

const sector = (name: string, more: object = {}) => ({ allianceId: alliance.id, name, ...more });

describe('sector groups', () => {
  it.each([
    ['，。！', 'A name stands on one line and has at least one letter, character or digit.'],
    ['民生\u202e务服', 'The text holds marks that turn the direction of writing. Remove them.'],
  ])('say what is wrong with the name %j, and not what might be', async (name, message) => {
    const { userErrors } = await world.as(alliance.secretariat).attempt('createSectorGroup', sector(name));
    expect(userErrors).toEqual([{ code: 'INVALID', message, path: ['name'] }]);
  });

  it('are made and changed by the secretariat', async () => {
    const made = await world
      .as(alliance.secretariat)
      .attempt(
        'createSectorGroup',
        sector(' 民生服务 ', { purpose: '便民' }),
        'sectorGroup { id name purpose alliance { id } }',
      );
    expect(made).toMatchObject({
      sectorGroup: { name: '民生服务', purpose: '便民', alliance: { id: alliance.id } },
      userErrors: [],
    });
    const { id } = made['sectorGroup'] as { id: string };
    const changed = await world
      .as(alliance.secretariat)
      .attempt('updateSectorGroup', { sectorGroupId: id, purpose: null }, 'sectorGroup { name purpose }');
    expect(changed).toMatchObject({ sectorGroup: { name: '民生服务', purpose: null }, userErrors: [] });
  });

  it('keep their name when an update sets it to null', async () => {
    const id = await world.as(alliance.secretariat).make('createSectorGroup', 'sectorGroup', sector('文化交流'));
    const { userErrors } = await world
      .as(alliance.secretariat)
      .attempt('updateSectorGroup', { sectorGroupId: id, name: null }, 'sectorGroup { id }');
    expect(userErrors).toMatchObject([{ code: 'INVALID', path: ['name'] }]);
  });

  it('bear a name once in their alliance, also of ten made at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        world.as(alliance.secretariat).attempt('createSectorGroup', sector('社会治理'), 'sectorGroup { id }'),
      ),
    );
    expect(answers.filter((answer) => answer.userErrors.length === 0)).toHaveLength(1);
    for (const { userErrors } of answers)
      if (userErrors.length > 0) expect(userErrors).toMatchObject([{ code: 'CONFLICT', path: ['name'] }]);
    const elsewhere = await world.foundAlliance();
    await world
      .as(elsewhere.secretariat)
      .make('createSectorGroup', 'sectorGroup', { allianceId: elsewhere.id, name: '社会治理' });
  });

  it("are not for another alliance's secretariat", async () => {
    const id = await world.as(alliance.secretariat).make('createSectorGroup', 'sectorGroup', sector('经济发展'));
    const stranger = (await world.foundAlliance()).secretariat;
    expect(await world.as(stranger).attempt('createSectorGroup', sector('外来'), 'sectorGroup { id }')).toMatchObject({
      sectorGroup: null,
      userErrors: [{ code: 'NOT_ALLOWED' }],
    });
    expect(
      await world.as(stranger).attempt('updateSectorGroup', { sectorGroupId: id, name: '外来' }, 'sectorGroup { id }'),
    ).toMatchObject({ sectorGroup: null, userErrors: [{ code: 'NOT_ALLOWED' }] });
    const missing = { sectorGroupId: `sector_${crypto.randomUUID()}`, name: '外来' };
    expect(await world.as(stranger).attempt('updateSectorGroup', missing, 'sectorGroup { id }')).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['sectorGroupId'] }],
    });
  });
});

describe('area groups', () => {
  it('cover a territory of their alliance', async () => {
    const territoryId = await world
      .as(alliance.secretariat)
      .make('createTerritory', 'territory', { allianceId: alliance.id, level: 'COMMUNITY', name: '上保社区' });
    const made = await world
      .as(alliance.secretariat)
      .attempt(
        'createAreaGroup',
        { allianceId: alliance.id, name: '上保', territoryId },
        'areaGroup { id name territory { name } }',
      );
    expect(made).toMatchObject({ areaGroup: { name: '上保', territory: { name: '上保社区' } }, userErrors: [] });
    const { id } = made['areaGroup'] as { id: string };
    const changed = await world
      .as(alliance.secretariat)
      .attempt(
        'updateAreaGroup',
        { areaGroupId: id, name: '宝石', territoryId: null },
        'areaGroup { name territory { name } }',
      );
    expect(changed).toMatchObject({ areaGroup: { name: '宝石', territory: null }, userErrors: [] });
  });

  it("do not find another alliance's territory", async () => {
    const elsewhere = await world.foundAlliance();
    const territoryId = await world
      .as(elsewhere.secretariat)
      .make('createTerritory', 'territory', { allianceId: elsewhere.id, level: 'COMMUNITY', name: '别处' });
    const answer = await world
      .as(alliance.secretariat)
      .attempt('createAreaGroup', { allianceId: alliance.id, name: '别处', territoryId }, 'areaGroup { id }');
    expect(answer).toMatchObject({ areaGroup: null, userErrors: [{ code: 'NOT_FOUND', path: ['territoryId'] }] });
  });

  it('leave an audit entry for each change, and none for an update that changes nothing', async () => {
    const own = await world.foundAlliance();
    const id = await world
      .as(own.secretariat)
      .make('createAreaGroup', 'areaGroup', { allianceId: own.id, name: '片区' });
    await world.as(own.secretariat).make('updateAreaGroup', 'areaGroup', { areaGroupId: id, name: '新片区' });
    await world.as(own.secretariat).make('updateAreaGroup', 'areaGroup', { areaGroupId: id, name: '新片区' });
    expect((await own.auditActions()).slice(2)).toEqual(['createAreaGroup', 'updateAreaGroup']);
  });

  it('are told in Chinese what is wrong', async () => {
    const input = { allianceId: alliance.id, name: '唯一' };
    await world.as(alliance.secretariat).make('createAreaGroup', 'areaGroup', input);
    const { userErrors } = await world
      .as({
        ...alliance.secretariat,
        language: 'zh-CN',
      })
      .attempt('createAreaGroup', input, 'areaGroup { id }');
    expect(userErrors[0]?.message).toBe('联合会中已有同名的小组或片区。');
  });
});
