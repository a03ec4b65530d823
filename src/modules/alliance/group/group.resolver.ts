import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { Payload } from '../../../platform/writes/outcome';
import { AreaGroup, SectorGroup } from './group.entity';
import {
  CreateAreaGroupInput,
  CreateSectorGroupInput,
  UpdateAreaGroupInput,
  UpdateSectorGroupInput,
} from './group.inputs';
import { createAreaGroup, createSectorGroup, updateAreaGroup, updateSectorGroup } from './group.service';

@ObjectType({ description: 'The new sector group (新建的界别小组).' })
export class CreateSectorGroupPayload extends Payload {
  @Field(() => SectorGroup, { nullable: true }) sectorGroup!: SectorGroup | null;
}

@ObjectType({ description: 'The sector group as it is now (修改后的界别小组).' })
export class UpdateSectorGroupPayload extends Payload {
  @Field(() => SectorGroup, { nullable: true }) sectorGroup!: SectorGroup | null;
}

@ObjectType({ description: 'The new area group (新建的片区).' })
export class CreateAreaGroupPayload extends Payload {
  @Field(() => AreaGroup, { nullable: true }) areaGroup!: AreaGroup | null;
}

@ObjectType({ description: 'The area group as it is now (修改后的片区).' })
export class UpdateAreaGroupPayload extends Payload {
  @Field(() => AreaGroup, { nullable: true }) areaGroup!: AreaGroup | null;
}

@Resolver()
export class GroupResolver {
  @Mutation(() => CreateSectorGroupPayload, { description: 'Makes a sector group (新建界别小组). By the secretariat.' })
  @Operation({ by: 'session' })
  async createSectorGroup(
    @Arg('input', () => CreateSectorGroupInput) input: CreateSectorGroupInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(createSectorGroup, input);
  }

  @Mutation(() => UpdateSectorGroupPayload, {
    description: 'Changes a sector group (修改界别小组). By the secretariat.',
  })
  @Operation({ by: 'session' })
  async updateSectorGroup(
    @Arg('input', () => UpdateSectorGroupInput) input: UpdateSectorGroupInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateSectorGroup, input);
  }

  @Mutation(() => CreateAreaGroupPayload, { description: 'Makes an area group (新建片区). By the secretariat.' })
  @Operation({ by: 'session' })
  async createAreaGroup(
    @Arg('input', () => CreateAreaGroupInput) input: CreateAreaGroupInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(createAreaGroup, input);
  }

  @Mutation(() => UpdateAreaGroupPayload, { description: 'Changes an area group (修改片区). By the secretariat.' })
  @Operation({ by: 'session' })
  async updateAreaGroup(
    @Arg('input', () => UpdateAreaGroupInput) input: UpdateAreaGroupInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateAreaGroup, input);
  }
}
