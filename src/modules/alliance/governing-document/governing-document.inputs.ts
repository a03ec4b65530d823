import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { IdOf } from '../../../platform/writes/validation';
import { Clauses, Name } from '../shared/input-rules';
import { GoverningDocumentKind } from './governing-document.entity';

const LONGEST_DOCUMENT = 100_000;

@InputType({ description: 'A new edition when one of that kind and title exists (发布制度文件).' })
export class PublishGoverningDocumentInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Field(() => GoverningDocumentKind, { description: 'What kind of document it is (类型).' })
  kind!: GoverningDocumentKind;
  @Name(200) @Field(() => String, { description: 'The title (名称).' }) title!: string;
  @Clauses(LONGEST_DOCUMENT)
  @Field(() => String, { description: 'The text (正文).' })
  body!: string;
  @Field(() => Day, { nullable: true, description: 'When it was adopted (通过日期).' }) adoptedOn?: string | null;
}

@InputType({ description: 'Confirms receipt for a unit (签收).' })
export class AcknowledgeDocumentInput {
  @IdOf('document') @Field(() => ID, { description: 'An edition that is in force (制度文件).' }) documentId!: string;
  @IdOf('unit') @Field(() => ID, { description: 'The unit (单位).' }) unitId!: string;
}
