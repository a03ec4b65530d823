import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { AreaGroup, SectorGroup } from '../../alliance/group/group.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { DayColumn, EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { MeetingKind, Visibility } from '../meeting/meeting.entity';
import { AgendaTemplate } from '../template/template.entity';

@Entity('meeting_series')
@ObjectType({
  implements: Node,
  description: 'Meetings that come again by a rule (系列会议): each is drafted by itself 60 days ahead.',
})
export class MeetingSeries extends AllianceRow {
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Column('uuid', { nullable: true }) sectorGroupId!: string | null;
  @ManyToOne(() => SectorGroup) @WithinAlliance('sector_group_id') sectorGroup!: SectorGroup | null;
  @Column('uuid', { nullable: true }) areaGroupId!: string | null;
  @ManyToOne(() => AreaGroup) @WithinAlliance('area_group_id') areaGroup!: AreaGroup | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @ManyToOne(() => Territory) @WithinAlliance('territory_id') territory!: Territory | null;
  @Field(() => MeetingKind, { description: 'What kind of meetings they are (会议类型).' })
  @EnumColumn()
  kind!: MeetingKind;
  @Field(() => String, { description: 'The title of each (名称).' }) @Column('text') title!: string;
  @EnumColumn() visibility!: Visibility;
  @Column('text', { nullable: true }) venue!: string | null;
  @MomentColumn() firstStartsAt!: Date;
  @Column('int') minutes!: number;
  @Field(() => String, { description: 'By which rule they come again: an RRULE of RFC 5545 (重复规则).' })
  @Column('text')
  recurrence!: string;
  /** In which its meetings keep their hour: the alliance's when it was scheduled. */
  @Column('text') timeZone!: string;
  @DayColumn({ nullable: true }) until!: string | null;
  @Column('uuid', { nullable: true }) templateId!: string | null;
  @Field(() => AgendaTemplate, {
    nullable: true,
    description: 'What their agendas begin with; for members (议程模板).',
  })
  @ManyToOne(() => AgendaTemplate)
  @WithinAlliance('template_id')
  template!: AgendaTemplate | null;
  /** Who runs its meetings, while their roles let them; null where a liaison scheduled it. */
  @Column('uuid', { nullable: true }) organiserId!: string | null;
  @ManyToOne(() => Person) @JoinColumn({ name: 'organiser_id' }) organiser!: Person | null;
  /** Whether it invites the units of its scope as they are when a meeting is drafted. */
  @Column('boolean') invitesScope!: boolean;
  /** When the next meeting starts that is not drafted yet; null when there will be none. */
  @MomentColumn({ nullable: true }) nextStartsAt!: Date | null;
  @Field(() => Day, { nullable: true, description: 'The day on which it was ended; null while it goes on (终止日期).' })
  @DayColumn({ nullable: true })
  endedOn!: string | null;
  @MomentColumn() createdAt!: Date;
}
