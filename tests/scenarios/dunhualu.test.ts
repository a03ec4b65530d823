import type { Partner, TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

/** docs/scenarios.md, D. Dunhualu (敦化路), "1+1+2+N": partners that sign by tiers, estates of two kinds, teams. */

let alliance: TestAlliance;
let street: string;
let communities: string[];
let hosts: readonly [Partner, ...Partner[]];

beforeAll(async () => {
  alliance = await (await TestWorld.open()).foundAlliance();
  street = await alliance.create('createTerritory', 'territory', { level: 'SUBDISTRICT', name: '敦化路街道' });
  // which communities there are is filled in
  communities = await Promise.all(
    ['南京路', '延吉路', '错埠岭', '辽阳路'].map((name) =>
      alliance.create('createTerritory', 'territory', { level: 'COMMUNITY', name: `${name}社区`, parentId: street }),
    ),
  );
  hosts = [
    await alliance.addPartner('敦化路街道办事处', { kind: 'GOVERNMENT', host: true, territoryId: street }),
    ...(await Promise.all(
      communities.map((territoryId, index) =>
        alliance.addPartner(`第${index + 1}社区居委会`, { kind: 'COMMUNITY', host: true, territoryId }),
      ),
    )),
  ];
});
afterAll(() => alliance.world.close());

it('80 partners sign with the subdistrict or with a community; the hosts are never counted', async () => {
  await alliance.world.many(80, async (index) => {
    const partner = await alliance.addPartner(`红色合伙人${index + 1}`, { shortName: `合伙人${index + 1}` });
    const tier = index % 4 === 0 ? 'SUBDISTRICT' : 'COMMUNITY';
    const at = tier === 'SUBDISTRICT' ? -1 : index % communities.length;
    return alliance.agreements.agree([hosts[at + 1] as Partner, partner], {
      title: `合伙人协议${index + 1}`,
      tier,
      territoryId: at < 0 ? street : communities[at],
    });
  });
  expect(
    await alliance.shown(`report(from: "2026-01-01", to: "2100-01-01") { memberUnits agreementsSigned }
    subdistrict: agreements(filter: { tiers: [SUBDISTRICT] }) { totalCount } community: agreements(filter: { tiers: [COMMUNITY] }) { totalCount }
    office: agreements(filter: { unitId: "${hosts[0].unitId}" }) { totalCount }`),
  ).toEqual({
    report: { memberUnits: 80, agreementsSigned: 80 },
    subdistrict: { totalCount: 20 },
    community: { totalCount: 60 },
    office: { totalCount: 20 },
  });
});

it('estates with a property company and owners’ committee, and open ones with a self-management group', async () => {
  const property = await alliance.addPartner('安居物业公司');
  const managed = await alliance.create('createTerritory', 'territory', {
    level: 'ESTATE',
    name: '锦绣园',
    parentId: communities[0],
    estateKind: 'MANAGED',
    households: 720,
  });
  const open = await alliance.create('createTerritory', 'territory', {
    level: 'ESTATE',
    name: '老七号院',
    parentId: communities[0],
    estateKind: 'OPEN',
    households: 180,
  });
  const general = await alliance.create('createTerritoryBody', 'body', {
    kind: 'PARTY_ORGANISATION',
    name: '第一党总支',
    territoryIds: [communities[0]],
  });
  const branch = await alliance.create('createTerritoryBody', 'body', {
    kind: 'PARTY_ORGANISATION',
    name: '锦绣园党支部',
    parentId: general,
    territoryIds: [managed],
  });
  await alliance.create('createTerritoryBody', 'body', {
    kind: 'PROPERTY_COMPANY',
    name: '锦绣园物业服务中心',
    territoryIds: [managed],
    unitId: property.unitId,
  });
  await alliance.create('createTerritoryBody', 'body', {
    kind: 'OWNERS_COMMITTEE',
    name: '锦绣园业委会',
    territoryIds: [managed],
  });
  await alliance.create('createTerritoryBody', 'body', {
    kind: 'SELF_MANAGEMENT',
    name: '老七号院自管会',
    territoryIds: [open],
  });
  // the household centre (党员中心户) is a post under the branch
  await alliance
    .as(alliance.secretariat)
    .make('appointPost', 'post', { bodyId: branch, title: '党员中心户', holder: '孙大姐' });
  expect(
    await alliance
      .as(null)
      .node(
        managed,
        '... on Territory { estateKind bodies { kind name unit { name } parent { name } posts { title } } }',
      ),
  ).toEqual({
    estateKind: 'MANAGED',
    bodies: expect.arrayContaining([
      {
        kind: 'PARTY_ORGANISATION',
        name: '锦绣园党支部',
        unit: null,
        parent: { name: '第一党总支' },
        posts: [{ title: '党员中心户' }],
      },
      { kind: 'PROPERTY_COMPANY', name: '锦绣园物业服务中心', unit: { name: '安居物业公司' }, parent: null, posts: [] },
      { kind: 'OWNERS_COMMITTEE', name: '锦绣园业委会', unit: null, parent: null, posts: [] },
    ]) as unknown,
  });
  expect(await alliance.as(null).node(open, '... on Territory { estateKind bodies { kind name } }')).toEqual({
    estateKind: 'OPEN',
    bodies: [{ kind: 'SELF_MANAGEMENT', name: '老七号院自管会' }],
  });
});

it('projects are posted, partners offer to take them up, and each has one that does and brings it to its end', async () => {
  // three livelihood projects are the report's; which they are, and who took them, is filled in
  const partners = await Promise.all(['敦化路医院', '青岛设计院', '利民超市'].map((name) => alliance.addPartner(name)));
  const as = alliance.as(alliance.secretariat);
  const projects = await Promise.all(
    (
      [
        ['老楼加装电梯', 'CITY_MANAGEMENT'],
        ['社区食堂', 'ELDERLY_CARE'],
        ['健康小屋', 'HEALTH'],
      ] as const
    ).map(async ([title, category], index) => {
      const need = await alliance.create(
        'publishNeed',
        'need',
        { unitId: hosts[index + 1]?.unitId, territoryId: communities[index], title, category },
        hosts[index + 1]?.representative,
      );
      const milestones = [{ title: '公示方案' }, { title: '启用' }];
      const projectId = await alliance.create('proposeProject', 'project', {
        title,
        category,
        needIds: [need],
        milestones,
      });
      await as.mutate('postProject', { projectId, claimBy: '2099-01-01T00:00:00Z' });
      return { projectId, need };
    }),
  );
  const posted = { projects: { totalCount: 3 } };
  expect(await alliance.shown('projects(filter: { statuses: [POSTED] }) { totalCount }')).toEqual(posted);
  for (const [index, { projectId }] of projects.entries()) {
    const claims = await Promise.all(
      partners.map(({ unitId, representative }) =>
        alliance.as(representative).make('claimProject', 'claim', { projectId, unitId, proposal: '三个月内完成' }),
      ),
    );
    // however many are accepted at once, one is
    const answers = await Promise.all(claims.map((claimId) => as.attempt('reviewClaim', { claimId, accept: true })));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    const shown = await as.node<{
      leadUnit: { id: string };
      milestones: { id: string }[];
      claims: { status: string }[];
    }>(projectId, '... on JointProject { leadUnit { id } milestones { id } claims { status } }');
    expect(shown.claims.map(({ status }) => status).sort()).toEqual(['ACCEPTED', 'DECLINED', 'DECLINED']);
    if (index > 0) continue;
    const lead = alliance.as(partners.find(({ unitId }) => unitId === shown.leadUnit.id)?.representative ?? null);
    await lead.mutate('startProject', { projectId });
    expect(await lead.attempt('completeProject', { projectId })).toMatchObject({
      userErrors: [{ code: 'WRONG_STATE' }],
    });
    for (const { id } of shown.milestones) await lead.mutate('completeMilestone', { milestoneId: id });
    await lead.mutate('completeProject', { projectId });
    await as.mutate('evaluateProject', { projectId, summary: '居民满意', peopleServed: 48, rating: 4.5 });
  }
  const needs = await Promise.all(
    projects.map(({ need }) => alliance.as(null).node<{ status: string }>(need, '... on Need { status }')),
  );
  expect(needs.map(({ status }) => status)).toEqual(['MET', 'MATCHED', 'MATCHED']);
  const year = new Date().getFullYear();
  expect(
    await alliance.shown(`report(from: "${year}-01-01", to: "${year}-12-31") { projectsPosted projectsCompleted }`),
  ).toEqual({ report: { projectsPosted: 3, projectsCompleted: 1 } });
  const first = '... on JointProject { status progress outcome { peopleServed rating } }';
  expect(await alliance.as(null).node(projects[0]?.projectId ?? '', first)).toEqual({
    status: 'EVALUATED',
    progress: 1,
    outcome: { peopleServed: 48, rating: 4.5 },
  });
});
