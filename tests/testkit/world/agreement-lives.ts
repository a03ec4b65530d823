import { AgreementStatus } from '../../../src/modules/agreements/agreement/agreement.entity';
import type { Partner, TestAlliance } from './test-alliance';
import type { AgreementShown, DraftWanted, TestAgreements } from './test-agreements';
import type { TestServerOptions } from '../server';
import { TestWorld } from './test-world';

/** The clock that the server goes by; beside it, sessions keep to the real one. */
export class Calendar {
  private at: Date;

  constructor(day: string) {
    this.at = new Date(`${day}T09:00:00+08:00`);
  }

  now = (): Date => new Date(this.at);

  /** The day in Shanghai. */
  get today(): string {
    return new Date(this.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  }

  get tomorrow(): string {
    return new Date(this.at.getTime() + 32 * 3_600_000).toISOString().slice(0, 10);
  }

  /** Makes it this moment of this day in Shanghai. */
  set(day: string, time = '09:00'): void {
    this.at = new Date(`${day}T${time}:00+08:00`);
  }
}

/** An agreement with everything in it that can be: see `AgreementLives.everything`. */
export interface Everything {
  readonly id: string;
  /** Initiator, two parties, and a witness. */
  readonly partners: readonly [Partner, Partner, Partner, Partner];
  readonly commitments: readonly string[];
}

/** Agreements that have been through something, made as units make them, on days of their own. */
export class AgreementLives {
  private constructor(
    readonly world: TestWorld,
    readonly alliance: TestAlliance,
    readonly calendar: Calendar,
  ) {}

  static async open(options: Pick<TestServerOptions, 'log'> = {}): Promise<AgreementLives> {
    const calendar = new Calendar('2027-03-01');
    const world = await TestWorld.open({ ...options, clock: calendar.now });
    return new AgreementLives(world, await world.alliance(), calendar);
  }

  get agreements(): TestAgreements {
    return this.alliance.agreements;
  }

  /** Does what is due on this day. */
  async on(day: string): Promise<void> {
    this.calendar.set(day);
    await this.world.server.running.timedWork.catchUp();
  }

  /**
   * Drafted, opened, signed by one, revised, signed by all and a witness; two commitments reported on, one of them rated
   * by two, and one party gone: in force.
   */
  async everything(name = '北山'): Promise<Everything> {
    const { alliance, agreements } = this;
    const partners = (await alliance.partners(`${name}小学`, `${name}医院`, `${name}书店`, `${name}公证处`)) as [
      Partner,
      Partner,
      Partner,
      Partner,
    ];
    const [school, clinic, shop, witness] = partners;
    const territoryId = await alliance.create('createTerritory', 'territory', {
      level: 'SUBDISTRICT',
      name: `${name}街道`,
    });
    const draft = await agreements.draft(partners.slice(0, 3), {
      title: '共建协议𠮷',
      purpose: '同心共建',
      territoryId,
      startsOn: '2027-03-01',
      endsOn: '2027-12-31',
      body: '第一条 双方同心共建。\n第二条 各尽其责😀。',
      commitments: [
        { unitId: school.unitId, text: '每月开放操场', category: 'CULTURE_SPORTS', dueOn: '2027-06-30' },
        { unitId: clinic.unitId, text: '每季义诊', category: 'HEALTH' },
        { unitId: shop.unitId, text: '捐书一百册', category: 'EDUCATION' },
      ],
    });
    let agreement = await agreements.call(school, 'openAgreementForSignature', { agreementId: draft.id });
    await agreements.sign(school, agreement);
    this.calendar.set('2027-03-02');
    agreement = await agreements.call(school, 'reviseAgreement', {
      agreementId: draft.id,
      body: '第一条 各方同心共建。\n第二条 各尽其责😀。',
      parties: [
        { unitId: school.unitId, role: 'INITIATOR', representative: '张校长' },
        { unitId: clinic.unitId, role: 'PARTY', signingStep: 2 },
        { unitId: shop.unitId, role: 'PARTY', signingStep: 2 },
        { unitId: witness.unitId, role: 'WITNESS' },
      ],
    });
    for (const partner of partners) agreement = await agreements.sign(partner, agreement);
    const { commitments } = (await agreements.ask<{ commitments: { id: string }[] }>(
      school,
      draft.id,
      'commitments { id }',
    )) ?? { commitments: [] };
    const [field, visits] = commitments.map(({ id }) => id);
    this.calendar.set('2027-03-03');
    await alliance.as(school.representative).mutate('updateCommitment', {
      commitmentId: field,
      status: 'FULFILLED',
      evidence: '照片三张',
    });
    await alliance
      .as(clinic.representative)
      .mutate('updateCommitment', { commitmentId: visits, status: 'IN_PROGRESS' });
    await alliance.as(clinic.representative).mutate('rateCommitment', {
      commitmentId: field,
      byUnitId: clinic.unitId,
      rating: 5,
      comment: '很好',
    });
    await alliance
      .as(shop.representative)
      .mutate('rateCommitment', { commitmentId: field, byUnitId: shop.unitId, rating: 4 });
    await agreements.call(shop, 'terminateAgreement', { agreementId: draft.id, unitId: shop.unitId, reason: '歇业' });
    return { id: draft.id, partners, commitments: commitments.map(({ id }) => id) };
  }

  /** An agreement between these in some status, which it came to as agreements do; a day goes by for those that ended. */
  async in(
    status: `${AgreementStatus}`,
    partners: readonly Partner[],
    wanted: DraftWanted = {},
  ): Promise<AgreementShown> {
    const { alliance, agreements, calendar } = this;
    const [one, other] = partners as [Partner, Partner];
    switch (status) {
      case 'DRAFT':
        return agreements.draft(partners, wanted);
      case 'OPEN_FOR_SIGNATURE':
        return agreements.open(partners, wanted);
      case 'SIGNED':
        return agreements.signed(partners, { startsOn: '2099-01-01', ...wanted });
      case 'ACTIVE':
        return agreements.signed(partners, wanted);
      case 'DECLINED': {
        const { id } = await agreements.sign(one, await agreements.open(partners, wanted));
        return agreements.call(other, 'declineAgreement', {
          agreementId: id,
          unitId: other.unitId,
          reason: '条款不合',
        });
      }
      case 'WITHDRAWN': {
        const { id } = await agreements.open(partners, wanted);
        return agreements.call(one, 'withdrawAgreement', { agreementId: id, reason: '另议' });
      }
      case 'TERMINATED': {
        let agreement = await agreements.signed(partners, wanted);
        for (const each of partners.slice(1)) {
          if (agreement.status === 'TERMINATED') break;
          agreement = await agreements.call(each, 'terminateAgreement', {
            agreementId: agreement.id,
            unitId: each.unitId,
            reason: '到此为止',
          });
        }
        return agreement;
      }
      case 'COMPLETED':
      case 'EXPIRED': {
        const { today, tomorrow } = calendar;
        const signed = await agreements.signed(partners, {
          endsOn: today,
          commitments: [{ unitId: one.unitId, text: '每月开放操场', category: 'CULTURE_SPORTS', dueOn: today }],
          ...wanted,
        });
        const told = await agreements.ask<{ commitments: { id: string }[] }>(one, signed.id, 'commitments { id }');
        if (status === 'COMPLETED')
          await alliance.as(one.representative).mutate('updateCommitment', {
            commitmentId: told?.commitments[0]?.id,
            status: 'FULFILLED',
          });
        await this.on(tomorrow);
        return signed;
      }
    }
  }

  /** One in each state that an agreement can be in. */
  async inEveryState(): Promise<ReadonlyMap<string, { readonly id: string; readonly partner: Partner }>> {
    const { alliance, agreements, calendar } = this;
    const partners = (await alliance.partners('东风小学', '东风医院')) as [Partner, Partner];
    const found = new Map<string, AgreementShown>();
    for (const status of Object.values(AgreementStatus)) found.set(status, await this.in(status, partners));
    found.set(
      'a follow-up',
      await agreements.call(partners[0], 'renewAgreement', {
        agreementId: found.get('EXPIRED')?.id,
        startsOn: calendar.today,
        endsOn: '2028-04-30',
      }),
    );
    return new Map([...found].map(([state, { id }]) => [state, { id, partner: partners[0] }]));
  }

  close(): Promise<void> {
    return this.world.close();
  }
}
