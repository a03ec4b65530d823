import { noRights, UnitRole } from '../../modules/alliance';
import {
  declineAgreement,
  draftAgreement,
  keepTerm,
  openAgreementForSignature,
  rateCommitment,
  renewAgreement,
  reviseAgreement,
  signAgreement,
  terminateAgreement,
  updateCommitment,
  withdrawAgreement,
  type CommitmentInput,
} from '../../modules/agreements';
import { Agreement, AgreementTier } from '../../modules/agreements/agreement/agreement.entity';
import { Commitment, CommitmentStatus } from '../../modules/agreements/commitment/commitment.entity';
import { ListCategory } from '../../modules/agreements/shared/list-category';
import { PartyRole } from '../../modules/agreements/agreement/party.entity';
import { AgreementRevision } from '../../modules/agreements/revision/revision.entity';
import { allianceDay, DEFAULT_TIME_ZONE } from '../../modules/alliance/shared/calendar';
import { MembershipStatus } from '../../modules/alliance/member-unit/member-unit.entity';
import { globalId } from '../../platform/database/ids';
import type { WriteTransaction } from '../../platform/writes/transaction';
import { anonymous } from '../../platform/access/viewer';
import { as, done, type DemoAccount, type DemoWorld } from './acting';

const DAY = 86_400_000;

/** Units whose representatives the demo has accounts for. */
type Partner = Extract<DemoAccount, 'host' | 'unit-1' | 'unit-2'>;

interface DemoAgreement {
  readonly title: string;
  readonly tier?: AgreementTier;
  /** The community it is signed for. */
  readonly community?: string;
  readonly purpose: string;
  readonly body: readonly string[];
  readonly parties: readonly (Partner | readonly [Partner, PartyRole, number])[];
  /** Days from now: when it was drafted, its first and its last day. */
  readonly drafted: number;
  readonly starts?: number;
  readonly ends?: number;
  readonly commitments?: readonly (readonly [Partner, string, ListCategory, number | null])[];
  /** The parties that sign it, in order, one a day. */
  readonly signs?: readonly Partner[];
}

const { SUBDISTRICT, COMMUNITY, GRID } = AgreementTier;
const CLAUSES = [
  '第一条 双方本着组织共建、资源共享、实事共办、和谐共促的原则开展合作。',
  '第二条 双方每季度至少会商一次，通报承诺事项的进展。',
] as const;

/** The demo's agreements, in every status; each is reached by the steps that its parties would take. */
export async function loadAgreements(
  secretariat: WriteTransaction,
  world: DemoWorld,
  units: Readonly<Record<Partner, string>>,
): Promise<void> {
  const acting = new Acting(secretariat, world, units);
  const expired = await acting.make({
    title: '法律服务进社区共建协议',
    purpose: '普法与法律援助',
    drafted: -760,
    starts: -750,
    ends: -386,
    parties: ['host', 'unit-1'],
    body: [...CLAUSES, '第三条 乙方每周三下午派出律师坐诊。'],
    commitments: [['unit-1', '全年坐诊 48 次', ListCategory.LEGAL, -390]],
    signs: ['host', 'unit-1'],
  });
  await acting.keep(expired, -389);
  await acting.keep(expired, -385);
  const completed = await acting.make({
    title: '阅读角共建协议',
    tier: COMMUNITY,
    community: '松溪',
    purpose: '社区阅读',
    drafted: -500,
    starts: -490,
    ends: -130,
    parties: ['host', 'unit-2'],
    body: [...CLAUSES, '第三条 乙方捐赠书架与图书。'],
    commitments: [['unit-2', '捐赠图书 300 册', ListCategory.CULTURE_SPORTS, -140]],
    signs: ['host', 'unit-2'],
  });
  await acting.report(completed, 0, CommitmentStatus.FULFILLED, '已捐赠 312 册，清单存社区', -200);
  await acting.rate(completed, 0, 'host', 5, '超额完成', -190);
  await acting.keep(completed, -129);
  const ended = await acting.make({
    title: '停车资源共享协议',
    purpose: '错时停车',
    drafted: -420,
    ends: 100,
    parties: ['unit-2', 'unit-1'],
    body: CLAUSES,
    signs: ['unit-2', 'unit-1'],
  });
  await done(
    terminateAgreement(acting.at('unit-1', -150), {
      agreementId: ended,
      unitId: acting.unit('unit-1'),
      reason: '校区搬迁，车位不再对外开放',
    }),
  );
  await acting.make({
    title: '供水设施安全共建协议',
    purpose: '排查老旧小区供水管网隐患',
    drafted: -340,
    starts: -330,
    ends: 25,
    parties: ['unit-2', 'host'],
    body: [...CLAUSES, '第三条 乙方每半年免费检测一次二次供水水质。'],
    signs: ['unit-2', 'host'],
    commitments: [['unit-2', '冬季前完成 12 处老旧阀门更换', ListCategory.SAFETY, 5]],
  });
  const elderly = await acting.make({
    title: '社区食堂共建协议',
    tier: COMMUNITY,
    community: '松溪',
    purpose: '让辖区老年居民就近吃上热饭',
    drafted: -200,
    starts: -190,
    ends: 175,
    body: [...CLAUSES, '第三条 甲方提供场地，乙方每周三次配送营养餐。'],
    parties: ['host', 'unit-1'],
    commitments: [
      ['host', '提供一楼场地并完成适老化改造', ListCategory.ELDERLY_CARE, -120],
      ['unit-1', '每周三次配送营养餐', ListCategory.ELDERLY_CARE, 120],
      ['unit-1', '组织师生志愿者送餐上门', ListCategory.PUBLIC_SERVICE, -10],
    ],
    signs: ['host', 'unit-1'],
  });
  await acting.report(elderly, 0, CommitmentStatus.FULFILLED, '场地已于上月启用，验收单编号 2026-07', -125);
  await acting.rate(elderly, 0, 'unit-1', 5, '改造得很好', -110);
  await acting.report(elderly, 1, CommitmentStatus.IN_PROGRESS, '已配送 60 餐次', -30);
  const declined = await acting.make({
    title: '图书馆夜间开放协议',
    purpose: '共享阅读空间',
    drafted: -90,
    parties: ['unit-2', 'unit-1'],
    body: CLAUSES,
    signs: ['unit-2'],
  });
  await done(
    declineAgreement(acting.at('unit-1', -85), {
      agreementId: declined,
      unitId: acting.unit('unit-1'),
      reason: '夜间安保人手不足',
    }),
  );
  await acting.make({
    title: '网格联防联治三方协议',
    tier: GRID,
    community: '梧桐',
    purpose: '平安网格建设',
    drafted: -60,
    starts: -45,
    ends: 320,
    signs: ['unit-1', 'unit-2', 'host'],
    parties: [
      ['unit-1', PartyRole.INITIATOR, 1],
      ['unit-2', PartyRole.PARTY, 2],
      ['host', PartyRole.WITNESS, 1],
    ],
    body: [...CLAUSES, '第三条 双方共同组建巡防志愿队，每周巡防两次。'],
    commitments: [['unit-2', '每周巡防两次', ListCategory.SAFETY, null]],
  });
  const withdrawn = await acting.make({
    title: '共享会议室协议',
    tier: SUBDISTRICT,
    purpose: '场地共享',
    drafted: -50,
    parties: ['host', 'unit-2'],
    body: CLAUSES,
    signs: [],
  });
  await done(withdrawAgreement(acting.at('host', -49), { agreementId: withdrawn, reason: '并入另一协议' }));
  await done(
    renewAgreement(acting.at('host', -20), { agreementId: expired, startsOn: acting.day(10), endsOn: acting.day(375) }),
  );
  await acting.make({
    title: '节水宣传进校园共建协议',
    purpose: '节水教育',
    drafted: -8,
    ends: 365,
    parties: ['unit-2', 'unit-1'],
    body: [...CLAUSES, '第三条 乙方提供报告厅，甲方派出讲师。'],
    signs: ['unit-2'],
  });
  await acting.make({
    title: '暑期托管共建协议',
    tier: COMMUNITY,
    community: '白塔',
    purpose: '为双职工家庭提供暑期托管',
    drafted: -6,
    starts: 30,
    ends: 395,
    parties: ['unit-1', 'unit-2'],
    body: [...CLAUSES, '第三条 甲方提供师资，乙方承担水电费用。'],
    signs: ['unit-1', 'unit-2'],
  });
  const revised = await acting.make(
    {
      title: '口袋公园认养协议',
      tier: COMMUNITY,
      community: '云河',
      purpose: '绿化认养',
      drafted: -3,
      ends: 365,
      parties: ['unit-1', 'host'],
      body: CLAUSES,
      signs: [],
    },
    false,
  );
  await done(
    reviseAgreement(acting.at('unit-1', -2), {
      agreementId: revised,
      body: [...CLAUSES, '第三条 认养期内由乙方负责补植。'].join('\n'),
    }),
  );
}

/** Acts for the demo's people on any day. */
class Acting {
  constructor(
    private readonly secretariat: WriteTransaction,
    private readonly world: DemoWorld,
    private readonly units: Readonly<Record<Partner, string>>,
  ) {}

  unit(partner: Partner): string {
    return globalId('unit', this.units[partner]);
  }

  moment(days: number): Date {
    return new Date(this.secretariat.now.getTime() + days * DAY);
  }

  day(days: number): string {
    return allianceDay(this.moment(days), DEFAULT_TIME_ZONE);
  }

  /** As a unit's representative, so many days from now. */
  at(partner: Partner, days: number): WriteTransaction {
    const { allianceId, people } = this.world;
    const right = {
      allianceId,
      unitId: this.units[partner],
      role: UnitRole.REPRESENTATIVE,
      status: MembershipStatus.ACTIVE,
    };
    return as(this.secretariat, { ...noRights, personId: people[partner], units: [right] }, this.moment(days));
  }

  /** Drafts, opens and signs an agreement; answers its id. */
  async make(wanted: DemoAgreement, open = true): Promise<string> {
    const { title, tier = SUBDISTRICT, community, purpose, body, drafted, starts, ends, signs = [] } = wanted;
    const parties = wanted.parties.map((party, index) => {
      const [partner, role, signingStep] =
        typeof party === 'string' ? ([party, index === 0 ? PartyRole.INITIATOR : PartyRole.PARTY, 1] as const) : party;
      return { unitId: this.unit(partner), role, signingStep, representative: null };
    });
    const [first] = wanted.parties;
    const initiator = typeof first === 'string' ? first : (first?.[0] ?? 'host');
    const commitments = (wanted.commitments ?? []).map(([partner, text, category, due]): CommitmentInput => ({
      unitId: this.unit(partner),
      text,
      category,
      dueOn: due === null ? null : this.day(due),
    }));
    const { agreement } = await done(
      draftAgreement(this.at(initiator, drafted), {
        allianceId: globalId('alliance', this.world.allianceId),
        title,
        tier,
        purpose,
        body: body.join('\n'),
        parties,
        commitments,
        territoryId:
          community === undefined ? null : globalId('territory', this.world.communities.get(community) ?? ''),
        startsOn: starts === undefined ? null : this.day(starts),
        endsOn: ends === undefined ? null : this.day(ends),
      }),
    );
    const agreementId = globalId('agreement', agreement);
    if (!open) return agreementId;
    await done(openAgreementForSignature(this.at(initiator, drafted + 1), { agreementId }));
    for (const [index, partner] of signs.entries()) {
      await done(
        signAgreement(this.at(partner, drafted + 1 + index), {
          agreementId,
          unitId: this.unit(partner),
          contentHash: await this.hashOf(agreement),
        }),
      );
    }
    if (starts !== undefined && starts <= 0) await this.keep(agreementId, starts);
    return agreementId;
  }

  /** Does what was due for the agreement on that day. */
  async keep(agreementId: string, days: number): Promise<void> {
    const unattended = Object.assign(Object.create(this.secretariat) as WriteTransaction, {
      viewer: anonymous,
      now: this.moment(days),
    });
    await keepTerm(unattended, { id: agreementId.slice(agreementId.lastIndexOf('_') + 1) });
  }

  async report(
    agreementId: string,
    place: number,
    status: CommitmentStatus,
    evidence: string,
    days: number,
  ): Promise<void> {
    const { id, partner } = await this.commitment(agreementId, place);
    await done(updateCommitment(this.at(partner, days), { commitmentId: id, status, evidence }));
  }

  async rate(
    agreementId: string,
    place: number,
    by: Partner,
    rating: number,
    comment: string,
    days: number,
  ): Promise<void> {
    const { id } = await this.commitment(agreementId, place);
    await done(rateCommitment(this.at(by, days), { commitmentId: id, byUnitId: this.unit(by), rating, comment }));
  }

  private async commitment(agreementId: string, position: number): Promise<{ id: string; partner: Partner }> {
    const found = await this.secretariat.manager.findOneOrFail(Commitment, {
      where: { agreementId: agreementId.slice(agreementId.lastIndexOf('_') + 1), position },
      relations: { party: true },
    });
    const partner = (Object.keys(this.units) as Partner[]).find((each) => this.units[each] === found.party.unitId);
    if (partner === undefined) throw new Error('a commitment of the demo has no party with an account');
    return { id: globalId('commitment', found.id), partner };
  }

  private async hashOf(id: string): Promise<string> {
    const { allianceId, revisionId } = await this.secretariat.manager.findOneByOrFail(Agreement, { id });
    return (await this.secretariat.manager.findOneByOrFail(AgreementRevision, { allianceId, id: revisionId }))
      .contentHash;
  }
}
