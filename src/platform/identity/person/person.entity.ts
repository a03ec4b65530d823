import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { IdColumn, MomentColumn } from '../../database/columns';
import type { Locale } from '../../i18n/messages';
import { Node } from '../../reads/node';
import { EmailAddress } from '../../reads/scalars';

/**
 * A person. Invited people are rows already, so that they can be given roles, but have neither an address nor a
 * password until they accept: who is pending shows nothing about who has an account.
 */
@Entity('persons')
@ObjectType({ implements: Node, description: 'A person (人员) with an account, or invited to have one.' })
export class Person extends Node {
  @IdColumn()
  override id!: string;

  @Column('text')
  @Field(() => String, { description: 'The name (姓名).' })
  name!: string;

  /** Unique whatever its case; null until an invitation is accepted. */
  @Column('text', { nullable: true })
  @Field(() => EmailAddress, {
    nullable: true,
    description: 'The address (邮箱) that the person signs in with; seen by that person and the secretariat.',
  })
  email!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'The language (语言) that the person is written to in: zh-CN or en.',
  })
  locale!: Locale | null;

  /** Argon2id, in PHC form; null exactly where there is no address. */
  @Column('text', { nullable: true, select: false })
  passwordHash!: string | null;

  @Column('boolean', { default: false })
  mustChangePassword!: boolean;

  /** Of the installation (系统管理员): founds alliances, and sees no more than that. */
  @Column('boolean', { default: false })
  administrator!: boolean;

  /** Since when nothing lets the person in (停用); null while they may sign in. */
  @MomentColumn({ nullable: true })
  disabledAt!: Date | null;

  @MomentColumn()
  createdAt!: Date;

  /** When the person's sign-in, tokens or rights last changed; null when they never did. */
  @MomentColumn({ nullable: true })
  accessChangedAt!: Date | null;
}
