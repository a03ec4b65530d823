import { describeEnum } from '../../../platform/reads/enums';
import { Field, ID, InputType } from 'type-graphql';
import { IdOf, Optional } from '../../../platform/writes/validation';

export enum ExportFormat {
  CSV = 'CSV',
  CSV_GB18030 = 'CSV_GB18030',
  XLSX = 'XLSX',
}
describeEnum(ExportFormat, {
  name: 'ExportFormat',
  description: 'What kind of file a list is written into (导出格式).',
  values: {
    CSV: 'CSV in UTF-8, with the mark by which Excel knows it (CSV，UTF-8 带 BOM).',
    CSV_GB18030: 'CSV in GB18030, for older programs (CSV，国标编码).',
    XLSX: 'A spreadsheet (电子表格).',
  },
});

@InputType()
export abstract class ExportEntriesInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'Whose entries (单位), by its staff; absent: everybody’s, by the secretariat.',
  })
  unitId?: string | null;

  @Field(() => ExportFormat, { description: 'What kind of file (文件格式).' })
  format!: ExportFormat;
}

@InputType({ description: 'Needs as a file that an import takes again (导出需求清单).' })
export class ExportNeedsInput extends ExportEntriesInput {}

@InputType({ description: 'Resources as a file that an import takes again (导出资源清单).' })
export class ExportResourcesInput extends ExportEntriesInput {}
