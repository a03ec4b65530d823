import { globalId } from '../../../src/platform/database/ids';
import type { Somebody } from '../world/caller';
import type { Partner } from '../world/test-alliance';
import { rowId } from '../world/test-world';
import type { Chance } from './chance';
import type { MeetingPeople } from './meeting-life';
import type { RandomLife } from './random-life';

interface Consultation {
  readonly id: string;
  readonly experts: readonly { readonly id: string }[];
  readonly recommendations: readonly { readonly id: string }[];
}

const KINDS = ['REPORT', 'DISCUSSION', 'BREAK'] as const;
const LEVELS = [[1], [1, 2], [1, 2, 3, 1], [1, 1, 2]] as const;
/** An alliance has so many of each before more of what there is goes on. */
const SEVERAL = 6;
const ANY = { anyMeeting: true, meetingId: null };

/** What an alliance's meetings are about, and what their agendas begin with: agreements, consultations and templates that live beside them. */
export class MeetingMatters {
  private readonly initiators = new Map<string, Partner>();
  private made = 0;

  constructor(
    private readonly life: RandomLife,
    private readonly people: MeetingPeople,
  ) {}

  /** What an item of this meeting is about: something that goes on at the moment, or nothing. */
  async subject(chance: Chance, meetingId: string | null): Promise<string | null> {
    if (chance.percent(40)) return null;
    const own = await this.consultations({ anyMeeting: false, meetingId });
    const agreements = [...this.initiators.keys()].slice(-SEVERAL);
    return chance.of(chance.percent(60) ? own : agreements) ?? null;
  }

  async template(chance: Chance): Promise<string | null> {
    return chance.of(await this.rows('template', 'select id from agenda_templates where alliance_id = $1')) ?? null;
  }

  /** Does some one thing with any of them. */
  async act(chance: Chance, meetingIds: readonly string[]): Promise<void> {
    const doing = chance.drawn<() => Promise<unknown>>([
      [3, () => this.stepOfAgreement(chance)],
      [1, () => this.draftAgreement(chance)],
      [1, () => this.openConsultation(chance, meetingIds)],
      [3, () => this.advise(chance)],
      [2, () => this.answer(chance)],
      [0.4, () => this.closeConsultation(chance)],
      [1, () => this.saveTemplate(chance)],
      [0.7, () => this.deleteTemplate(chance)],
    ]);
    await doing();
  }

  private async draftAgreement(chance: Chance): Promise<void> {
    const [initiator, other] = chance.some(this.people.partners.slice(0, -1), 2);
    if (initiator === undefined || other === undefined) return;
    const { agreements } = this.life.alliance;
    const drafted = await this.life.act<{ agreement: { id: string } }>(
      initiator,
      'draftAgreement',
      agreements.input([initiator, other], { title: this.name('协议') }),
      'agreement { id }',
    );
    if (drafted !== null) this.initiators.set(drafted.agreement.id, initiator);
  }

  /** Mostly towards its being signed by all. */
  private async stepOfAgreement(chance: Chance): Promise<void> {
    const id = chance.of([...this.initiators.keys()].slice(-SEVERAL));
    const initiator = this.initiators.get(id ?? '');
    if (id === undefined || initiator === undefined) return this.draftAgreement(chance);
    const { agreements } = this.life.alliance;
    const shown = await agreements.ask<{
      status: string;
      revision: { contentHash: string };
      parties: readonly { unit: { id: string }; signature: unknown }[];
    }>(initiator, id, 'status revision { contentHash } parties { unit { id } signature { signedAt } }');
    const party = chance.of((shown?.parties ?? []).filter(({ signature }) => signature === null));
    const by = this.people.partners.find(({ unitId }) => unitId === party?.unit.id) ?? initiator;
    const sign = { agreementId: id, unitId: by.unitId, contentHash: shown?.revision.contentHash };
    if (shown?.status === 'DRAFT' && chance.percent(75))
      await this.life.act(initiator, 'openAgreementForSignature', { agreementId: id });
    else if (shown?.status === 'OPEN_FOR_SIGNATURE' && chance.percent(80))
      await this.life.act(by, 'signAgreement', sign);
    else
      await chance.one([
        () => this.life.act(initiator, 'reviseAgreement', { agreementId: id, title: this.name('改名协议') }),
        () => this.life.act(initiator, 'withdrawAgreement', { agreementId: id, reason: '暂缓' }),
        () => this.life.act(by, 'declineAgreement', { agreementId: id, unitId: by.unitId, reason: '不宜' }),
        () => this.life.act(by, 'signAgreement', sign),
      ])();
  }

  /** By the secretariat; for a meeting, by those who run it. */
  private async openConsultation(chance: Chance, meetingIds: readonly string[]): Promise<void> {
    const { secretariat, organisers, convenor, experts } = this.people;
    await this.life.act(chance.one([secretariat, secretariat, ...organisers, convenor]), 'openConsultation', {
      allianceId: this.life.alliance.id,
      question: this.name('会商'),
      expertIds: chance.some(experts, 1).map(({ appointment }) => appointment),
      ...(chance.percent(40) ? { meetingId: chance.of(meetingIds) } : {}),
    });
  }

  /** Mostly by an expert who was asked. */
  private async advise(chance: Chance): Promise<void> {
    const consultation = await this.consultation(chance);
    if (consultation === null) return this.openConsultation(chance, []);
    const asked = this.people.experts.filter(({ appointment }) =>
      consultation.experts.some(({ id }) => id === appointment),
    );
    await this.life.act(chance.one(chance.percent(85) ? asked : this.people.experts), 'submitRecommendation', {
      consultationId: consultation.id,
      text: this.name('建议'),
    });
  }

  private async answer(chance: Chance): Promise<void> {
    const recommendationId = chance.of((await this.consultation(chance))?.recommendations ?? [])?.id;
    if (recommendationId === undefined) return this.advise(chance);
    await this.life.act(this.leader(chance), 'respondToRecommendation', {
      recommendationId,
      status: chance.one(['ADOPTED', 'PARTLY_ADOPTED', 'DECLINED']),
      response: chance.maybe(() => this.name('答复')),
    });
  }

  /** One of those that go on, as it stands. */
  private async consultation(chance: Chance): Promise<Consultation | null> {
    const id = chance.of(await this.consultations(ANY));
    if (id === undefined) return null;
    const caller = this.life.alliance.as(this.people.secretariat);
    return caller.node<Consultation>(id, '... on Consultation { id experts { id } recommendations { id } }');
  }

  private async closeConsultation(chance: Chance): Promise<void> {
    const consultationId = chance.of(await this.consultations(ANY));
    if (consultationId !== undefined) await this.life.act(this.leader(chance), 'closeConsultation', { consultationId });
  }

  private async saveTemplate(chance: Chance): Promise<void> {
    const known = await this.rows('template', 'select id from agenda_templates where alliance_id = $1');
    const levels = chance.percent(10) ? [1, 3] : chance.one(LEVELS);
    await this.life.act(this.leader(chance), 'saveAgendaTemplate', {
      allianceId: this.life.alliance.id,
      ...(known.length >= SEVERAL || chance.percent(30) ? { templateId: chance.of(known) } : {}),
      title: this.name('模板'),
      items: levels.map((level) => ({ title: this.name('模板项'), kind: chance.one(KINDS), level })),
    });
  }

  /** Also of one that a series drafts meetings with. */
  private async deleteTemplate(chance: Chance): Promise<void> {
    const templateId = await this.template(chance);
    if (templateId !== null) await this.life.act(this.leader(chance), 'deleteAgendaTemplate', { templateId });
  }

  /** Mostly somebody who may. */
  private leader(chance: Chance): Somebody {
    const { secretariat, organisers, observer } = this.people;
    return chance.percent(5) ? observer : chance.one([secretariat, secretariat, ...organisers]);
  }

  /** The last ones that go on: of no meeting, and of this one, or of any. */
  private consultations(of: { anyMeeting: boolean; meetingId: string | null }): Promise<string[]> {
    return this.rows(
      'consultation',
      `select id
       from consultations
       where alliance_id = $1
         and status <> 'CLOSED'
         and ($2 or meeting_id is null or meeting_id = $3)
       order by opened_at desc
       limit ${SEVERAL}`,
      of.anyMeeting,
      of.meetingId === null ? null : rowId(of.meetingId),
    );
  }

  private async rows(prefix: 'consultation' | 'template', text: string, ...values: unknown[]): Promise<string[]> {
    const { world, id } = this.life.alliance;
    const rows = await world.sql<{ id: string }>(text, [rowId(id), ...values]);
    return rows.map((row) => globalId(prefix, row.id));
  }

  private name(what: string): string {
    this.made += 1;
    return `${what}${this.made}`;
  }
}
