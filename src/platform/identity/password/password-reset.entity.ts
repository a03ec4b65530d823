import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { MomentColumn } from '../../database/columns';
import { Person } from '../person/person.entity';

/** A way to set a new password without the old one (重置密码): good once, and not for long. */
@Entity('password_resets')
export class PasswordReset {
  @PrimaryColumn('bytea')
  hash!: Buffer;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  @MomentColumn()
  createdAt!: Date;

  @MomentColumn()
  expiresAt!: Date;

  @MomentColumn({ nullable: true })
  usedAt!: Date | null;

  /** The administrator who made it; null where the person asked for it. */
  @Column('uuid', { nullable: true })
  createdById!: string | null;

  @ManyToOne(() => Person, { nullable: true })
  @JoinColumn({ name: 'created_by_id' })
  createdBy!: Person | null;
}
