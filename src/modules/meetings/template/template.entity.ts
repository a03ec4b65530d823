import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { EnumColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';
import { AgendaItemKind } from '../agenda/agenda.entity';
import { MeetingKind, Visibility } from '../meeting/meeting.entity';

@Entity('agenda_templates')
@ObjectType({ implements: Node, description: 'A template of agendas, for meetings of a kind or of any (议程模板).' })
export class AgendaTemplate extends AllianceRow {
  @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'The title (名称).' }) @Column('text') title!: string;
  @Field(() => MeetingKind, { nullable: true, description: 'For meetings of this kind; null: of any (会议类型).' })
  @EnumColumn({ nullable: true })
  kind!: MeetingKind | null;
}

@Entity('agenda_template_items')
@ObjectType({ description: 'An item of a template (模板议程项).' })
export class AgendaTemplateItem {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') templateId!: string;
  @ManyToOne(() => AgendaTemplate) @WithinAlliance('template_id') template!: AgendaTemplate;
  /** Its place in the template, from 1. */
  @PrimaryColumn('int') ordinal!: number;
  @Field(() => String, { description: 'The title (标题).' }) @Column('text') title!: string;
  @Field(() => AgendaItemKind, { description: 'What is done with it (类型).' }) @EnumColumn() kind!: AgendaItemKind;
  @Field(() => Visibility, {
    nullable: true,
    description: 'Who may see it (公开范围); null: as what it is part of, and the meeting at the top.',
  })
  @EnumColumn({ nullable: true })
  visibility!: Visibility | null;
  @Field(() => Int, { nullable: true, description: 'Minutes planned for it (计划时长).' })
  @Column('int', { nullable: true })
  plannedMinutes!: number | null;
  @Field(() => Int, { description: 'How deep it lies: 1 at the top, at most 3 (级别).' })
  @Column('int')
  level!: number;
}
