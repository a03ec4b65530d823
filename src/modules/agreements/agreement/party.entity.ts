import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { EnumColumn, IdColumn, MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { Agreement } from './agreement.entity';
import { AgreementRevision } from '../revision/revision.entity';

export enum PartyRole {
  INITIATOR = 'INITIATOR',
  PARTY = 'PARTY',
  WITNESS = 'WITNESS',
}
describeEnum(PartyRole, {
  name: 'PartyRole',
  description: 'What a unit is to an agreement (签约角色).',
  values: {
    INITIATOR: 'Drew it up (发起方).',
    PARTY: 'Undertakes something as well (协议方).',
    WITNESS: 'Attests it, and signs last (见证方).',
  },
});

@Entity('agreement_parties')
@ObjectType({ implements: Node, description: 'A unit in an agreement (签约方).' })
export class AgreementParty extends AllianceRow {
  @Column('uuid') agreementId!: string;
  @ManyToOne(() => Agreement) @WithinAlliance('agreement_id') agreement!: Agreement;
  @Column('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit (签约单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit;
  @Column('int') position!: number;
  @Field(() => PartyRole, { description: 'What it is to the agreement (角色).' }) @EnumColumn() role!: PartyRole;
  @Field(() => String, { nullable: true, description: 'Who is named to sign for it (签约代表); for members.' })
  @Column('text', { nullable: true })
  representative!: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'Parties of one step sign in any order; a step opens when the one before it is complete (签署步骤). For members.',
  })
  @Column('int')
  signingStep!: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When this party ended it for itself (退出时间); for members.',
  })
  @MomentColumn({ nullable: true })
  leftAt!: Date | null;
}

/** A unit's signature under one revision. */
@Entity('agreement_signatures')
@ObjectType({ description: 'A unit’s signature (签名): by whom, when, and under which text.' })
export class Signature {
  @Column('uuid', { primary: true }) allianceId!: string;
  @IdColumn() id!: string;
  @Column('uuid') agreementId!: string;
  @ManyToOne(() => Agreement) @WithinAlliance('agreement_id') agreement!: Agreement;
  @Column('uuid') revisionId!: string;
  @ManyToOne(() => AgreementRevision) @WithinAlliance('revision_id') revision!: AgreementRevision;
  @Column('uuid') unitId!: string;
  @Column('uuid') personId!: string;
  @Field(() => Person, { description: 'Which of its representatives (签署人).' })
  @ManyToOne(() => Person, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'person_id', referencedColumnName: 'id' })
  signedBy!: Person;
  @Field(() => DateTime, { description: 'When (签署时间).' }) @MomentColumn() signedAt!: Date;
  @Field(() => String, { description: 'SHA-256 of the canonical text that was signed, hex (内容哈希).' })
  @Column('text')
  contentHash!: string;
  /** What the signature says, as canonical JSON (see proof/canonical.rules). */
  @Column('text') statement!: string;
}
