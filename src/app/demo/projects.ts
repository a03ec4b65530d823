import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { allianceDay, DEFAULT_TIME_ZONE } from '../../modules/alliance/shared/calendar';
import type { ListCategory } from '../../modules/agreements/shared/list-category';
import {
  cancelProject,
  claimProject,
  completeMilestone,
  completeProject,
  evaluateProject,
  postProject,
  proposeProject,
  publishNeed,
  publishResource,
  reviewClaim,
  startProject,
} from '../../modules/projects';
import type { JointProjectStatus } from '../../modules/projects/project/project.entity';
import type { ResourceKind } from '../../modules/projects/resource/resource.entity';
import { globalId } from '../../platform/database/ids';
import type { WriteTransaction } from '../../platform/writes/transaction';
import { as, done, type DemoWorld } from './acting';
import type { Rights } from '../../modules/alliance';

const DAY = 86_400_000;

interface DemoNeed {
  readonly title: string;
  readonly description: string;
  readonly category: ListCategory;
  readonly community?: string;
  /** Days from now until which it is needed. */
  readonly days: number;
}

interface DemoResource {
  readonly title: string;
  readonly description: string;
  readonly category: ListCategory;
  readonly kind: ResourceKind;
  /** What kind of unit offers it. */
  readonly of: string;
  readonly quantity: number;
}

/** A need that is met by a resource, and how far that has come. */
type DemoProject = readonly [need: string, resource: string, status: `${JointProjectStatus}`];

const PROJECTS: readonly DemoProject[] = [
  ['家门口的义诊', '专家义诊队', 'EVALUATED'],
  ['每周法律咨询', '律师坐诊', 'EVALUATED'],
  ['反诈宣传进楼栋', '反诈宣讲队', 'EVALUATED'],
  ['便民理发', '便民理发', 'COMPLETED'],
  ['冬衣募集', '冬衣募集与发放', 'COMPLETED'],
  ['停车位错时共享', '地下车库错时共享', 'UNDERWAY'],
  ['失能老人助浴服务', '上门护理与助浴', 'UNDERWAY'],
  ['小学生课后托管', '课后托管师资', 'UNDERWAY'],
  ['垃圾分类指导员', '垃圾分类督导志愿者', 'UNDERWAY'],
  ['独居老人定期上门探访', '独居老人探访', 'UNDERWAY'],
  ['书画班老师', '书画家协会会员', 'CLAIMED'],
  ['困难学生助学金', '助学基金', 'CLAIMED'],
  ['小区花园微更新设计', '景观设计师', 'CLAIMED'],
  ['电动自行车充电隐患整改', '电力安全勘察', 'POSTED'],
  ['防汛沙袋和水泵', '防汛物资', 'POSTED'],
  ['家政技能培训', '家政与养老护理培训', 'POSTED'],
  ['社保政策宣讲', '社保政策宣讲', 'POSTED'],
  ['消防演练', '消防宣传员', 'PROPOSED'],
  ['老年人智能手机课', '便民缴费与手机课堂', 'PROPOSED'],
  ['红色文化讲解员', '党史讲解员', 'PROPOSED'],
  ['露天电影放映', '露天电影放映', 'CANCELLED'],
];

/** How far a posted project goes, step by step. */
const WAY = ['PROPOSED', 'POSTED', 'CLAIMED', 'UNDERWAY', 'COMPLETED', 'EVALUATED'] as const;

/** The needs list, the resources list, and projects in every status, each by the steps that its units would take. */
export async function loadProjects(secretariat: WriteTransaction, world: DemoWorld): Promise<void> {
  const file = await readFile(path.join(__dirname, 'data', 'lists-qingfeng.json'), 'utf8');
  const lists = JSON.parse(file) as { needs: DemoNeed[]; resources: DemoResource[] };
  const units = await unitsByKind(secretariat, world.allianceId);
  const acting = new Acting(secretariat, world, units);
  const needs = new Map<string, Entry>();
  for (const need of lists.needs) needs.set(need.title, await acting.publishNeed(need));
  const resources = new Map<string, Entry>();
  for (const [place, resource] of lists.resources.entries())
    resources.set(resource.title, await acting.publishResource(resource, place));
  for (const [need, resource, status] of PROJECTS)
    await acting.carry(entryOf(needs, need), entryOf(resources, resource), status);
}

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly category: ListCategory;
  readonly unitId: string;
}

function entryOf(entries: ReadonlyMap<string, Entry>, title: string): Entry {
  const found = entries.get(title);
  if (found === undefined) throw new Error(`the demo has no ${title}`);
  return found;
}

/** Active units by kind, each kind by name; hosts are those of the communities. */
async function unitsByKind(tx: WriteTransaction, allianceId: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.manager.query<{ id: string; kind: string; host: boolean }[]>(
    `select id, kind, host from member_units where alliance_id = $1 and status = 'ACTIVE' order by name`,
    [allianceId],
  );
  const kinds = new Map<string, string[]>();
  for (const { id, kind, host } of rows) {
    if (host && kind !== 'COMMUNITY') continue;
    kinds.set(kind, [...(kinds.get(kind) ?? []), id]);
  }
  return kinds;
}

class Acting {
  constructor(
    private readonly tx: WriteTransaction,
    private readonly world: DemoWorld,
    private readonly units: ReadonlyMap<string, readonly string[]>,
  ) {}

  async publishNeed({ title, description, category, community, days }: DemoNeed): Promise<Entry> {
    const territory = community === undefined ? undefined : this.world.communities.get(community);
    const unitId = territory === undefined ? null : await this.hostOf(territory);
    const { need } = await done(
      publishNeed(this.at(-20), {
        allianceId: globalId('alliance', this.world.allianceId),
        title,
        description,
        category,
        neededBy: allianceDay(new Date(this.tx.now.getTime() + days * DAY), DEFAULT_TIME_ZONE),
        ...(unitId === null ? {} : { unitId: globalId('unit', unitId) }),
        ...(territory === undefined ? {} : { territoryId: globalId('territory', territory) }),
      }),
    );
    return { id: need, title, category, unitId: unitId ?? '' };
  }

  async publishResource(resource: DemoResource, place: number): Promise<Entry> {
    const { title, description, category, kind, of, quantity } = resource;
    const units = this.units.get(of) ?? [];
    const unitId = units[place % Math.max(1, units.length)];
    if (unitId === undefined) throw new Error(`the demo has no unit that is ${of}`);
    const { resource: id } = await done(
      publishResource(this.at(-18), { unitId: globalId('unit', unitId), title, description, category, kind, quantity }),
    );
    return { id, title, category, unitId };
  }

  async carry(need: Entry, resource: Entry, status: `${JointProjectStatus}`): Promise<void> {
    const unitId = globalId('unit', resource.unitId);
    const { project } = await done(
      proposeProject(this.at(-15), {
        allianceId: globalId('alliance', this.world.allianceId),
        title: `${need.title}共建项目`,
        category: need.category,
        needIds: [globalId('need', need.id)],
        resourceIds: [globalId('resource', resource.id)],
        milestones: [
          { title: '制定方案', responsibleUnitId: unitId },
          { title: '组织实施', responsibleUnitId: unitId },
        ],
      }),
    );
    const projectId = globalId('project', project);
    if (status === 'CANCELLED') {
      await done(cancelProject(this.at(-12), { projectId, reason: '场地检修，今年暂停。' }));
      return;
    }
    const far = WAY.indexOf(status);
    if (far >= 1)
      await done(postProject(this.at(-14), { projectId, claimBy: new Date(this.tx.now.getTime() + 14 * DAY) }));
    if (far >= 2) {
      const { claim } = await done(
        claimProject(this.tx, { projectId, unitId, proposal: `由我单位牵头，依托“${resource.title}”实施。` }),
      );
      await done(reviewClaim(this.tx, { claimId: globalId('claim', claim), accept: true }));
    }
    if (far >= 3) {
      await done(startProject(this.at(-10), { projectId }));
      await this.complete(project, far === 3 ? 1 : 2);
    }
    if (far >= 4) await done(completeProject(this.at(-2), { projectId }));
    if (far >= 5)
      await done(
        evaluateProject(this.at(-1), {
          projectId,
          summary: '居民满意，希望长期开展。',
          peopleServed: 120,
          rating: 4.6,
        }),
      );
  }

  private async complete(projectId: string, count: number): Promise<void> {
    const rows = await this.tx.manager.query<{ id: string }[]>(
      'select id from milestones where alliance_id = $1 and project_id = $2 order by position limit $3',
      [this.world.allianceId, projectId, count],
    );
    for (const { id } of rows) await done(completeMilestone(this.at(-5), { milestoneId: globalId('milestone', id) }));
  }

  /** The secretariat so many days ago. */
  private at(days: number): WriteTransaction {
    return as(this.tx, this.tx.viewer.rights as Rights, new Date(this.tx.now.getTime() + days * DAY));
  }

  private async hostOf(territoryId: string): Promise<string> {
    const [host] = await this.tx.manager.query<{ id: string }[]>(
      `select id from member_units where alliance_id = $1 and territory_id = $2 and host`,
      [this.world.allianceId, territoryId],
    );
    if (host === undefined) throw new Error('the demo has a community without its host');
    return host.id;
  }
}
