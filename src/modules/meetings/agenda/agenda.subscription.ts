import { Arg, ID, Int, Resolver, Subscription } from 'type-graphql';
import { Operation } from '../../../platform/access/operation';
import { AgendaUpdate } from './agenda-updates.feed';

/** The hub serves subscriptions from the feed of their name; these members give the schema its fields. */
@Resolver()
export class AgendaSubscriptions {
  @Subscription(() => AgendaUpdate, {
    description:
      'The live agenda of one meeting (实时议程). `after`: the last revision that the client has, to go on from there.',
    topics: 'agendaUpdates',
  })
  @Operation({ by: 'anyone' })
  agendaUpdates(
    @Arg('meetingId', () => ID) _meetingId: string,
    @Arg('after', () => Int, { nullable: true }) _after?: number,
  ): AgendaUpdate {
    throw new Error('subscriptions are served by the hub');
  }
}
