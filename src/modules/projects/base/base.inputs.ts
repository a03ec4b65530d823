import { Field, ID, InputType } from 'type-graphql';
import { AtMost, IdOf, Optional, ReferenceId, Text } from '../../../platform/writes/validation';
import { Name } from '../../alliance/shared/input-rules';

const MOST_HOSTS = 50;

@InputType({ description: 'A new co-construction base (新建共建基地).' })
export class CreateBaseInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Name(100) @Field(() => String, { description: 'The name (名称), unique in the alliance.' }) name!: string;
  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'What it is for (用途).' })
  purpose?: string | null;
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it is (所在区域).' })
  territoryId?: string | null;
  @AtMost(MOST_HOSTS)
  @IdOf('unit', { each: true })
  @Field(() => [ID], { description: 'Active units whose base it is, one or more (共建单位).' })
  hostUnitIds!: string[];
}
