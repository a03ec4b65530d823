import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import type { TokenScope } from '../../access/viewer';
import { IdColumn, MomentColumn } from '../../database/columns';
import { Node } from '../../reads/node';
import { DateTime } from '../../reads/scalars';
import { Person } from '../person/person.entity';

export enum ApiScope {
  READ_PUBLIC = 'READ_PUBLIC',
  READ_MEMBER = 'READ_MEMBER',
  MANAGE_UNIT = 'MANAGE_UNIT',
  MANAGE_MEETINGS = 'MANAGE_MEETINGS',
}

registerEnumType(ApiScope, {
  name: 'ApiScope',
  description:
    'What an API token (API 令牌) may be used for. None signs, votes, or touches passwords, tokens, roles, invitations.',
  valuesConfig: {
    READ_PUBLIC: { description: 'Reads as the public (公众).' },
    READ_MEMBER: { description: 'Reads as its person.' },
    MANAGE_UNIT: { description: "Reads as its person, and writes what its person may as unit's staff (单位工作人员)." },
    MANAGE_MEETINGS: {
      description: 'Reads as its person, and writes what its person may as organiser, convenor or liaison (会议组织).',
    },
  },
});

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
  @Field(() => [ApiScope], { description: 'What it may be used for (权限范围).' })
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
