import { Authority } from '../../alliance/shared/authority';
import { findVisible } from '../../alliance/shared/authorisation';
import { allianceDay } from '../../alliance/shared/calendar';
import { unitsFault } from '../../alliance/shared/named-units';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import { Alliance } from '../../alliance';
import { globalId, newId } from '../../../platform/database/ids';
import { message } from '../../../platform/i18n/messages';
import { isRefused, place, refuse } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { maySchedule, scopeIdOf } from '../meeting/meeting-lock.service';
import { cancelMeeting } from '../meeting/meeting.service';
import { createMeeting, itemsOf, scopeOf } from '../schedule/schedule.service';
import { isWithinYears, YEARS } from '../schedule/schedule.rules';
import { keepTemplate, templateItems } from '../template/template.queries';
import { MeetingSeries } from './series.entity';
import type { EndSeriesInput, ScheduleSeriesInput } from './series.inputs';
import { addSeriesUnits, lockDraftsAhead, organisersOfSeries, unitsOfSeries } from './series.queries';
import { draftedUntil, nextOccurrence, occurrencesOf, recurrenceFault, ruleOf } from './series.rules';

const MINUTE_MS = 60_000;

/**
 * Schedules a series, and drafts what lies within 60 days at once: the secretariat and organisers for any scope, convenors and
 * liaisons for their own.
 */
export const scheduleSeries: Service<ScheduleSeriesInput, { series: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const scope = await scopeOf(tx, allianceId, input.scopeId);
  if (isRefused(scope)) return scope;
  const authority = new Authority(tx.viewer);
  const refused = unlessMay(
    authority,
    (each) => maySchedule(each, allianceId, scopeIdOf(scope)).prepares,
    scopeIdOf(scope) === null ? 'allianceId' : 'scopeId',
  );
  if (refused !== null) return refused;
  const { firstStartsAt, minutes } = input;
  if (!isWithinYears(firstStartsAt)) return refuse('INVALID', 'meeting.yearOutOfRange', 'firstStartsAt', YEARS);
  if (firstStartsAt <= tx.now) return refuse('INVALID', 'series.firstPast', 'firstStartsAt');
  const recurrence = ruleOf(input.recurrence);
  if (recurrence === null) return refuse('INVALID', 'series.ruleUnknown', 'recurrence');
  const { timeZone } = await manager.findOneByOrFail(Alliance, { id: allianceId });
  const recurring = { recurrence, firstStartsAt, timeZone, until: input.until ?? null };
  if (recurring.until !== null && recurring.until < allianceDay(firstStartsAt, timeZone))
    return refuse('INVALID', 'series.untilBeforeFirst', 'until');
  const ruleFault = recurrenceFault(recurring);
  if (ruleFault !== null)
    return refuse('INVALID', ruleFault, ruleFault === 'series.ruleUnknown' ? 'recurrence' : 'firstStartsAt');
  const units = input.inviteUnitIds?.map(rowId) ?? null;
  const unknown = await unitsFault(
    tx,
    allianceId,
    (units ?? []).map((id, index) => ({ id, path: place('inviteUnitIds', index) })),
  );
  if (unknown !== null) return unknown;
  const templateId = input.templateId ? rowId(input.templateId) : null;
  if (templateId !== null && !(await keepTemplate(manager, { allianceId, id: templateId })))
    return notFound('templateId');
  const series = {
    allianceId,
    id: newId(),
    ...scope,
    ...recurring,
    kind: input.kind,
    title: cleaned(input.title),
    visibility: input.visibility,
    venue: cleaned(input.venue) || null,
    minutes,
    templateId,
    organiserId: maySchedule(authority, allianceId, scopeIdOf(scope)).runs ? tx.viewer.personId : null,
    invitesScope: units === null,
    nextStartsAt: firstStartsAt,
    endedOn: null,
    createdAt: tx.now,
  };
  await manager.insert(MeetingSeries, series);
  if (units !== null) await addSeriesUnits(manager, series, units);
  tx.audit({
    allianceId,
    action: 'scheduleSeries',
    subject: globalId('series', series.id),
    details: { kind: series.kind, visibility: series.visibility, recurrence, scope: input.scopeId ?? input.allianceId },
  });
  await keepSeries(tx, series);
  return { series: series.id };
};

/** Ends a series: its drafts that are still ahead are cancelled, and what was published stays as it is. */
export const endSeries: Service<EndSeriesInput, { series: string }> = async (tx, input) => {
  const { manager } = tx;
  const seen = await findVisible(tx, MeetingSeries, rowId(input.seriesId));
  if (seen === null) return notFound('seriesId');
  const { allianceId, id } = seen;
  const refused = unlessMay(
    new Authority(tx.viewer),
    (each) => maySchedule(each, allianceId, scopeIdOf(seen)).runs,
    'seriesId',
  );
  if (refused !== null) return refused;
  // whoever drafts its meetings waits here, and finds it ended
  const series = await lockSeries(tx, id);
  if (series === null || series.endedOn !== null) return { series: id };
  await manager.update(
    MeetingSeries,
    { allianceId, id },
    { endedOn: allianceDay(tx.now, series.timeZone), nextStartsAt: null },
  );
  const drafts = await lockDraftsAhead(manager, series, tx.now);
  for (const draft of drafts) {
    const outcome = await cancelMeeting(tx, {
      meetingId: globalId('meeting', draft),
      reason: message(tx.origin.locale, 'series.ended'),
    });
    if (isRefused(outcome)) throw new Error('a draft of a series could not be cancelled by who runs its meetings');
  }
  tx.audit({ allianceId, action: 'endSeries', subject: globalId('series', id), details: { cancelled: drafts.length } });
  return { series: id };
};

/** Drafts the meetings of a series (row id) that lie within 60 days and are not drafted yet; those that were missed stay so. */
export async function keepSeries(tx: WriteTransaction, { id }: { readonly id: string }): Promise<object> {
  const { manager, now } = tx;
  const series = await lockSeries(tx, id);
  if (series === null || series.nextStartsAt === null) return {};
  const horizon = draftedUntil(now);
  if (series.nextStartsAt > horizon) return {};
  const from = series.nextStartsAt > now ? series.nextStartsAt : now;
  const due = occurrencesOf(series, from, horizon);
  if (due.length > 0) {
    const { allianceId, kind, title, visibility, venue, minutes, sectorGroupId, areaGroupId, territoryId } = series;
    const scope = { sectorGroupId, areaGroupId, territoryId };
    const organisers = await organisersOfSeries(manager, series);
    const invited = await unitsOfSeries(manager, series);
    const template =
      series.templateId === null ? [] : await templateItems(manager, { allianceId, id: series.templateId });
    for (const { startsAt, on } of due) {
      const endsAt = new Date(startsAt.getTime() + minutes * MINUTE_MS);
      await createMeeting(
        tx,
        { kind, title, visibility, venue, startsAt, endsAt, draft: true, scopeId: scopeNamed(series) },
        { allianceId, scope, organisers, invited, items: itemsOf(template, visibility), series: { id, on } },
      );
    }
  }
  const next = nextOccurrence(series, horizon);
  await manager.update(MeetingSeries, { allianceId: series.allianceId, id }, { nextStartsAt: next?.startsAt ?? null });
  return {};
}

function lockSeries({ manager }: WriteTransaction, id: string): Promise<MeetingSeries | null> {
  return manager.findOne(MeetingSeries, { where: { id }, lock: { mode: 'for_no_key_update' } });
}

/** The global id of the group or territory whose meetings they are; null for the whole alliance. */
function scopeNamed({ sectorGroupId, areaGroupId, territoryId }: MeetingSeries): string | null {
  if (sectorGroupId !== null) return globalId('sector', sectorGroupId);
  if (areaGroupId !== null) return globalId('area', areaGroupId);
  return territoryId === null ? null : globalId('territory', territoryId);
}
