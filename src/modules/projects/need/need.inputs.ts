import { Field, ID, InputType, Int } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { IdOf, NotNull, Optional, Range, ReferenceId, Text } from '../../../platform/writes/validation';
import { ListCategory } from '../../agreements/shared/list-category';
import { Name } from '../../alliance/shared/input-rules';
import { LONGEST_DESCRIPTION, LONGEST_TITLE, MOST_OF_AN_ENTRY } from '../shared/entry-bounds';
import { NeedStatus } from './need.entity';

@InputType({ description: 'A new entry on the needs list (发布需求).' })
export class PublishNeedInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'Whose need it is (需求单位), a host’s also; absent: the alliance’s own, by the secretariat alone.',
  })
  unitId?: string | null;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it is needed (所属区域).' })
  territoryId?: string | null;

  @Name(LONGEST_TITLE)
  @Field(() => String, { description: 'What is needed, in a few words (名称).' })
  title!: string;

  @Optional()
  @Text({ max: LONGEST_DESCRIPTION })
  @Field(() => String, { nullable: true, description: 'What is needed (说明).' })
  description?: string | null;

  @Field(() => ListCategory, { description: 'The category (类别).' })
  category!: ListCategory;

  @Optional()
  @Range(1, MOST_OF_AN_ENTRY)
  @Field(() => Int, { nullable: true, description: 'How many are needed: people, pieces, times (数量).' })
  quantity?: number | null;

  @Field(() => Day, { nullable: true, description: 'By when (需求期限), today at the earliest.' })
  neededBy?: string | null;
}

@InputType({
  description: 'Changes a need (修改需求). An absent field keeps its value; null clears it where it may be empty.',
})
export class UpdateNeedInput {
  @IdOf('need')
  @Field(() => ID, { description: 'The need (需求).' })
  needId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that the change was made from (版本); refused with CONFLICT when it is no longer that.',
  })
  expectedVersion?: number | null;

  @NotNull()
  @Name(LONGEST_TITLE)
  @Field(() => String, { nullable: true, description: 'What is needed, in a few words (名称).' })
  title?: string;

  @Optional()
  @Text({ max: LONGEST_DESCRIPTION })
  @Field(() => String, { nullable: true, description: 'What is needed (说明).' })
  description?: string | null;

  @NotNull()
  @Field(() => ListCategory, { nullable: true, description: 'The category (类别).' })
  category?: ListCategory;

  @Optional()
  @Range(1, MOST_OF_AN_ENTRY)
  @Field(() => Int, { nullable: true, description: 'How many are needed (数量).' })
  quantity?: number | null;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it is needed (所属区域).' })
  territoryId?: string | null;

  @Field(() => Day, { nullable: true, description: 'By when (需求期限); a new day is today at the earliest.' })
  neededBy?: string | null;

  @NotNull()
  @Field(() => NeedStatus, {
    nullable: true,
    description: 'OPEN, MET or WITHDRAWN; its projects alone make it MATCHED and IN_PROGRESS (状态).',
  })
  status?: NeedStatus;
}
