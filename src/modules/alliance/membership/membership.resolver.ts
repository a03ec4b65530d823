import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { IdentityRequest } from '../../../platform/identity';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import { MemberUnit } from '../member-unit/member-unit.entity';
import {
  ApplyForMembershipInput,
  EndMembershipInput,
  RecordVisitInput,
  ReinstateMembershipInput,
  ReviewMembershipInput,
  SuspendMembershipInput,
} from './membership.inputs';
import {
  applyForMembership,
  endMembership,
  recordVisit,
  reinstateMembership,
  reviewMembership,
  suspendMembership,
} from './membership.service';

@ObjectType()
abstract class MembershipPayload extends Payload {
  @Field(() => MemberUnit, { nullable: true }) memberUnit!: MemberUnit | null;
}

@ObjectType({ description: 'The application (入会申请).' })
export class ApplyForMembershipPayload extends MembershipPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Shows the application to whoever holds it (回执); handed out once.',
  })
  receipt!: string | null;
}

@ObjectType({ description: 'The unit after the review (审核后的单位).' })
export class ReviewMembershipPayload extends MembershipPayload {}
@ObjectType({ description: 'The unit, no member any more (已退出的单位).' })
export class EndMembershipPayload extends MembershipPayload {}
@ObjectType({ description: 'The unit, suspended (已暂停的单位).' })
export class SuspendMembershipPayload extends MembershipPayload {}
@ObjectType({ description: 'The unit, active again (已恢复的单位).' })
export class ReinstateMembershipPayload extends MembershipPayload {}
@ObjectType({ description: 'The unit that was visited (被走访单位).' })
export class RecordVisitPayload extends MembershipPayload {}

@Resolver()
export class MembershipResolver {
  @Mutation(() => ApplyForMembershipPayload, {
    description: 'Applies for membership (入会申请). Anybody may; rate limited.',
  })
  @Operation({ by: 'anyone', handsOutTokens: true })
  applyForMembership(
    @Arg('input', () => ApplyForMembershipInput) input: ApplyForMembershipInput,
    @Ctx() request: IdentityRequest,
  ): Promise<unknown> {
    return applyForMembership(request, input);
  }

  @Mutation(() => ReviewMembershipPayload, {
    description: 'Admits or declines an applicant (审核入会申请). By the secretariat.',
  })
  @Operation({ by: 'session' })
  reviewMembership(
    @Arg('input', () => ReviewMembershipInput) input: ReviewMembershipInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(reviewMembership, input);
  }

  @Mutation(() => EndMembershipPayload, { description: 'Ends a membership (退出联合会). By the secretariat.' })
  @Operation({ by: 'session' })
  endMembership(
    @Arg('input', () => EndMembershipInput) input: EndMembershipInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(endMembership, input);
  }

  @Mutation(() => SuspendMembershipPayload, {
    description: 'Suspends a membership (暂停成员资格). By the secretariat.',
  })
  @Operation({ by: 'session' })
  suspendMembership(
    @Arg('input', () => SuspendMembershipInput) input: SuspendMembershipInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(suspendMembership, input);
  }

  @Mutation(() => ReinstateMembershipPayload, {
    description: 'Takes a suspension back (恢复成员资格). By the secretariat.',
  })
  @Operation({ by: 'session' })
  reinstateMembership(
    @Arg('input', () => ReinstateMembershipInput) input: ReinstateMembershipInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(reinstateMembership, input);
  }

  @Mutation(() => RecordVisitPayload, { description: 'Records a visit to a unit (走访). By the secretariat.' })
  @Operation({ by: 'session' })
  recordVisit(
    @Arg('input', () => RecordVisitInput) input: RecordVisitInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(recordVisit, input);
  }
}
