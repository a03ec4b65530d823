import { declareAccess, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { and, or, sql } from '../../../platform/database/sql';
import { ThinkTank } from '../../alliance/expert/expert.entity';
import { byMembers, person } from '../../alliance/shared/rights';
import { seesMeetingWithId } from '../meeting/meeting.access';
import { Consultation, Recommendation } from './consultation.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    consultation: Consultation;
    recommendation: Recommendation;
  }
}

/* Who sees what of consultations: members, and of a meeting's those who see that, and its experts (docs/visibility.md). */

const seesConsultation: Rule<Consultation> = (consultation) =>
  and(
    byMembers(consultation),
    or(
      sql`${consultation.meetingId} is null`,
      sql`coalesce((
        select true
        from consultation_experts named
        join experts expert on expert.alliance_id = named.alliance_id and expert.id = named.expert_id
        where named.alliance_id = ${consultation.allianceId}
          and named.consultation_id = ${consultation.id}
          and expert.person_id = ${person}
        limit 1
      ), false)`,
      seesMeetingWithId(consultation.allianceId, consultation.meetingId),
    ),
  );

declareAccess<Consultation>(Consultation, {
  id: 'consultation',
  row: seesConsultation,
  open: ['id', 'question', 'background', 'status', 'experts', 'recommendations', 'meeting', 'version'],
});

declareAccess<Recommendation>(Recommendation, {
  id: 'recommendation',
  within: 'consultation',
  row: ({ $within }) => seesConsultation($within as unknown as Row<Consultation>),
  open: ['id', 'expert', 'text', 'status', 'response'],
});

extendAccess(ThinkTank, { open: ['consultations'] });
