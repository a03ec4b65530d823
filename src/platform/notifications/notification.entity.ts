import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { EnumColumn, IdColumn, MomentColumn } from '../database/columns';
import { Person } from '../identity/person/person.entity';
import { Node } from '../reads/node';
import { DateTime } from '../reads/scalars';
import { notificationKindEnum, type NotificationKind } from './notification-kinds';

/** Kept as a message's key and parameters: it is formatted for its reader, when they read it. */
@Entity('notifications')
@ObjectType({ implements: Node, description: 'What waits for this person (通知): to sign, to answer, to do, overdue.' })
export class Notification extends Node {
  @Column('uuid', { primary: true })
  allianceId!: string;

  @IdColumn()
  override id!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  @MomentColumn()
  @Field(() => DateTime, { description: 'When (时间).' })
  at!: Date;

  @EnumColumn()
  @Field(() => notificationKindEnum, { description: 'What it is about (类型).' })
  kind!: NotificationKind;

  @Column('text')
  key!: string;

  @Column('jsonb')
  parameters!: Readonly<Record<string, unknown>>;

  /** The global id of what it is about. */
  @Column('text', { nullable: true })
  subjectId!: string | null;

  /** Of a notification that is sent to a person only once: what it is known by. */
  @Column('text', { nullable: true })
  once!: string | null;

  @MomentColumn({ nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When the person marked it as read (已读时间).' })
  readAt!: Date | null;
}
