import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { MutationRequest } from '../writes/mutation';
import { Operation } from '../access/operation';
import { Payload } from '../writes/outcome';
import { Notification } from './notification.entity';
import { MarkNotificationsReadInput } from './notification.inputs';
import { markNotificationsRead } from './notification.service';

@ObjectType()
class MarkNotificationsReadPayload extends Payload {
  @Field(() => [Notification], { description: 'Those that the input named, each once.' })
  notifications!: Notification[];
}

@Resolver()
export class NotificationResolver {
  @Mutation(() => MarkNotificationsReadPayload, { description: 'Marks own notifications as read (标为已读).' })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  async markNotificationsRead(
    @Arg('input', () => MarkNotificationsReadInput) input: MarkNotificationsReadInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(markNotificationsRead, input);
  }
}
