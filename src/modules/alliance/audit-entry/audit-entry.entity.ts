import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { Node } from '../../../platform/reads/node';
import { DateTime, JsonObject } from '../../../platform/reads/scalars';

@Entity('audit_entries')
@ObjectType({
  implements: Node,
  description: 'What somebody did in an alliance, or in the installation (审计记录); append-only, and chained by hash.',
})
export class AuditEntry extends Node {
  @Column('uuid', { primary: true }) override id!: string;
  @Column('uuid', { nullable: true }) allianceId!: string | null;
  @Field(() => DateTime, { description: 'When it was done (时间).' }) @MomentColumn() at!: Date;
  @Column('uuid', { nullable: true }) personId!: string | null;
  @Field(() => Person, {
    nullable: true,
    description: 'Null for nobody signed in, and for what the platform does by itself (操作人).',
  })
  @ManyToOne(() => Person, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'person_id', referencedColumnName: 'id' })
  person!: Person | null;
  @Field(() => String, { description: "The mutation's name, or the background task's (操作)." })
  @Column('text')
  action!: string;
  @Field(() => String, { nullable: true, description: 'The id of what was acted on (对象).' })
  @Column('text', { nullable: true })
  subject!: string | null;
  @Field(() => JsonObject, { description: 'What changed (详情); its keys are those of the action.' })
  @Column('jsonb')
  details!: object;
}
