import { Field, ID, InputType } from 'type-graphql';
import { LIMITS } from '../../../platform/budgets';
import { IdOf, MaxLength, Optional } from '../../../platform/writes/validation';
import { ImportFormat } from '../../alliance';

@InputType()
export abstract class ImportEntriesInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'Whose all rows are (单位), by its staff; absent: each row names its unit, by the secretariat.',
  })
  unitId?: string | null;

  @Field(() => ImportFormat, { description: 'What kind of file it is (文件格式).' })
  format!: ImportFormat;

  @MaxLength(LIMITS.importCharacters)
  @Field(() => String, { description: 'The file in base64 (文件内容), of at most 8 MiB and, unpacked, 32 MiB.' })
  contentBase64!: string;

  @Field(() => Boolean, { description: 'Reports every bad row and what would happen, and writes nothing (试导入).' })
  dryRun!: boolean;
}

@InputType({
  description:
    'Needs as people keep them in files (导入需求清单): headers in Chinese or English, in any order. All rows land or none.',
})
export class ImportNeedsInput extends ImportEntriesInput {}

@InputType({
  description:
    'Resources as people keep them in files (导入资源清单): headers in Chinese or English, in any order. All rows land or none.',
})
export class ImportResourcesInput extends ImportEntriesInput {}
