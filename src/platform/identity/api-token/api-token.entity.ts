import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import type { TokenScope } from '../../access/viewer';
import { IdColumn, MomentColumn } from '../../database/columns';
import { Node } from '../../reads/node';
import { DateTime } from '../../reads/scalars';
import { Person } from '../person/person.entity';
import { apiScopeEnum } from './token-scopes';

@Entity('api_tokens')
@ObjectType({
  implements: Node,
  description: 'An API token (API 令牌) for a third-party frontend: its secret is shown once and stored hashed.',
})
export class ApiToken extends Node {
  @IdColumn()
  override id!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id' })
  person!: Person;

  @Column('text')
  @Field(() => String, { description: 'What its person calls it (名称).' })
  name!: string;

  @Column('bytea', { select: false })
  hash!: Buffer;

  @Column('text', { array: true })
  @Field(() => [apiScopeEnum], { description: 'What it may be used for (权限范围). At most 10.' })
  scopes!: TokenScope[];

  @MomentColumn()
  createdAt!: Date;

  @MomentColumn()
  @Field(() => DateTime, { description: 'When it ends (到期时间).' })
  expiresAt!: Date;

  /** To the minute or so: it is not worth a write for each request. */
  @MomentColumn({ nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was last used (最近使用), to about a minute.' })
  lastUsedAt!: Date | null;

  @MomentColumn({ nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When its person revoked it (撤销时间).' })
  revokedAt!: Date | null;
}
