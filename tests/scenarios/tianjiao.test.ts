import type { Partner, TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

/** docs/scenarios.md, C. Tianjiao (天骄): agreements with 102 member units, 63 grids, posts held across, pairing (一卡一网三同). */

let alliance: TestAlliance;
let communities: { readonly id: string; readonly host: Partner }[];

beforeAll(async () => {
  alliance = await (await TestWorld.open()).foundAlliance();
  const street = await alliance.create('createTerritory', 'territory', { level: 'SUBDISTRICT', name: '天骄街道' });
  // how many communities there are, and which unit is whose, is filled in
  communities = await Promise.all(
    ['天骄', '星光', '团结', '文苑', '康宁', '和平'].map(async (name) => {
      const id = await alliance.create('createTerritory', 'territory', {
        level: 'COMMUNITY',
        name: `${name}社区`,
        parentId: street,
      });
      return {
        id,
        host: await alliance.addPartner(`${name}社区居委会`, { kind: 'COMMUNITY', host: true, territoryId: id }),
      };
    }),
  );
});
afterAll(() => alliance.world.close());

interface Page {
  readonly nodes: readonly { readonly number: string; readonly integrity: { readonly valid: boolean } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

it('the communities sign with 102 member units: listed by community and by party, each proved', async () => {
  await alliance.world.many(102, async (index) => {
    const { id, host } = communities[index % communities.length] as (typeof communities)[number];
    const unit = await alliance.addPartner(`成员单位${index + 1}`);
    return alliance.agreements.agree([host, unit], {
      title: `共建协议：成员单位${index + 1}`,
      tier: 'COMMUNITY',
      territoryId: id,
    });
  });

  const listed = await alliance.shown<Record<string, { totalCount: number }>>(
    `all: agreements(filter: { statuses: [ACTIVE], tiers: [COMMUNITY] }) { totalCount } ${communities
      .map(({ id }, index) => `c${index}: agreements(filter: { territoryId: "${id}" }) { totalCount }`)
      .join(' ')} ${communities
      .map(({ host }, index) => `h${index}: agreements(filter: { unitId: "${host.unitId}" }) { totalCount }`)
      .join(' ')}`,
  );
  expect(listed['all']).toEqual({ totalCount: 102 });
  communities.forEach((_, index) =>
    expect([listed[`c${index}`], listed[`h${index}`]]).toEqual([{ totalCount: 17 }, { totalCount: 17 }]),
  );
  const numbers: string[] = [];
  let after: string | null = null;
  do {
    const { agreements }: { agreements: Page } = await alliance.shown(
      `agreements(first: 20${after === null ? '' : `, after: "${after}"`}) { nodes { number integrity { valid } } pageInfo { hasNextPage endCursor } }`,
      alliance.secretariat,
    );
    expect(agreements.nodes.every(({ integrity }) => integrity.valid)).toBe(true);
    numbers.push(...agreements.nodes.map(({ number }) => number));
    after = agreements.pageInfo.hasNextPage ? agreements.pageInfo.endCursor : null;
  } while (after !== null);
  const year = numbers[0]?.slice(0, 5) ?? '';
  expect([...numbers].sort()).toEqual(
    Array.from({ length: 102 }, (_, index) => `${year}${String(index + 1).padStart(3, '0')}`),
  );
  const { report } = await alliance.shown<{ report: object }>(
    'report(from: "2000-01-01", to: "2100-01-01") { memberUnits agreementsSigned agreementsActive }',
  );
  expect(report).toEqual({ memberUnits: 102, agreementsSigned: 102, agreementsActive: 102 });
}, 120_000);

it('63 grids, with building heads, five levels of contact and posts held across', async () => {
  const grids = await Promise.all(
    Array.from({ length: 63 }, (_, index) =>
      alliance.create('createTerritory', 'territory', {
        level: 'GRID',
        name: `第${index + 1}网格`,
        parentId: communities[index % communities.length]?.id,
      }),
    ),
  );
  expect(await alliance.shown('territories(level: GRID) { id }')).toEqual({
    territories: Array(63).fill({ id: expect.any(String) as string }),
  });
  const [community] = communities as [(typeof communities)[number]];
  const committee = await alliance.create('createTerritoryBody', 'body', {
    kind: 'PARTY_ORGANISATION',
    name: '天骄社区党委',
    territoryIds: [community.id],
  });
  const school = await alliance.addPartner('附属学校');
  const building = await alliance.create('createTerritory', 'territory', {
    level: 'BUILDING',
    name: '3号楼',
    parentId: grids[0],
  });
  await alliance.as(alliance.secretariat).make('appointPost', 'post', {
    bodyId: committee,
    title: '兼职委员',
    holder: '周校长',
    homeUnitId: school.unitId,
    contactOfIds: [building],
  });
  // a post in the territory itself: the building's head (楼栋长)
  await alliance.as(alliance.secretariat).make('appointPost', 'post', {
    territoryId: building,
    title: '楼栋长',
    holder: '周校长',
    homeUnitId: school.unitId,
    contactOfIds: [building],
  });
  expect(
    await alliance
      .as(null)
      .node(
        building,
        '... on Territory { parent { name parent { name parent { name } } } posts { title holder homeUnit { name } } }',
      ),
  ).toEqual({
    parent: { name: '第1网格', parent: { name: '天骄社区', parent: { name: '天骄街道' } } },
    posts: [{ title: '楼栋长', holder: '周校长', homeUnit: { name: '附属学校' } }],
  });
  expect(
    await alliance
      .as(null)
      .node(committee, '... on TerritoryBody { posts { title contactOf { name } homeUnit { name } } }'),
  ).toEqual({
    posts: [{ title: '兼职委员', contactOf: [{ name: '3号楼' }], homeUnit: { name: '附属学校' } }],
  });
});

it('units are paired with communities', async () => {
  const [one, other] = communities as [(typeof communities)[number], (typeof communities)[number]];
  const hospital = await alliance.addPartner('区医院', { pairedTerritoryIds: [one.id, other.id] });
  const member = hospital.representative;
  expect(await alliance.as(member).node(other.id, '... on Territory { pairedUnits { name } }')).toEqual({
    pairedUnits: [{ name: '区医院' }],
  });
  expect(await alliance.as(member).node(hospital.unitId, '... on MemberUnit { pairedTerritories { name } }')).toEqual({
    pairedTerritories: [{ name: '天骄社区' }, { name: '星光社区' }],
  });
});

it('volunteers who crowd one place are seen, and the places and categories that nobody covers', async () => {
  const [one, other] = communities as [(typeof communities)[number], (typeof communities)[number]];
  const unit = await alliance.addPartner('区图书馆');
  const projectId = await alliance.create(
    'proposeProject',
    'project',
    { title: '广场义务服务', category: 'PUBLIC_SERVICE', leadUnitId: unit.unitId, places: 20 },
    unit.representative,
  );
  await alliance.as(alliance.secretariat).mutate('startProject', { projectId });
  for (const [title, attendance] of [
    ['周末服务', 68],
    ['平日服务', 12],
  ])
    await alliance.create(
      'recordActivity',
      'activity',
      { projectId, title, heldOn: '2026-11-01', unitIds: [unit.unitId], attendance },
      unit.representative,
    );
  expect(
    await alliance.as(null).node(projectId, '... on JointProject { places activities { title attendance crowded } }'),
  ).toEqual({
    places: 20,
    activities: expect.arrayContaining([
      { title: '周末服务', attendance: 68, crowded: true },
      { title: '平日服务', attendance: 12, crowded: false },
    ]) as unknown,
  });

  await alliance.as(unit.representative).mutate('publishResource', {
    unitId: unit.unitId,
    title: '儿童阅读辅导',
    category: 'EDUCATION',
    kind: 'SERVICE',
    territoryId: one.id,
  });
  for (const { host, id } of [one, other])
    for (const [title, category] of [
      ['课后阅读', 'EDUCATION'],
      ['独居老人探访', 'ELDERLY_CARE'],
    ])
      await alliance.create(
        'publishNeed',
        'need',
        { unitId: host.unitId, territoryId: id, title, category },
        host.representative,
      );
  expect(await alliance.shown('listGaps { territory { name } category openNeeds }', unit.representative)).toEqual({
    listGaps: expect.arrayContaining([
      { territory: { name: '天骄社区' }, category: 'ELDERLY_CARE', openNeeds: 1 },
      { territory: { name: '星光社区' }, category: 'ELDERLY_CARE', openNeeds: 1 },
      { territory: { name: '星光社区' }, category: 'EDUCATION', openNeeds: 1 },
    ]) as unknown,
  });
  const { listGaps } = await alliance.shown<{ listGaps: object[] }>('listGaps { category }', unit.representative);
  expect(listGaps).toHaveLength(3);
});

it('a notary’s meeting room is lent to residents, one group at a time, and to units that ask for it', async () => {
  const [notary, school] = [await alliance.addPartner('天骄公证处'), await alliance.addPartner('天骄小学')];
  const room = await alliance.as(notary.representative).make('publishResource', 'resource', {
    unitId: notary.unitId,
    title: '公证处会议室',
    category: 'PUBLIC_SERVICE',
    kind: 'VENUE',
    capacity: '二十人',
  });
  const at = (hours: number): Date => new Date(Date.parse('2027-03-01T01:00:00Z') + hours * 3_600_000);
  const book = (by: Partner, from: number, until: number, whom: object) =>
    alliance
      .as(by.representative)
      .attempt<{ booking: { id: string; status: string } | null }>(
        'requestBooking',
        { resourceId: room, from: at(from), until: at(until), ...whom },
        'booking { id status }',
      );
  const hours = { unitId: school.unitId };
  expect(await book(notary, 0, 2, { borrower: '3号楼居民议事' })).toMatchObject({ booking: { status: 'CONFIRMED' } });
  expect(await book(school, 1, 3, hours)).toMatchObject({ booking: null, userErrors: [{ code: 'LIMIT_REACHED' }] });
  const { booking } = await book(school, 2, 4, hours);
  expect(booking?.status).toBe('REQUESTED');
  await alliance.as(notary.representative).mutate('setBookingStatus', { bookingId: booking?.id, status: 'CONFIRMED' });
  const period = `from: "${at(0).toISOString()}", to: "${at(8).toISOString()}"`;
  expect(
    await alliance
      .as(school.representative)
      .node(room, `... on Resource { bookings(${period}) { status borrower unit { name } } }`),
  ).toEqual({
    bookings: [
      { status: 'CONFIRMED', borrower: null, unit: null },
      { status: 'CONFIRMED', borrower: null, unit: { name: '天骄小学' } },
    ],
  });
});
