import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { Agreement } from '../agreement/agreement.entity';

export enum AgreementEventKind {
  DRAFTED = 'DRAFTED',
  REVISED = 'REVISED',
  PARTY_ADDED = 'PARTY_ADDED',
  PARTY_REMOVED = 'PARTY_REMOVED',
  OPENED = 'OPENED',
  SIGNED = 'SIGNED',
  DECLINED = 'DECLINED',
  WITHDRAWN = 'WITHDRAWN',
  ACTIVATED = 'ACTIVATED',
  COMMITMENT_UPDATED = 'COMMITMENT_UPDATED',
  COMMITMENT_RATED = 'COMMITMENT_RATED',
  PARTY_LEFT = 'PARTY_LEFT',
  RENEWED = 'RENEWED',
  COMPLETED = 'COMPLETED',
  EXPIRED = 'EXPIRED',
  TERMINATED = 'TERMINATED',
}
describeEnum(AgreementEventKind, {
  name: 'AgreementEventKind',
  description: 'What happened to an agreement (事件类型).',
  values: {
    DRAFTED: 'It was drafted (起草).',
    REVISED: 'Its text was replaced by a new revision (修订).',
    PARTY_ADDED: 'A party came in (增加签约方).',
    PARTY_REMOVED: 'A party was taken out before anything was signed by all (减少签约方).',
    OPENED: 'It was opened for signature (开放签署).',
    SIGNED: 'A party signed (签署).',
    DECLINED: 'A party declined to sign (拒签).',
    WITHDRAWN: 'Its initiator withdrew it (撤回).',
    ACTIVATED: 'It came into force (生效).',
    COMMITMENT_UPDATED: 'A party reported on a commitment (承诺进展).',
    COMMITMENT_RATED: 'Another party rated a commitment (承诺评价).',
    PARTY_LEFT: 'A party ended it for itself (签约方退出).',
    RENEWED: 'A follow-up was drafted (续签).',
    COMPLETED: 'Its term ended with every commitment kept or waived (完成).',
    EXPIRED: 'Its term ended otherwise (到期).',
    TERMINATED: 'Fewer than two signing parties were left (终止).',
  },
});

@Entity('agreement_events')
@ObjectType({
  implements: Node,
  description: 'Something that happened to an agreement (协议历程); append-only, and chained by hash.',
})
export class AgreementEvent extends AllianceRow {
  @Column('uuid') agreementId!: string;
  @ManyToOne(() => Agreement) @WithinAlliance('agreement_id') agreement!: Agreement;
  /** From 1, without gaps. */
  @Column('int') sequence!: number;
  @Field(() => AgreementEventKind, { description: 'What happened (事件).' }) @EnumColumn() kind!: AgreementEventKind;
  @Field(() => DateTime, { description: 'When it happened (时间).' }) @MomentColumn() at!: Date;
  @Column('uuid', { nullable: true }) byId!: string | null;
  @Field(() => Person, { nullable: true, description: 'Null for what the platform does by itself (操作人).' })
  @ManyToOne(() => Person, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'by_id', referencedColumnName: 'id' })
  by!: Person | null;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit concerned; null when none is (单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Field(() => String, { nullable: true, description: 'The reason that was given (事由).' })
  @Column('text', { nullable: true })
  note!: string | null;
  /** What else is chained: hashes, the commitment concerned. */
  @Column('jsonb') details!: Readonly<Record<string, unknown>>;
  @Field(() => String, { description: 'Hash over this event and the one before it: SHA-256, hex (链式哈希).' })
  @Column('text')
  chainHash!: string;
  @Column('text', { nullable: true }) seal!: string | null;
  @Column('text', { nullable: true }) keyId!: string | null;
}
