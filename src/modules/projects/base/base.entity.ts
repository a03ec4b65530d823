import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { MomentColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';

@Entity('bases')
@ObjectType({
  implements: Node,
  description: 'A co-construction base (共建基地 / 阵地) and what happens there.',
})
export class Base extends AllianceRow {
  @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'The name (名称).' }) @Column('text') name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for (用途).' })
  @Column('text', { nullable: true })
  purpose!: string | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'Where it is (所在区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @MomentColumn() createdAt!: Date;
}

@Entity('base_hosts')
export class BaseHost {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') baseId!: string;
  @PrimaryColumn('uuid') unitId!: string;
}
