import { allianceDay } from '../../alliance/shared/calendar';
import { maySeeField, type DocumentSource } from '../../../platform/printing';
import { Minutes } from './minutes.entity';
import { minutesLayout, minutesMarkdown, type PrintedMinutes } from './minutes-print.rules';
import { minutesProblems, type Sealed } from './minutes-seal.rules';

type Stored = Sealed &
  Pick<PrintedMinutes, 'alliance' | 'title' | 'startsAt' | 'corrects' | 'isCorrected' | 'timeZone'>;

const STORED = `
  select
    alliance.name as alliance,
    alliance.time_zone as "timeZone",
    meeting.title,
    meeting.starts_at as "startsAt",
    m.id,
    m.meeting_id as "meetingId",
    m.edition,
    m.version,
    m.body,
    m.closed_body as "closedBody",
    m.corrects_id as "correctsId",
    m.corrects_hash as "correctsHash",
    m.approved_at as "approvedAt",
    m.approved_by_id as "approvedById",
    m.content_hash as "contentHash",
    m.seal,
    m.closed_seal as "closedSeal",
    m.key_id as "keyId",
    approver.name as "approvedBy",
    corrected.edition as corrects,
    exists (
      select
      from minutes later
      where later.alliance_id = m.alliance_id
        and later.meeting_id = m.meeting_id
        and later.edition > m.edition
        and later.approved_at is not null
    ) as "isCorrected"
  from minutes m
  join joint_meetings meeting on meeting.alliance_id = m.alliance_id and meeting.id = m.meeting_id
  join alliances alliance on alliance.id = m.alliance_id
  left join persons approver on approver.id = m.approved_by_id
  left join minutes corrected on corrected.alliance_id = m.alliance_id and corrected.id = m.corrects_id
  where m.id = $1`;

/** An edition of minutes for whoever may see it, with what is less open for those who may see that. */
export const minutesDocument: DocumentSource = async (request, { id }) => {
  const { database, sealer, now } = request;
  if (!(await maySeeField(request, Minutes, 'documentUrl', id))) return null;
  const {
    rows: [stored],
  } = await database.query<Stored & { approvedBy: string | null }>({
    name: 'printed-minutes',
    text: STORED,
    values: [id],
  });
  if (stored === undefined) return null;
  const { approvedBy, ...minutes } = stored;
  const isApproved = (minutes.approvedAt as Date | null) !== null;
  const problems = isApproved ? minutesProblems(minutes, await sealer.keys(database)) : [];
  if (problems.includes('minutes.altered')) return 'altered';
  const printed: PrintedMinutes = {
    ...minutes,
    closedBody: (await maySeeField(request, Minutes, 'closedBody', id)) ? minutes.closedBody : null,
    approval: isApproved ? { at: minutes.approvedAt, by: approvedBy ?? '', contentHash: minutes.contentHash } : null,
    isUnsealed: problems.length > 0,
    printedAt: now,
  };
  return {
    name: `minutes-${allianceDay(minutes.startsAt, minutes.timeZone)}-${minutes.edition}`,
    title: minutes.title,
    layout: (locale) => minutesLayout(printed, locale),
    markdown: (locale) => minutesMarkdown(printed, locale),
  };
};
