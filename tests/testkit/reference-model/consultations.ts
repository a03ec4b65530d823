import { anyone, seenBy, type ModuleModel, type Sees } from './model';
import { below, column, latest, pageOf, paired, to } from './reads';
import { visible as meetingVisible } from './meetings';

/* consultation, recommendations | – | all; of a meeting's: those who see the meeting | its experts */

const consultation: Sees = (who, row, rows) => {
  if (!who.isMember(row['alliance_id'])) return false;
  const meeting = row['meeting_id'] === null ? null : rows.byId('joint_meetings', row['meeting_id']);
  const isAsked = rows
    .where('consultation_experts', { consultation_id: row['id'] })
    .some((named) => who.is(rows.byId('experts', named['expert_id'])?.['person_id']));
  return meeting === null || isAsked || meetingVisible(who, meeting, rows);
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
        version: column('version'),
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
