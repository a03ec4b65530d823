import { Field, ID, InputType } from 'type-graphql';
import { AtMost, Distinct, IdOf, Optional, Text } from '../../../platform/writes/validation';
import { MeetingInput, MOST_UNITS } from '../meeting/meeting.inputs';

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
    description:
      'With a refusal: the invited unit that stands in (委托): it has not declined itself, and stands in for one other at most.',
  })
  proxyUnitId?: string | null;
}

@InputType({
  description:
    'Checks units or a guest in or out (签到): by those who run the meeting, or by the unit itself with the code shown ' +
    'in the room. A unit that arrives after all takes its proxy back.',
})
export class CheckInInput extends MeetingInput {
  @Optional()
  @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'Exactly one of unitId, unitIds and guestId is given (签到单位).' })
  unitId?: string | null;

  @Optional()
  @AtMost(MOST_UNITS)
  @Distinct()
  @IdOf('unit', { each: true })
  @Field(() => [ID], { nullable: true, description: 'Several units at once, all of them or none (批量签到).' })
  unitIds?: string[] | null;

  @Optional()
  @IdOf('guest')
  @Field(() => ID, { nullable: true, description: 'A guest, instead of a unit (列席人员).' })
  guestId?: string | null;

  @Field(() => Boolean, { description: 'True: there; false: gone (是否到会).' })
  present!: boolean;

  @Optional()
  @Text({ min: 0, max: 100 })
  @Field(() => String, {
    nullable: true,
    description: 'With unitId: who has come for it; absent keeps who was named (参会代表).',
  })
  representative?: string | null;

  @Optional()
  @Text({ max: 20 })
  @Field(() => String, {
    nullable: true,
    description: 'The code shown in the room; those who run the meeting need none (签到码).',
  })
  code?: string | null;
}
