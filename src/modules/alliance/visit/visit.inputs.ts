import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { IdOf, Optional, Text } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';

@InputType({ description: 'A visit to a unit (走访).' })
export class RecordVisitInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;

  @Field(() => Day, { description: 'When (走访日期), today at the latest.' })
  visitedOn!: string;

  @Name(100)
  @Field(() => String, { description: 'Who came (走访人).' })
  visitor!: string;

  @Optional()
  @Text({ max: 2_000 })
  @Field(() => String, { nullable: true, description: 'What was seen and said (走访情况).' })
  note?: string | null;
}
