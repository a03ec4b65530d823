import { globalId } from '../../../platform/database/ids';
import { message } from '../../../platform/i18n/messages';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import { describeEnum } from '../../../platform/reads/enums';
import { Url } from '../../../platform/reads/scalars';
import { sql } from '../../../platform/database/sql';
import { JointMeeting } from '../meeting/meeting.entity';
import type { MeetingServices } from '../shared/services';
import { Minutes, MinutesIntegrity } from './minutes.entity';
import { minutesEvidence } from './minutes-evidence.rules';
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
  'allianceId',
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
  evidence: field.computed(() => String, {
    nullable: true,
    needs: PROVED,
    cost: 50,
    load: evidences(false),
    description:
      'A JSON file (证据文件) with canonical text, seal and what shows the approval in the audit log, which `npx gongjian verify FILE` or ' +
      'standard tools check without the server; for members. Null until it is approved.',
  }),
  closedEvidence: field.computed(() => String, {
    nullable: true,
    needs: PROVED,
    cost: 50,
    load: evidences(true),
    description:
      'The same with what is less open than the meeting (含不公开部分的证据文件): for participants and the secretariat.',
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

/** Evidence files, each with what shows its approval in the audit log. */
function evidences(withClosed: boolean) {
  return async (
    rows: readonly (readonly unknown[])[],
    { database, services }: Computing,
  ): Promise<(string | null)[]> => {
    const { auditLog, sealer } = services as MeetingServices;
    const now = new Date();
    const keys = await sealer.keys(database);
    const files: (string | null)[] = [];
    for (const minutes of rows.map(sealedOf)) {
      if (minutes === null) {
        files.push(null);
        continue;
      }
      const id = globalId('minutes', minutes.id);
      const { allianceId, approvedAt: at } = minutes;
      const proved = await auditLog.proofOf(database, { allianceId, at, action: 'approveMinutes', subject: id });
      const checkpoint = proved?.checkpoint ?? (await auditLog.checkpoint(database));
      const beside = { audit: proved?.proof ?? null, checkpoint, keys, now };
      files.push(JSON.stringify(minutesEvidence({ ...minutes, globalId: id }, beside, withClosed), null, 2));
    }
    return files;
  };
}

async function documentUrls(
  rows: readonly (readonly unknown[])[],
  { viewer: { personId }, services }: Computing,
  { format }: Readonly<Record<string, unknown>>,
): Promise<(string | null)[]> {
  const { documentLinks } = services as MeetingServices;
  const wanted = format === MinutesFormat.MARKDOWN || format === MinutesFormat.DOCX ? format : 'PDF';
  return rows.map(([row]) =>
    documentLinks.urlFor(personId, { kind: 'minutes', id: String(row), textId: String(row), format: wanted }),
  );
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
function sealedOf(row: readonly unknown[]): (Sealed & Pick<Minutes, 'allianceId'>) | null {
  const columns = Object.fromEntries(PROVED.map((name, index) => [name, row[index]])) as unknown as Sealed &
    Pick<Minutes, 'allianceId'>;
  return (columns.approvedAt as Date | null) === null ? null : { ...columns, approvedAt: new Date(columns.approvedAt) };
}
