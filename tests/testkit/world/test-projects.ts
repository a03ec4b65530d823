import type { Somebody, UserErrorShown } from './caller';
import type { Refusal } from './test-agreements';
import type { Partner, TestAlliance } from './test-alliance';
import { rowId } from './test-world';

/** A project as tests look at it. */
export interface ProjectShown {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly progress: number;
  readonly leadUnit: { readonly id: string } | null;
  readonly proposedBy: { readonly id: string } | null;
  readonly participants: readonly { readonly unit: { readonly id: string } }[];
  readonly milestones: readonly { readonly id: string; readonly title: string; readonly doneOn: string | null }[];
}

const PROJECT = `id status version progress leadUnit { id } proposedBy { id } participants { unit { id } }
  milestones { id title doneOn }`;

/** Everything that steps of an alliance's projects leave behind. */
const EVERYTHING = `select
  (select jsonb_agg(p order by p.id) from joint_projects p where alliance_id = $1) as projects,
  (select jsonb_agg(p order by p.project_id, p.unit_id) from project_participants p where alliance_id = $1) as participants,
  (select jsonb_agg(m order by m.id) from milestones m where alliance_id = $1) as milestones,
  (select jsonb_agg(c order by c.id) from project_claims c where alliance_id = $1) as claims,
  (select jsonb_agg(n order by n.project_id, n.need_id) from project_needs n where alliance_id = $1) as linked_needs,
  (select jsonb_agg(r order by r.project_id, r.resource_id) from project_resources r where alliance_id = $1) as linked_resources,
  (select jsonb_agg(n order by n.id) from needs n where alliance_id = $1) as needs,
  (select jsonb_agg(c order by c.id) from commitments c where alliance_id = $1) as commitments,
  (select jsonb_agg(b order by b.id) from bases b where alliance_id = $1) as bases,
  (select jsonb_agg(a order by a.id) from activities a where alliance_id = $1) as activities,
  (select count(*) from audit_entries where alliance_id = $1) as audit,
  (select count(*) from notifications where alliance_id = $1) as notifications`;

type By = Partner | Somebody;

/** Joint projects of an alliance, made as units and the secretariat make them: through the API alone. */
export class TestProjects {
  constructor(readonly alliance: TestAlliance) {}

  /** A project that somebody proposes; the secretariat when nobody is named. */
  propose(wanted: object = {}, by: By = this.alliance.secretariat): Promise<ProjectShown> {
    return this.call(by, 'proposeProject', {
      allianceId: this.alliance.id,
      title: '社区助老',
      category: 'ELDERLY_CARE',
      ...wanted,
    });
  }

  /** A project that is open to claims, without end unless `claimBy` is given. */
  async posted(wanted: object = {}, claimBy?: string): Promise<ProjectShown> {
    const { id } = await this.propose(wanted);
    return this.call(this.alliance.secretariat, 'postProject', { projectId: id, claimBy });
  }

  /** A project that this unit claimed, and leads. */
  async claimed(lead: Partner, wanted: object = {}): Promise<ProjectShown> {
    const { id } = await this.posted(wanted);
    return this.accept(await this.claim(lead, id));
  }

  /** A project that this unit carries out. */
  async underway(lead: Partner, wanted: object = {}): Promise<ProjectShown> {
    const { id } = await this.claimed(lead, wanted);
    return this.call(lead, 'startProject', { projectId: id });
  }

  /** A project that this unit has carried out. */
  async completed(lead: Partner, wanted: object = {}): Promise<ProjectShown> {
    const { id, milestones } = await this.underway(lead, wanted);
    for (const milestone of milestones) await this.call(lead, 'completeMilestone', { milestoneId: milestone.id });
    return this.call(lead, 'completeProject', { projectId: id });
  }

  /** A claim by a unit; answers its id. */
  claim(by: Partner, projectId: string): Promise<string> {
    return this.alliance
      .as(by.representative)
      .make('claimProject', 'claim', { projectId, unitId: by.unitId, proposal: '组织志愿者每周上门' });
  }

  /** Accepts a claim; answers its project. */
  accept(claimId: string): Promise<ProjectShown> {
    return this.call(this.alliance.secretariat, 'reviewClaim', { claimId, accept: true });
  }

  /** A mutation by somebody that must succeed. */
  async call(by: By, mutation: string, input: object): Promise<ProjectShown> {
    const { project } = await this.alliance
      .as(somebody(by))
      .mutate<{ project: ProjectShown }>(mutation, input, `project { ${PROJECT} }`);
    return project;
  }

  /** The errors of a mutation that may be refused. */
  async errors(by: By, mutation: string, input: object): Promise<readonly UserErrorShown[]> {
    return (await this.alliance.as(somebody(by)).attempt(mutation, input)).userErrors;
  }

  /** What somebody is shown of a project. */
  async ask<T = ProjectShown>(projectId: string, selection = PROJECT, by: By | null = this.alliance.secretariat) {
    const { project } = await this.alliance
      .as(by === null ? null : somebody(by))
      .query<{ project: T | null }>(`query ($id: ID!) { project(id: $id) { ${selection} } }`, { id: projectId });
    return project;
  }

  /** A need of a unit's, or of the alliance's own. */
  need(title: string, unit: Partner | null = null): Promise<string> {
    const { id: allianceId, secretariat } = this.alliance;
    const input = { allianceId, unitId: unit?.unitId, title, category: 'ELDERLY_CARE' };
    return this.alliance.as(unit?.representative ?? secretariat).make('publishNeed', 'need', input);
  }

  /** A resource of a unit's. */
  resource(title: string, { unitId, representative }: Partner): Promise<string> {
    const input = { unitId, title, category: 'ELDERLY_CARE', kind: 'VENUE' };
    return this.alliance.as(representative).make('publishResource', 'resource', input);
  }

  /** The status of a need, as stored. */
  async needStatus(needId: string): Promise<string | undefined> {
    const rows = await this.alliance.world.sql<{ status: string }>('select status from needs where id = $1', [
      rowId(needId),
    ]);
    return rows[0]?.status;
  }

  /** The statuses of a project's claims, in the order in which they were made. */
  async claimStatuses(projectId: string): Promise<string[]> {
    const rows = await this.alliance.world.sql<{ status: string }>(
      'select status from project_claims where project_id = $1 order by created_at, id',
      [rowId(projectId)],
    );
    return rows.map(({ status }) => status);
  }

  /** Kinds and words of somebody's notices about projects, oldest first. */
  async notices(by: By): Promise<string[]> {
    const { viewer } = await this.alliance.as(somebody(by)).query<{
      viewer: { notifications: { nodes: { kind: string; summary: string }[] } };
    }>('{ viewer { notifications(first: 100) { nodes { kind summary } } } }');
    return viewer.notifications.nodes.map(({ kind, summary }) => `${kind} ${summary}`).reverse();
  }

  /** Lets a unit leave the alliance. */
  async leave({ unitId }: Partner): Promise<void> {
    await this.alliance.as(this.alliance.secretariat).mutate('endMembership', { unitId, leftOn: '2026-01-01' });
  }

  /** Everything that steps leave behind, to compare. */
  async everything(): Promise<Record<string, unknown>> {
    const [rows] = await this.alliance.world.sql(EVERYTHING, [rowId(this.alliance.id)]);
    return rows ?? {};
  }

  /** Expects a mutation to be refused for these reasons, in English and in Chinese, and to leave nothing behind. */
  async refused(by: By | null, mutation: string, input: object, ...reasons: readonly Refusal[]): Promise<void> {
    const before = await this.everything();
    for (const [language, words] of [
      ['en', /[a-z]{2}.*\.$/u],
      ['zh-CN', /\p{Script=Han}.*。$/u],
    ] as const) {
      const { userErrors } = await this.alliance
        .as({ ...(by === null ? {} : somebody(by)), language })
        .attempt(mutation, input);
      expect([mutation, userErrors.map(({ code, path }) => [code, path?.join('.') ?? null])]).toEqual([
        mutation,
        reasons,
      ]);
      for (const { message } of userErrors) expect(message).toMatch(words);
    }
    expect(await this.everything()).toEqual(before);
  }
}

function somebody(by: By): Somebody {
  return 'representative' in by ? by.representative : by;
}
