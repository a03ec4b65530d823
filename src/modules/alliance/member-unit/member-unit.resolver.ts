import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import { MemberUnit } from './member-unit.entity';
import { AddMemberUnitInput, UpdateMemberUnitInput } from './member-unit.inputs';
import { addMemberUnit, updateMemberUnit } from './member-unit.service';

@ObjectType({ description: 'The new member unit (新增的成员单位).' })
export class AddMemberUnitPayload extends Payload {
  @Field(() => MemberUnit, { nullable: true }) memberUnit!: MemberUnit | null;
}

@ObjectType({ description: 'The unit as it is now (修改后的成员单位).' })
export class UpdateMemberUnitPayload extends Payload {
  @Field(() => MemberUnit, { nullable: true }) memberUnit!: MemberUnit | null;
}

@Resolver()
export class MemberUnitResolver {
  @Mutation(() => AddMemberUnitPayload, {
    description: 'Makes a unit a member, without an application (新增成员单位). By the secretariat.',
  })
  @Operation({ by: 'session' })
  async addMemberUnit(
    @Arg('input', () => AddMemberUnitInput) input: AddMemberUnitInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(addMemberUnit, input);
  }

  @Mutation(() => UpdateMemberUnitPayload, {
    description: "Changes a unit (修改成员单位). By the secretariat; its contacts also by the unit's own people.",
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  async updateMemberUnit(
    @Arg('input', () => UpdateMemberUnitInput) input: UpdateMemberUnitInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateMemberUnit, input);
  }
}
