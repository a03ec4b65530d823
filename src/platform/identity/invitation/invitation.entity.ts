import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { IdColumn, MomentColumn } from '../../database/columns';
import { describeEnum } from '../../reads/enums';
import { Node } from '../../reads/node';
import { DateTime } from '../../reads/scalars';
import { Person } from '../person/person.entity';

/** What became of a letter. */
export const Delivery = { WAITING: 'WAITING', SENT: 'SENT', FAILED: 'FAILED' } as const;

describeEnum(Delivery, {
  name: 'Delivery',
  description: 'What became of a mail (投递状态).',
  values: {
    WAITING: 'Not taken by the mail server yet; it is tried again for two days (待投递).',
    SENT: 'Taken by the mail server (已投递): whether it reached the mailbox is not known.',
    FAILED: 'Given up (投递失败); whoever sent it was notified why.',
  },
});

/** An invitation (邀请): the one way to an account, good once and for seven days. One that was taken up is kept, as evidence. */
@Entity('invitations')
@ObjectType({ implements: Node, description: 'An invitation (邀请) to an account, good once and for seven days.' })
export class Invitation extends Node {
  @IdColumn()
  override id!: string;

  @Column('bytea', { select: false })
  hash!: Buffer;

  /** Whom it invites: a pending person, and afterwards the one they turned out to be. */
  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  /** Null for an invitation to administer the installation. */
  @Column('uuid', { nullable: true })
  allianceId!: string | null;

  /** Null for the first administrator, who says where they are reached when they take it up, and of one that was taken up long ago. */
  @Column('text', { nullable: true })
  email!: string | null;

  /** Null where nobody was signed in: the administrator's command line, the first start. */
  @Column('uuid', { nullable: true })
  invitedById!: string | null;

  @ManyToOne(() => Person, { nullable: true })
  @JoinColumn({ name: 'invited_by_id' })
  invitedBy!: Person | null;

  @MomentColumn()
  @Field(() => DateTime, { description: 'When it was made (邀请时间).' })
  createdAt!: Date;

  @MomentColumn()
  @Field(() => DateTime, { description: 'Until when it is good (有效期至).' })
  expiresAt!: Date;

  @MomentColumn({ nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was taken up (接受时间); null while it was not.' })
  acceptedAt!: Date | null;
}
