import type { Expert } from '../../alliance/expert/expert.entity';
import { ConsultationStatus, RecommendationStatus } from './consultation.entity';

/** How far a consultation is that is not closed: answered once every recommendation so far has its answer. */
export function statusBy(recommendations: readonly RecommendationStatus[]): ConsultationStatus {
  const isAnswered =
    recommendations.length > 0 && recommendations.every((status) => status !== RecommendationStatus.SUBMITTED);
  return isAnswered ? ConsultationStatus.ANSWERED : ConsultationStatus.OPEN;
}

/** Whether an appointment has begun and lasts on a day of the alliance. */
export function isAppointedOn({ since, until }: Pick<Expert, 'since' | 'until'>, today: string): boolean {
  return since !== null && since <= today && (until === null || until >= today);
}
