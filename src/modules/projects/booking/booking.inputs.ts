import { Field, ID, InputType } from 'type-graphql';
import { DateTime } from '../../../platform/reads/scalars';
import { IdOf, Optional } from '../../../platform/writes/validation';
import { Name } from '../../alliance/shared/input-rules';
import { BookingStatus } from './booking.entity';
import { FURTHEST_DAYS, LONGEST_DAYS } from './booking.rules';

@InputType({ description: 'A resource is asked for, for a time (申请预约).' })
export class RequestBookingInput {
  @IdOf('resource')
  @Field(() => ID, { description: 'What is booked (资源).' })
  resourceId!: string;

  @Field(() => DateTime, { description: 'From this moment (开始时间), not in the past.' })
  from!: Date;

  @Field(() => DateTime, {
    description: `Until this moment, excluded (结束时间): at most ${LONGEST_DAYS} days later, and ${FURTHEST_DAYS} days from now.`,
  })
  until!: Date;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'For which unit (预约单位); absent for a resident, which the keeping unit books for them.',
  })
  unitId?: string | null;

  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'Who comes for it (借用人); needed for a resident.' })
  borrower?: string | null;

  @Optional()
  @IdOf('project')
  @Field(() => ID, { nullable: true, description: 'The joint project that it is for, which is not over (共建项目).' })
  projectId?: string | null;
}

@InputType({ description: 'A step of a booking (预约状态).' })
export class SetBookingStatusInput {
  @IdOf('booking')
  @Field(() => ID, { description: 'The booking (预约).' })
  bookingId!: string;

  @Field(() => BookingStatus, { description: 'What it is to be (状态).' })
  status!: BookingStatus;
}
