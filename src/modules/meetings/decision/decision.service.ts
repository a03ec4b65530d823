import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { todayIn } from '../../alliance';
import { unitsFault } from '../../alliance/shared/named-units';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import { readInvited } from '../invitation/invitation.queries';
import { isUnderWay } from '../invitation/invitation.rules';
import { recordChange } from '../meeting/meeting-changes.service';
import { Visibility, type JointMeeting } from '../meeting/meeting.entity';
import { lockWithItem, unlessMayDo, wrongStatus } from '../meeting/meeting-lock.service';
import { lockMeetingRow } from '../meeting/meeting.queries';
import { audienceOf } from '../meeting/meeting.rules';
import { ActionItemStatus } from './decision.entity';
import type { ActionItemInput, RecordDecisionInput, SetActionItemStatusInput } from './decision.inputs';
import { remindOfActionItem } from './decision.notices';
import {
  countDecided,
  insertDecision,
  readActionItem,
  readVoteOn,
  writeStatus,
  type NewDecision,
  type StoredActionItem,
} from './decision.queries';
import {
  ACTION_ITEM_STEPS,
  contradicts,
  hasBegun,
  isDueSoon,
  isToTurnOverdue,
  MOST_ACTION_ITEMS,
  MOST_DECISIONS,
} from './decision.rules';

/** Records what was decided on an item (记录决定): by those who run the meeting, while that is on. */
export const recordDecision: Service<RecordDecisionInput, { decision: string }> = async (tx, input) => {
  const itemId = rowId(input.itemId);
  const locked = await lockWithItem(tx, itemId, 'itemId');
  if (isRefused(locked)) return locked;
  const { meeting, item } = locked;
  const refused = unlessMayDo(locked, 'runs', 'itemId');
  if (refused !== null) return refused;
  if (!isUnderWay(meeting.status)) return wrongStatus(meeting, 'itemId');
  if (!hasBegun(item.state)) return refuse('WRONG_STATE', 'decision.itemNotBegun', 'itemId');
  const voteId = input.voteId ? rowId(input.voteId) : null;
  const against = voteId === null ? null : await voteFault(tx, meeting, { itemId, voteId, outcome: input.outcome });
  if (against !== null) return against;
  const actionItems = input.actionItems ?? [];
  const counts = await countDecided(tx.manager, meeting);
  if (counts.decisions >= MOST_DECISIONS)
    return refuse('LIMIT_REACHED', 'decision.full', 'itemId', { max: MOST_DECISIONS });
  if (counts.actionItems + actionItems.length > MOST_ACTION_ITEMS)
    return refuse('LIMIT_REACHED', 'actionItem.full', 'actionItems', { max: MOST_ACTION_ITEMS });
  const fault = await workFault(tx, meeting, actionItems, item.audience);
  if (fault !== null) return fault;
  const decision = {
    id: newId(),
    itemId,
    voteId,
    text: cleaned(input.text),
    outcome: input.outcome,
    actionItems: actionItems.map(({ text, dueOn = null, unitIds }) => ({
      id: newId(),
      text: cleaned(text),
      dueOn,
      unitIds: unitIds.map(rowId),
    })),
  };
  insertDecision(tx, meeting, decision);
  recordChange(tx, meeting, {
    action: 'recordDecision',
    subject: globalId('decision', decision.id),
    details: {
      meeting: globalId('meeting', meeting.id),
      item: globalId('item', itemId),
      outcome: decision.outcome,
      ...(voteId === null ? {} : { vote: globalId('vote', voteId) }),
      actionItems: decision.actionItems.map(({ id }) => globalId('actionItem', id)),
    },
    event: { decisions: [{ id: decision.id, item: itemId }] },
    told: [{ kind: `DECISION_${decision.outcome}`, item: { id: itemId } }],
  });
  return { decision: decision.id };
};

/** What speaks against a decision that follows a vote. */
async function voteFault(
  tx: WriteTransaction,
  meeting: JointMeeting,
  { itemId, voteId, outcome }: Pick<NewDecision, 'itemId' | 'outcome'> & { readonly voteId: string },
): Promise<Refused<'voteId' | 'outcome'> | null> {
  const vote = await readVoteOn(tx.manager, meeting, itemId, voteId);
  if (vote === null) return notFound('voteId');
  if (vote.outcome === null) return refuse('WRONG_STATE', 'decision.voteNotClosed', 'voteId');
  return contradicts(outcome, vote.outcome) ? refuse('INVALID', 'decision.contradictsVote', 'outcome') : null;
}

/** What is wrong with the work that a decision gives to units. */
async function workFault(
  tx: WriteTransaction,
  meeting: JointMeeting,
  actionItems: readonly ActionItemInput[],
  audience: number,
): Promise<Refused<'actionItems'> | null> {
  if (actionItems.length === 0) return null;
  const nobodys = actionItems.findIndex(({ unitIds }) => unitIds.length === 0);
  if (nobodys >= 0) return refuse('INVALID', 'actionItem.unitsNeeded', place('actionItems', nobodys, 'unitIds'));
  const named = actionItems.flatMap(({ unitIds }, index) =>
    unitIds.map((id, within) => ({ id: rowId(id), path: place('actionItems', index, 'unitIds', within) })),
  );
  const invited = new Set((await readInvited(tx.manager, meeting)).map(({ unitId }) => unitId));
  const fault = await unitsFault(tx, meeting.allianceId, named, invited);
  if (fault !== null) return fault;
  // whoever is to do something has to see it
  const blind = named.find(({ id }) => audience >= audienceOf(Visibility.CLOSED) && !invited.has(id));
  if (blind !== undefined) return refuse('INVALID', 'actionItem.notInvited', blind.path);
  const today = await todayIn(tx.manager, meeting.allianceId, tx.now);
  const past = actionItems.findIndex(({ dueOn }) => typeof dueOn === 'string' && dueOn < today);
  return past < 0 ? null : refuse('INVALID', 'actionItem.dayPast', place('actionItems', past, 'dueOn'));
}

/** Reports on an action item (更新办理状态): its units' staff that it is done, those who run the meeting whatever it is. */
export const setActionItemStatus: Service<SetActionItemStatusInput, { actionItem: string }> = async (tx, input) => {
  const id = rowId(input.actionItemId);
  const known = await readActionItem(tx.manager, id);
  if (known === null) return notFound('actionItemId');
  const locked = await lockWithItem(tx, known.itemId, 'actionItemId');
  if (isRefused(locked)) return locked;
  const { meeting, authority, may } = locked;
  const stored = await readActionItem(tx.manager, id);
  if (stored === null) return notFound('actionItemId');
  const { status: to } = input;
  const { status: from, unitIds } = stored;
  const refused = unlessMay(
    authority,
    (each) =>
      may(each).runs ||
      (to === ActionItemStatus.DONE && each.unitsIn(meeting.allianceId).some((unit) => unitIds.includes(unit))),
    'actionItemId',
  );
  if (refused !== null) return refused;
  if (from === to) return { actionItem: id };
  if (to === ActionItemStatus.OVERDUE) return refuse('INVALID', 'actionItem.overdueByItself', 'status');
  if (!ACTION_ITEM_STEPS[from].includes(to))
    return refuse('WRONG_STATE', 'actionItem.wrongStep', 'status', { from, to });
  changeStatus(tx, meeting, stored, to);
  return { actionItem: id };
};

function changeStatus(
  tx: WriteTransaction,
  meeting: JointMeeting,
  { allianceId, id, itemId, decisionId, status: from }: StoredActionItem,
  to: ActionItemStatus,
): void {
  writeStatus(tx, { allianceId, id }, to, to === ActionItemStatus.DONE ? tx.now : null);
  recordChange(tx, meeting, {
    action: 'setActionItemStatus',
    subject: globalId('actionItem', id),
    details: { meeting: globalId('meeting', meeting.id), from, to },
    event: { decisions: [{ id: decisionId, item: itemId }] },
  });
}

/**
 * Does what is due today for one action item (row id), with no person as its author: its units are reminded before its day,
 * and it turns overdue after it. It repeats nothing.
 */
export async function keepActionItem(tx: WriteTransaction, { id }: { readonly id: string }): Promise<object> {
  const known = await readActionItem(tx.manager, id);
  const meeting = known === null ? null : await lockMeetingRow(tx, { meetingId: known.meetingId });
  const stored = await readActionItem(tx.manager, id);
  if (meeting === null || stored === null) return {};
  const today = await todayIn(tx.manager, meeting.allianceId, tx.now);
  if (isToTurnOverdue(stored, today)) {
    changeStatus(tx, meeting, stored, ActionItemStatus.OVERDUE);
    await remindOfActionItem(tx, meeting, stored, 'actionItem.overdue');
  } else if (isDueSoon(stored, today)) {
    await remindOfActionItem(tx, meeting, stored, 'actionItem.due');
  }
  return {};
}
