import { globalId, newId } from '../../../../../src/platform/database/ids';
import type { Sender } from '../../../../testkit/world/caller';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/* A project with a step of each kind, as rows: what the view makes of them, and who sees which of it. */

let world: TestWorld;
let alliance: TestAlliance;
let partners: readonly [Partner, Partner];
let observer: Sender;
const ids = {
  open: newId(),
  withdrawn: newId(),
  resource: newId(),
  project: newId(),
  claim: newId(),
  activity: newId(),
};

beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  partners = (await alliance.partners('青枫医院', '青枫小学')) as [Partner, Partner];
  observer = await alliance.person('观察员', ['OBSERVER']);
  const draft = await alliance.agreements.draft([...partners]);
  const alliance_id = rowId(alliance.id);
  const [first, second] = partners.map(({ unitId }) => rowId(unitId));
  const entry = { alliance_id, category: 'HEALTH', version: 1 };
  await world.insert(
    'needs',
    (['open', 'withdrawn'] as const).map((name, day) => ({
      ...entry,
      id: ids[name],
      title: name,
      unit_id: second,
      status: name === 'open' ? 'MET' : 'WITHDRAWN',
      created_at: `2026-03-0${day + 1}T00:00:00Z`,
    })),
  );
  await world.insert('resources', [
    {
      ...entry,
      id: ids.resource,
      title: '义诊',
      kind: 'SERVICE',
      unit_id: first,
      quantity: 1,
      status: 'AVAILABLE',
      created_at: '2026-03-03T00:00:00Z',
    },
  ]);
  await world.insert('joint_projects', [
    {
      ...entry,
      id: ids.project,
      title: '义诊进校园',
      status: 'EVALUATED',
      lead_unit_id: first,
      agreement_id: rowId(draft.id),
      created_at: '2026-03-05T00:00:00Z',
      posted_at: '2026-03-06T00:00:00Z',
      started_at: '2026-03-08T00:00:00Z',
      completed_at: '2026-04-06T00:00:00Z',
      outcome_summary: '好',
      evaluated_on: '2026-04-08',
    },
  ]);
  const link = { alliance_id, project_id: ids.project, linked_at: '2026-03-05T01:00:00Z' };
  await world.insert(
    'project_needs',
    [ids.open, ids.withdrawn].map((need_id) => ({ ...link, need_id })),
  );
  await world.insert('project_resources', [{ ...link, resource_id: ids.resource }]);
  const of = { alliance_id, project_id: ids.project };
  await world.insert('project_claims', [
    { ...of, id: ids.claim, unit_id: first, proposal: '方案', status: 'ACCEPTED', created_at: '2026-03-07T00:00:00Z' },
  ]);
  await world.insert('milestones', [
    { ...of, id: newId(), position: 1, title: '第一次', done_on: '2026-03-20' },
    { ...of, id: newId(), position: 2, title: '第二次', done_on: null },
  ]);
  await world.insert('activities', [
    { ...of, id: ids.activity, title: '义诊日', held_on: '2026-03-21', created_at: '2026-03-21T09:00:00Z' },
  ]);
  await world.sql(`update agreements set created_at = '2026-03-04T00:00:00Z'`);
});
afterAll(() => world.close());

interface Step {
  readonly at: string;
  readonly label: string;
  readonly node: { readonly id: string };
}

async function traceOf(by: Sender | null, id = globalId('project', ids.project)): Promise<string[]> {
  const { trace } = await world
    .as({ ...by, language: 'zh-CN' })
    .node<{ trace: Step[] }>(
      id,
      '... on JointProject { trace { at label node { id } } } ... on Need { trace { at label node { id } } }',
    );
  return trace.map(({ at, label, node }) => `${at.slice(0, 10)} ${label} ${node.id.split('_')[0] ?? ''}`);
}

const PUBLIC = [
  '2026-03-01 提出需求 need',
  '2026-03-03 提供资源 resource',
  '2026-03-05 提出项目 project',
  '2026-03-05 需求对接到项目 need',
  '2026-03-05 资源对接到项目 resource',
  '2026-03-06 发布揭榜 project',
  '2026-03-08 开始实施 project',
  '2026-03-19 完成节点任务 milestone',
  '2026-03-20 开展活动 activity',
  '2026-04-06 项目完成 project',
  '2026-04-07 成效评价 project',
];

it('tells the public all steps of what it may see: no draft of an agreement, no withdrawn need, no claim', async () => {
  expect(await traceOf(null)).toEqual(PUBLIC);
});

it('tells members of the accepted claim, and the parties of their draft and what they took back', async () => {
  const withClaim = PUBLIC.toSpliced(6, 0, '2026-03-07 认领 claim');
  expect(await traceOf(observer)).toEqual(withClaim);
  expect(await traceOf(partners[1].representative)).toEqual(
    withClaim
      .toSpliced(4, 0, '2026-03-05 需求对接到项目 need')
      .toSpliced(2, 0, '2026-03-04 起草协议 agreement')
      .toSpliced(1, 0, '2026-03-02 提出需求 need'),
  );
});

it('tells of a need what came of it, and of one that is hidden nothing', async () => {
  expect(await traceOf(null, globalId('need', ids.open))).toEqual(PUBLIC);
  expect(await world.as().node(globalId('need', ids.withdrawn), 'id')).toBeNull();
});

it('reads a page of projects with their traces in one statement, whatever its length', async () => {
  const selection = 'projects(first: 100) { nodes { id trace { label node { id } } } }';
  const { projects } = await alliance.shown<{ projects: { nodes: { trace: Step[] }[] } }>(selection);
  expect(projects.nodes.map(({ trace }) => trace.length)).toEqual([PUBLIC.length]);
});

it('is not shown of a project that is hidden, by neither way', async () => {
  await world.sql(`update joint_projects set status = 'CANCELLED', outcome_summary = null, evaluated_on = null`);
  expect(await world.as().node(globalId('project', ids.project), 'id')).toBeNull();
  expect(await traceOf(null, globalId('need', ids.open))).toEqual([]);
  expect(await traceOf(observer)).toContain('2026-03-05 提出项目 project');
});
