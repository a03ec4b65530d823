import { untilJoined } from '../testkit/joined';
import type { RawSocket } from '../testkit/raw-socket';
import type { Caller } from '../testkit/world/caller';
import type { Partner, TestAlliance } from '../testkit/world/test-alliance';
import { TestWorld } from '../testkit/world/test-world';

/** docs/scenarios.md, A. Beishan (北山): the regional union of units, "four links, four drives" (四联四带). */

const SECTORS = ['民生服务', '文化交流', '社会治理', '经济发展'];
// two of the seven are named in the report
const AREAS = ['上保', '宝石', '友谊', '沿山河', '金祝', '白沙泉', '新湖'];
/** What seven units offer, and three communities need: 21 pairs. */
const SERVICES = [
  ['健康义诊', 'HEALTH'],
  ['法律咨询', 'LEGAL'],
  ['老人助餐', 'ELDERLY_CARE'],
  ['防诈讲座', 'SAFETY'],
  ['书画课堂', 'CULTURE_SPORTS'],
  ['就业招聘', 'EMPLOYMENT'],
  ['绿化养护', 'ENVIRONMENT'],
] as const;
const NEEDED_IN = ['上保', '宝石', '友谊'] as const;
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
});
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

it('bases with their hosts, and what takes place at them', async () => {
  const hosts = await providers();
  const bases = await Promise.all(
    ['金融街党建共建基地', '文化公园共建基地', '残疾人工疗站共建基地'].map((name, index) =>
      alliance.create('createBase', 'base', {
        name,
        purpose: '联学联建',
        territoryId: communities[index],
        hostUnitIds: [hosts[index]?.unitId],
      }),
    ),
  );
  await alliance.create(
    'recordActivity',
    'activity',
    { baseId: bases[2], title: '工疗站开放日', heldOn: TODAY, unitIds: [hosts[0]?.unitId], attendance: 36 },
    hosts[2]?.representative,
  );
  expect(
    await alliance.shown(
      'bases { nodes { name hosts { name } activities { nodes { title attendance units { name } } } } }',
    ),
  ).toEqual({
    bases: {
      nodes: expect.arrayContaining([
        { name: '金融街党建共建基地', hosts: [{ name: '北山单位1' }], activities: { nodes: [] } },
        {
          name: '残疾人工疗站共建基地',
          hosts: [{ name: '北山单位3' }],
          activities: { nodes: [{ title: '工疗站开放日', attendance: 36, units: [{ name: '北山单位1' }] }] },
        },
      ]) as unknown,
    },
  });
});

it('two lists go to every unit, which fills them in; and it is known who has not answered', async () => {
  const [units, hosts] = [await providers(), await hostsOfCommunities()];
  const round = await alliance.create('sendLists', 'round', { dueOn: TODAY });
  const outstanding = async (): Promise<string[]> => {
    const { listRounds } = await alliance.shown<{ listRounds: { outstanding: { name: string }[] }[] }>(
      'listRounds { outstanding { name } }',
      alliance.secretariat,
    );
    return listRounds[0]?.outstanding.map(({ name }) => name) ?? [];
  };
  const asked = await outstanding();
  expect(asked).toHaveLength(104 + NEEDED_IN.length);
  for (const [index, [title, category]] of SERVICES.entries())
    await units[index]?.as.make('publishResource', 'resource', {
      unitId: units[index].unitId,
      title: `提供${title}`,
      category,
      kind: 'SERVICE',
      quantity: 10,
    });
  // a community fills its list in as a file
  const rows = SERVICES.map(([title, category]) => `社区急需${title},${category}`);
  for (const { unitId, as } of hosts) {
    const { created, rowErrors } = await as.attempt(
      'importNeeds',
      {
        allianceId: alliance.id,
        unitId,
        format: 'CSV',
        dryRun: false,
        contentBase64: Buffer.from(['需求名称,类别', ...rows].join('\r\n')).toString('base64'),
      },
      'created rowErrors { row message }',
    );
    expect([created, rowErrors]).toEqual([SERVICES.length, []]);
  }
  // one has nothing to add
  const idle = await unitOf('北山单位8');
  await idle.as.mutate('answerListRound', { roundId: round, unitId: idle.unitId });
  const answered = [...units, ...hosts, idle].map(({ name }) => name);
  expect((await outstanding()).sort()).toEqual(asked.filter((name) => !answered.includes(name)).sort());
});

it('matched, the lists become 21 projects that are signed; what came of a need can be traced', async () => {
  const [units, hosts] = [await providers(), await hostsOfCommunities()];
  const needs = (
    await Promise.all(
      hosts.map(async (host) => {
        const shown = await host.as.node<{ needs: { nodes: Needed[] } }>(
          host.unitId,
          '... on MemberUnit { needs { nodes { id title matches(first: 1) { reasons resource { id title unit { id } } } } } }',
        );
        return shown.needs.nodes.map((need) => ({ ...need, host }));
      }),
    )
  ).flat();
  const projects = await alliance.world.many(needs.length, async (index) => {
    const need = needs[index] as (typeof needs)[number];
    const [match] = need.matches;
    const unit = units.find(({ unitId }) => unitId === match?.resource.unit.id) as Acting;
    expect([match?.resource.title, match?.reasons.slice(0, 2)]).toEqual([
      need.title.replace('社区急需', '提供'),
      [`Both speak of: ${need.title.replace('社区急需', '')}`, 'Of the same category'],
    ]);
    const agreementId = await alliance.agreements.agree([unit, need.host], {
      title: `共建协议：${need.title}`,
      tier: 'SUBDISTRICT',
      commitments: [{ unitId: unit.unitId, text: need.title, category: 'PUBLIC_SERVICE', dueOn: TODAY }],
    });
    const { commitments } = await unit.as.node<{ commitments: { id: string }[] }>(
      agreementId,
      '... on Agreement { commitments { id } }',
    );
    const projectId = await unit.as.make('proposeProject', 'project', {
      allianceId: alliance.id,
      title: `共建项目：${need.title}`,
      category: 'PUBLIC_SERVICE',
      leadUnitId: unit.unitId,
      agreementId,
      needIds: [need.id],
      resourceIds: [match?.resource.id],
      milestones: [{ title: '首次服务', commitmentId: commitments[0]?.id }],
    });
    return { projectId, need, unit, commitmentId: commitments[0]?.id };
  });
  expect(
    await alliance.shown(
      `report(from: "2026-01-01", to: "2100-01-01") { agreementsSigned } needs(filter: { statuses: [MATCHED] }) { totalCount }
       projects(filter: { statuses: [PROPOSED] }) { totalCount }`,
      alliance.secretariat,
    ),
  ).toEqual({ report: { agreementsSigned: 21 }, needs: { totalCount: 21 }, projects: { totalCount: 21 } });

  // one of them to its end, and how its parties judge it
  const [{ projectId, need, unit, commitmentId }] = projects as [(typeof projects)[number]];
  await alliance.as(alliance.secretariat).mutate('startProject', { projectId });
  await unit.as.mutate('updateCommitment', { commitmentId, status: 'FULFILLED', evidence: '签到表' });
  await unit.as.mutate('completeProject', { projectId });
  await alliance
    .as(alliance.secretariat)
    .mutate('evaluateProject', { projectId, summary: '居民满意', peopleServed: 60, rating: 5 });
  await need.host.as.mutate('rateCommitment', {
    commitmentId,
    byUnitId: need.host.unitId,
    rating: 5,
    comment: '居民满意',
  });
  expect(
    await unit.as.node(
      unit.unitId,
      `... on MemberUnit { assessment(from: "${TODAY}", to: "${TODAY}") { commitmentsDue commitmentsFulfilled commitmentRating projectsLed } }`,
    ),
  ).toEqual({ assessment: { commitmentsDue: 3, commitmentsFulfilled: 1, commitmentRating: 5, projectsLed: 1 } });
  const steps = 'trace { label }';
  const traced = await alliance
    .as({ language: 'zh-CN' })
    .node<{ status: string; trace: { label: string }[] }>(need.id, `... on Need { status ${steps} }`);
  expect([traced.status, traced.trace.map(({ label }) => label).sort()]).toEqual([
    'MET',
    [
      ...['提供资源', '提出需求', '起草协议', '协议生效', '提出项目', '需求对接到项目', '资源对接到项目'],
      ...['开始实施', '完成节点任务', '项目完成', '成效评价'],
    ].sort(),
  ]);
  expect(await alliance.as({ language: 'zh-CN' }).node(projectId, `... on JointProject { ${steps} }`)).toEqual({
    trace: traced.trace,
  });
});

it('new needs are announced, as they arise, to the units that they fit', async () => {
  const [clinic, lawyers] = (await providers()) as [Acting, Acting];
  const [host] = (await hostsOfCommunities()) as [Acting];
  // of what came in as files they are told by timed work
  await alliance.world.server.running.timedWork.catchUp();
  const follow = async ({ unitId, representative }: Acting): Promise<RawSocket> => {
    const socket = await alliance.world.socket(representative);
    await untilJoined(() =>
      socket.subscribe(
        '1',
        'subscription ($unitId: ID!) { opportunities(unitId: $unitId) { reasons subject { ... on Need { title } } } }',
        { unitId },
      ),
    );
    return socket;
  };
  const [toClinic, toLawyers] = [await follow(clinic), await follow(lawyers)];
  for (const [title, category] of [
    ['社区健康义诊进楼道', 'HEALTH'],
    ['社区法律咨询进楼道', 'LEGAL'],
  ])
    await host.as.make('publishNeed', 'need', { allianceId: alliance.id, unitId: host.unitId, title, category });
  const titles = async (socket: RawSocket): Promise<unknown[]> => {
    await socket.message(({ type }) => type === 'next');
    return socket.messages.filter(({ type }) => type === 'next').map(({ payload }) => payload);
  };
  expect([await titles(toClinic), await titles(toLawyers)]).toMatchObject([
    [{ data: { opportunities: { subject: { title: '社区健康义诊进楼道' } } } }],
    [{ data: { opportunities: { subject: { title: '社区法律咨询进楼道' } } } }],
  ]);
});

/** A unit's representative at work. */
interface Acting extends Partner {
  readonly as: Caller;
}

interface Needed {
  readonly id: string;
  readonly title: string;
  readonly matches: readonly {
    readonly reasons: readonly string[];
    readonly resource: { readonly id: string; readonly title: string; readonly unit: { readonly id: string } };
  }[];
}

let known: Promise<Acting[]> | null = null;
let hosting: Promise<Acting[]> | null = null;

/** The first seven of the 104 units, and who represents them. */
function providers(): Promise<Acting[]> {
  known ??= Promise.all(SERVICES.map((_, index) => unitOf(`北山单位${index + 1}`)));
  return known;
}

async function unitOf(name: string): Promise<Acting> {
  const { memberUnits } = await alliance.shown<{ memberUnits: { nodes: { id: string; name: string }[] } }>(
    `memberUnits(first: 100, filter: { text: "${name}" }) { nodes { id name } }`,
  );
  const id = memberUnits.nodes.find((each) => each.name === name)?.id ?? '';
  return acting(await alliance.represent(id, name));
}

/** Three communities, which host the union and count as no members of it. */
function hostsOfCommunities(): Promise<Acting[]> {
  hosting ??= Promise.all(
    NEEDED_IN.map(async (name, index) =>
      acting(
        await alliance.addPartner(`${name}社区居委会`, {
          kind: 'COMMUNITY',
          host: true,
          territoryId: communities[index],
        }),
      ),
    ),
  );
  return hosting;
}

const acting = (partner: Partner): Acting => ({ ...partner, as: alliance.as(partner.representative) });
