import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { unitsFault } from '../../alliance/shared/named-units';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import type { Item } from '../agenda/agenda-difference.rules';
import { AgendaItemState } from '../agenda/agenda.entity';
import { hasEnded } from '../agenda/agenda.rules';
import { readInvited } from '../invitation/invitation.queries';
import { isUnderWay } from '../invitation/invitation.rules';
import { recordChange } from '../meeting/meeting-changes.service';
import { MeetingStatus } from '../meeting/meeting.entity';
import {
  lockWithItem,
  seesAttendance,
  unlessMayDo,
  wrongStatus,
  type LockedMeeting,
} from '../meeting/meeting-lock.service';
import { SpeakerState } from './speaker.entity';
import type { ReorderSpeakersInput, RequestToSpeakInput, SetSpeakerStateInput } from './speaker.inputs';
import { insertTurn, itemOfTurn, readTurns, writeTurns } from './speaker.queries';
import { lastPlace, MOST_TURNS, reordered, toldOf, turnsAfter, turnsTaken, type Turn } from './speaker.rules';

interface FoundItem {
  readonly locked: LockedMeeting;
  readonly item: Item;
  /** Those of the item, and the one of the meeting that is speaking. */
  readonly turns: readonly Turn[];
}

/** An item that the sender sees, its meeting locked; or why not. */
async function itemIn<Field extends string>(
  tx: WriteTransaction,
  itemId: string,
  path: Field,
): Promise<FoundItem | Refused<Field>> {
  const locked = await lockWithItem(tx, itemId, path);
  if (isRefused(locked)) return locked;
  return { locked, item: locked.item, turns: await readTurns(tx.manager, locked.meeting, itemId) };
}

/** Asks to speak (申请发言): by the staff of a unit that is checked in, or by those who run the meeting. */
export const requestToSpeak: Service<RequestToSpeakInput, { turn: string }> = async (tx, input) => {
  const found = await itemIn(tx, rowId(input.itemId), 'itemId');
  if (isRefused(found)) return found;
  const { locked, item, turns } = found;
  const { meeting } = locked;
  const unitId = input.unitId ? rowId(input.unitId) : null;
  const fault = await speakingFault(tx, locked, unitId);
  if (fault !== null) return fault;
  if (!isUnderWay(meeting.status)) return wrongStatus(meeting, 'itemId');
  if (hasEnded(item.state)) return refuse('WRONG_STATE', 'speaker.itemOver', 'itemId');
  const pointOfOrder = input.pointOfOrder === true;
  const own = turns.filter((turn) => turn.itemId === item.id);
  const ofUnit = own.filter((turn) => unitId !== null && turn.unitId === unitId && turn.pointOfOrder === pointOfOrder);
  if (ofUnit.some(({ state }) => state === SpeakerState.WAITING))
    return refuse('CONFLICT', 'speaker.waitingAlready', 'unitId');
  const max = meeting.turnsPerUnit;
  // whoever runs the meeting may let a unit speak once more
  if (max !== null && !pointOfOrder && !locked.runs && turnsTaken(ofUnit) >= max)
    return refuse('LIMIT_REACHED', 'speaker.turnsTaken', 'unitId', { max });
  const room = ofUnit.some(({ state }) => state === SpeakerState.WITHDRAWN) ? MOST_TURNS + 1 : MOST_TURNS;
  if (own.length >= room) return refuse('LIMIT_REACHED', 'speaker.full', 'itemId', { max: MOST_TURNS });
  const turn: Turn = {
    id: newId(),
    itemId: item.id,
    unitId,
    speaker: cleaned(input.speaker),
    pointOfOrder,
    state: SpeakerState.WAITING,
    position: lastPlace(own),
    requestedAt: tx.now,
    startedAt: null,
    endedAt: null,
    limitSeconds: null,
  };
  insertTurn(tx, meeting, turn);
  recordChange(tx, meeting, {
    action: 'requestToSpeak',
    subject: globalId('turn', turn.id),
    details: {
      meeting: globalId('meeting', meeting.id),
      item: input.itemId,
      speaker: turn.speaker,
      pointOfOrder,
      ...(unitId === null ? {} : { unit: globalId('unit', unitId) }),
    },
    event: { speakers: [item.id] },
    told: [toldOf(turn)],
  });
  return { turn: turn.id };
};

/** Why the sender may not have somebody speak for a unit, or for none. */
async function speakingFault(
  tx: WriteTransaction,
  locked: LockedMeeting,
  unitId: string | null,
): Promise<Refused<'unitId'> | null> {
  const { meeting, authority, may } = locked;
  if (unitId === null) return unlessMay(authority, (each) => may(each).runs, 'unitId', 'speaker.unitNeeded');
  const refused = unlessMay(
    authority,
    (each) => may(each).runs || each.actsForUnit(meeting.allianceId, unitId),
    'unitId',
  );
  const invited = await readInvited(tx.manager, meeting);
  const own = invited.find((each) => each.unitId === unitId);
  // for whoever does not see who is invited, a unit that is not and one that does not exist are alike
  if (refused !== null) return own !== undefined && seesAttendance(locked) ? refused : notFound('unitId');
  const known = new Set(invited.map((each) => each.unitId));
  const fault = await unitsFault(tx, meeting.allianceId, [{ id: unitId, path: place('unitId') }], known);
  if (fault !== null) return fault;
  return locked.runs || own?.present === true ? null : refuse('WRONG_STATE', 'speaker.notPresent', 'unitId');
}

/** Gives somebody the floor, ends a turn or takes it back: by those who run the meeting, the last also by its unit's staff. */
export const setSpeakerState: Service<SetSpeakerStateInput, { turn: string }> = async (tx, input) => {
  const id = rowId(input.turnId);
  const itemId = await itemOfTurn(tx.manager, id);
  const found = itemId === null ? notFound('turnId') : await itemIn(tx, itemId, 'turnId');
  if (isRefused(found)) return found;
  const { locked, item, turns } = found;
  const { meeting, authority, may } = locked;
  const turn = turns.find((each) => each.id === id);
  if (turn === undefined) return notFound('turnId');
  const { state, limitSeconds } = input;
  const byUnit = state === SpeakerState.WITHDRAWN ? turn.unitId : null;
  const refused = unlessMay(
    authority,
    (each) => may(each).runs || (byUnit !== null && each.actsForUnit(meeting.allianceId, byUnit)),
    'turnId',
  );
  if (refused !== null) return refused;
  if (!isUnderWay(meeting.status)) return wrongStatus(meeting, 'turnId');
  const isRunning = meeting.status === MeetingStatus.IN_SESSION && item.state === AgendaItemState.ACTIVE;
  if (state === SpeakerState.SPEAKING && !isRunning) return refuse('WRONG_STATE', 'speaker.itemNotRunning', 'state');
  const changed = turnsAfter(turns, turn, state, limitSeconds, tx.now);
  if (isRefused(changed)) return changed;
  if (changed.length > 0) {
    writeTurns(tx, meeting, changed);
    recordChange(tx, meeting, {
      action: 'setSpeakerState',
      subject: globalId('turn', id),
      details: {
        meeting: globalId('meeting', meeting.id),
        from: turn.state,
        to: state,
        ...(typeof limitSeconds === 'number' ? { limitSeconds } : {}),
      },
      event: { speakers: [...new Set(changed.map((each) => each.itemId))] },
      told: turn.state === state ? [] : changed.map(toldOf),
    });
  }
  return { turn: id };
};

/** Orders those who wait to speak to an item, points of order excepted: by those who run the meeting. */
export const reorderSpeakers: Service<ReorderSpeakersInput, { item: string }> = async (tx, input) => {
  const found = await itemIn(tx, rowId(input.itemId), 'itemId');
  if (isRefused(found)) return found;
  const { locked, item, turns } = found;
  const { meeting } = locked;
  const refused = unlessMayDo(locked, 'runs', 'itemId');
  if (refused !== null) return refused;
  if (!isUnderWay(meeting.status)) return wrongStatus(meeting, 'itemId');
  const changed = reordered(
    turns.filter((turn) => turn.itemId === item.id),
    input.turnIds.map(rowId),
  );
  if (isRefused(changed)) return changed;
  if (changed.length > 0) {
    writeTurns(tx, meeting, changed);
    recordChange(tx, meeting, {
      action: 'reorderSpeakers',
      subject: input.itemId,
      details: { meeting: globalId('meeting', meeting.id), turns: input.turnIds },
      event: { speakers: [item.id] },
    });
  }
  return { item: item.id };
};
