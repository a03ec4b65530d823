import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { IdColumn, MomentColumn } from '../../database/columns';
import { Person } from '../person/person.entity';

/** An account elsewhere (外部身份) that its person has bound: known by issuer and subject, never by a mail address. */
@Entity('external_identities')
export class ExternalIdentity {
  @IdColumn()
  id!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  @Column('text')
  issuer!: string;

  @Column('text')
  subject!: string;

  @MomentColumn()
  boundAt!: Date;

  /** To the minute or so. */
  @MomentColumn({ nullable: true })
  lastUsedAt!: Date | null;
}
