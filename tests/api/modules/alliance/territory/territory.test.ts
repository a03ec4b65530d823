import type { Answer } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.foundAlliance();
});
afterAll(() => world.close());

const FIELDS = 'territory { id level name estateKind households parent { id } }';

const create = (level: string, name: string, more: object = {}): Promise<Answer> =>
  world.as(alliance.secretariat).attempt('createTerritory', { allianceId: alliance.id, level, name, ...more }, FIELDS);
const make = (level: string, name: string, more: object = {}): Promise<string> =>
  world
    .as(alliance.secretariat)
    .make('createTerritory', 'territory', { allianceId: alliance.id, level, name, ...more });
const update = (territoryId: string, more: object): Promise<Answer> =>
  world.as(alliance.secretariat).attempt('updateTerritory', { territoryId, ...more }, FIELDS);

describe('createTerritory', () => {
  it('grows the tree downwards', async () => {
    const subdistrict = await make('SUBDISTRICT', '青枫街道');
    const community = await make('COMMUNITY', '上保社区', { parentId: subdistrict });
    const estate = await create('ESTATE', '上保一区', { parentId: community, estateKind: 'OPEN', households: 318 });
    expect(estate).toMatchObject({
      territory: { level: 'ESTATE', estateKind: 'OPEN', households: 318, parent: { id: community } },
      userErrors: [],
    });
    expect(await create('COMMUNITY', '倒置', { parentId: (estate['territory'] as { id: string }).id })).toMatchObject({
      territory: null,
      userErrors: [{ code: 'INVALID', path: ['parentId'] }],
    });
  });

  it('knows estates alone as managed or open', async () => {
    expect(await create('BUILDING', '一号楼', { estateKind: 'MANAGED' })).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['estateKind'] }],
    });
  });

  it('counts no negative households', async () => {
    expect(await create('ESTATE', '空', { households: -1 })).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['households'] }],
    });
  });

  it('finds no parent in another alliance', async () => {
    const elsewhere = await world.foundAlliance();
    const parentId = await world
      .as(elsewhere.secretariat)
      .make('createTerritory', 'territory', { allianceId: elsewhere.id, level: 'COMMUNITY', name: '别处' });
    expect(await create('GRID', '网格', { parentId })).toMatchObject({
      territory: null,
      userErrors: [{ code: 'NOT_FOUND', path: ['parentId'] }],
    });
  });

  it('gives a name once in each place, the top included', async () => {
    await make('COMMUNITY', '同名');
    expect(await create('COMMUNITY', '同名')).toMatchObject({ userErrors: [{ code: 'CONFLICT', path: ['name'] }] });
    const elsewhere = await make('COMMUNITY', '另一社区');
    await make('GRID', '同名', { parentId: elsewhere });
  });

  it("is the secretariat's alone", async () => {
    const { token } = await alliance.join();
    const answer = await world
      .as({ token })
      .attempt('createTerritory', { allianceId: alliance.id, level: 'GRID', name: '外来' }, FIELDS);
    expect(answer).toMatchObject({ territory: null, userErrors: [{ code: 'NOT_ALLOWED', path: null }] });
  });
});

describe('updateTerritory', () => {
  it('keeps what is absent and clears what is null', async () => {
    const parentId = await make('COMMUNITY', '清波社区');
    const id = await make('ESTATE', '清波小区', { parentId, estateKind: 'MANAGED', households: 40 });
    expect(await update(id, { estateKind: null })).toMatchObject({
      territory: { name: '清波小区', estateKind: null, households: 40, parent: { id: parentId } },
    });
    expect(await update(id, { name: '清波新村', households: null, parentId: null })).toMatchObject({
      territory: { name: '清波新村', households: null, parent: null },
      userErrors: [],
    });
  });

  it('moves a territory with all that lies in it, but not into itself', async () => {
    const community = await make('COMMUNITY', '望江社区');
    const grid = await make('GRID', '望江网格', { parentId: community });
    const estate = await make('ESTATE', '望江小区', { parentId: grid });
    expect(await update(grid, { parentId: estate })).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['parentId'] }],
    });
    expect(await update(grid, { parentId: grid })).toMatchObject({
      userErrors: [{ code: 'INVALID', path: ['parentId'] }],
    });
    const other = await make('COMMUNITY', '湖滨社区');
    expect(await update(grid, { parentId: other })).toMatchObject({
      territory: { parent: { id: other } },
      userErrors: [],
    });
  });

  it('makes no ring of two moves at the same moment', async () => {
    const grid = await make('GRID', '环形网格');
    const estate = await make('ESTATE', '环形小区');
    const answers = await Promise.all([update(grid, { parentId: estate }), update(estate, { parentId: grid })]);
    expect(answers.filter((answer) => answer.userErrors.length === 0)).toHaveLength(1);
    expect(answers.flatMap((answer) => answer.userErrors)).toMatchObject([{ code: 'INVALID', path: ['parentId'] }]);
  });

  it('tells a territory that is not there from one that is not theirs', async () => {
    const stranger = (await world.foundAlliance()).secretariat;
    const id = await make('COMMUNITY', '他人社区');
    const asked = (territoryId: string) =>
      world.as(stranger).attempt('updateTerritory', { territoryId, name: '外来' }, FIELDS);
    expect(await asked(id)).toMatchObject({ territory: null, userErrors: [{ code: 'NOT_ALLOWED' }] });
    expect(await asked(`territory_${crypto.randomUUID()}`)).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['territoryId'] }],
    });
    expect(await asked(id.replace('territory', 'unit'))).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['territoryId'] }],
    });
  });
});
