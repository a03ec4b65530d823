import { message } from '../../../platform/i18n/messages';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import { describeEnum } from '../../../platform/reads/enums';
import { Url } from '../../../platform/reads/scalars';
import { sql } from '../../../platform/database/sql';
import { JointMeeting } from '../meeting/meeting.entity';
import type { MeetingServices } from '../shared/services';
import { Minutes, MinutesIntegrity } from './minutes.entity';
import { canonicalMinutes, minutesProblems, type Sealed } from './minutes-seal.rules';

enum MinutesFormat {
  MARKDOWN = 'MARKDOWN',
  PDF = 'PDF',
  DOCX = 'DOCX',
}
describeEnum(MinutesFormat, {
  name: 'MinutesFormat',
  description: 'What kind of file minutes are had as (纪要文件格式).',
  values: {
    MARKDOWN: 'The text as it is kept (原文).',
    PDF: 'For the shelf (存档).',
    DOCX: 'For those who must edit it (编辑).',
  },
});

declareFields(JointMeeting, (field) => ({
  minutes: field.one(() => Minutes, {
    nullable: true,
    description:
      'The latest edition of its minutes that the viewer may see (会议纪要): approved, or for those who run it also one that is being written.',
    on: (minutes, meeting) =>
      sql`${minutes.allianceId} = ${meeting.allianceId} and ${minutes.meetingId} = ${meeting.id}`,
    order: (minutes) => sql`${minutes.edition} desc`,
  }),
}));

/** What an approved edition is proved by, in this order. */
const PROVED = [
  'id',
  'meetingId',
  'edition',
  'version',
  'body',
  'closedBody',
  'correctsId',
  'correctsHash',
  'approvedAt',
  'approvedById',
  'contentHash',
  'seal',
  'closedSeal',
  'keyId',
] as const satisfies readonly (keyof Minutes)[];

declareFields(Minutes, (field) => ({
  documentUrl: field.computed(() => Url, {
    nullable: true,
    needs: ['id'],
    cost: 1,
    secret: true,
    load: documentUrls,
    arguments: {
      format: {
        type: () => MinutesFormat,
        nullable: true,
        parameterType: 'text',
        description: 'What kind of file (文件格式); PDF when absent.',
      },
    },
    description:
      'A link to this edition as a file (纪要文件), with what the viewer may see of it; bound to the viewer, five minutes. Null for those who are not signed in.',
  }),
  canonicalText: field.computed(() => String, {
    nullable: true,
    needs: PROVED,
    cost: 10,
    load: canonicalTexts,
    description:
      'RFC 8785 canonical JSON of meeting, minutes, edition, version, what it corrects, its approval and body (规范文本): anyone can hash it. Null until it is approved.',
  }),
  integrity: field.computed(() => MinutesIntegrity, {
    nullable: true,
    needs: PROVED,
    cost: 10,
    load: integrities,
    description:
      'Recomputed on every read from the stored text and the server’s seals (完整性校验); null until it is approved.',
  }),
}));

async function documentUrls(
  rows: readonly (readonly unknown[])[],
  { viewer: { personId }, services }: Computing,
  { format }: Readonly<Record<string, unknown>>,
): Promise<(string | null)[]> {
  const { documentLinks } = services as MeetingServices;
  const now = Date.now();
  const wanted = format === MinutesFormat.MARKDOWN || format === MinutesFormat.DOCX ? format : 'PDF';
  return rows.map(([row]) => {
    const id = String(row);
    return personId === null
      ? null
      : documentLinks.url({ kind: 'minutes', id, textId: id, personId, format: wanted }, now);
  });
}

async function canonicalTexts(rows: readonly (readonly unknown[])[]): Promise<(string | null)[]> {
  return rows.map(sealedOf).map((minutes) => (minutes === null ? null : canonicalMinutes(minutes)));
}

async function integrities(
  rows: readonly (readonly unknown[])[],
  { database, locale, services }: Computing,
): Promise<(MinutesIntegrity | null)[]> {
  const keys = await (services as MeetingServices).sealer.keys(database);
  return rows.map(sealedOf).map((minutes) => {
    if (minutes === null) return null;
    const problems = minutesProblems(minutes, keys).map((key) => message(locale, key));
    return { valid: problems.length === 0, problems };
  });
}

/** An approved edition; null where it is not approved. */
function sealedOf(row: readonly unknown[]): Sealed | null {
  const columns = Object.fromEntries(PROVED.map((name, index) => [name, row[index]])) as unknown as Sealed;
  return (columns.approvedAt as Date | null) === null ? null : { ...columns, approvedAt: new Date(columns.approvedAt) };
}
