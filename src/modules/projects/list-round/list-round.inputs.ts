import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { IdOf } from '../../../platform/writes/validation';

@InputType({ description: 'Both lists are sent to every unit (发出清单).' })
export class SendListsInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Field(() => Day, { description: 'The last day for an answer (截止日期), from today on and within a year.' })
  dueOn!: string;
}

@InputType({ description: 'A unit says that its entries are up to date (反馈清单).' })
export class AnswerListRoundInput {
  @IdOf('listRound')
  @Field(() => ID, { description: 'The round (清单征集).' })
  roundId!: string;

  @IdOf('unit')
  @Field(() => ID, { description: 'A unit that was asked (单位).' })
  unitId!: string;
}
