import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import type { Alliance } from '../../alliance/alliance/alliance.entity';
import { Expert, ThinkTank } from '../../alliance/expert/expert.entity';
import { Consultation, Recommendation } from './consultation.entity';
import { AgendaItem } from '../agenda/agenda.entity';
import { ConsultationItem } from './consultation-item.entity';
import { MOST_EXPERTS } from './consultation.inputs';

declareFields(Consultation, (field) => ({
  experts: field.many(() => Expert, {
    most: MOST_EXPERTS,
    estimatedCount: 5,
    description: 'Those who are asked (受邀专家).',
    on: (expert, consultation) => sql`${expert.allianceId} = ${consultation.allianceId} and ${expert.id} in (
      select named.expert_id
      from consultation_experts named
      where named.alliance_id = ${consultation.allianceId}
        and named.consultation_id = ${consultation.id}
    )`,
  }),
  recommendations: field.many(() => Recommendation, {
    by: 'consultation',
    most: MOST_EXPERTS,
    estimatedCount: 5,
    description: 'What they advise, one each (专家建议).',
  }),
  agendaItems: field.many(() => ConsultationItem, {
    by: 'consultation',
    estimatedCount: 1,
    description:
      'The agenda items that are about it, of announced meetings, as far as the viewer sees them (相关议程项); those who are asked see them also in a CLOSED meeting.',
  }),
}));

declareFields<AgendaItem>(ConsultationItem, (field) => ({
  item: field.one(() => AgendaItem, {
    nullable: true,
    on: (item, own) => sql`${item.allianceId} = ${own.allianceId} and ${item.id} = ${own.id}`,
    description: 'The item in its meeting, if the viewer sees it there (会议议程项).',
  }),
}));

declareFields<Alliance>(ThinkTank, (field) => ({
  consultations: field.connection(() => Consultation, {
    by: 'alliance',
    description: 'What it is and was asked, newest first (专题会商); for members.',
    order: {
      tag: 'asked',
      expression: (consultation) => consultation.openedAt,
      type: 'timestamptz',
      direction: 'desc',
    },
  }),
}));
