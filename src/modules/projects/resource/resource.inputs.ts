import { Field, ID, InputType, Int } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { IdOf, NotNull, Optional, Range, ReferenceId, Text } from '../../../platform/writes/validation';
import { ListCategory } from '../../agreements/shared/list-category';
import { Name } from '../../alliance/shared/input-rules';
import { LONGEST_DESCRIPTION, LONGEST_TITLE, MOST_OF_AN_ENTRY } from '../shared/entry-bounds';
import { ResourceKind, ResourceStatus } from './resource.entity';

@InputType({ description: 'A new entry on the resources list (发布资源).' })
export class PublishResourceInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit that offers or keeps it, a host also (提供单位).' })
  unitId!: string;

  @Name(LONGEST_TITLE)
  @Field(() => String, { description: 'What is offered, in a few words (名称).' })
  title!: string;

  @Optional()
  @Text({ max: LONGEST_DESCRIPTION })
  @Field(() => String, { nullable: true, description: 'What is offered (说明).' })
  description?: string | null;

  @Field(() => ListCategory, { description: 'The category (类别).' })
  category!: ListCategory;

  @Field(() => ResourceKind, { description: 'What kind of thing it is (资源类型).' })
  kind!: ResourceKind;

  @Optional()
  @Text({ max: 200 })
  @Field(() => String, { nullable: true, description: 'How much, in words: 30 seats, 20 hours a month (容量).' })
  capacity?: string | null;

  @Optional()
  @Range(1, MOST_OF_AN_ENTRY)
  @Field(() => Int, {
    nullable: true,
    defaultValue: 1,
    description: 'How many there are, and so how many bookings of one time it bears (数量).',
  })
  quantity?: number | null;

  @Optional()
  @Name(100)
  @Field(() => String, {
    nullable: true,
    description: 'A resident or group behind it, where the unit is a host or a community (提供人). It stays.',
  })
  provider?: string | null;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it can be had, when that is one place (所在区域).' })
  territoryId?: string | null;

  @Field(() => Day, { nullable: true, description: 'From this day on (可用起始日期).' })
  availableFrom?: string | null;

  @Field(() => Day, { nullable: true, description: 'Until this day, included (可用截止日期).' })
  availableUntil?: string | null;
}

@InputType({
  description: 'Changes a resource (修改资源). An absent field keeps its value; null clears it where it may be empty.',
})
export class UpdateResourceInput {
  @IdOf('resource')
  @Field(() => ID, { description: 'The resource (资源).' })
  resourceId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that the change was made from (版本); refused with CONFLICT when it is no longer that.',
  })
  expectedVersion?: number | null;

  @NotNull()
  @Name(LONGEST_TITLE)
  @Field(() => String, { nullable: true, description: 'What is offered, in a few words (名称).' })
  title?: string;

  @Optional()
  @Text({ max: LONGEST_DESCRIPTION })
  @Field(() => String, { nullable: true, description: 'What is offered (说明).' })
  description?: string | null;

  @NotNull()
  @Field(() => ListCategory, { nullable: true, description: 'The category (类别).' })
  category?: ListCategory;

  @NotNull()
  @Field(() => ResourceKind, { nullable: true, description: 'What kind of thing it is (资源类型).' })
  kind?: ResourceKind;

  @Optional()
  @Text({ max: 200 })
  @Field(() => String, { nullable: true, description: 'How much, in words (容量).' })
  capacity?: string | null;

  @NotNull()
  @Range(1, MOST_OF_AN_ENTRY)
  @Field(() => Int, {
    nullable: true,
    description: 'How many there are (数量): no fewer than are booked at any moment ahead.',
  })
  quantity?: number;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it can be had, when that is one place (所在区域).' })
  territoryId?: string | null;

  @Field(() => Day, {
    nullable: true,
    description: 'From this day on (可用起始日期); bookings that were made stand.',
  })
  availableFrom?: string | null;

  @Field(() => Day, {
    nullable: true,
    description: 'Until this day, included (可用截止日期); bookings that were made stand.',
  })
  availableUntil?: string | null;

  @NotNull()
  @Field(() => ResourceStatus, {
    nullable: true,
    description: 'Whether it can be had (状态); not UNAVAILABLE while it is booked ahead.',
  })
  status?: ResourceStatus;
}
