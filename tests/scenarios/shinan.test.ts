import type { Partner, TestAlliance } from '../testkit/world/test-alliance';
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

/** How far the server's clock is ahead; sessions keep to the real one. */
let aheadMs = 0;
let alliance: TestAlliance;
let community: string;
let estates: string[];

beforeAll(async () => {
  alliance = await (await TestWorld.open({ clock: () => new Date(Date.now() + aheadMs) })).foundAlliance();
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
});
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
  const host = await hostOf();
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

it('keeps three lists: needs, resources of units and residents, projects by category with who answers for what', async () => {
  const [host, school] = [await hostOf(), await alliance.addPartner('第三中学附属小学')];
  const asHost = alliance.as(host.representative);
  // titles are filled in; the kinds of resources and the categories of projects are the report's
  const resources = await Promise.all(
    (
      [
        ['TALENT', '书法老师', 'CULTURE_SPORTS', '居民张老师'],
        ['TECHNOLOGY', '家电维修', 'PUBLIC_SERVICE', '居民李师傅'],
        ['GOODS', '图书三百册', 'EDUCATION', null],
        ['VENUE', '多功能厅', 'CULTURE_SPORTS', null],
        ['FACILITY', '电动工具', 'PUBLIC_SERVICE', null],
      ] as const
    ).map(([kind, title, category, provider]) =>
      asHost.make('publishResource', 'resource', { unitId: host.unitId, kind, title, category, provider }),
    ),
  );
  // a resident's is kept by the community, and nowhere else
  expect(
    await alliance.as(school.representative).attempt('publishResource', {
      unitId: school.unitId,
      kind: 'TALENT',
      title: '剪纸',
      category: 'CULTURE_SPORTS',
      provider: '居民王阿姨',
    }),
  ).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['provider'] }] });
  await asHost.mutate('updateResource', { resourceId: resources[0], capacity: '每周六上午', status: 'RESERVED' });
  const need = await asHost.make('publishNeed', 'need', {
    allianceId: alliance.id,
    unitId: host.unitId,
    title: '暑期书法班',
    category: 'CULTURE_SPORTS',
    territoryId: estates[0],
    quantity: 20,
  });
  for (const [category, title] of [
    ['PARTY_BUILDING', '联学联建'],
    ['PUBLIC_SERVICE', '便民维修日'],
    ['ENVIRONMENT', '楼道清理'],
    ['CULTURE_SPORTS', '暑期书法班'],
  ] as const)
    await alliance.as(school.representative).mutate('proposeProject', {
      allianceId: alliance.id,
      title,
      description: '每月一次，由牵头单位组织',
      category,
      leadUnitId: school.unitId,
      ...(category === 'CULTURE_SPORTS' ? { needIds: [need], resourceIds: [resources[0], resources[3]] } : {}),
      milestones: [
        { title: '布置场地', dueOn: '2099-06-20', responsibleUnitId: host.unitId },
        { title: '开课', dueOn: '2099-07-01' },
      ],
    });
  const shown = await alliance.shown(
    `resources(filter: { kinds: [TALENT, TECHNOLOGY] }) { nodes { title provider status capacity } }
     unused: resources(filter: { unused: true }) { totalCount }
     needs(filter: { categories: [CULTURE_SPORTS] }) { nodes { title status quantity territory { name } } }
     projects(filter: { categories: [CULTURE_SPORTS] }) {
       nodes { title description leadUnit { name } milestones { title responsible { name } } participants { unit { name } } }
     }
     all: projects(filter: { leadUnitId: "${school.unitId}" }) { totalCount }`,
    school.representative,
  );
  expect(shown).toEqual({
    resources: {
      nodes: expect.arrayContaining([
        { title: '书法老师', provider: '居民张老师', status: 'RESERVED', capacity: '每周六上午' },
        { title: '家电维修', provider: '居民李师傅', status: 'AVAILABLE', capacity: null },
      ]) as unknown,
    },
    unused: { totalCount: 5 },
    needs: { nodes: [{ title: '暑期书法班', status: 'MATCHED', quantity: 20, territory: { name: '福林苑' } }] },
    projects: {
      nodes: [
        {
          title: '暑期书法班',
          description: '每月一次，由牵头单位组织',
          leadUnit: { name: '第三中学附属小学' },
          milestones: [
            { title: '布置场地', responsible: { name: '福林社区居委会' } },
            { title: '开课', responsible: null },
          ],
          participants: [{ unit: { name: '福林社区居委会' } }],
        },
      ],
    },
    all: { totalCount: 4 },
  });
});

it('lends tools from its shop of kindness, as many as there are, and sees what is not back', async () => {
  const host = await hostOf();
  const as = alliance.as(host.representative);
  const drills = await as.make('publishResource', 'resource', {
    unitId: host.unitId,
    kind: 'FACILITY',
    title: '爱心超市：冲击钻',
    category: 'PUBLIC_SERVICE',
    quantity: 2,
  });
  const day = 86_400_000;
  const from = new Date(Date.now() + day);
  const until = new Date(Date.now() + 2 * day);
  const lend = (borrower: string) =>
    as.attempt<{ booking: { id: string; status: string } | null }>(
      'requestBooking',
      { resourceId: drills, from, until, borrower },
      'booking { id status }',
    );
  const answers = await Promise.all(['居民赵先生', '居民钱女士', '居民孙大爷'].map(lend));
  const lent = answers.flatMap(({ booking }) => booking ?? []);
  expect(lent.map(({ status }) => status)).toEqual(['CONFIRMED', 'CONFIRMED']);
  expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(['LIMIT_REACHED']);
  aheadMs = 1.5 * day;
  await as.mutate('setBookingStatus', { bookingId: lent[0]?.id, status: 'RETURNED' });
  aheadMs = 3 * day;
  // who borrowed is for the keeper and the secretariat
  const period = `from: "${new Date().toISOString()}", to: "${until.toISOString()}"`;
  const bookings = `... on Resource { bookings(${period}) { status borrower } }`;
  expect(await alliance.as(null).node(drills, bookings)).toEqual({
    bookings: expect.arrayContaining([
      { status: 'RETURNED', borrower: null },
      { status: 'CONFIRMED', borrower: null },
    ]) as unknown,
  });
  await alliance.world.server.running.timedWork.catchUp();
  aheadMs = 0;
  const { viewer } = await as.query<{ viewer: { notifications: { nodes: { kind: string; summary: string }[] } } }>(
    '{ viewer { notifications(first: 1) { nodes { kind summary } } } }',
  );
  expect(viewer.notifications.nodes).toEqual([
    { kind: 'BOOKING', summary: expect.stringContaining('爱心超市：冲击钻') as string },
  ]);
});

let host: Promise<Partner> | null = null;

/** The community, which hosts the alliance. */
function hostOf(): Promise<Partner> {
  host ??= alliance.addPartner('福林社区居委会', { kind: 'COMMUNITY', host: true, territoryId: community });
  return host;
}
