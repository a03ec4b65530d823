import type { Computing } from '../../../platform/reads/declarations';
import { describeEnum } from '../../../platform/reads/enums';
import type { AgreementServices } from '../shared/services';

export enum DocumentFormat {
  PDF = 'PDF',
  DOCX = 'DOCX',
}
describeEnum(DocumentFormat, {
  name: 'DocumentFormat',
  description: 'What kind of file is printed (文件格式).',
  values: {
    PDF: 'For the shelf (存档).',
    DOCX: 'For those who must edit it (编辑).',
  },
});

/** Links to printed agreements; a row is [agreement's id, its revision's id]. Null for viewers who are not signed in. */
export async function documentUrls(
  rows: readonly (readonly unknown[])[],
  { viewer, services }: Computing,
  { format }: Readonly<Record<string, unknown>>,
): Promise<(string | null)[]> {
  const { documentLinks } = services as AgreementServices;
  return rows.map(([agreementId, revisionId]) =>
    documentLinks.urlFor(viewer.personId, {
      kind: 'agreement',
      id: String(agreementId),
      textId: String(revisionId),
      format: format === DocumentFormat.DOCX ? 'DOCX' : 'PDF',
    }),
  );
}
