import { randomBytes } from 'node:crypto';
import { Authority } from '../../alliance/shared/authority';
import { unitsFault, type NamedUnit } from '../../alliance/shared/named-units';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import { globalId, newId, parseGlobalId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Place, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { AgendaItemState } from '../agenda/agenda.entity';
import type { AgendaItemInput } from '../agenda/agenda.inputs';
import { subjectOf, subjectsFault } from '../agenda/agenda-subject.service';
import { layOut } from '../agenda/agenda-layout.rules';
import { differenceBetween, type Item } from '../agenda/agenda-difference.rules';
import { insertItems } from '../agenda/agenda.queries';
import { MOST_ITEMS } from '../agenda/agenda.rules';
import { notifyInvited } from '../invitation/invitation.notices';
import { addGuests, addOrganisers, invite } from '../invitation/invitation.queries';
import { writeTold } from '../timeline/timeline.queries';
import { emitToExperts } from '../meeting/meeting-changes.service';
import { JointMeeting, MeetingStatus, type Visibility } from '../meeting/meeting.entity';
import type { ScheduleMeetingInput } from './schedule.inputs';
import {
  findScope,
  hasAlliance,
  knownPeople,
  unitsOfScope,
  WHOLE_ALLIANCE,
  type Scope,
  type ScopeKind,
} from '../meeting/meeting.queries';
import { audienceOfMeeting } from '../meeting/meeting.rules';
import { maySchedule, scopeIdOf, type MayDo } from '../meeting/meeting-lock.service';
import type { AgendaTemplateItem } from '../template/template.entity';
import { keepTemplate, templateItems } from '../template/template.queries';
import { parentsOf } from '../template/template.rules';
import { frameFault, peopleFaults } from './schedule.rules';

/** A liaison cannot give to others what a liaison may not do. */
export function unlessNamesOrganisers(
  authority: Authority,
  may: (authority: Authority) => MayDo,
): Refused<'organiserIds'> | null {
  return unlessMay(authority, (each) => may(each).runs, 'organiserIds', 'meeting.organisersByOthers');
}

/**
 * Schedules or drafts a meeting: the secretariat and organisers for any scope, convenors and liaisons for their own.
 * A liaison only prepares a meeting, which the convenor runs, and so does not become its organiser.
 */
export const scheduleMeeting: Service<ScheduleMeetingInput, { meeting: string }> = async (tx, input) => {
  const allianceId = rowId(input.allianceId);
  const scope = await scopeOf(tx, allianceId, input.scopeId);
  if (isRefused(scope)) return scope;
  const authority = new Authority(tx.viewer);
  const may = (each: Authority): MayDo => maySchedule(each, allianceId, scopeIdOf(scope));
  const field = scopeIdOf(scope) === null ? 'allianceId' : 'scopeId';
  const refused = unlessMay(authority, (each) => may(each).prepares, field);
  if (refused !== null) return refused;
  const unnamed = (input.organiserIds ?? []).length > 0 ? unlessNamesOrganisers(authority, may) : null;
  if (unnamed !== null) return unnamed;
  const organisers = await organisersOf(tx, allianceId, input.organiserIds, may(authority).runs);
  if (isRefused(organisers)) return organisers;
  const invited = input.inviteUnitIds?.map(rowId) ?? (await unitsOfScope(tx.manager, allianceId, scope));
  const fault = await unitsFault(tx, allianceId, [
    ...(input.inviteUnitIds ?? []).map((id, index) => ({ id: rowId(id), path: place('inviteUnitIds', index) })),
    ...(input.agenda ?? []).flatMap((item, index) => presenterOf(item, place('agenda', index, 'presenterUnitId'))),
  ]);
  if (fault !== null) return fault;
  const unseen = await subjectsFault(
    tx,
    allianceId,
    (input.agenda ?? []).map(({ subjectId }, index) => ({ subjectId, path: place('agenda', index, 'subjectId') })),
  );
  if (unseen !== null) return unseen;
  const template = await itemsFrom(tx, allianceId, input);
  if (isRefused(template)) return template;
  const frame = { startsAt: input.startsAt, endsAt: input.endsAt ?? null, quorumRequired: input.quorum ?? null };
  return (
    frameFault(frame, invited.length, input) ??
    createMeeting(tx, input, { allianceId, scope, organisers, invited, items: template })
  );
};

/** What an input's agenda begins with, by the template that it names; nothing where it names none. */
async function itemsFrom(
  { manager }: WriteTransaction,
  allianceId: string,
  { templateId, visibility, agenda }: ScheduleMeetingInput,
): Promise<Item[] | Refused<'templateId' | 'agenda'>> {
  if (!templateId) return [];
  const key = { allianceId, id: rowId(templateId) };
  if (!(await keepTemplate(manager, key))) return notFound('templateId');
  const items = itemsOf(await templateItems(manager, key), visibility);
  return items.length + (agenda ?? []).length > MOST_ITEMS
    ? refuse('LIMIT_REACHED', 'agenda.full', 'agenda', { max: MOST_ITEMS })
    : items;
}

/** What a template's items become in a meeting of this visibility. */
export function itemsOf(template: readonly AgendaTemplateItem[], visibility: Visibility): Item[] {
  const parents = parentsOf(template.map(({ level }) => level));
  const items: Item[] = [];
  for (const [index, each] of template.entries()) {
    const parent = items[parents[index] ?? -1];
    items.push({ ...newItem(each, parent?.id ?? null, parent?.visibility ?? visibility), position: index + 1 });
  }
  return items;
}

/** What an input turned out to name; row ids. */
interface Settled {
  readonly allianceId: string;
  readonly scope: Scope;
  readonly organisers: readonly string[];
  readonly invited: readonly string[];
  /** What its agenda begins with, from a template. */
  readonly items: readonly Item[];
  /** The series that it is a meeting of, and the day that the series has it on. */
  readonly series?: { readonly id: string; readonly on: string };
}

/** Writes a meeting whose input has been looked at: by somebody, or by its series. */
export async function createMeeting(
  tx: WriteTransaction,
  input: Omit<ScheduleMeetingInput, 'allianceId'>,
  { allianceId, scope, organisers, invited, items, series }: Settled,
): Promise<{ meeting: string }> {
  const { manager } = tx;
  const id = newId();
  const { kind, startsAt, visibility } = input;
  const status = input.draft === true ? MeetingStatus.DRAFT : MeetingStatus.SCHEDULED;
  const meeting = {
    allianceId,
    id,
    ...scope,
    kind,
    title: cleaned(input.title),
    status,
    visibility,
    audience: audienceOfMeeting(status, visibility),
    startsAt,
    endsAt: input.endsAt ?? null,
    venue: cleaned(input.venue) || null,
    openedAt: null,
    closedAt: null,
    cancelReason: null,
    quorumRequired: input.quorum ?? null,
    turnsPerUnit: input.turnsPerUnit ?? null,
    checkInSecret: randomBytes(20),
    seriesId: series?.id ?? null,
    seriesOn: series?.on ?? null,
    version: 1,
    revision: 1,
    rightsRevision: 1,
    changedAt: tx.now,
  };
  await manager.insert(JointMeeting, meeting);
  await addOrganisers(manager, meeting, organisers);
  await invite(manager, meeting, invited);
  await addGuests(
    manager,
    meeting,
    (input.guests ?? []).map((guest) => ({ ...guest, name: cleaned(guest.name) })),
  );
  const agenda = differenceBetween(
    [],
    layOut(meeting, [
      ...items,
      ...(input.agenda ?? []).map((item, index) => ({
        ...newItem(item, null, visibility),
        position: items.length + index + 1,
      })),
    ]),
  );
  insertItems(tx, meeting, agenda.inserted);
  await notifyInvited(tx, meeting, invited);
  tx.emit({
    feed: 'agendaUpdates',
    allianceId,
    streamId: id,
    revision: 1,
    content: { meeting: true, ...agenda.event },
  });
  emitToExperts(tx, meeting, agenda);
  writeTold(tx, meeting, { kind: 'SCHEDULED' }, meeting);
  tx.audit({
    allianceId,
    action: series === undefined ? 'scheduleMeeting' : 'draftMeeting',
    subject: globalId('meeting', id),
    details: {
      kind,
      status,
      visibility,
      scope: input.scopeId ?? globalId('alliance', allianceId),
      ...(series === undefined ? {} : { series: globalId('series', series.id), on: series.on }),
      units: invited.length,
      items: agenda.inserted.length,
    },
  });
  return { meeting: id };
}

/** A new item with what its input says; its place comes from its placement and the layout. */
export function newItem(input: AgendaItemInput, parentId: string | null, visibility: Visibility): Item {
  return {
    id: newId(),
    parentId,
    position: 0,
    ordinal: 0,
    title: cleaned(input.title),
    description: cleaned(input.description) || null,
    kind: input.kind,
    state: AgendaItemState.PENDING,
    visibility: input.visibility ?? visibility,
    audience: 0,
    presenterUnitId: input.presenterUnitId ? rowId(input.presenterUnitId) : null,
    presenter: cleaned(input.presenter) || null,
    ...subjectOf(input.subjectId),
    plannedMinutes: input.plannedMinutes ?? null,
    startedAt: null,
    stoppedAt: null,
    elapsedSeconds: 0,
    numbers: [],
    expectedStarts: [],
    version: 1,
  };
}

/** The unit that an item's input names as its presenter, if it does. */
export function presenterOf<Field extends string>(
  { presenterUnitId }: { presenterUnitId?: string | null },
  path: Place<Field>,
): NamedUnit<Field>[] {
  return presenterUnitId ? [{ id: rowId(presenterUnitId), path }] : [];
}

/**
 * What is wrong with the people that an input names as organisers: they must be registered with the alliance, unless
 * they are the sender or organisers already.
 */
export async function peopleFault(
  tx: WriteTransaction,
  allianceId: string,
  ids: readonly string[],
  present: readonly string[] = [],
): Promise<Refused<'organiserIds'> | null> {
  const known = await knownPeople(tx.manager, allianceId, ids);
  const { personId } = tx.viewer;
  return peopleFaults(ids, new Set([...known, ...present, ...(personId === null ? [] : [personId])]), 'organiserIds');
}

/** The scope that an input names; the whole alliance when it names none. */
export async function scopeOf(
  tx: WriteTransaction,
  allianceId: string,
  scopeId: string | null | undefined,
): Promise<Scope | Refused<'allianceId' | 'scopeId'>> {
  if (!(await hasAlliance(tx.manager, allianceId))) return notFound('allianceId');
  const parsed = parseGlobalId(scopeId);
  if (parsed === null) return WHOLE_ALLIANCE;
  if (parsed.prefix === 'alliance') return parsed.id === allianceId ? WHOLE_ALLIANCE : notFound('scopeId');
  return (await findScope(tx.manager, allianceId, parsed.prefix as ScopeKind, parsed.id)) ?? notFound('scopeId');
}

async function organisersOf(
  tx: WriteTransaction,
  allianceId: string,
  organiserIds: readonly string[] | null | undefined,
  runs: boolean,
): Promise<string[] | Refused<'organiserIds'>> {
  const { personId } = tx.viewer;
  if (organiserIds === null || organiserIds === undefined) return runs && personId !== null ? [personId] : [];
  const ids = organiserIds.map(rowId);
  return (await peopleFault(tx, allianceId, ids)) ?? ids;
}
