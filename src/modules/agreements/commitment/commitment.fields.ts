import { Field, ID, InputType } from 'type-graphql';
import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import { declareFields, type CommonOptions } from '../../../platform/reads/declarations';
import { after, among, before, linked } from '../../../platform/reads/filters';
import { Day } from '../../../platform/reads/scalars';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { ListCategory } from '../shared/list-category';
import { Commitment, CommitmentRating, CommitmentStatus } from './commitment.entity';
import { MOST_PARTIES } from '../agreement/agreement.rules';

@InputType({ description: 'Which commitments (承诺事项筛选).' })
export class CommitmentFilter {
  @Field(() => [CommitmentStatus], { nullable: true, description: 'In one of these statuses (状态).' })
  statuses?: CommitmentStatus[];
  @Field(() => [ListCategory], { nullable: true, description: 'Of one of these categories (类别).' })
  categories?: ListCategory[];
  @Field(() => ID, { nullable: true, description: 'Undertaken by this unit (承诺单位).' }) unitId?: string;
  @Field(() => Day, { nullable: true, description: 'Due before this day (完成期限早于).' }) dueBefore?: string;
  @Field(() => Day, { nullable: true, description: 'Due after this day (完成期限晚于).' }) dueAfter?: string;
}

const partiesOf = (unitId: Sql): Sql => sql`
  select party.id
  from agreement_parties party
  where party.alliance_id = (
      select unit.alliance_id
      from member_units unit
      where unit.id = ${unitId}
    )
    and party.unit_id = ${unitId}`;

/** As the index has it: those without a day come last. */
const dueOn = (commitment: Row<Commitment>): Sql => sql`coalesce(${commitment.dueOn}, 'infinity')`;

const commitments = {
  nullable: true,
  filter: {
    type: () => CommitmentFilter,
    conditions: {
      statuses: among<Commitment>((commitment) => commitment.status),
      categories: among<Commitment>((commitment) => commitment.category),
      unitId: linked<Commitment>('unit', { by: 'partyId', ids: partiesOf, unordered: true }),
      dueBefore: before<Commitment>(dueOn, 'date'),
      dueAfter: after<Commitment>(dueOn, 'date', (commitment) => sql`${commitment.dueOn} is not null`),
    },
  },
  order: { tag: 'due', expression: dueOn, type: 'date', direction: 'asc' },
} satisfies CommonOptions<Commitment>;

declareFields(Alliance, (field) => ({
  commitments: field.connection(() => Commitment, {
    ...commitments,
    description: 'What its units have undertaken, over all agreements, the next due first (承诺事项); for members.',
    on: (commitment, alliance) => sql`${commitment.allianceId} = ${alliance.id}`,
  }),
}));
declareFields(MemberUnit, (field) => ({
  commitments: field.connection(() => Commitment, {
    ...commitments,
    description:
      'What it has undertaken, over all its agreements, the next due first (承诺事项); for members and its own people.',
    on: (commitment, unit) => sql`${commitment.allianceId} = ${unit.allianceId}`,
    linked: { by: 'partyId', ids: (unit) => partiesOf(unit.id), unordered: true },
  }),
}));

declareFields(Commitment, (field) => ({
  ratings: field.many(() => CommitmentRating, {
    most: MOST_PARTIES,
    by: 'commitment',
    order: (rating) => rating.ratedAt,
    estimatedCount: 1,
    nullable: true,
    description: 'How the other parties judge it (双向监督).',
  }),
}));
