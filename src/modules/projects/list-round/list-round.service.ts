import { globalId, newId } from '../../../platform/database/ids';
import { refuse } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { todayIn } from '../../alliance';
import { findVisible, lockAsSecretariat } from '../../alliance/shared/authorisation';
import { notFound } from '../../alliance/shared/refusals';
import { actingFault } from '../shared/acting-unit';
import { ListRound, ListRoundUnit } from './list-round.entity';
import type { AnswerListRoundInput, SendListsInput } from './list-round.inputs';
import { notifyOutstanding } from './list-round.notices';
import { askEveryUnit, openRound } from './list-round.queries';
import { reminderOf, tooFarAhead } from './list-round.rules';

/**
 * Sends both lists to every active unit, hosts too, since communities keep entries like any other (发出清单). By the
 * secretariat; one round at a time.
 */
export const sendLists: Service<SendListsInput, { round: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  // two at once would both find none open
  const refused = await lockAsSecretariat(tx, allianceId, 'allianceId');
  if (refused !== null) return refused;
  const today = await todayIn(manager, allianceId, tx.now);
  const { dueOn } = input;
  if (dueOn < today) return refuse('INVALID', 'listRound.duePast', 'dueOn');
  if (tooFarAhead(dueOn, today)) return refuse('INVALID', 'listRound.dueTooFar', 'dueOn');
  const open = await openRound(manager, allianceId, today);
  if (open !== null) return refuse('WRONG_STATE', 'listRound.open', 'allianceId', { dueOn: open.dueOn });
  const round = { allianceId, id: newId(), sentOn: today, dueOn, createdAt: tx.now };
  await manager.insert(ListRound, round);
  const asked = await askEveryUnit(manager, round);
  await notifyOutstanding(tx, round, { key: 'listRound.sent' });
  tx.audit({
    allianceId,
    action: 'sendLists',
    subject: globalId('listRound', round.id),
    details: { dueOn, asked },
  });
  return { round: round.id };
};

/** Says that a unit's entries are up to date (反馈清单): by its staff, or the secretariat. Saying so again changes nothing. */
export const answerListRound: Service<AnswerListRoundInput, { round: string }> = async (tx, input) => {
  const { manager } = tx;
  const round = await findVisible(tx, ListRound, rowId(input.roundId));
  if (round === null) return notFound('roundId');
  const { allianceId, id: roundId } = round;
  const unitId = rowId(input.unitId);
  const fault = await actingFault(tx, allianceId, unitId, 'unitId');
  if (fault !== null) return fault;
  const key = { allianceId, roundId, unitId };
  const asked = await manager.findOneBy(ListRoundUnit, key);
  if (asked === null) return refuse('INVALID', 'listRound.notAsked', 'unitId');
  if (asked.answeredAt !== null) return { round: roundId };
  await manager.update(ListRoundUnit, key, { answeredAt: tx.now });
  tx.audit({
    allianceId,
    action: 'answerListRound',
    subject: globalId('listRound', roundId),
    details: { unit: globalId('unit', unitId) },
  });
  return { round: roundId };
};

/** Reminds those who have not answered a round (row id), when that is due; it repeats nothing. */
export async function keepRound(tx: WriteTransaction, { id }: { readonly id: string }): Promise<object> {
  const round = await tx.manager.findOneBy(ListRound, { id });
  if (round === null) return {};
  const reminder = reminderOf(round.dueOn, await todayIn(tx.manager, round.allianceId, tx.now));
  if (reminder !== null)
    await notifyOutstanding(tx, round, { key: reminder, once: `${reminder} ${globalId('listRound', id)}` });
  return {};
}
