import { AllianceRole, appointExpert, noRights } from '../../modules/alliance';
import {
  openConsultation,
  respondToRecommendation,
  scheduleSeries,
  submitRecommendation,
  updateAgendaItem,
} from '../../modules/meetings';
import { RecommendationStatus } from '../../modules/meetings/consultation/consultation.entity';
import { MeetingKind, Visibility } from '../../modules/meetings/meeting/meeting.entity';
import { globalId } from '../../platform/database/ids';
import type { WriteTransaction } from '../../platform/writes/transaction';
import { as, done, type DemoWorld } from './acting';

const DAY_MS = 86_400_000;

/** A question that an expert has advised on, which is on the agenda of the meeting in session; and one that still waits. */
export async function loadConsultations(secretariat: WriteTransaction, world: DemoWorld): Promise<void> {
  const allianceId = globalId('alliance', world.allianceId);
  const { expert } = await done(
    appointExpert(secretariat, {
      allianceId,
      personId: globalId('person', world.people.expert),
      title: '市职业技术学院教授',
      fields: ['养老服务', '社区治理'],
    }),
  );
  const expertIds = [globalId('expert', expert)];
  const { consultation } = await done(
    openConsultation(secretariat, {
      allianceId,
      question: '社区食堂如何兼顾老年人需求与可持续运营？',
      background: '三个社区已建成食堂，其中两个亏损运营。',
      expertIds,
    }),
  );
  const consultationId = globalId('consultation', consultation);
  const advising = as(secretariat, {
    ...noRights,
    personId: world.people.expert,
    roles: [{ allianceId: world.allianceId, role: AllianceRole.EXPERT, scopeId: null }],
  });
  const { recommendation } = await done(
    submitRecommendation(advising, { consultationId, text: '由三个社区食堂统一采购，并向周边单位职工开放午餐。' }),
  );
  await done(
    respondToRecommendation(secretariat, {
      recommendationId: globalId('recommendation', recommendation),
      status: RecommendationStatus.PARTLY_ADOPTED,
      response: '先行统一采购；向单位开放待场地评估后决定。',
    }),
  );
  await done(
    openConsultation(secretariat, { allianceId, question: '老旧小区加装电梯的协商程序应如何设置？', expertIds }),
  );
  const [item] = await secretariat.manager.query<{ id: string }[]>(
    `select id from agenda_items where alliance_id = $1 and title = '养老服务专题建议'`,
    [world.allianceId],
  );
  if (item === undefined) throw new Error('the demo has no item for the consultation');
  await done(
    updateAgendaItem(secretariat, {
      itemId: globalId('item', item.id),
      subjectId: globalId('consultation', consultation),
    }),
  );
}

/** A quarterly exchange of a sector group, the first of which is drafted already. */
export async function loadSeries(secretariat: WriteTransaction, world: DemoWorld): Promise<void> {
  await done(
    scheduleSeries(secretariat, {
      allianceId: globalId('alliance', world.allianceId),
      scopeId: globalId('sector', world.sectors.get('民生服务') ?? ''),
      kind: MeetingKind.SECTOR_EXCHANGE,
      title: '民生服务界别季度交流会',
      firstStartsAt: new Date(secretariat.now.getTime() + 45 * DAY_MS),
      minutes: 90,
      recurrence: 'FREQ=WEEKLY;INTERVAL=13',
      visibility: Visibility.MEMBERS,
    }),
  );
}
