import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import {
  AddAgendaItemInput,
  MoveAgendaItemInput,
  RemoveAgendaItemInput,
  SetAgendaItemStateInput,
  UpdateAgendaItemInput,
} from './agenda.inputs';
import {
  AddAgendaItemPayload,
  MoveAgendaItemPayload,
  RemoveAgendaItemPayload,
  SetAgendaItemStatePayload,
  UpdateAgendaItemPayload,
} from './agenda.payloads';
import {
  addAgendaItem,
  moveAgendaItem,
  removeAgendaItem,
  setAgendaItemState,
  updateAgendaItem,
} from './agenda.service';

/** An agenda is for those who run its meeting to change, and for the meeting's liaison until it opens. */
@Resolver()
export class AgendaResolver {
  @Mutation(() => AddAgendaItemPayload, { description: 'Adds an item (添加议程项).' })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  addAgendaItem(
    @Arg('input', () => AddAgendaItemInput) input: AddAgendaItemInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(addAgendaItem, input);
  }

  @Mutation(() => UpdateAgendaItemPayload, { description: 'Changes an item (修改议程项).' })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  updateAgendaItem(
    @Arg('input', () => UpdateAgendaItemInput) input: UpdateAgendaItemInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateAgendaItem, input);
  }

  @Mutation(() => MoveAgendaItemPayload, { description: 'Moves an item with all below it (移动议程项).' })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  moveAgendaItem(
    @Arg('input', () => MoveAgendaItemInput) input: MoveAgendaItemInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(moveAgendaItem, input);
  }

  @Mutation(() => RemoveAgendaItemPayload, { description: 'Removes an item with all below it (删除议程项).' })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  removeAgendaItem(
    @Arg('input', () => RemoveAgendaItemInput) input: RemoveAgendaItemInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(removeAgendaItem, input);
  }

  @Mutation(() => SetAgendaItemStatePayload, {
    description: 'Sets the state of an item (推进议程): one runs at a time.',
  })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  setAgendaItemState(
    @Arg('input', () => SetAgendaItemStateInput) input: SetAgendaItemStateInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(setAgendaItemState, input);
  }
}
