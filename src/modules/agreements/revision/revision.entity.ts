import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import type { Agreement } from '../agreement/agreement.entity';

@Entity('agreement_revisions')
@ObjectType({
  implements: Node,
  description: 'An immutable text of the agreement (文本版本); signatures bind to its hash.',
})
export class AgreementRevision extends AllianceRow {
  @Column('uuid') agreementId!: string;
  @ManyToOne('Agreement') @WithinAlliance('agreement_id') agreement!: Agreement;
  @Field(() => Int, { description: 'Numbered from 1 (第几稿).' }) @Column('int') ordinal!: number;
  @Field(() => String, { description: 'The clauses (正文), as plain text.' }) @Column('text') body!: string;
  @Column('uuid', { nullable: true }) authorId!: string | null;
  @Field(() => Person, { nullable: true, description: 'Who wrote it; null for what the platform wrote (起草人).' })
  @ManyToOne(() => Person, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'author_id', referencedColumnName: 'id' })
  author!: Person | null;
  @Field(() => DateTime, { description: 'When it was written (修订时间).' }) @MomentColumn() createdAt!: Date;
  @Field(() => String, { description: 'SHA-256, hex, of canonicalText (内容哈希).' })
  @Column('text')
  contentHash!: string;
  @Field(() => String, {
    description: `RFC 8785 canonical JSON of agreement id, number, ordinal, title, purpose, tier, territory, dates, parties (unit, role,
representative, step), commitments and body (规范文本): anyone can hash it.`,
  })
  @Column('text')
  canonicalText!: string;
}

export enum DiffKind {
  SAME = 'SAME',
  REMOVED = 'REMOVED',
  ADDED = 'ADDED',
}
describeEnum(DiffKind, {
  name: 'DiffKind',
  description: 'In which of the two revisions the line stands (变化).',
  values: {
    SAME: 'In both (相同).',
    REMOVED: 'Only in the other revision (删去).',
    ADDED: 'Only in this one (新增).',
  },
});

@ObjectType({ description: 'A line of the difference between two revisions (逐行对照).' })
export class DiffLine {
  @Field(() => DiffKind, { description: 'Whether it stands in both texts, or in which (变化).' }) kind!: DiffKind;
  @Field(() => String, { description: 'The line (内容).' }) text!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Its place in the other revision, from 1 (旧行号); null when it is not there.',
  })
  oldLine!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Its place in this revision, from 1 (新行号); null when it is not there.',
  })
  newLine!: number | null;
}
