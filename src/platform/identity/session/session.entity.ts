import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { IdColumn, MomentColumn } from '../../database/columns';
import { Node } from '../../reads/node';
import { DateTime } from '../../reads/scalars';
import { Person } from '../person/person.entity';

/** One sign-in, from the password to the sign-out. The graph's Session is what it hands out. */
@Entity('sessions')
@ObjectType({ implements: Node, description: 'A session (登录会话) by which a person is signed in somewhere.' })
export class SignedInSession extends Node {
  @IdColumn()
  override id!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  @MomentColumn()
  @Field(() => DateTime, { description: 'When its person signed in (登录时间).' })
  startedAt!: Date;

  /** Noted at each refresh: an access token lasts ten minutes. */
  @MomentColumn()
  @Field(() => DateTime, { description: 'When it was last used (最近使用), to about ten minutes.' })
  lastUsedAt!: Date;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Browser or program (客户端), as it named itself; at most 200 characters.',
  })
  client!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'The network (网络) that its person signed in from, not the whole address: a /24, or a /48 of IPv6.',
  })
  network!: string | null;

  /** Moves on with each refresh, up to the longest life of a session. */
  @MomentColumn()
  expiresAt!: Date;

  /** By sign-out, a change of password, or a refresh token that came twice. */
  @MomentColumn({ nullable: true })
  endedAt!: Date | null;

  /**
   * A keyed hash of account and network address: where the owner has signed in from, so that strangers elsewhere cannot
   * lock them out there.
   */
  @Column('text')
  place!: string;
}

/** A refresh token (刷新令牌): good for one use. Used ones are kept, for a second use means that somebody has a copy. */
@Entity('refresh_tokens')
export class RefreshToken {
  @PrimaryColumn('bytea')
  hash!: Buffer;

  @Column('uuid')
  sessionId!: string;

  @ManyToOne(() => SignedInSession, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id' })
  session!: SignedInSession;

  @MomentColumn()
  issuedAt!: Date;

  @MomentColumn({ nullable: true })
  usedAt!: Date | null;

  @MomentColumn()
  expiresAt!: Date;
}
