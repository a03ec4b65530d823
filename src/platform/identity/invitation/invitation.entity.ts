import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { IdColumn, MomentColumn } from '../../database/columns';
import { Person } from '../person/person.entity';

/** An invitation (邀请): the one way to an account, good once and for seven days. Kept afterwards, as evidence. */
@Entity('invitations')
export class Invitation {
  @IdColumn()
  id!: string;

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

  @Column('text')
  email!: string;

  /** Null where nobody was signed in: the administrator's command line, the first start. */
  @Column('uuid', { nullable: true })
  invitedById!: string | null;

  @ManyToOne(() => Person, { nullable: true })
  @JoinColumn({ name: 'invited_by_id' })
  invitedBy!: Person | null;

  @MomentColumn()
  createdAt!: Date;

  @MomentColumn()
  expiresAt!: Date;

  @MomentColumn({ nullable: true })
  acceptedAt!: Date | null;
}
