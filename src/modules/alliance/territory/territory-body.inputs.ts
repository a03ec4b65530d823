import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, Distinct, IdOf, Optional, ReferenceId } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';
import { BodyKind } from './territory-body.entity';

export const MOST_TERRITORIES = 100;

@InputType({ description: 'A body that runs territories (新设组织).' })
export class CreateTerritoryBodyInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Field(() => BodyKind, { description: 'What kind of body it is (类型).' }) kind!: BodyKind;
  @Name(100) @Field(() => String, { description: 'The name (名称).' }) name!: string;
  @AtMost(MOST_TERRITORIES)
  @Distinct()
  @ReferenceId({ each: true })
  @Field(() => [ID], { description: 'What it runs (所辖区域), one at least.' })
  territoryIds!: string[];
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The body above it (上级组织).' })
  parentId?: string | null;
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The member unit that it is (对应单位).' })
  unitId?: string | null;
}

@InputType({ description: 'A post in a body or of a territory (任职).' })
export class AppointPostInput {
  @Name(100) @Field(() => String, { description: 'The name of whoever holds it (任职人).' }) holder!: string;
  @Name(100) @Field(() => String, { description: 'Its name (职务名称).' }) title!: string;
  @Optional()
  @IdOf('body')
  @Field(() => ID, { nullable: true, description: 'A body, a territory, or both (所在组织).' })
  bodyId?: string | null;
  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'The territory that it is a post of (任职区域).' })
  territoryId?: string | null;
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The unit that the holder comes from (原单位).' })
  homeUnitId?: string | null;
  @Optional()
  @AtMost(MOST_TERRITORIES)
  @ReferenceId({ each: true })
  @Field(() => [ID], { nullable: true, description: 'Territories that the holder answers for (包联区域).' })
  contactOfIds?: string[] | null;
  @Field(() => Day, { nullable: true, description: 'From when on (任职日期).' }) since?: string | null;
}

@InputType({ description: 'Ends a post (离任).' })
export class EndPostInput {
  @IdOf('post') @Field(() => ID, { description: 'The post (职务).' }) postId!: string;
  @Field(() => Day, { description: 'The last day in it (离任日期).' }) until!: string;
}
