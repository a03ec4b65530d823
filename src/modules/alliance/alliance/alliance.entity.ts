import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { DayColumn, IdColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';

@Entity('alliances')
@ObjectType({ implements: Node, description: 'A co-construction alliance (共建联合会 / 党建共同体 / 合伙人聚力联盟).' })
export class Alliance extends Node {
  @IdColumn() override id!: string;
  @Field(() => String, { description: 'Its name in URLs, unique in the installation (网址标识).' })
  @Column('text')
  slug!: string;
  @Field(() => String, { description: 'The name (名称).' }) @Column('text') name!: string;
  @Field(() => String, { nullable: true, description: 'The motto (口号).' })
  @Column('text', { nullable: true })
  motto!: string | null;
  @Field(() => Day, { nullable: true, description: 'The founding day (成立日期).' })
  @DayColumn({ nullable: true })
  foundedOn!: string | null;
  @Field(() => String, { description: 'Where its days begin and end: an IANA time zone (时区).' })
  @Column('text')
  timeZone!: string;
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
}

/** What every row of an alliance has: the alliance leads its keys and indexes, and so no row can point into another. */
export abstract class AllianceRow extends Node {
  @Column('uuid', { primary: true }) allianceId!: string;
  @IdColumn() override id!: string;
}

/** The join of a relation within the alliance: by the alliance and the column. */
export function WithinAlliance(column: string): PropertyDecorator {
  return JoinColumn([
    { name: 'alliance_id', referencedColumnName: 'allianceId' },
    { name: column, referencedColumnName: 'id' },
  ]);
}

/** The relation to the alliance itself. */
export function OfAlliance(): PropertyDecorator {
  return (target, property) => {
    ManyToOne(() => Alliance)(target, property as string);
    JoinColumn([{ name: 'alliance_id', referencedColumnName: 'id' }])(target, property as string);
  };
}
