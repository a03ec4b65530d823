import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { Node } from '../../../platform/reads/node';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../alliance/alliance.entity';
import { Territory } from '../territory/territory.entity';

@Entity('sector_groups')
@ObjectType({ implements: Node, description: 'A sector group (界别小组): livelihood, culture, governance, economy.' })
export class SectorGroup extends AllianceRow {
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'The name (名称).' }) @Column('text') name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for (职责).' })
  @Column('text', { nullable: true })
  purpose!: string | null;
}

@Entity('area_groups')
@ObjectType({ implements: Node, description: 'An area group (片区).' })
export class AreaGroup extends AllianceRow {
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'The name (名称).' }) @Column('text') name!: string;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'The territory that it covers (区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
}
