import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { DayColumn, EnumColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { AllianceRow } from '../alliance/alliance.entity';

export enum GoverningDocumentKind {
  CHARTER = 'CHARTER',
  WORK_RULES = 'WORK_RULES',
  PLAN = 'PLAN',
  OTHER = 'OTHER',
}
describeEnum(GoverningDocumentKind, {
  name: 'GoverningDocumentKind',
  description: 'What kind of document it is (制度文件类型).',
  values: {
    CHARTER: 'The charter (章程).',
    WORK_RULES: 'Rules of work (工作制度).',
    PLAN: 'A plan (实施计划).',
    OTHER: 'Another one (其他).',
  },
});

/** Immutable: what changes is a new edition. */
@Entity('governing_documents')
@ObjectType({
  implements: Node,
  description: 'Charter, work rules, yearly plan (章程、工作制度、实施计划), in one of its editions.',
})
export class GoverningDocument extends AllianceRow {
  @Field(() => GoverningDocumentKind, { description: 'What kind of document it is (类型).' })
  @EnumColumn()
  kind!: GoverningDocumentKind;
  @Field(() => String, { description: 'The title (名称).' }) @Column('text') title!: string;
  @Field(() => String, { description: 'The text (正文).' }) @Column('text') body!: string;
  @Field(() => Int, { description: 'Numbered from 1 for each kind and title (第几版).' })
  @Column('int')
  edition!: number;
  @Field(() => Day, { nullable: true, description: 'When it was adopted (通过日期).' })
  @DayColumn({ nullable: true })
  adoptedOn!: string | null;
}
