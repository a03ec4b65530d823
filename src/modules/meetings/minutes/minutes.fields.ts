import { message } from '../../../platform/i18n/messages';
import { declareFields, type Computing } from '../../../platform/reads/declarations';
import { sql } from '../../../platform/database/sql';
import { JointMeeting } from '../meeting/meeting.entity';
import type { MeetingServices } from '../shared/services';
import { Minutes, MinutesIntegrity } from './minutes.entity';
import { canonicalMinutes, minutesProblems, type Sealed } from './minutes-seal.rules';

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
