import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Person } from '../../../platform/identity';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import { RegisterPersonInput } from './person.inputs';
import { registerPerson } from './person.service';

@ObjectType({ description: 'The person registered (已登记的人员).' })
export class RegisterPersonPayload extends Payload {
  @Field(() => Person, { nullable: true }) person!: Person | null;
  @Field(() => String, {
    nullable: true,
    description: 'To be handed to that person (邀请), single use, seven days; null when it went by mail.',
  })
  invitation!: string | null;
}

@Resolver()
export class PeopleResolver {
  @Mutation(() => RegisterPersonPayload, {
    description:
      'Registers a person and invites them (登记人员). By the secretariat. A known address gives the same answer.',
  })
  @Operation({ by: 'session', handsOutTokens: true })
  async registerPerson(
    @Arg('input', () => RegisterPersonInput) input: RegisterPersonInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(registerPerson, input);
  }
}
