import { Field, Float, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { EnumColumn } from '../../../platform/database/columns';
import { Need, type NeedStatus } from '../need/need.entity';
import { Resource, type ResourceStatus } from '../resource/resource.entity';
import type { Place } from './match.rules';

/** A row of what `match.queries` finds: no table has them. */
@Entity('matches', { synchronize: false })
@ObjectType({ description: 'A need and a resource that could meet it (匹配).' })
export class Match {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') needId!: string;
  @Field(() => Need, { description: 'The need (需求).' })
  @ManyToOne(() => Need)
  @WithinAlliance('need_id')
  need!: Need;
  @Column('text') needStatus!: NeedStatus;
  @Column('uuid', { nullable: true }) needUnitId!: string | null;
  @PrimaryColumn('uuid') resourceId!: string;
  @Field(() => Resource, { description: 'The resource (资源).' })
  @ManyToOne(() => Resource)
  @WithinAlliance('resource_id')
  resource!: Resource;
  @Column('text') resourceStatus!: ResourceStatus;
  @Column('uuid') resourceUnitId!: string;
  @Column('boolean') sameCategory!: boolean;
  /** What the texts have in common, in [0, 1]. */
  @Column('double precision') words!: number;
  /** The beginnings of the need's text and the resource's, as far as they are compared. */
  @Column('text') said!: string;
  @Column('text') offered!: string;
  @EnumColumn() place!: Place;
  /** Share of the time until the need is to be met in which the resource can be had. */
  @Column('double precision') overlap!: number;
  @Column('int', { nullable: true }) asked!: number | null;
  /** How many of it are booked at no time ahead. */
  @Column('int') vacant!: number;
  /** Projects completed and commitments fulfilled by the resource's unit. */
  @Column('int') kept!: number;
  @Field(() => Float, { description: 'How well it fits, in [0, 1] (匹配度).' })
  @Column('double precision')
  score!: number;
}
