import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Person } from '../../../platform/identity';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import {
  GrantAllianceRoleInput,
  GrantUnitRoleInput,
  RevokeAllianceRoleInput,
  RevokeUnitRoleInput,
} from './role.inputs';
import { grantAllianceRole, grantUnitRole, revokeAllianceRole, revokeUnitRole } from './role.service';

@ObjectType({
  description: 'The person with the new role (任命后的人员); null to a representative, who does not see people.',
})
export class GrantUnitRolePayload extends Payload {
  @Field(() => Person, { nullable: true }) person!: Person | null;
}

@ObjectType({
  description: 'The person without the role (撤销后的人员); null to a representative, who does not see people.',
})
export class RevokeUnitRolePayload extends Payload {
  @Field(() => Person, { nullable: true }) person!: Person | null;
}

@ObjectType({ description: 'The person with the new role (授予角色后的人员).' })
export class GrantAllianceRolePayload extends Payload {
  @Field(() => Person, { nullable: true }) person!: Person | null;
}

@ObjectType({ description: 'The person without the role (撤销角色后的人员).' })
export class RevokeAllianceRolePayload extends Payload {
  @Field(() => Person, { nullable: true }) person!: Person | null;
}

@Resolver()
export class RoleResolver {
  @Mutation(() => GrantUnitRolePayload, {
    description:
      "Names a unit's representative or staff (任命单位代表或工作人员). By the secretariat; staff also by representatives.",
  })
  @Operation({ by: 'session' })
  async grantUnitRole(
    @Arg('input', () => GrantUnitRoleInput) input: GrantUnitRoleInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(grantUnitRole, input);
  }

  @Mutation(() => RevokeUnitRolePayload, {
    description:
      "Ends a person's role in a unit (撤销单位角色). By the secretariat; a staff's also by the unit's representatives.",
  })
  @Operation({ by: 'session' })
  async revokeUnitRole(
    @Arg('input', () => RevokeUnitRoleInput) input: RevokeUnitRoleInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(revokeUnitRole, input);
  }

  @Mutation(() => GrantAllianceRolePayload, {
    description: 'Gives a person a role in an alliance (授予角色). By the secretariat.',
  })
  @Operation({ by: 'session' })
  async grantAllianceRole(
    @Arg('input', () => GrantAllianceRoleInput) input: GrantAllianceRoleInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(grantAllianceRole, input);
  }

  @Mutation(() => RevokeAllianceRolePayload, {
    description:
      "Ends a person's role in an alliance (撤销角色), at once. By the secretariat, of which one person must remain.",
  })
  @Operation({ by: 'session' })
  async revokeAllianceRole(
    @Arg('input', () => RevokeAllianceRoleInput) input: RevokeAllianceRoleInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(revokeAllianceRole, input);
  }
}
