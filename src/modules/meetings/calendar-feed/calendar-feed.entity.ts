import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { Alliance, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { AreaGroup, SectorGroup } from '../../alliance/group/group.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { IdColumn, MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';

@Entity('calendar_feeds')
@ObjectType({
  implements: Node,
  description:
    'Meetings in a person’s own calendar, as an iCalendar feed (RFC 5545): their own, a unit’s, or a group’s (日历订阅). Its ' +
    'address is a secret, shown once and stored hashed.',
})
export class CalendarFeed extends Node {
  @IdColumn() override id!: string;
  @Column('uuid') personId!: string;
  @ManyToOne(() => Person) @JoinColumn({ name: 'person_id' }) person!: Person;
  /** Null for one's own meetings, wherever they are. */
  @Column('uuid', { nullable: true }) allianceId!: string | null;
  @OfAlliance() alliance!: Alliance | null;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit whose meetings they are (单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Column('uuid', { nullable: true }) sectorGroupId!: string | null;
  @ManyToOne(() => SectorGroup) @WithinAlliance('sector_group_id') sectorGroup!: SectorGroup | null;
  @Column('uuid', { nullable: true }) areaGroupId!: string | null;
  @ManyToOne(() => AreaGroup) @WithinAlliance('area_group_id') areaGroup!: AreaGroup | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @ManyToOne(() => Territory) @WithinAlliance('territory_id') territory!: Territory | null;
  @Column('bytea', { select: false }) hash!: Buffer;
  @Field(() => DateTime, { description: 'When it was made (创建时间).' }) @MomentColumn() createdAt!: Date;
  /** To an hour, which is how often calendars are asked to look: it is not worth a write for each fetch. */
  @MomentColumn({ nullable: true })
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last fetched (最近使用), to the hour.',
  })
  lastUsedAt!: Date | null;
}
