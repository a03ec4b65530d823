import type { TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

/** docs/scenarios.md, B. Shinan (市南): one committee, three estate branches, nine groups, and the units that signed with the community. */

// how the households divide is filled in; 6 estates, 88 buildings and 3,188 households are the report's
const ESTATES = [
  { name: '福林苑', buildings: 18, households: 640 },
  { name: '金茂湾', buildings: 16, households: 610 },
  { name: '海韵花园', buildings: 15, households: 560 },
  { name: '学府里', buildings: 14, households: 520 },
  { name: '前进院', buildings: 13, households: 458 },
  { name: '观海楼', buildings: 12, households: 400 },
] as const;

let alliance: TestAlliance;
let community: string;
let estates: string[];

beforeAll(async () => {
  alliance = await (await TestWorld.open()).foundAlliance();
  const street = await alliance.create('createTerritory', 'territory', { level: 'SUBDISTRICT', name: '市南街道' });
  community = await alliance.create('createTerritory', 'territory', {
    level: 'COMMUNITY',
    name: '福林社区',
    parentId: street,
  });
  estates = await Promise.all(
    ESTATES.map(({ name, households }) =>
      alliance.create('createTerritory', 'territory', {
        level: 'ESTATE',
        name,
        parentId: community,
        estateKind: 'MANAGED',
        households,
      }),
    ),
  );
  const buildings = ESTATES.flatMap((estate, index) =>
    Array.from({ length: estate.buildings }, (_, number) => ({ parentId: estates[index], name: `${number + 1}号楼` })),
  );
  await alliance.world.many(buildings.length, (index) =>
    alliance.create('createTerritory', 'territory', { level: 'BUILDING', ...buildings[index] }),
  );
}, 30_000);
afterAll(() => alliance.world.close());

it('has 6 estates, 88 buildings and 3,188 households in its tree', async () => {
  const { territories, buildings } = await alliance.shown<{
    territories: { households: number }[];
    buildings: object[];
  }>('territories(level: ESTATE) { households } buildings: territories(level: BUILDING) { id }');
  expect([
    territories.length,
    buildings.length,
    territories.reduce((sum, { households }) => sum + households, 0),
  ]).toEqual([6, 88, 3_188]);
});

it('is run by one committee, three branches of two estates each, and nine groups', async () => {
  const committee = await alliance.create('createTerritoryBody', 'body', {
    kind: 'PARTY_ORGANISATION',
    name: '福林社区党委',
    territoryIds: [community],
  });
  const branches = await Promise.all(
    [0, 2, 4].map((first) =>
      alliance.create('createTerritoryBody', 'body', {
        kind: 'PARTY_ORGANISATION',
        name: `第${first / 2 + 1}小区党支部`,
        parentId: committee,
        territoryIds: estates.slice(first, first + 2),
      }),
    ),
  );
  await Promise.all(
    Array.from({ length: 9 }, (_, index) =>
      alliance.create('createTerritoryBody', 'body', {
        kind: 'SELF_MANAGEMENT',
        name: `第${index + 1}小组`,
        parentId: branches[index % 3],
        territoryIds: [estates[Math.floor(index / 3) * 2]],
      }),
    ),
  );
  const { children, bodies } = await alliance.as(null).node<{
    bodies: object[];
    children: { bodies: { kind: string; name: string; territories: object[]; parent: { name: string } }[] }[];
  }>(community, '... on Territory { bodies { name } children { bodies { kind name territories { name } parent { name } } } }');
  expect(bodies).toEqual([{ name: '福林社区党委' }]);
  const all = new Map(children.flatMap((estate) => estate.bodies).map((body) => [body.name, body]));
  expect(
    [...all.values()]
      .filter(({ kind }) => kind === 'PARTY_ORGANISATION')
      .map(({ territories, parent }) => [territories.length, parent.name]),
  ).toEqual(Array(3).fill([2, '福林社区党委']));
  expect([...all.values()].filter(({ kind }) => kind === 'SELF_MANAGEMENT')).toHaveLength(9);
});

it('signs with three units, which hold posts in its committee and are invited to its quarterly joint meeting', async () => {
  const host = await alliance.addPartner('福林社区居委会', { kind: 'COMMUNITY', host: true, territoryId: community });
  const units = await Promise.all(
    ['海军某部', '第三中学', '供电公司'].map((name) => alliance.addPartner(name, { pairedTerritoryIds: [community] })),
  );
  await Promise.all(
    units.map((unit, index) =>
      alliance.agreements.agree([host, unit], {
        title: `共建协议${index + 1}`,
        tier: 'COMMUNITY',
        territoryId: community,
      }),
    ),
  );
  const {
    bodies: [committee],
  } = await alliance.as(null).node<{ bodies: [{ id: string }] }>(community, '... on Territory { bodies { id } }');
  for (const { unitId } of units) {
    await alliance.as(alliance.secretariat).make('appointPost', 'post', {
      bodyId: committee.id,
      title: '兼职副书记',
      holder: '赵书记',
      homeUnitId: unitId,
    });
  }
  const meeting = await alliance.create('scheduleMeeting', 'meeting', {
    kind: 'COMMUNITY',
    title: '四季度联席会议',
    scopeId: community,
    startsAt: '2026-12-01T01:00:00Z',
    visibility: 'MEMBERS',
  });
  const { attendance } = await alliance
    .as(alliance.secretariat)
    .node<{ attendance: { unit: { name: string } }[] }>(
      meeting,
      '... on JointMeeting { attendance { unit { name } } }',
    );
  expect(attendance.map(({ unit }) => unit.name).sort()).toEqual(['供电公司', '海军某部', '第三中学'].sort());
  expect(
    await alliance.shown(
      `agreements(filter: { territoryId: "${community}", statuses: [ACTIVE] }) { totalCount } report(from: "2026-01-01", to: "2100-01-01") { memberUnits }`,
    ),
  ).toEqual({ agreements: { totalCount: 3 }, report: { memberUnits: 3 } });
  expect(
    await alliance.as(null).node(committee.id, '... on TerritoryBody { posts { title homeUnit { name } } }'),
  ).toEqual({
    posts: expect.arrayContaining(
      units.map((_, index) => ({
        title: '兼职副书记',
        homeUnit: { name: ['海军某部', '第三中学', '供电公司'][index] },
      })),
    ) as unknown,
  });
});
