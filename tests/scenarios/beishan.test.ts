import type { Partner, TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

/** docs/scenarios.md, A. Beishan (北山): the regional union of units, "four links, four drives" (四联四带). */

const SECTORS = ['民生服务', '文化交流', '社会治理', '经济发展'];
// two of the seven are named in the report
const AREAS = ['上保', '宝石', '友谊', '沿山河', '金祝', '白沙泉', '新湖'];
/** Where the alliance is. */
const TODAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());

let alliance: TestAlliance;
let areas: string[];
let sectors: string[];
let communities: string[];

beforeAll(async () => {
  alliance = await (await TestWorld.open()).foundAlliance();
  const street = await alliance.create('createTerritory', 'territory', { level: 'SUBDISTRICT', name: '北山街道' });
  [sectors, areas, communities] = await Promise.all([
    Promise.all(SECTORS.map((name) => alliance.create('createSectorGroup', 'sectorGroup', { name }))),
    Promise.all(AREAS.map((name) => alliance.create('createAreaGroup', 'areaGroup', { name }))),
    Promise.all(
      AREAS.map((name) =>
        alliance.create('createTerritory', 'territory', { level: 'COMMUNITY', name: `${name}社区`, parentId: street }),
      ),
    ),
  ]);
}, 30_000);
afterAll(() => alliance.world.close());

it('63 units at the founding in 2011, 104 now; each in a sector and in an area', async () => {
  const rows = Array.from({ length: 104 }, (_, index) =>
    [
      `北山单位${index + 1}`,
      '国企',
      '区',
      '',
      AREAS[index % 7],
      SECTORS[index % 4],
      '王联系',
      '13800000000',
      index < 63 ? '2011年6月' : `${2012 + (index % 12)}-03-01`,
    ].join(','),
  );
  const roster = ['单位名称,单位性质,隶属,统一社会信用代码,片区,界别小组,联系人,联系电话,加入时间', ...rows].join(
    '\r\n',
  );
  const { created, rowErrors } = await alliance.as(alliance.secretariat).attempt(
    'importMemberUnits',
    {
      allianceId: alliance.id,
      format: 'CSV',
      dryRun: false,
      contentBase64: Buffer.from(roster).toString('base64'),
    },
    'created rowErrors { row message }',
  );
  expect([created, rowErrors]).toEqual([104, []]);
  expect(
    await alliance.shown(`then: report(from: "2011-01-01", to: "2011-12-31") { memberUnits } now: report(from: "2026-01-01", to: "2026-12-31") { memberUnits }
    memberUnits(filter: { sectorGroupId: "${sectors[0]}", areaGroupId: "${areas[0]}" }) { nodes { name } }`),
  ).toEqual({
    then: { memberUnits: 63 },
    now: { memberUnits: 104 },
    memberUnits: { nodes: ['1', '29', '57', '85'].map((number) => ({ name: `北山单位${number}` })) },
  });
});

it('charter, work rules and plan go to every unit, and it is known who has them', async () => {
  const documents = await Promise.all(
    [
      ['CHARTER', '联合会章程'],
      ['WORK_RULES', '工作制度'],
      ['PLAN', '年度计划'],
    ].map(([kind, title]) =>
      alliance.create('publishGoverningDocument', 'document', {
        kind,
        title,
        body: '第一条 联合会由辖区单位自愿组成。',
        adoptedOn: '2011-06-01',
      }),
    ),
  );
  const { memberUnits } = await alliance.shown<{ memberUnits: { nodes: { id: string; name: string }[] } }>(
    'memberUnits(first: 3) { nodes { id name } }',
  );
  const partners = await Promise.all(memberUnits.nodes.map(({ id, name }) => alliance.represent(id, name)));
  for (const { unitId, representative } of partners)
    await alliance.as(representative).make('acknowledgeDocument', 'document', { documentId: documents[0], unitId });
  const shown = await alliance.shown(
    'governingDocuments { kind edition acknowledgedBy { id } }',
    partners[0]?.representative,
  );
  expect(shown).toEqual({
    governingDocuments: expect.arrayContaining([
      {
        kind: 'CHARTER',
        edition: 1,
        acknowledgedBy: expect.arrayContaining(partners.map(({ unitId }) => ({ id: unitId }))) as unknown,
      },
      { kind: 'PLAN', edition: 1, acknowledgedBy: [] },
      { kind: 'WORK_RULES', edition: 1, acknowledgedBy: [] },
    ]) as unknown,
  });
  expect(await alliance.shown('governingDocuments { acknowledgedBy { id } }')).toEqual({
    governingDocuments: Array(3).fill({ acknowledgedBy: null }),
  });
});

it('three bodies with their people: the volunteer corps with a team in each community, the think tank, the secretariat', async () => {
  const corps = await alliance.create('createVolunteerTeam', 'team', {
    name: '志愿者服务总队',
    core: true,
    leader: '李队长',
  });
  await Promise.all(
    communities.map((territoryId, index) =>
      alliance.create('createVolunteerTeam', 'team', {
        name: `${AREAS[index]}分队`,
        parentId: corps,
        territoryId,
        volunteers: [{ name: '张志愿', skills: ['急救'] }],
      }),
    ),
  );
  const expert = await alliance.join();
  await alliance.create('appointExpert', 'expert', {
    personId: expert.id,
    title: '教授',
    fields: ['社区治理', '法律'],
  });
  const shown = await alliance.shown<{
    volunteerTeams: { nodes: { parent: object | null; territory: object | null; volunteers: object[] }[] };
  }>(`
    volunteerTeams(first: 20) { nodes { name parent { name } territory { name } volunteers { name } } }
    thinkTank { experts { title fields } } secretariat { role person { name } }`);
  expect(shown.volunteerTeams.nodes.filter(({ parent }) => parent !== null)).toHaveLength(7);
  expect(shown).toMatchObject({
    thinkTank: { experts: [{ title: '教授', fields: ['社区治理', '法律'] }] },
    secretariat: [{ role: 'SECRETARIAT', person: { name: '秘书' } }],
    volunteerTeams: {
      nodes: expect.arrayContaining([
        {
          name: '上保分队',
          parent: { name: '志愿者服务总队' },
          territory: { name: '上保社区' },
          volunteers: [{ name: '张志愿' }],
        },
      ]) as unknown,
    },
  });
});

it('a convenor runs the meetings of the own area, and of no other', async () => {
  const convenor = await alliance.join();
  await alliance.as(alliance.secretariat).make('grantAllianceRole', 'person', {
    allianceId: alliance.id,
    personId: convenor.id,
    role: 'CONVENOR',
    areaGroupId: areas[0],
  });
  const schedule = (scopeId: string | undefined) =>
    alliance.as(convenor).attempt(
      'scheduleMeeting',
      {
        allianceId: alliance.id,
        kind: 'AREA',
        title: '季度联席会议',
        scopeId,
        startsAt: `${TODAY}T01:00:00Z`,
        visibility: 'MEMBERS',
      },
      'meeting { id }',
    );
  const { meeting } = await schedule(areas[0]);
  const { id } = meeting as { id: string };
  await alliance.as(convenor).make('openMeeting', 'meeting', { meetingId: id });
  await alliance.as(convenor).make('closeMeeting', 'meeting', { meetingId: id });
  expect(await schedule(areas[1])).toMatchObject({ meeting: null, userErrors: [{ code: 'NOT_ALLOWED' }] });
  expect(await alliance.shown(`report(from: "${TODAY}", to: "${TODAY}") { meetingsHeld }`)).toEqual({
    report: { meetingsHeld: 1 },
  });
});

it('officials visit each unit once a year, and the report names those they have not', async () => {
  const units: { id: string; name: string }[] = [];
  for (const areaGroupId of areas) {
    const { memberUnits } = await alliance.shown<{ memberUnits: { nodes: { id: string; name: string }[] } }>(
      `memberUnits(first: 100, filter: { areaGroupId: "${areaGroupId}" }) { nodes { id name } }`,
    );
    units.push(...memberUnits.nodes);
  }
  const missed = new Set(units.slice(-3).map(({ name }) => name));
  const visited = units.filter(({ name }) => !missed.has(name));
  await alliance.world.many(visited.length, (index) =>
    alliance.as(alliance.secretariat).make('recordVisit', 'memberUnit', {
      unitId: visited[index]?.id,
      visitedOn: TODAY,
      visitor: '刘主任',
      note: '问需',
    }),
  );
  const { report } = await alliance.shown<{ report: { unvisited: { name: string }[] } }>(
    `report(from: "${TODAY.slice(0, 4)}-01-01", to: "${TODAY.slice(0, 4)}-12-31") { unvisited { name } }`,
    alliance.secretariat,
  );
  expect(new Set(report.unvisited.map(({ name }) => name))).toEqual(missed);
});

it('21 agreements on joint work are signed, and the parties judge how commitments are kept', async () => {
  const [school, hospital] = (await Promise.all(['北山小学', '北山医院'].map((name) => alliance.addPartner(name)))) as [
    Partner,
    Partner,
  ];
  await alliance.world.many(21, (index) =>
    alliance.agreements.agree([school, hospital], {
      title: `共建项目${index + 1}`,
      tier: 'SUBDISTRICT',
      commitments: [{ unitId: hospital.unitId, text: '每季义诊一次', category: 'HEALTH', dueOn: TODAY }],
    }),
  );
  expect(await alliance.shown('report(from: "2026-01-01", to: "2100-01-01") { agreementsSigned }')).toEqual({
    report: { agreementsSigned: 21 },
  });
  const { agreements } = await alliance.shown<{ agreements: { nodes: { commitments: { id: string }[] }[] } }>(
    'agreements(first: 1) { nodes { commitments { id } } }',
    hospital.representative,
  );
  const commitmentId = agreements.nodes[0]?.commitments[0]?.id;
  await alliance
    .as(hospital.representative)
    .make('updateCommitment', 'commitment', { commitmentId, status: 'FULFILLED', evidence: '签到表' });
  await alliance
    .as(school.representative)
    .make('rateCommitment', 'commitment', { commitmentId, byUnitId: school.unitId, rating: 5, comment: '居民满意' });
  expect(
    await alliance
      .as(hospital.representative)
      .node(
        hospital.unitId,
        `... on MemberUnit { assessment(from: "${TODAY}", to: "${TODAY}") { commitmentsDue commitmentsFulfilled commitmentRating } }`,
      ),
  ).toEqual({ assessment: { commitmentsDue: 21, commitmentsFulfilled: 1, commitmentRating: 5 } });
});
