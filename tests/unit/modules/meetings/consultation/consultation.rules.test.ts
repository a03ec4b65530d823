import {
  ConsultationStatus,
  RecommendationStatus,
} from '../../../../../src/modules/meetings/consultation/consultation.entity';
import { statusBy } from '../../../../../src/modules/meetings/consultation/consultation.rules';

const { OPEN, ANSWERED } = ConsultationStatus;
const { SUBMITTED, ADOPTED, PARTLY_ADOPTED, DECLINED } = RecommendationStatus;

it('a consultation is answered once every recommendation has its answer, and there is one', () => {
  expect([[], [SUBMITTED], [ADOPTED, SUBMITTED]].map(statusBy)).toEqual([OPEN, OPEN, OPEN]);
  expect([[ADOPTED], [DECLINED, PARTLY_ADOPTED]].map(statusBy)).toEqual([ANSWERED, ANSWERED]);
});
