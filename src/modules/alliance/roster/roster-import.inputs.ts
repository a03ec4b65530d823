import { Field, ID, InputType } from 'type-graphql';
import { LIMITS } from '../../../platform/budgets';
import { IdOf, MaxLength } from '../../../platform/writes/validation';
import { describeEnum } from '../../../platform/reads/enums';

export enum ImportFormat {
  CSV = 'CSV',
  XLSX = 'XLSX',
}
describeEnum(ImportFormat, {
  name: 'ImportFormat',
  description: 'What kind of file a roster is (名册格式).',
  values: {
    CSV: 'Text in UTF-8 or GB18030 (CSV 文本).',
    XLSX: 'A spreadsheet (电子表格).',
  },
});

@InputType({
  description:
    'A roster as people keep it (导入名册): headers in Chinese or English, in any order. All rows land or none.',
})
export class ImportMemberUnitsInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Field(() => ImportFormat, { description: 'What kind of file it is (文件格式).' })
  format!: ImportFormat;

  @MaxLength(LIMITS.importCharacters)
  @Field(() => String, { description: 'The file in base64 (文件内容), of at most 8 MiB and, unpacked, 32 MiB.' })
  contentBase64!: string;

  @Field(() => Boolean, { description: 'Reports every bad row and what would happen, and writes nothing (试导入).' })
  dryRun!: boolean;
}
