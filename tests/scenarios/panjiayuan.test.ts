import type { Partner, TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

/** docs/scenarios.md, E. Panjiayuan (潘家园), "four emphases" (四重四化): bodies of an estate, 5 + N teams, members who report to the community. */

/** How far the server's clock is ahead; sessions keep to the real one. */
let aheadMs = 0;
let alliance: TestAlliance;
let community: string;
let estate: string;

beforeAll(async () => {
  alliance = await (await TestWorld.open({ clock: () => new Date(Date.now() + aheadMs) })).foundAlliance();
  community = await alliance.create('createTerritory', 'territory', { level: 'COMMUNITY', name: '松榆里社区' });
  estate = await alliance.create('createTerritory', 'territory', {
    level: 'ESTATE',
    name: '松榆西里',
    parentId: community,
    estateKind: 'OPEN',
  });
});
afterAll(() => alliance.world.close());

it('the branch leads, the council decides, the self-management group carries out, each with its posts', async () => {
  const branch = await alliance.create('createTerritoryBody', 'body', {
    kind: 'PARTY_ORGANISATION',
    name: '小区党支部',
    territoryIds: [estate],
  });
  const council = await alliance.create('createTerritoryBody', 'body', {
    kind: 'COUNCIL',
    name: '党群议事会',
    parentId: branch,
    territoryIds: [estate],
  });
  const group = await alliance.create('createTerritoryBody', 'body', {
    kind: 'SELF_MANAGEMENT',
    name: '自管小组',
    parentId: branch,
    territoryIds: [estate],
  });
  const posts = await Promise.all(
    (
      [
        [branch, '书记'],
        [council, '召集人'],
        [group, '组长'],
      ] as const
    ).map(([bodyId, title]) =>
      alliance
        .as(alliance.secretariat)
        .make('appointPost', 'post', { bodyId, title, holder: '马师傅', since: '2024-03-01' }),
    ),
  );
  await alliance.as(alliance.secretariat).make('endPost', 'post', { postId: posts[2], until: '2026-03-01' });
  await alliance
    .as(alliance.secretariat)
    .make('appointPost', 'post', { bodyId: group, title: '组长', holder: '牛大妈', since: '2026-03-02' });
  const { bodies } = await alliance
    .as(null)
    .node<{ bodies: { name: string; posts: object[] }[] }>(
      estate,
      '... on Territory { bodies { name posts { title holder until } } }',
    );
  expect(bodies).toEqual(
    expect.arrayContaining([
      { name: '小区党支部', posts: [{ title: '书记', holder: '马师傅', until: null }] },
      { name: '党群议事会', posts: [{ title: '召集人', holder: '马师傅', until: null }] },
      {
        name: '自管小组',
        posts: [
          { title: '组长', holder: '马师傅', until: '2026-03-01' },
          { title: '组长', holder: '牛大妈', until: null },
        ],
      },
    ]),
  );
});

it('has 5 core teams and others formed as needed, one of which grew from 20 to 200', async () => {
  await Promise.all(
    ['宣讲', '治安', '环保', '文化', '助老'].map((name) =>
      alliance.create('createVolunteerTeam', 'team', { name: `${name}队`, core: true, territoryId: community }),
    ),
  );
  const team = await alliance.create('createVolunteerTeam', 'team', {
    name: '守望岗',
    territoryId: community,
    memberCount: 20,
  });
  aheadMs = 50 * 86_400_000;
  await alliance.as(alliance.secretariat).make('updateVolunteerTeam', 'team', { teamId: team, memberCount: 200 });
  aheadMs = 0;
  const {
    volunteerTeams: { nodes },
  } = await alliance.shown<{
    volunteerTeams: { nodes: { core: boolean; name: string; memberCount: number; sizes: { memberCount: number }[] }[] };
  }>('volunteerTeams(first: 20) { nodes { core name memberCount sizes { memberCount } } }');
  expect(nodes.filter(({ core }) => core)).toHaveLength(5);
  const grown = nodes.find(({ name }) => name === '守望岗');
  expect([grown?.memberCount, grown?.sizes.map(({ memberCount }) => memberCount)]).toEqual([200, [20, 200]]);
});

it('members of 50 units of central, municipal and district rank report to the community and are reviewed', async () => {
  const ranks = ['CENTRAL', 'MUNICIPAL', 'DISTRICT'];
  const units: Partner[] = await alliance.world.many(50, (index) =>
    alliance.addPartner(`驻区单位${index + 1}`, { affiliation: ranks[index % 3] }),
  );
  const reports = await alliance.world.many(50, (index) =>
    alliance.as(units[index]?.representative ?? null).make('reportMember', 'report', {
      unitId: units[index]?.unitId,
      territoryId: community,
      name: `党员${index + 1}`,
      reportedOn: '2026-10-01',
      skills: ['法律咨询'],
    }),
  );
  await alliance
    .as(alliance.secretariat)
    .make('reviewMemberReport', 'report', { reportId: reports[0], score: 5, note: '认领微心愿两件' });
  expect(
    await alliance.shown(`central: memberUnits(filter: { affiliations: [CENTRAL] }) { totalCount } municipal: memberUnits(filter: { affiliations: [MUNICIPAL] }) { totalCount }
    district: memberUnits(filter: { affiliations: [DISTRICT] }) { totalCount }`),
  ).toEqual({ central: { totalCount: 17 }, municipal: { totalCount: 17 }, district: { totalCount: 16 } });
  const [first, second] = units as [Partner, Partner];
  const seenBy = async (by: Partner): Promise<{ name: string | null; reviewScore: number | null }[]> =>
    (
      await alliance
        .as(by.representative)
        .node<{ memberReports: { name: string | null; reviewScore: number | null }[] }>(
          community,
          '... on Territory { memberReports { name reviewScore } }',
        )
    ).memberReports;
  expect(await seenBy(first)).toHaveLength(50);
  expect((await seenBy(first)).filter(({ name }) => name !== null)).toEqual([{ name: '党员1', reviewScore: 5 }]);
  expect((await seenBy(second)).filter(({ name }) => name !== null)).toEqual([{ name: '党员2', reviewScore: null }]);
  expect(
    await alliance
      .as(first.representative)
      .node(first.unitId, '... on MemberUnit { assessment(from: "2026-10-01", to: "2026-10-31") { membersReported } }'),
  ).toEqual({ assessment: { membersReported: 1 } });
});

it('a charity supermarket gives out what it has, each piece once', async () => {
  const shop = await alliance.addPartner('松榆里社区居委会', { kind: 'COMMUNITY', host: true, territoryId: community });
  const as = alliance.as(shop.representative);
  const wheelchairs = await as.make('publishResource', 'resource', {
    unitId: shop.unitId,
    title: '慈善超市：轮椅',
    category: 'POVERTY_RELIEF',
    kind: 'GOODS',
    quantity: 10,
    territoryId: community,
  });
  const book = (borrower: string) =>
    as.attempt<{ booking: { id: string } | null }>(
      'requestBooking',
      { resourceId: wheelchairs, from: '2027-02-01T00:00:00Z', until: '2027-02-15T00:00:00Z', borrower },
      'booking { id }',
    );
  const answers = await alliance.world.many(20, (index) => book(`居民${index + 1}`));
  const given = answers.flatMap(({ booking }) => booking ?? []);
  expect(given).toHaveLength(10);
  expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(
    Array(10).fill('LIMIT_REACHED'),
  );
  await as.mutate('setBookingStatus', { bookingId: given[0]?.id, status: 'CANCELLED' });
  expect((await book('居民21')).booking).not.toBeNull();
  // no fewer than are promised
  expect(await as.attempt('updateResource', { resourceId: wheelchairs, quantity: 9 })).toMatchObject({
    userErrors: [{ code: 'LIMIT_REACHED', path: ['quantity'] }],
  });
});
