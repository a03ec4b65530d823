import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import { Alliance } from './alliance.entity';
import { CreateAllianceInput } from './alliance.inputs';
import { createAlliance } from './alliance.service';

@ObjectType({ description: 'The alliance just founded (新成立的联合会).' })
export class CreateAlliancePayload extends Payload {
  @Field(() => Alliance, { nullable: true }) alliance!: Alliance | null;
  @Field(() => String, {
    nullable: true,
    description: 'For the first of the secretariat (邀请), single use, seven days; null when it went by mail.',
  })
  invitation!: string | null;
}

@Resolver()
export class AllianceResolver {
  @Mutation(() => CreateAlliancePayload, {
    description: 'Founds an alliance (成立联合会) and invites its first secretariat. By administrators.',
  })
  @Operation({ by: 'session', handsOutTokens: true })
  async createAlliance(
    @Arg('input', () => CreateAllianceInput) input: CreateAllianceInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(createAlliance, input);
  }
}
