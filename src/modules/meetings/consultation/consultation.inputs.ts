import { Field, ID, InputType } from 'type-graphql';
import { AtMost, Distinct, IdOf, Optional, Text } from '../../../platform/writes/validation';
import { Name } from '../../alliance/shared/input-rules';
import { RecommendationStatus } from './consultation.entity';

export const MOST_EXPERTS = 50;
const MOST_CHARACTERS = 10_000;

@InputType({ description: 'Puts a question to experts (发起专题会商).' })
export class OpenConsultationInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Name(500) @Field(() => String, { description: 'What is asked (议题).' }) question!: string;
  @Optional()
  @Text({ min: 0, max: MOST_CHARACTERS })
  @Field(() => String, { nullable: true, description: 'What to know beforehand (背景).' })
  background?: string | null;
  @AtMost(MOST_EXPERTS)
  @Distinct()
  @IdOf('expert', { each: true })
  @Field(() => [ID], { description: 'Those who are asked, whose appointments last: at least one (受邀专家).' })
  expertIds!: string[];
  @Optional()
  @IdOf('meeting')
  @Field(() => ID, { nullable: true, description: 'The meeting that it is for, which is not over (会议).' })
  meetingId?: string | null;
}

@InputType({ description: 'Ends a consultation (结束会商).' })
export class CloseConsultationInput {
  @IdOf('consultation') @Field(() => ID, { description: 'The consultation (会商).' }) consultationId!: string;
}

@InputType({ description: 'What the sender, as an expert, advises (提交建议).' })
export class SubmitRecommendationInput {
  @IdOf('consultation') @Field(() => ID, { description: 'The consultation (会商).' }) consultationId!: string;
  @Text({ max: MOST_CHARACTERS })
  @Field(() => String, {
    description: 'What is advised; in the place of what the sender advised before, if that has no answer (建议内容).',
  })
  text!: string;
}

@InputType({ description: 'Answers what an expert advises (答复建议).' })
export class RespondToRecommendationInput {
  @IdOf('recommendation') @Field(() => ID, { description: 'The recommendation (建议).' }) recommendationId!: string;
  @Field(() => RecommendationStatus, { description: 'What becomes of it; not SUBMITTED (采纳情况).' })
  status!: RecommendationStatus;
  @Optional()
  @Text({ min: 0, max: MOST_CHARACTERS })
  @Field(() => String, { nullable: true, description: 'What is answered (答复).' })
  response?: string | null;
}
