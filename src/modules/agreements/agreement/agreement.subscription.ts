import { Arg, Field, ID, ObjectType, Resolver, Subscription } from 'type-graphql';
import { Operation } from '../../../platform/access/operation';
import { Agreement } from './agreement.entity';
import { AgreementEvent } from '../history/history.entity';

@ObjectType({
  description: `One change to an agreement, which is shown as it stands now, under the rights that hold now (协议更新). A client that comes back subscribes
again with \`after\` = its last cursor and is told of every change since, once and in order, across reconnections, server restarts and any
number of server processes.`,
})
export class AgreementUpdate {
  @Field(() => String, { description: 'Where to go on from; opaque (游标).' }) cursor!: string;
  @Field(() => Agreement, { description: 'The agreement as it stands now (协议).' }) agreement!: Agreement;
  @Field(() => AgreementEvent, {
    nullable: true,
    description:
      'What happened; null for those who do not see the history, and where the agreement is shown as it was found (事件).',
  })
  event!: AgreementEvent | null;
}

/** Served by the hub from the feed of this name; the member gives the schema its field. */
@Resolver()
export class AgreementSubscriptions {
  @Subscription(() => AgreementUpdate, {
    description: `Each change to one agreement, or to those that one unit is a party to (协议更新): exactly one of the two. Without \`after\`, one agreement is
shown at once as it stands, and a unit's from now on. \`after\` may lie at most 30 days back.`,
    topics: 'agreementUpdates',
  })
  @Operation({ by: 'anyone' })
  agreementUpdates(
    @Arg('agreementId', () => ID, { nullable: true }) _agreementId?: string,
    @Arg('unitId', () => ID, { nullable: true }) _unitId?: string,
    @Arg('after', () => String, { nullable: true }) _after?: string,
  ): AgreementUpdate {
    throw new Error('subscriptions are served by the hub');
  }
}
