import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { IdColumn, MomentColumn } from '../../database/columns';
import { Node } from '../../reads/node';
import { DateTime } from '../../reads/scalars';
import { Person } from '../person/person.entity';

/** Known by issuer and subject, never by a mail address. */
@Entity('external_identities')
@ObjectType({
  implements: Node,
  description: 'An account of an external issuer (外部身份) that may act as the person who bound it.',
})
export class ExternalIdentity extends Node {
  @IdColumn()
  override id!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  @Column('text')
  @Field(() => String, { description: 'The address of the issuer (身份提供方).' })
  issuer!: string;

  @Column('text')
  subject!: string;

  @MomentColumn()
  @Field(() => DateTime, { description: 'When its person bound it (绑定时间).' })
  boundAt!: Date;

  /** To the minute or so. */
  @MomentColumn({ nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was last used (最近使用), to about a minute.' })
  lastUsedAt!: Date | null;
}
