import { anyone, seenBy, type ModuleModel, type Sees } from './model';
import { below, column, latest, pageOf, paired, time, to } from './reads';
import { item, visible as meetingVisible } from './meetings';
import type { Rows } from './rows';
import type { Viewer } from './viewer';

/* consultation, recommendations | – | all; of a meeting's: those who see the meeting | its experts */

const isAsked = (who: Viewer, consultationId: unknown, rows: Rows): boolean =>
  rows
    .where('consultation_experts', { consultation_id: consultationId })
    .some((named) => who.is(rows.byId('experts', named['expert_id'])?.['person_id']));

/** agenda item | an expert of a consultation sees its item, not the rest of a CLOSED meeting; of a draft nothing */
const itemAboutIt: Sees = (who, row, rows) => {
  const { audience } = rows.byId('joint_meetings', row['meeting_id']) ?? {};
  const isAnnounced = Number(audience) < 4;
  return (
    item(who, row, rows) ||
    (isAnnounced && who.isMember(row['alliance_id']) && isAsked(who, row['consultation_id'], rows))
  );
};

const consultation: Sees = (who, row, rows) => {
  if (!who.isMember(row['alliance_id'])) return false;
  const meeting = row['meeting_id'] === null ? null : rows.byId('joint_meetings', row['meeting_id']);
  return meeting === null || isAsked(who, row['id'], rows) || meetingVisible(who, meeting, rows);
};

export const consultations: ModuleModel = {
  types: {
    Consultation: {
      table: 'consultations',
      prefix: 'consultation',
      object: consultation,
      fields: seenBy(anyone, {
        question: column('question'),
        background: column('background'),
        status: column('status'),
        experts: paired('Expert', 'experts', 'consultation_experts', 'consultation_id', 'expert_id'),
        recommendations: below('Recommendation', 'recommendations', 'consultation_id'),
        meeting: to('JointMeeting', 'joint_meetings', 'meeting_id'),
        agendaItems: below('ConsultationItem', 'agenda_items', 'consultation_id'),
        version: column('version'),
      }),
    },
    ConsultationItem: {
      table: 'agenda_items',
      object: itemAboutIt,
      fields: seenBy(anyone, {
        item: (row, look) => look.own('AgendaItem', row),
        title: column('title'),
        description: column('description'),
        kind: column('kind'),
        state: column('state'),
        presenter: column('presenter'),
        plannedMinutes: column('planned_minutes'),
        startedAt: time('started_at'),
        elapsedSeconds: column('elapsed_seconds'),
      }),
    },
    Recommendation: {
      table: 'recommendations',
      prefix: 'recommendation',
      object: (who, row, rows) => consultation(who, rows.byId('consultations', row['consultation_id']) ?? {}, rows),
      fields: seenBy(anyone, {
        expert: to('Expert', 'experts', 'expert_id'),
        text: column('text'),
        status: column('status'),
        response: column('response'),
      }),
    },
  },
  extensions: {
    ThinkTank: {
      fields: seenBy(anyone, {
        consultations: pageOf('Consultation', 'consultations', 'alliance_id', latest('opened_at')),
      }),
    },
  },
};
