import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import { Expert } from '../expert/expert.entity';
import { appointExpert } from '../expert/expert.service';
import { GoverningDocument } from '../governing-document/governing-document.entity';
import { acknowledgeDocument, publishGoverningDocument } from '../governing-document/governing-document.service';
import { MemberReport } from '../member-report/member-report.entity';
import { reportMember, reviewMemberReport } from '../member-report/member-report.service';
import {
  AcknowledgeDocumentInput,
  AppointExpertInput,
  AppointPostInput,
  CreateTerritoryBodyInput,
  CreateVolunteerTeamInput,
  EndPostInput,
  PublishGoverningDocumentInput,
  ReportMemberInput,
  ReviewMemberReportInput,
  UpdateVolunteerTeamInput,
} from './structures.inputs';
import { Post, TerritoryBody } from '../territory/territory-body.entity';
import { appointPost, createTerritoryBody, endPost } from '../territory/territory-body.service';
import { VolunteerTeam } from '../volunteer-team/volunteer-team.entity';
import { createVolunteerTeam, updateVolunteerTeam } from '../volunteer-team/volunteer-team.service';

@ObjectType({ description: 'The document just published (发布的文件).' })
export class PublishGoverningDocumentPayload extends Payload {
  @Field(() => GoverningDocument, { nullable: true }) document!: GoverningDocument | null;
}

@ObjectType({ description: 'The document with the receipt (签收的文件).' })
export class AcknowledgeDocumentPayload extends Payload {
  @Field(() => GoverningDocument, { nullable: true }) document!: GoverningDocument | null;
}

@ObjectType({ description: 'The appointment (聘任).' })
export class AppointExpertPayload extends Payload {
  @Field(() => Expert, { nullable: true }) expert!: Expert | null;
}

@ObjectType({ description: 'The new body (新设的组织).' })
export class CreateTerritoryBodyPayload extends Payload {
  @Field(() => TerritoryBody, { nullable: true }) body!: TerritoryBody | null;
}

@ObjectType({ description: 'The post (任职).' })
export class AppointPostPayload extends Payload {
  @Field(() => Post, { nullable: true }) post!: Post | null;
}

@ObjectType({ description: 'The post that has ended (离任).' })
export class EndPostPayload extends Payload {
  @Field(() => Post, { nullable: true }) post!: Post | null;
}

@ObjectType({ description: 'The report (报到).' })
export class ReportMemberPayload extends Payload {
  @Field(() => MemberReport, { nullable: true }) report!: MemberReport | null;
}

@ObjectType({ description: 'The report with its review (评议后的报到).' })
export class ReviewMemberReportPayload extends Payload {
  @Field(() => MemberReport, { nullable: true }) report!: MemberReport | null;
}

@ObjectType({ description: 'The new team (新建的队伍).' })
export class CreateVolunteerTeamPayload extends Payload {
  @Field(() => VolunteerTeam, { nullable: true }) team!: VolunteerTeam | null;
}

@ObjectType({ description: 'The team as it is now (修改后的队伍).' })
export class UpdateVolunteerTeamPayload extends Payload {
  @Field(() => VolunteerTeam, { nullable: true }) team!: VolunteerTeam | null;
}

@Resolver()
export class StructuresResolver {
  @Mutation(() => PublishGoverningDocumentPayload, {
    description:
      'Publishes a document (发布制度文件), as a new edition when there is one of that kind and title. By the secretariat.',
  })
  @Operation({ by: 'session' })
  publishGoverningDocument(
    @Arg('input', () => PublishGoverningDocumentInput) input: PublishGoverningDocumentInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(publishGoverningDocument, input);
  }

  @Mutation(() => AcknowledgeDocumentPayload, {
    description: 'Confirms receipt of an edition in force (签收): by a unit’s people, once a unit however often.',
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  acknowledgeDocument(
    @Arg('input', () => AcknowledgeDocumentInput) input: AcknowledgeDocumentInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(acknowledgeDocument, input);
  }

  @Mutation(() => AppointExpertPayload, {
    description:
      'Appoints an expert to the think tank (聘任专家), or changes the appointment that lasts. By the secretariat.',
  })
  @Operation({ by: 'session' })
  appointExpert(
    @Arg('input', () => AppointExpertInput) input: AppointExpertInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(appointExpert, input);
  }

  @Mutation(() => CreateTerritoryBodyPayload, {
    description: 'Sets up a body that runs territories (新设组织). By the secretariat.',
  })
  @Operation({ by: 'session' })
  createTerritoryBody(
    @Arg('input', () => CreateTerritoryBodyInput) input: CreateTerritoryBodyInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(createTerritoryBody, input);
  }

  @Mutation(() => AppointPostPayload, {
    description: 'Appoints somebody to a post in a body or of a territory (任职). By the secretariat.',
  })
  @Operation({ by: 'session' })
  appointPost(
    @Arg('input', () => AppointPostInput) input: AppointPostInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(appointPost, input);
  }

  @Mutation(() => EndPostPayload, { description: 'Ends a post (离任). By the secretariat.' })
  @Operation({ by: 'session' })
  endPost(@Arg('input', () => EndPostInput) input: EndPostInput, @Ctx() request: MutationRequest): Promise<unknown> {
    return request.perform(endPost, input);
  }

  @Mutation(() => ReportMemberPayload, {
    description: 'An in-service member of the unit reports to a territory (在职党员报到): by the unit’s people.',
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  reportMember(
    @Arg('input', () => ReportMemberInput) input: ReportMemberInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(reportMember, input);
  }

  @Mutation(() => ReviewMemberReportPayload, {
    description: 'Judges how a member who reported has served (评议): by dispatchers there and the secretariat.',
  })
  @Operation({ by: 'session' })
  reviewMemberReport(
    @Arg('input', () => ReviewMemberReportInput) input: ReviewMemberReportInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(reviewMemberReport, input);
  }

  @Mutation(() => CreateVolunteerTeamPayload, {
    description: 'Sets up a volunteer corps or team (新建志愿者队伍). By the secretariat.',
  })
  @Operation({ by: 'session' })
  createVolunteerTeam(
    @Arg('input', () => CreateVolunteerTeamInput) input: CreateVolunteerTeamInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(createVolunteerTeam, input);
  }

  @Mutation(() => UpdateVolunteerTeamPayload, {
    description: 'Changes a volunteer team (修改志愿者队伍). By the secretariat.',
  })
  @Operation({ by: 'session' })
  updateVolunteerTeam(
    @Arg('input', () => UpdateVolunteerTeamInput) input: UpdateVolunteerTeamInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateVolunteerTeam, input);
  }
}
