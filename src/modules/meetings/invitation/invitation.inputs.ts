import { Field, ID, InputType } from 'type-graphql';
import { IdOf, Optional, Text } from '../../../platform/writes/validation';
import { MeetingInput } from '../meeting/meeting.inputs';

@InputType({ description: "Answers a unit's invitation (答复邀请)." })
export class RespondToInvitationInput extends MeetingInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit that is invited (受邀单位).' })
  unitId!: string;

  @Field(() => Boolean, { description: 'True: it comes; false: it does not (是否参加).' })
  accept!: boolean;

  @Optional()
  @Text({ min: 0, max: 100 })
  @Field(() => String, { nullable: true, description: 'Who comes; absent keeps who was named (参会代表).' })
  representative?: string | null;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'With a refusal: the invited unit that stands in (委托), and has not declined itself.',
  })
  proxyUnitId?: string | null;
}

@InputType({
  description:
    'Checks a unit or a guest in or out (签到): by those who run the meeting, or by the unit itself with the code shown ' +
    'in the room.',
})
export class CheckInInput extends MeetingInput {
  @Optional()
  @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'Exactly one of unitId and guestId is given (签到单位).' })
  unitId?: string | null;

  @Optional()
  @IdOf('guest')
  @Field(() => ID, { nullable: true, description: 'A guest, instead of a unit (列席人员).' })
  guestId?: string | null;

  @Field(() => Boolean, { description: 'True: there; false: gone (是否到会).' })
  present!: boolean;

  @Optional()
  @Text({ max: 20 })
  @Field(() => String, {
    nullable: true,
    description: 'The code shown in the room; those who run the meeting need none (签到码).',
  })
  code?: string | null;
}
