import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import { Territory } from './territory.entity';
import { CreateTerritoryInput, UpdateTerritoryInput } from './territory.inputs';
import { createTerritory, updateTerritory } from './territory.service';

@ObjectType({ description: 'The new territory (新建的区域).' })
export class CreateTerritoryPayload extends Payload {
  @Field(() => Territory, { nullable: true }) territory!: Territory | null;
}

@ObjectType({ description: 'The territory as it is now (修改后的区域).' })
export class UpdateTerritoryPayload extends Payload {
  @Field(() => Territory, { nullable: true }) territory!: Territory | null;
}

@Resolver()
export class TerritoryResolver {
  @Mutation(() => CreateTerritoryPayload, {
    description: 'Puts a territory into the tree (新建区域). By the secretariat.',
  })
  @Operation({ by: 'session' })
  async createTerritory(
    @Arg('input', () => CreateTerritoryInput) input: CreateTerritoryInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(createTerritory, input);
  }

  @Mutation(() => UpdateTerritoryPayload, {
    description: 'Changes or moves a territory (修改区域). By the secretariat.',
  })
  @Operation({ by: 'session' })
  async updateTerritory(
    @Arg('input', () => UpdateTerritoryInput) input: UpdateTerritoryInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateTerritory, input);
  }
}
