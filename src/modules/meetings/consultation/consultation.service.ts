import { todayIn } from '../../alliance';
import { findVisible, unlessSecretariat } from '../../alliance/shared/authorisation';
import { Authority } from '../../alliance/shared/authority';
import { notAllowed, notFound, unlessMay } from '../../alliance/shared/refusals';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { followSubject } from '../agenda/agenda-subject.service';
import { lockMeeting, unlessMayDo, wrongStatus } from '../meeting/meeting-lock.service';
import { isOver } from '../meeting/meeting.rules';
import {
  Consultation,
  ConsultationExpert,
  ConsultationStatus,
  Recommendation,
  RecommendationStatus,
} from './consultation.entity';
import type {
  CloseConsultationInput,
  OpenConsultationInput,
  RespondToRecommendationInput,
  SubmitRecommendationInput,
} from './consultation.inputs';
import { emitConsultation } from './consultation-updates.service';
import { expertsAmong, lockConsultationRow } from './consultation.queries';
import { isAppointedOn, statusBy } from './consultation.rules';

/** Puts a question to experts: the secretariat; for a meeting, those who run it. */
export const openConsultation: Service<OpenConsultationInput, { consultation: string }> = async (tx, input) => {
  const allianceId = rowId(input.allianceId);
  const meetingId = input.meetingId ? rowId(input.meetingId) : null;
  const refused =
    meetingId === null
      ? await unlessSecretariat(tx, allianceId, 'allianceId')
      : await unlessRuns(tx, allianceId, meetingId);
  if (refused !== null) return refused;
  if (input.expertIds.length === 0) return refuse('INVALID', 'consultation.needsExperts', 'expertIds');
  const expertIds = input.expertIds.map(rowId);
  const today = await todayIn(tx.manager, allianceId, tx.now);
  const experts = new Map((await expertsAmong(tx.manager, allianceId, expertIds)).map((each) => [each.id, each]));
  for (const [index, id] of expertIds.entries()) {
    const expert = experts.get(id);
    if (expert === undefined) return notFound(place('expertIds', index));
    if (!isAppointedOn(expert, today))
      return refuse('WRONG_STATE', 'consultation.notAppointed', place('expertIds', index));
  }
  const consultation = {
    allianceId,
    id: newId(),
    question: cleaned(input.question),
    background: cleaned(input.background) || null,
    status: ConsultationStatus.OPEN,
    meetingId,
    openedAt: tx.now,
    version: 1,
  };
  await tx.manager.insert(Consultation, consultation);
  await tx.manager.insert(
    ConsultationExpert,
    expertIds.map((expertId) => ({ allianceId, consultationId: consultation.id, expertId })),
  );
  tx.audit({
    allianceId,
    action: 'openConsultation',
    subject: globalId('consultation', consultation.id),
    details: {
      question: consultation.question,
      experts: input.expertIds,
      ...(input.meetingId ? { meeting: input.meetingId } : {}),
    },
  });
  return { consultation: consultation.id };
};

async function unlessRuns(
  tx: WriteTransaction,
  allianceId: string,
  meetingId: string,
): Promise<Refused<'meetingId'> | null> {
  const locked = await lockMeeting(tx, meetingId, 'meetingId');
  if (isRefused(locked)) return locked;
  if (locked.meeting.allianceId !== allianceId) return notFound('meetingId');
  const refused = unlessMayDo(locked, 'runs', 'meetingId');
  return refused ?? (isOver(locked.meeting.status) ? wrongStatus(locked.meeting, 'meetingId') : null);
}

/** Ends a consultation, whatever has been answered. */
export const closeConsultation: Service<CloseConsultationInput, { consultation: string }> = async (tx, input) => {
  const consultation = await lockConsultation(tx, rowId(input.consultationId), 'consultationId');
  if (isRefused(consultation)) return consultation;
  const refused = (await unlessLeads(tx, consultation, 'consultationId')) ?? unlessOpen(consultation, 'consultationId');
  if (refused !== null) return refused;
  await change(tx, consultation, ConsultationStatus.CLOSED, { action: 'closeConsultation' });
  return { consultation: consultation.id };
};

/** Advises, or advises something else while what was advised has no answer: an expert who is asked, in person. */
export const submitRecommendation: Service<SubmitRecommendationInput, { recommendation: string }> = async (
  tx,
  input,
) => {
  const consultation = await lockConsultation(tx, rowId(input.consultationId), 'consultationId');
  if (isRefused(consultation)) return consultation;
  const { allianceId, id: consultationId } = consultation;
  const today = await todayIn(tx.manager, allianceId, tx.now);
  const named = await tx.manager.findBy(ConsultationExpert, { allianceId, consultationId });
  const experts = await expertsAmong(
    tx.manager,
    allianceId,
    named.map(({ expertId }) => expertId),
  );
  const expert = experts.find((each) => each.personId === tx.viewer.personId && isAppointedOn(each, today));
  if (expert === undefined) return notAllowed('consultationId');
  const over = unlessOpen(consultation, 'consultationId');
  if (over !== null) return over;
  const before = await tx.manager.findOneBy(Recommendation, { allianceId, consultationId, expertId: expert.id });
  if (before !== null && before.status !== RecommendationStatus.SUBMITTED)
    return refuse('WRONG_STATE', 'consultation.answered', 'consultationId');
  const text = cleaned(input.text);
  const id = before?.id ?? newId();
  if (before?.text === text) return { recommendation: id };
  if (before === null)
    await tx.manager.insert(Recommendation, {
      ...{ allianceId, id, consultationId, expertId: expert.id, text },
      ...{ status: RecommendationStatus.SUBMITTED, response: null },
    });
  else await tx.manager.update(Recommendation, { allianceId, id }, { text });
  const details = { recommendation: globalId('recommendation', id) };
  await change(tx, consultation, ConsultationStatus.OPEN, { action: 'submitRecommendation', details });
  return { recommendation: id };
};

/** Answers what an expert advises, or changes the answer. */
export const respondToRecommendation: Service<RespondToRecommendationInput, { recommendation: string }> = async (
  tx,
  input,
) => {
  const found = await findVisible(tx, Recommendation, rowId(input.recommendationId));
  if (found === null) return notFound('recommendationId');
  const { allianceId, id } = found;
  const consultation = await lockConsultation(tx, found.consultationId, 'recommendationId');
  if (isRefused(consultation)) return consultation;
  const refused =
    (await unlessLeads(tx, consultation, 'recommendationId')) ?? unlessOpen(consultation, 'recommendationId');
  if (refused !== null) return refused;
  const { status } = input;
  if (status === RecommendationStatus.SUBMITTED) return refuse('INVALID', 'consultation.answerNeeded', 'status');
  await tx.manager.update(Recommendation, { allianceId, id }, { status, response: cleaned(input.response) || null });
  const all = await tx.manager.findBy(Recommendation, { allianceId, consultationId: consultation.id });
  const details = { recommendation: input.recommendationId, status };
  await change(tx, consultation, statusBy(all.map((each) => each.status)), {
    action: 'respondToRecommendation',
    details,
  });
  return { recommendation: id };
};

/** A consultation that the sender sees, locked until the transaction ends, as it is then. */
async function lockConsultation<Field extends string>(
  tx: WriteTransaction,
  id: string,
  path: Field,
): Promise<Consultation | Refused<Field>> {
  await lockConsultationRow(tx.manager, id);
  return (await findVisible(tx, Consultation, id)) ?? notFound(path);
}

/** Refuses whoever neither is of the secretariat nor runs the meeting that the consultation is for. */
async function unlessLeads<Field extends string>(
  tx: WriteTransaction,
  { allianceId, meetingId }: Consultation,
  path: Field,
): Promise<Refused<Field> | null> {
  const locked = meetingId === null ? null : await lockMeeting(tx, meetingId, path);
  // one of its experts may not see the meeting
  if (locked !== null && !isRefused(locked)) return unlessMayDo(locked, 'runs', path);
  return unlessMay(new Authority(tx.viewer), (each) => each.isSecretariat(allianceId), path);
}

function unlessOpen<Field extends string>({ status }: Consultation, path: Field): Refused<Field> | null {
  return status === ConsultationStatus.CLOSED ? refuse('WRONG_STATE', 'consultation.over', path) : null;
}

async function change(
  tx: WriteTransaction,
  { allianceId, id, version }: Consultation,
  status: ConsultationStatus,
  { action, details }: { readonly action: string; readonly details?: Readonly<Record<string, unknown>> },
): Promise<void> {
  await tx.manager.update(Consultation, { allianceId, id }, { status, version: version + 1 });
  tx.audit({
    allianceId,
    action,
    subject: globalId('consultation', id),
    ...(details === undefined ? {} : { details }),
  });
  emitConsultation(tx, { allianceId, id }, 'all');
  await followSubject(tx, allianceId, 'consultation', id);
}
