import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { IdColumn, MomentColumn } from '../../database/columns';
import { Person } from '../person/person.entity';

/** One sign-in (登录会话), from the password to the sign-out. The graph's Session is what it hands out. */
@Entity('sessions')
export class SignInSession {
  @IdColumn()
  id!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  @MomentColumn()
  startedAt!: Date;

  /** Noted at each refresh: an access token lasts ten minutes. */
  @MomentColumn()
  lastUsedAt!: Date;

  /** Browser or program, as it named itself; null where it did not. */
  @Column('text', { nullable: true })
  client!: string | null;

  /** The network, not the whole address. */
  @Column('text', { nullable: true })
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

  @ManyToOne(() => SignInSession, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id' })
  session!: SignInSession;

  @MomentColumn()
  issuedAt!: Date;

  @MomentColumn({ nullable: true })
  usedAt!: Date | null;

  @MomentColumn()
  expiresAt!: Date;
}
