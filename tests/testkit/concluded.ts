import { Pact, type AgreementShown, type Partner } from './pact';
import { Stage } from './stage';

/** The clock that the server goes by; beside it, sessions keep to the real one. */
export class Calendar {
  private at: Date;

  constructor(day: string) {
    this.at = new Date(`${day}T09:00:00+08:00`);
  }

  now = (): Date => new Date(this.at);

  set(day: string): void {
    this.at = new Date(`${day}T09:00:00+08:00`);
  }
}

/** An agreement with everything in it that can be: see `Concluded.everything`. */
export interface Everything {
  readonly id: string;
  /** Initiator, two parties, and a witness. */
  readonly partners: readonly [Partner, Partner, Partner, Partner];
  readonly commitments: readonly string[];
}

/** Agreements that have been through something, made as units make them. */
export class Concluded {
  private constructor(readonly stage: Stage, readonly pact: Pact, readonly calendar: Calendar) {}

  static async open(): Promise<Concluded> {
    const calendar = new Calendar('2027-03-01');
    const stage = await Stage.open({}, calendar.now);
    return new Concluded(stage, new Pact(stage.hall), calendar);
  }

  /** Does what is due on this day. */
  async on(day: string): Promise<void> {
    this.calendar.set(day);
    await this.stage.server.running.timedWork.catchUp();
  }

  /**
   * Drafted, opened, signed by one, revised, signed by all and a witness; two commitments reported on, one of them rated
   * by two, and one party gone: in force.
   */
  async everything(name = '北山'): Promise<Everything> {
    const { pact, stage: { hall } } = this;
    const partners = await pact.partners(`${name}小学`, `${name}医院`, `${name}书店`, `${name}公证处`) as [Partner, Partner, Partner, Partner];
    const [school, clinic, shop, witness] = partners;
    const { territory } = await hall.call<{ territory: { id: string } }>(hall.secretariat, 'createTerritory', {
      allianceId: hall.allianceId, level: 'SUBDISTRICT', name: `${name}街道`,
    }, 'territory { id }');
    const draft = await pact.draft(partners.slice(0, 3), {
      title: '共建协议𠮷', purpose: '同心共建', territoryId: territory.id, startsOn: '2027-03-01', endsOn: '2027-12-31',
      body: '第一条 双方同心共建。\n第二条 各尽其责😀。',
      commitments: [
        { unitId: school.unitId, text: '每月开放操场', category: 'CULTURE_SPORTS', dueOn: '2027-06-30' },
        { unitId: clinic.unitId, text: '每季义诊', category: 'HEALTH' },
        { unitId: shop.unitId, text: '捐书一百册', category: 'EDUCATION' },
      ],
    });
    let agreement = await pact.call(school, 'openAgreementForSignature', { agreementId: draft.id });
    await pact.sign(school, agreement);
    this.calendar.set('2027-03-02');
    agreement = await pact.call(school, 'reviseAgreement', {
      agreementId: draft.id, body: '第一条 各方同心共建。\n第二条 各尽其责😀。',
      parties: [
        { unitId: school.unitId, role: 'INITIATOR', representative: '张校长' }, { unitId: clinic.unitId, role: 'PARTY', signingStep: 2 },
        { unitId: shop.unitId, role: 'PARTY', signingStep: 2 }, { unitId: witness.unitId, role: 'WITNESS' },
      ],
    });
    for (const partner of partners) agreement = await pact.sign(partner, agreement);
    const { commitments } = await pact.ask<{ commitments: { id: string }[] }>(school, draft.id, 'commitments { id }') ?? { commitments: [] };
    const [field, visits] = commitments.map(({ id }) => id);
    this.calendar.set('2027-03-03');
    await hall.call(school.representative, 'updateCommitment', { commitmentId: field, status: 'FULFILLED', evidence: '照片三张' });
    await hall.call(clinic.representative, 'updateCommitment', { commitmentId: visits, status: 'IN_PROGRESS' });
    await hall.call(clinic.representative, 'rateCommitment', { commitmentId: field, byUnitId: clinic.unitId, rating: 5, comment: '很好' });
    await hall.call(shop.representative, 'rateCommitment', { commitmentId: field, byUnitId: shop.unitId, rating: 4 });
    await pact.call(shop, 'terminateAgreement', { agreementId: draft.id, unitId: shop.unitId, reason: '歇业' });
    return { id: draft.id, partners, commitments: commitments.map(({ id }) => id) };
  }

  /** One in each state that an agreement can be in. */
  async inEveryState(): Promise<ReadonlyMap<string, { readonly id: string; readonly partner: Partner }>> {
    const { pact } = this;
    const [one, other] = await pact.partners('东风小学', '东风医院') as [Partner, Partner];
    const both = [one, other];
    const found = new Map<string, AgreementShown>([
      ['DRAFT', await pact.draft(both)],
      ['OPEN_FOR_SIGNATURE', await pact.open(both)],
      ['SIGNED', await pact.signed(both, { startsOn: '2029-01-01' })],
      ['ACTIVE', await pact.signed(both)],
    ]);
    const declined = await pact.open(both);
    await pact.sign(one, declined);
    found.set('DECLINED', await pact.call(other, 'declineAgreement', { agreementId: declined.id, unitId: other.unitId, reason: '条款不合' }));
    const withdrawn = await pact.open(both);
    found.set('WITHDRAWN', await pact.call(one, 'withdrawAgreement', { agreementId: withdrawn.id, reason: '另议' }));
    const left = await pact.signed(both);
    found.set('TERMINATED', await pact.call(other, 'terminateAgreement', { agreementId: left.id, unitId: other.unitId, reason: '到此为止' }));
    const commitments = [{ unitId: one.unitId, text: '每月开放操场', category: 'CULTURE_SPORTS', dueOn: '2027-04-01' }];
    const kept = await pact.signed(both, { endsOn: '2027-04-30', commitments: commitments.map(({ dueOn: _, ...each }) => each) });
    const told = await pact.ask<{ commitments: { id: string }[] }>(one, kept.id, 'commitments { id }');
    await this.stage.hall.call(one.representative, 'updateCommitment', { commitmentId: told?.commitments[0]?.id, status: 'FULFILLED' });
    found.set('COMPLETED', kept);
    found.set('EXPIRED', await pact.signed(both, { endsOn: '2027-04-30', commitments }));
    await this.on('2027-04-02');
    await this.on('2027-05-01');
    const renewal = await pact.call(one, 'renewAgreement', { agreementId: found.get('EXPIRED')?.id, startsOn: '2027-05-01', endsOn: '2028-04-30' });
    found.set('a follow-up', renewal);
    return new Map([...found].map(([state, { id }]) => [state, { id, partner: one }]));
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}
