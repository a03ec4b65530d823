import { Field, ID, InputType, Int } from 'type-graphql';
import { IdOf, NotNull, Optional, Range } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';
import { EstateKind, TerritoryLevel } from './territory.entity';

/** More households than any subdistrict has. */
const MOST_HOUSEHOLDS = 10_000_000;

@InputType({ description: 'A new place in the tree of territories (新建区域).' })
export class CreateTerritoryInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'What it lies in (上级); absent at the top.' })
  parentId?: string | null;

  @Field(() => TerritoryLevel, {
    description: "Its level (层级); the parent's is a higher one. A grid may lie in an estate, or an estate in a grid.",
  })
  level!: TerritoryLevel;

  @Name(100)
  @Field(() => String, { description: 'The name (名称), unique within the parent.' })
  name!: string;

  @Field(() => EstateKind, { nullable: true, description: 'Of an estate alone (小区类型).' })
  estateKind?: EstateKind | null;

  @Optional()
  @Range(0, MOST_HOUSEHOLDS)
  @Field(() => Int, { nullable: true, description: 'Households living there (户数).' })
  households?: number | null;
}

@InputType({ description: 'Changes a territory (修改区域); its level stays.' })
export class UpdateTerritoryInput {
  @IdOf('territory')
  @Field(() => ID, { description: 'The territory (区域).' })
  territoryId!: string;

  @NotNull()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'The name (名称).' })
  name?: string;

  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'What it lies in (上级); null moves it to the top.' })
  parentId?: string | null;

  @Field(() => EstateKind, { nullable: true, description: 'Of an estate alone (小区类型).' })
  estateKind?: EstateKind | null;

  @Optional()
  @Range(0, MOST_HOUSEHOLDS)
  @Field(() => Int, { nullable: true, description: 'Households living there (户数).' })
  households?: number | null;
}
