import { registerEnumType } from 'type-graphql';
import type { Computing } from '../../../platform/reads/declarations';
import type { AgreementServices } from '../shared/services';

export enum DocumentFormat {
  PDF = 'PDF',
  DOCX = 'DOCX',
}
registerEnumType(DocumentFormat, {
  name: 'DocumentFormat',
  description: 'PDF for the shelf, DOCX for those who must edit (存档、编辑).',
});

/** Links to printed agreements; a row is [agreement's id, its revision's id]. Null for viewers who are not signed in. */
export async function documentUrls(
  rows: readonly (readonly unknown[])[],
  { viewer, services }: Computing,
  { format }: Readonly<Record<string, unknown>>,
): Promise<(string | null)[]> {
  const { personId } = viewer;
  const { documentLinks } = services as AgreementServices;
  const now = Date.now();
  return rows.map(([agreementId, revisionId]) =>
    personId === null
      ? null
      : documentLinks.url(
          {
            agreementId: String(agreementId),
            revisionId: String(revisionId),
            personId,
            format: format === DocumentFormat.DOCX ? 'DOCX' : 'PDF',
          },
          now,
        ),
  );
}
