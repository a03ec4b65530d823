import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { ListCategory } from '../../agreements/shared/list-category';
import { Alliance, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { EnumColumn } from '../../../platform/database/columns';

/** A row of a view of the database's: it is worked out from needs and resources whenever it is read. */
@Entity('list_gaps')
@ObjectType({ description: 'What is needed somewhere and nobody offers there (清单缺口).' })
export class ListGap {
  @PrimaryColumn('uuid') allianceId!: string;
  @OfAlliance() alliance!: Alliance;
  @PrimaryColumn('uuid') territoryId!: string | null;
  @Field(() => Territory, {
    nullable: true,
    description: 'Where it is needed; null for needs that are of no one place (区域).',
  })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @Field(() => ListCategory, { description: 'The category (类别).' })
  @EnumColumn({ primary: true })
  category!: ListCategory;
  @Field(() => Int, { description: 'How many needs are open there (待对接需求数).' })
  @Column('int')
  openNeeds!: number;
}
