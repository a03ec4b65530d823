import { Field, ObjectType } from 'type-graphql';
import { sql } from '../../../platform/database/sql';
import { declareEventFeed } from '../../../platform/live';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Commitment, CommitmentRating } from '../commitment/commitment.entity';
import { AgreementEvent } from '../history/history.entity';
import { AgreementRevision } from '../revision/revision.entity';
import { Agreement } from './agreement.entity';
import { AgreementParty, Signature } from './party.entity';

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

/**
 * Changes to agreements. An agreement's stream is its history; a unit's shows every event of the agreements that it is a
 * party to, in the order of their commits.
 */
declareEventFeed<AgreementEvent>({
  field: 'agreementUpdates',
  type: () => AgreementUpdate,
  description: `Each change to one agreement, or to those that one unit is a party to (协议更新): exactly one of the two. Without \`after\`, one agreement is
shown at once as it stands, and a unit's from now on. \`after\` may lie at most 30 days back.`,
  by: 'anyone',
  streams: (of) => ({
    agreementId: of(() => Agreement, {
      revision: 'historyCount',
      rightsRevision: 'rightsRevision',
      last: (event, agreement) =>
        sql`${event.agreementId} = ${agreement.id} and ${event.sequence} = ${agreement.historyCount}`,
    }),
    unitId: of(() => MemberUnit),
  }),
  exactlyOne: 'agreement.watchOne',
  tree: () => [Agreement, AgreementParty, Signature, AgreementRevision, Commitment, CommitmentRating, AgreementEvent],
  costCeiling: 500,
  row: () => AgreementEvent,
  named: 'event',
  members: (member) => ({
    cursor: member.cursor(),
    agreement: member.one(
      () => Agreement,
      (agreement, event) =>
        sql`${agreement.allianceId} = ${event.allianceId} and ${agreement.id} = ${event.agreementId}`,
    ),
    event: member.row(),
  }),
});
