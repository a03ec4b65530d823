import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Consultation, Recommendation } from './consultation.entity';
import {
  CloseConsultationInput,
  OpenConsultationInput,
  RespondToRecommendationInput,
  SubmitRecommendationInput,
} from './consultation.inputs';
import {
  closeConsultation,
  openConsultation,
  respondToRecommendation,
  submitRecommendation,
} from './consultation.service';

declareMutations({
  openConsultation: mutation(openConsultation, {
    input: OpenConsultationInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Puts a question to experts of the think tank (发起专题会商): the secretariat; for a meeting, those who run it.',
    payload: { consultation: () => Consultation },
  }),
  closeConsultation: mutation(closeConsultation, {
    input: CloseConsultationInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Ends a consultation (结束会商): the secretariat; for a meeting, those who run it.',
    payload: { consultation: () => Consultation },
  }),
  submitRecommendation: mutation(submitRecommendation, {
    input: SubmitRecommendationInput,
    by: 'session',
    who: ['expert'],
    description: 'Advises on a question (提交建议): an expert who is asked, whose appointment lasts.',
    payload: { recommendation: () => Recommendation },
  }),
  respondToRecommendation: mutation(respondToRecommendation, {
    input: RespondToRecommendationInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Answers what an expert advises (答复建议), or changes the answer until the consultation is closed: the secretariat; for a ' +
      'meeting, those who run it.',
    payload: { recommendation: () => Recommendation },
  }),
});
