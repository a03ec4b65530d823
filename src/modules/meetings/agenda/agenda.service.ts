import { changesBetween, kept } from '../../alliance/shared/changes';
import { unitsFault } from '../../alliance/shared/named-units';
import { notFound } from '../../alliance/shared/refusals';
import { globalId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { stale } from '../../../platform/writes/writer';
import { subjectOf, subjectsFault } from './agenda-subject.service';
import { readItems, whatWasDoneOn } from './agenda.queries';
import { differenceBetween, isEmpty, type Item } from './agenda-difference.rules';
import type { MeetingEvent } from './agenda-events.rules';
import { isLaidOutAlike, layOut } from './agenda-layout.rules';
import type {
  AddAgendaItemInput,
  MoveAgendaItemInput,
  RemoveAgendaItemInput,
  SetAgendaItemStateInput,
  UpdateAgendaItemInput,
} from './agenda.inputs';
import { branch, hasEnded, MOST_ITEMS, placed, withItemInState, without } from './agenda.rules';
import { recordChange } from '../meeting/meeting-changes.service';
import { audienceOf, isOver } from '../meeting/meeting.rules';
import {
  lockWithAgenda,
  lockWithItem,
  unlessMayDo,
  wrongStatus,
  type LockedMeeting,
  type MayDo,
} from '../meeting/meeting-lock.service';
import type { Told, TimelineKind } from '../timeline/timeline.rules';
import { newItem, presenterOf } from '../schedule/schedule.service';
import { carriedAudience } from '../carried-item/carried-item.queries';
import { endTurns } from '../speaker/speaker.queries';
import { stopsBetween } from '../speaker/speaker.rules';
import { annulOnItems } from '../vote/vote-annulment.service';

/** Adds an item to an agenda; in the same step the items after it get new places, numbers and times. */
export const addAgendaItem: Service<AddAgendaItemInput, { item: string; agenda: string }> = async (tx, input) => {
  const locked = await lockWithAgenda(tx, { meetingId: rowId(input.meetingId) }, 'meetingId');
  if (isRefused(locked)) return locked;
  const { meeting, items } = locked;
  const refused = notEditable(locked, 'meetingId');
  if (refused !== null) return refused;
  if (items.length >= MOST_ITEMS) return refuse('LIMIT_REACHED', 'agenda.full', 'meetingId', { max: MOST_ITEMS });
  const { subjectId } = input.item;
  const fault =
    (await unitsFault(tx, meeting.allianceId, presenterOf(input.item, place('item', 'presenterUnitId')))) ??
    (await subjectsFault(tx, meeting.allianceId, [{ subjectId, path: place('item', 'subjectId') }]));
  if (fault !== null) return fault;
  const parentId = input.parentId ? rowId(input.parentId) : null;
  const parent = items.find((each) => each.id === parentId);
  const item = newItem(input.item, parentId, (parent ?? meeting).visibility);
  const next = placed(items, item, { parentId, after: rowIdOrNull(input.afterItemId) });
  if (isRefused(next)) return next;
  write(tx, locked, {
    action: 'addAgendaItem',
    told: 'ITEM_ADDED',
    item: item.id,
    before: items,
    after: layOut(meeting, next),
  });
  return { item: item.id, agenda: meeting.id };
};

/** Changes what the input has of an item; the rest stays. */
export const updateAgendaItem: Service<UpdateAgendaItemInput, { item: string; agenda: string }> = async (tx, input) => {
  const locked = await lockWithItem(tx, rowId(input.itemId), 'itemId');
  if (isRefused(locked)) return locked;
  const { meeting, item } = locked;
  const refused = notEditable(locked, 'itemId') ?? staleFault(item, input);
  if (refused !== null) return refused;
  const after = { ...item, ...contentAfter(item, input) };
  const renamed = after.presenterUnitId === item.presenterUnitId ? [] : presenterOf(input, place('presenterUnitId'));
  const fault =
    (await unitsFault(tx, meeting.allianceId, renamed)) ??
    (await subjectsFault(tx, meeting.allianceId, [{ subjectId: input.subjectId, path: place('subjectId') }]));
  if (fault !== null) return fault;
  if (audienceOf(after.visibility) < audienceOf(item.visibility)) {
    const least = await carriedAudience(tx.manager, meeting, item.id);
    if (least !== null && audienceOf(after.visibility) < least)
      return refuse('INVALID', 'agenda.carriedVisibility', 'visibility');
  }
  const changes = changesBetween(item, after, {
    parentId: 'item',
    presenterUnitId: 'unit',
    agreementId: 'agreement',
    projectId: 'project',
    needId: 'need',
    consultationId: 'consultation',
  });
  if (changes !== null) {
    const next = { ...after, version: item.version + 1 };
    const items = isLaidOutAlike(item, next) ? null : await readItems(tx.manager, meeting);
    write(tx, locked, {
      action: 'updateAgendaItem',
      told: 'ITEM_CHANGED',
      item: item.id,
      before: items ?? [item],
      after: items === null ? [next] : layOut(meeting, replacing(items, next)),
      details: { changes },
    });
  }
  return { item: item.id, agenda: meeting.id };
};

/** Moves an item with all below it. Moving it to the place that it already has changes nothing. */
export const moveAgendaItem: Service<MoveAgendaItemInput, { item: string; agenda: string }> = async (tx, input) => {
  const found = await itemIn(tx, input);
  if (isRefused(found)) return found;
  const { locked, items, item } = found;
  const parentId = kept(rowIdOrNull(input.parentId), item.parentId);
  const next = placed(items, item, { parentId, after: rowIdOrNull(input.afterItemId) });
  if (isRefused(next)) return next;
  if (!isEmpty(differenceBetween(items, layOut(locked.meeting, next)))) {
    const after = next.map((each) => (each.id === item.id ? { ...each, version: each.version + 1 } : each));
    write(tx, locked, {
      action: 'moveAgendaItem',
      told: 'ITEM_MOVED',
      item: item.id,
      before: items,
      after: layOut(locked.meeting, after),
      moved: item.id,
    });
  }
  return { item: item.id, agenda: locked.meeting.id };
};

/** Removes an item with all below it. */
export const removeAgendaItem: Service<RemoveAgendaItemInput, { agenda: string }> = async (tx, input) => {
  const found = await itemIn(tx, input);
  if (isRefused(found)) return found;
  const { locked, items, item } = found;
  const next = without(items, item.id);
  if (isRefused(next)) return next;
  const going = branch(items, item.id);
  const ids = going.map(({ id }) => id);
  const dealtWith = await whatWasDoneOn(tx.manager, locked.meeting, ids);
  if (dealtWith.spokenTo || dealtWith.decidedOn) return refuse('WRONG_STATE', 'agenda.spokenTo', 'itemId');
  if (dealtWith.votedOn) return refuse('WRONG_STATE', 'vote.votedOn', 'itemId');
  const details = { titles: going.map((each) => each.title) };
  write(tx, locked, {
    action: 'removeAgendaItem',
    told: 'ITEM_REMOVED',
    item: item.id,
    before: items,
    after: layOut(locked.meeting, next),
    details,
  });
  return { agenda: locked.meeting.id };
};

/**
 * Sets the state of an item: by those who run the meeting, while a liaison prepares its text and place. Starting one pauses the one
 * that was running, in the same step.
 */
export const setAgendaItemState: Service<SetAgendaItemStateInput, { item: string; agenda: string }> = async (
  tx,
  input,
) => {
  const found = await itemIn(tx, input, 'runs');
  if (isRefused(found)) return found;
  const { locked, items, item } = found;
  const { meeting } = locked;
  if (item.state !== input.state) {
    const next = withItemInState(items, item, input.state, meeting.status, tx.now);
    if (isRefused(next)) return next;
    const ended = await endTurns(tx, meeting, stopsBetween(items, next), tx.now);
    const details = { from: item.state, to: input.state };
    const annulled = hasEnded(input.state) ? await annulOnItems(tx, meeting, [item.id], tx.now) : {};
    write(tx, locked, {
      action: 'setAgendaItemState',
      told: `ITEM_${input.state}`,
      item: item.id,
      before: items,
      after: layOut(meeting, next),
      details,
      event: { ...annulled, ...ended.event },
      toldBefore: ended.told,
    });
  }
  return { item: item.id, agenda: meeting.id };
};

interface FoundItem {
  readonly locked: LockedMeeting;
  /** The whole agenda that the item belongs to. */
  readonly items: readonly Item[];
  readonly item: Item;
}

/** An item that the sender may change, in its locked meeting; or why not. */
async function itemIn(
  tx: WriteTransaction,
  input: { itemId: string; expectedVersion?: number | null },
  by: keyof MayDo = 'prepares',
): Promise<FoundItem | Refused<'itemId' | 'expectedVersion'>> {
  const id = rowId(input.itemId);
  const locked = await lockWithAgenda(tx, { itemId: id }, 'itemId');
  if (isRefused(locked)) return locked;
  const { items } = locked;
  const item = items.find((each) => each.id === id);
  if (item === undefined || item.audience > locked.accessLevel) return notFound('itemId');
  const refused = notEditable(locked, 'itemId', by);
  if (refused !== null) return refused;
  return staleFault(item, input) ?? { locked, items, item };
}

function staleFault(
  { version }: Item,
  { expectedVersion }: { readonly expectedVersion?: number | null },
): Refused<'expectedVersion'> | null {
  return typeof expectedVersion === 'number' && expectedVersion !== version ? stale(version) : null;
}

function notEditable<Field extends string>(
  locked: LockedMeeting,
  path: Field,
  by: keyof MayDo = 'prepares',
): Refused<Field> | null {
  return unlessMayDo(locked, by, path) ?? (isOver(locked.meeting.status) ? wrongStatus(locked.meeting, path) : null);
}

function rowIdOrNull(id: string | null | undefined): string | null | undefined {
  return id ? rowId(id) : (id as null | undefined);
}

function replacing(items: readonly Item[], item: Item): Item[] {
  return items.map((each) => (each.id === item.id ? item : each));
}

type Content = Pick<
  Item,
  | 'title'
  | 'description'
  | 'kind'
  | 'visibility'
  | 'presenterUnitId'
  | 'presenter'
  | 'agreementId'
  | 'projectId'
  | 'needId'
  | 'consultationId'
  | 'plannedMinutes'
>;

function contentAfter(item: Item, input: UpdateAgendaItemInput): Content {
  const { title, description, kind, visibility, presenter, plannedMinutes, subjectId } = input;
  const { agreementId, projectId, needId, consultationId } = subjectId === undefined ? item : subjectOf(subjectId);
  return {
    title: title === undefined ? item.title : cleaned(title),
    description: description === undefined ? item.description : cleaned(description) || null,
    kind: kind ?? item.kind,
    visibility: visibility ?? item.visibility,
    presenterUnitId: kept(rowIdOrNull(input.presenterUnitId), item.presenterUnitId),
    presenter: presenter === undefined ? item.presenter : cleaned(presenter) || null,
    agreementId,
    projectId,
    needId,
    consultationId,
    plannedMinutes: kept(plannedMinutes, item.plannedMinutes),
  };
}

interface AgendaWrite {
  readonly action: string;
  readonly told: TimelineKind;
  /** What the timeline says before that. */
  readonly toldBefore?: readonly Told[];
  readonly item: string;
  /** The whole agenda, or those items of it that can change. */
  readonly before: readonly Item[];
  /** The same, laid out. */
  readonly after: readonly Item[];
  readonly moved?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** What else changed with it. */
  readonly event?: Pick<MeetingEvent, 'speakers' | 'votes'>;
}

function write(
  tx: WriteTransaction,
  { meeting }: LockedMeeting,
  { action, told, toldBefore = [], item, before, after, moved, details, event }: AgendaWrite,
): void {
  const { title = '' } = [...after, ...before].find(({ id }) => id === item) ?? {};
  recordChange(tx, meeting, {
    action,
    told: [...toldBefore, { kind: told, item: { id: item, title } }],
    subject: globalId('item', item),
    details: { meeting: globalId('meeting', meeting.id), ...details },
    agenda: differenceBetween(before, after, moved),
    ...(event === undefined ? {} : { event }),
  });
}
