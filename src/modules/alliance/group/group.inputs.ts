import { Field, ID, InputType } from 'type-graphql';
import { IdOf, NotNull, Optional, Text } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';

@InputType({ description: 'A new sector group (新建界别小组).' })
export class CreateSectorGroupInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Name(200)
  @Field(() => String, { description: "The name (名称), unique among the alliance's sector groups." })
  name!: string;

  @Optional()
  @Text({ max: 2_000 })
  @Field(() => String, { nullable: true, description: 'What it is for (宗旨).' })
  purpose?: string | null;
}

@InputType({ description: 'A new area group (新建片区).' })
export class CreateAreaGroupInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Name(200)
  @Field(() => String, { description: "The name (名称), unique among the alliance's area groups." })
  name!: string;

  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'The territory that it covers (对应区域).' })
  territoryId?: string | null;
}

@InputType({ description: 'Changes a sector group (修改界别小组).' })
export class UpdateSectorGroupInput {
  @IdOf('sector')
  @Field(() => ID, { description: 'The sector group (界别小组).' })
  sectorGroupId!: string;

  @NotNull()
  @Name(200)
  @Field(() => String, { nullable: true, description: 'The name (名称).' })
  name?: string;

  @Optional()
  @Text({ max: 2_000 })
  @Field(() => String, { nullable: true, description: 'What it is for (宗旨).' })
  purpose?: string | null;
}

@InputType({ description: 'Changes an area group (修改片区).' })
export class UpdateAreaGroupInput {
  @IdOf('area')
  @Field(() => ID, { description: 'The area group (片区).' })
  areaGroupId!: string;

  @NotNull()
  @Name(200)
  @Field(() => String, { nullable: true, description: 'The name (名称).' })
  name?: string;

  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'The territory that it covers (对应区域).' })
  territoryId?: string | null;
}
