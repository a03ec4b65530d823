import { declareAccess, extendAccess } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and, or, raw, sql, type Sql } from '../../../platform/database/sql';
import { ThinkTank } from '../../alliance/expert/expert.entity';
import { byMembers, memberOf, person } from '../../alliance/shared/rights';
import { AgendaItem } from '../agenda/agenda.entity';
import { seesMeetingWithId } from '../meeting/meeting.access';
import { DRAFT_AUDIENCE } from '../meeting/meeting.rules';
import { ConsultationItem } from './consultation-item.entity';
import { Consultation, Recommendation } from './consultation.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    consultation: Consultation;
    recommendation: Recommendation;
  }
}

/* Who sees what of consultations: members, and of a meeting's those who see that, and its experts (docs/visibility.md). */

const DRAFT = raw(String(DRAFT_AUDIENCE));

type Held = Pick<Row<Consultation>, 'allianceId' | 'id' | 'meetingId'>;

/** Whether the viewer is one of those who are asked. */
export const isAsked = (allianceId: Sql, id: Sql): Sql => sql`coalesce((
  select true
  from consultation_experts named
  join experts expert on expert.alliance_id = named.alliance_id and expert.id = named.expert_id
  where named.alliance_id = ${allianceId}
    and named.consultation_id = ${id}
    and expert.person_id = ${person}
  limit 1
), false)`;

const seesConsultation = (consultation: Held): Sql =>
  and(
    sql`${consultation.allianceId} = any(${memberOf})`,
    or(
      sql`${consultation.meetingId} is null`,
      isAsked(consultation.allianceId, consultation.id),
      seesMeetingWithId(consultation.allianceId, consultation.meetingId),
    ),
  );

/** The same of a consultation that something may be about, by its id. */
export const seesConsultationWithId = (allianceId: Sql, id: Sql): Sql => sql`coalesce((
  select ${seesConsultation({ allianceId: raw('asked.alliance_id'), id: raw('asked.id'), meetingId: raw('asked.meeting_id') })}
  from consultations asked
  where asked.alliance_id = ${allianceId}
    and asked.id = ${id}
), false)`;

declareAccess<Consultation>(Consultation, {
  id: 'consultation',
  row: seesConsultation,
  open: ['id', 'question', 'background', 'status', 'experts', 'recommendations', 'meeting', 'agendaItems', 'version'],
});

declareAccess<Recommendation>(Recommendation, {
  id: 'recommendation',
  within: 'consultation',
  row: ({ $within }) => seesConsultation($within as unknown as Row<Consultation>),
  open: ['id', 'expert', 'text', 'status', 'response'],
});

/** Of a meeting that was announced: whoever sees the item, and the experts who are asked, whatever the meeting's visibility. */
declareAccess<AgendaItem>(ConsultationItem, {
  source: () => AgendaItem,
  row: (item) =>
    or(
      sql`${item.audience} <= ${item.$within.$local['accessLevel'] as Sql}`,
      and(
        sql`${item.$within['audience'] as Sql} < ${DRAFT}`,
        byMembers(item),
        isAsked(item.allianceId, item.consultationId),
      ),
    ),
  open: ['item', 'title', 'description', 'kind', 'state', 'presenter', 'plannedMinutes', 'startedAt', 'elapsedSeconds'],
});

extendAccess(ThinkTank, { open: ['consultations'] });
