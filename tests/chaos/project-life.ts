import type { Chance } from '../testkit/random-run/chance';
import type { RandomLife } from '../testkit/random-run/random-life';
import type { Somebody } from '../testkit/world/caller';
import type { AgreementLives } from '../testkit/world/agreement-lives';
import type { Partner } from '../testkit/world/test-alliance';
import { TestProjects } from '../testkit/world/test-projects';
import { rowId } from '../testkit/world/test-world';

/** Who keeps an entry; null for the alliance's own. */
interface Entry {
  readonly id: string;
  readonly unit: Partner | null;
}

interface Booked {
  readonly id: string;
  readonly keeper: Partner;
  readonly by: Partner;
}

interface Agreed {
  readonly id: string;
  readonly parties: readonly Partner[];
  readonly commitments: readonly Entry[];
}

interface Shown {
  readonly status: string;
  readonly version: number;
  readonly leadUnit: { readonly id: string } | null;
  readonly claims: readonly { readonly id: string; readonly unit: { readonly id: string } }[];
  readonly milestones: readonly {
    readonly id: string;
    readonly title: string;
    readonly dueOn: string | null;
    readonly doneOn: string | null;
    readonly responsible: { readonly id: string } | null;
  }[];
}

const SHOWN = `status version leadUnit { id } claims { id unit { id } }
  milestones { id title dueOn doneOn responsible { id } }`;
const HOUR = 3_600_000;
/** What is done is done to the latest of what there is: so several callers meet at one thing. */
const LATEST = 5;
/** What titles are made of; things of one matter fit each other. */
const MATTERS = [
  ['助老理发', 'ELDERLY_CARE'],
  ['健康义诊', 'HEALTH'],
  ['法律咨询', 'LEGAL'],
  ['迎春灯会', 'CULTURE_SPORTS'],
  ['共享会场', 'OTHER'],
] as const;
const KINDS = ['VENUE', 'GOODS', 'FACILITY', 'SERVICE', 'TALENT'] as const;

type Doing = (chance: Chance) => Promise<unknown>;

/** Lists, bookings and joint projects of an alliance that live at random. */
export class ProjectLife {
  private readonly needs: Entry[] = [];
  private readonly resources: { readonly id: string; readonly unit: Partner }[] = [];
  private readonly bookings: Booked[] = [];
  private readonly projects: string[] = [];
  private readonly rounds: string[] = [];
  private readonly bases: string[] = [];
  private readonly agreed: Agreed[] = [];
  private made = 0;

  private constructor(
    private readonly lives: AgreementLives,
    private readonly life: RandomLife,
    /** The last ones come and go. */
    private readonly partners: readonly Partner[],
    private readonly places: readonly string[],
  ) {}

  static async begin(lives: AgreementLives, life: RandomLife, partners: readonly Partner[]): Promise<ProjectLife> {
    const { alliance, agreements, calendar } = lives;
    const street = await alliance.create('createTerritory', 'territory', { level: 'SUBDISTRICT', name: '青枫街道' });
    const communities = ['东溪社区', '南苑社区'].map((name) =>
      alliance.create('createTerritory', 'territory', { level: 'COMMUNITY', name, parentId: street }),
    );
    const self = new ProjectLife(lives, life, partners, [street, ...(await Promise.all(communities))]);
    for (let count = 0; count < 3; count += 1) {
      const parties = life.chance.some(partners, 3);
      const { id } = await agreements.signed(parties, {
        startsOn: calendar.today,
        endsOn: life.day(8, 60),
        commitments: parties.map(({ unitId, name }) => ({
          unitId,
          text: `${name}的承诺`,
          category: 'OTHER',
          dueOn: life.day(2, 9),
        })),
      });
      const shown = await agreements.ask<{ commitments: { id: string; party: { unit: { id: string } } }[] }>(
        alliance.secretariat,
        id,
        'commitments { id party { unit { id } } }',
      );
      const commitments = (shown?.commitments ?? []).map(({ id: commitment, party }) => ({
        id: commitment,
        unit: self.partner(party.unit.id),
      }));
      self.agreed.push({ id, parties, commitments });
    }
    return self;
  }

  /** Does some one thing. */
  async act(chance: Chance): Promise<void> {
    const doings: readonly (readonly [share: number, Doing])[] = [
      [6, this.publishNeed],
      [6, this.updateNeed],
      [5, this.publishResource],
      [5, this.updateResource],
      [12, this.book],
      [9, this.stepBooking],
      [1, this.sendLists],
      [3, this.answerRound],
      [4, this.propose],
      [44, this.stepProject],
      [1, this.createBase],
      [2, this.recordAtBase],
      [3, this.reportCommitment],
      [1, this.leaveAgreement],
      [1, this.suspend],
      [2, this.reinstate],
    ];
    let roll = chance.below(doings.reduce((sum, [share]) => sum + share, 0));
    const found = doings.find(([share]) => (roll -= share) < 0);
    await found?.[1].call(this, chance);
  }

  get projectIds(): readonly string[] {
    return this.projects;
  }

  get needIds(): readonly string[] {
    return this.needs.map(({ id }) => id);
  }

  private partner(unitId: string | undefined): Partner | null {
    return this.partners.find((each) => each.unitId === unitId) ?? null;
  }

  private get secretariat(): Somebody {
    return this.lives.alliance.secretariat;
  }

  /** Mostly those whose it is, sometimes the secretariat, or others who may not. */
  private hand(chance: Chance, owner: Partner | null): Partner | Somebody {
    const roll = chance.below(10);
    if (roll === 0) return chance.one(this.partners);
    return roll < 3 || owner === null ? this.secretariat : owner;
  }

  private latest<T>(chance: Chance, from: readonly T[]): T | undefined {
    return chance.of(from.slice(-LATEST));
  }

  private entry(chance: Chance): Readonly<Record<string, unknown>> {
    const [title, category] = chance.one(MATTERS);
    this.made += 1;
    return { title: `${title}${this.made}`, category, territoryId: chance.maybe(() => chance.one(this.places)) };
  }

  private publishNeed = async (chance: Chance): Promise<void> => {
    const unit = chance.percent(80) ? chance.one(this.partners) : null;
    const made = await this.life.act<{ need: { id: string } }>(
      unit ?? this.secretariat,
      'publishNeed',
      {
        allianceId: this.lives.alliance.id,
        ...(unit === null ? {} : { unitId: unit.unitId }),
        ...this.entry(chance),
        quantity: chance.maybe(() => 1 + chance.below(4)),
        neededBy: chance.maybe(() => this.life.day(0, 30, chance)),
      },
      'need { id }',
    );
    if (made !== null) this.needs.push({ id: made.need.id, unit });
  };

  private updateNeed = async (chance: Chance): Promise<void> => {
    const need = this.latest(chance, this.needs);
    if (need === undefined) return;
    const change = chance.one([
      { status: 'WITHDRAWN' },
      { status: 'OPEN' },
      { status: 'OPEN' },
      { status: 'MET' },
      { quantity: 1 + chance.below(9), expectedVersion: 1 + chance.below(3) },
      this.entry(chance),
    ]);
    await this.life.act(this.hand(chance, need.unit), 'updateNeed', { needId: need.id, ...change });
  };

  private publishResource = async (chance: Chance): Promise<void> => {
    const unit = chance.one(this.partners);
    const made = await this.life.act<{ resource: { id: string } }>(
      unit,
      'publishResource',
      { unitId: unit.unitId, ...this.entry(chance), kind: chance.one(KINDS), quantity: 1 + chance.below(3) },
      'resource { id }',
    );
    if (made !== null) this.resources.push({ id: made.resource.id, unit });
  };

  private updateResource = async (chance: Chance): Promise<void> => {
    const resource = this.latest(chance, this.resources);
    if (resource === undefined) return;
    const change = chance.one([
      { quantity: 1 + chance.below(3) },
      { quantity: 1 + chance.below(3) },
      { status: chance.one(['AVAILABLE', 'RESERVED', 'UNAVAILABLE']) },
      { status: 'AVAILABLE' },
      { availableUntil: chance.maybe(() => this.life.day(1, 20, chance)) },
    ]);
    await this.life.act(this.hand(chance, resource.unit), 'updateResource', { resourceId: resource.id, ...change });
  };

  private book = async (chance: Chance): Promise<void> => {
    const resource = this.latest(chance, this.resources);
    if (resource === undefined) return;
    const from = this.lives.calendar.now().getTime() + chance.below(72) * HOUR;
    const by = chance.percent(25) ? resource.unit : chance.one(this.partners);
    const isForResident = by === resource.unit && chance.percent(50);
    const made = await this.life.act<{ booking: { id: string } }>(
      by,
      'requestBooking',
      {
        resourceId: resource.id,
        from: new Date(from),
        until: new Date(from + (1 + chance.below(36)) * HOUR),
        ...(isForResident ? { borrower: '居民' } : { unitId: by.unitId }),
        projectId: chance.percent(30) ? this.latest(chance, this.projects) : undefined,
      },
      'booking { id }',
    );
    if (made !== null) this.bookings.push({ id: made.booking.id, keeper: resource.unit, by });
  };

  private stepBooking = async (chance: Chance): Promise<void> => {
    const booking = chance.of(this.bookings.slice(-3 * LATEST));
    if (booking === undefined) return;
    await this.life.act(this.hand(chance, chance.percent(70) ? booking.keeper : booking.by), 'setBookingStatus', {
      bookingId: booking.id,
      status: chance.one(['CONFIRMED', 'CONFIRMED', 'DECLINED', 'CANCELLED', 'RETURNED', 'RETURNED']),
    });
  };

  private sendLists = async (chance: Chance): Promise<void> => {
    const made = await this.life.act<{ round: { id: string } }>(
      this.secretariat,
      'sendLists',
      { allianceId: this.lives.alliance.id, dueOn: this.life.day(0, 3, chance) },
      'round { id }',
    );
    if (made !== null) this.rounds.push(made.round.id);
  };

  private answerRound = async (chance: Chance): Promise<void> => {
    const unit = chance.one(this.partners);
    const roundId = this.rounds.at(-1);
    if (roundId !== undefined)
      await this.life.act(this.hand(chance, unit), 'answerListRound', { roundId, unitId: unit.unitId });
  };

  private propose = async (chance: Chance): Promise<void> => {
    const unit = chance.percent(70) ? chance.one(this.partners) : null;
    const agreed = this.agreed.find(({ parties }) => chance.percent(40) && (unit === null || parties.includes(unit)));
    const made = await this.life.act<{ project: { id: string } }>(
      unit ?? this.secretariat,
      'proposeProject',
      {
        allianceId: this.lives.alliance.id,
        ...this.content(chance, agreed),
        ...(unit === null ? {} : { unitId: unit.unitId }),
        leadUnitId: unit !== null && chance.percent(30) ? unit.unitId : undefined,
        agreementId: agreed?.id,
      },
      'project { id }',
    );
    if (made !== null) this.projects.push(made.project.id);
  };

  private content(chance: Chance, agreed?: Agreed): Readonly<Record<string, unknown>> {
    const [title, category] = chance.one(MATTERS);
    this.made += 1;
    const commitments = chance.some(agreed?.commitments ?? [], 0);
    return {
      title: `${title}项目${this.made}`,
      category,
      needIds: chance
        .some(this.needs.slice(-LATEST), 0)
        .map(({ id }) => id)
        .slice(0, 3),
      resourceIds: chance
        .some(this.resources.slice(-LATEST), 0)
        .map(({ id }) => id)
        .slice(0, 2),
      milestones: Array.from({ length: chance.below(4) }, (_, index) => ({
        title: `节点${index}`,
        dueOn: chance.maybe(() => this.life.day(0, 9, chance)),
        responsibleUnitId: chance.maybe(() => chance.one(this.partners).unitId),
        commitmentId: commitments[index]?.id,
      })),
    };
  }

  private stepProject = async (chance: Chance): Promise<void> => {
    const projectId = this.latest(chance, this.projects);
    if (projectId === undefined) return;
    const shown = await new TestProjects(this.lives.alliance).ask<Shown>(projectId, SHOWN);
    if (shown === null) return;
    const lead = this.partner(shown.leadUnit?.id);
    const open = shown.milestones.filter(({ doneOn }) => doneOn === null);
    const milestone = chance.of(open) ?? chance.of(shown.milestones);
    const claim = chance.of(shown.claims);
    const steps = {
      post: () =>
        this.life.act(this.secretariat, 'postProject', {
          projectId,
          claimBy: chance.percent(20) ? new Date(Date.now() + 50 + chance.below(1_500)) : undefined,
        }),
      update: () => this.update(chance, projectId, shown, lead),
      join: () => {
        const unit = chance.one(this.partners);
        return this.life.act(unit, 'joinProject', {
          projectId,
          unitId: unit.unitId,
          contribution: `投入${chance.below(3)}`,
        });
      },
      claim: () => {
        const unit = chance.one(this.partners);
        return this.life.act(unit, 'claimProject', { projectId, unitId: unit.unitId, proposal: '方案' });
      },
      withdraw: () =>
        this.life.act(this.partner(claim?.unit.id) ?? this.secretariat, 'withdrawClaim', {
          claimId: claim?.id ?? projectId,
        }),
      review: () =>
        this.life.act(this.secretariat, 'reviewClaim', { claimId: claim?.id ?? projectId, accept: chance.percent(60) }),
      start: () =>
        this.life.act(this.hand(chance, shown.status === 'PROPOSED' ? null : lead), 'startProject', { projectId }),
      milestone: () =>
        this.life.act(this.hand(chance, this.partner(milestone?.responsible?.id) ?? lead), 'completeMilestone', {
          milestoneId: milestone?.id ?? projectId,
        }),
      complete: () => this.life.act(this.hand(chance, lead), 'completeProject', { projectId }),
      activity: () => this.record(chance, this.hand(chance, lead), { projectId }),
      evaluate: () =>
        this.life.act(this.secretariat, 'evaluateProject', {
          projectId,
          summary: '居民满意',
          rating: 1 + chance.below(5),
        }),
      cancel: () => this.life.act(this.hand(chance, lead), 'cancelProject', { projectId, reason: '条件不具备' }),
    } as const;
    // what nobody leads is posted, what somebody does is begun
    const begin = lead === null ? 'post' : 'start';
    const likely: Readonly<Record<string, readonly (keyof typeof steps)[]>> = {
      PROPOSED: [begin, begin, begin, 'update', 'join'],
      POSTED: ['claim', 'claim', 'claim', 'withdraw', 'review', 'review', 'update'],
      CLAIMED: ['start', 'start', 'start', 'update', 'activity', 'post'],
      UNDERWAY: ['milestone', 'milestone', 'complete', 'complete', 'activity', 'update'],
      COMPLETED: ['evaluate', 'evaluate', 'activity'],
      EVALUATED: ['activity'],
      CANCELLED: ['update'],
    };
    const all = Object.keys(steps) as (keyof typeof steps)[];
    const step = chance.percent(12) ? chance.one(all) : chance.one(likely[shown.status] ?? all);
    await steps[step]();
  };

  private update(
    chance: Chance,
    projectId: string,
    { version, milestones }: Shown,
    lead: Partner | null,
  ): Promise<unknown> {
    const { needIds, resourceIds } = this.content(chance);
    const change = chance.one([
      { needIds },
      { needIds, resourceIds },
      { leadUnitId: chance.one(this.partners).unitId },
      { agreementId: null },
      {
        milestones: [
          ...chance.some(milestones, 0).map(({ id, title, dueOn }) => ({ id, title, dueOn })),
          { title: '补充', dueOn: null },
        ],
      },
      { title: `更名${version}`, expectedVersion: version - (chance.percent(20) ? 1 : 0) },
    ]);
    return this.life.act(this.hand(chance, lead), 'updateProject', { projectId, ...change });
  }

  private createBase = async (chance: Chance): Promise<void> => {
    this.made += 1;
    const made = await this.life.act<{ base: { id: string } }>(
      this.secretariat,
      'createBase',
      {
        allianceId: this.lives.alliance.id,
        name: `基地${this.made}`,
        hostUnitIds: chance
          .some(this.partners, 1)
          .slice(0, 2)
          .map(({ unitId }) => unitId),
      },
      'base { id }',
    );
    if (made !== null) this.bases.push(made.base.id);
  };

  private recordAtBase = async (chance: Chance): Promise<void> => {
    const baseId = chance.of(this.bases);
    if (baseId === undefined) return;
    const projectId = chance.maybe(() => this.latest(chance, this.projects));
    await this.record(chance, this.hand(chance, null), { baseId, ...(projectId === null ? {} : { projectId }) });
  };

  private record(chance: Chance, by: Partner | Somebody, at: object): Promise<unknown> {
    return this.life.act(by, 'recordActivity', {
      allianceId: this.lives.alliance.id,
      title: '活动',
      heldOn: this.life.day(-3, 0, chance),
      unitIds: chance
        .some(this.partners, 0)
        .slice(0, 2)
        .map(({ unitId }) => unitId),
      attendance: chance.maybe(() => chance.below(50)),
      ...at,
    });
  }

  private reportCommitment = async (chance: Chance): Promise<void> => {
    const { id, unit } = chance.one(chance.one(this.agreed).commitments);
    await this.life.act(this.hand(chance, unit), 'updateCommitment', {
      commitmentId: id,
      status: chance.one(['FULFILLED', 'FULFILLED', 'IN_PROGRESS', 'PENDING']),
    });
  };

  private leaveAgreement = async (chance: Chance): Promise<void> => {
    const { id, parties } = chance.one(this.agreed);
    const by = chance.one(parties);
    if (chance.percent(25))
      await this.life.act(by, 'terminateAgreement', { agreementId: id, unitId: by.unitId, reason: '歇业' });
  };

  private suspend = async (chance: Chance): Promise<void> => {
    await this.life.act(this.secretariat, 'suspendMembership', {
      unitId: this.whoComesAndGoes(chance),
      reason: '整改',
    });
  };

  private reinstate = async (chance: Chance): Promise<void> => {
    const [unit] = await this.lives.world.sql<{ id: string }>(
      "select 'unit_' || id as id from member_units where alliance_id = $1 and status = 'SUSPENDED' limit 1",
      [rowId(this.lives.alliance.id)],
    );
    await this.life.act(this.secretariat, 'reinstateMembership', { unitId: unit?.id ?? this.whoComesAndGoes(chance) });
  };

  private whoComesAndGoes(chance: Chance): string {
    return chance.one(this.partners.slice(-3)).unitId;
  }
}
