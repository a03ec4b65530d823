import { notFound } from '../../alliance/shared/refusals';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { recordChange } from '../meeting/meeting-changes.service';
import type { TimelineKind } from '../timeline/timeline.rules';
import {
  lockMeetingOf,
  lockWithAgenda,
  seesAttendance,
  unlessMayDo,
  type LockedMeeting,
} from '../meeting/meeting-lock.service';
import { unitsPresent } from '../invitation/presence.queries';
import { newChoicesKey, SecretChoices } from '../shared/secret-choices';
import { VoteAnnulment, VoteBase, VoteBasis, VoteState } from './vote.entity';
import type { AnnulVoteInput, CastVoteInput, CloseVoteInput, OpenVoteInput } from './vote.inputs';
import {
  guestBallot,
  insertVote,
  readElectorate,
  readSeats,
  readSecretChoices,
  readVote,
  votesOn,
  writeAnnulled,
  writeChoices,
  writeEnd,
  writeSecretChoices,
  type VoteWithOptions,
} from './vote.queries';
import { openingFault, optionsFault, resultOf, seatsToCast, tally } from './vote.rules';

/** Opens a vote; who may vote is settled now. */
export const openVote: Service<OpenVoteInput, { vote: string }> = async (tx, input) => {
  const itemId = rowId(input.itemId);
  const locked = await lockWithAgenda(tx, { itemId }, 'itemId');
  if (isRefused(locked)) return locked;
  const { meeting, items, accessLevel } = locked;
  const item = items.find(({ id }) => id === itemId);
  if (item === undefined || item.audience > accessLevel) return notFound('itemId');
  const options = input.options.map(({ label, kind }) => ({ label: cleaned(label), kind }));
  const fault =
    unlessMayDo(locked, 'runs', 'itemId') ??
    openingFault(meeting.status, item, await votesOn(tx.manager, { allianceId: meeting.allianceId, id: itemId })) ??
    optionsFault(options);
  if (fault !== null) return fault;
  const { allianceId } = meeting;
  const { secret } = input;
  const [id, basis, base] = [newId(), input.basis ?? VoteBasis.UNIT, input.base ?? VoteBase.CAST];
  const electorate = await readElectorate(tx.manager, meeting, basis);
  await insertVote(
    tx.manager,
    {
      allianceId,
      id,
      meetingId: meeting.id,
      itemId,
      question: cleaned(input.question),
      state: VoteState.OPEN,
      basis,
      base,
      threshold: input.threshold,
      secret,
      eligible: electorate.length,
      cast: 0,
      outcome: null,
      winnerId: null,
      quorumRequired: null,
      quorumPresent: null,
      annulment: null,
      annulmentReason: null,
      choicesKey: secret ? tx.sealer.enclose(newChoicesKey(), id) : null,
      openedAt: tx.now,
      closedAt: null,
    },
    options.map((option, index) => ({ ...option, id: newId(), position: index + 1, count: secret ? null : 0 })),
    electorate,
  );
  recordStep(
    tx,
    locked,
    { id, itemId },
    'openVote',
    { basis, base, threshold: input.threshold, secret, eligible: electorate.length },
    'VOTE_OPENED',
  );
  return { vote: id };
};

/** Casts a vote, or casts it anew: for a unit by its representative or its proxy's, for a guest by those who run the meeting. */
export const castVote: Service<CastVoteInput, { vote: string }> = async (tx, input) => {
  const found = await voteIn(tx, input.voteId);
  if (isRefused(found)) return found;
  const { locked, vote } = found;
  const voters = await votersFor(tx, found, input);
  if (isRefused(voters)) return voters;
  if (vote.state !== VoteState.OPEN) return notOpen();
  const optionId = rowId(input.optionId);
  if (!vote.options.some(({ id }) => id === optionId)) return notFound('optionId');
  const ballotIds = voters.map(({ ballotId }) => ballotId);
  const voted = { for: voters.map(({ voter }) => voter) };
  if (vote.secret) {
    const choices = choicesOf(tx, vote);
    if (choices === null) return refuse('WRONG_STATE', 'vote.unreadable', 'voteId');
    const kept = ballotIds.map((ballotId) => choices.kept(ballotId, optionId));
    writeSecretChoices(tx, vote, ballotIds, kept);
    recordStep(tx, locked, vote, 'castVote', voted);
  } else {
    const { changed } = await writeChoices(tx.manager, vote, ballotIds, optionId);
    if (changed > 0) recordStep(tx, locked, vote, 'castVote', { ...voted, option: input.optionId });
  }
  return { vote: vote.id };
};

/** Closes a vote: counts what was cast, under the quorum that there is now. Of a secret one only the totals remain. */
export const closeVote: Service<CloseVoteInput, { vote: string }> = async (tx, input) => {
  const found = await openVoteRunBySender(tx, input.voteId);
  if (isRefused(found)) return found;
  const { locked, vote } = found;
  const { meeting } = locked;
  const counts = vote.secret
    ? await secretCounts(tx, vote)
    : new Map(vote.options.map(({ id, count }) => [id, count ?? 0]));
  if (counts === null) return refuse('WRONG_STATE', 'vote.unreadable', 'voteId');
  const quorum = { quorumRequired: meeting.quorumRequired, quorumPresent: await unitsPresent(tx.manager, meeting) };
  const result = resultOf(
    { ...vote, ...quorum },
    vote.options.map(({ id, kind }) => ({ id, kind, count: counts.get(id) ?? 0 })),
  );
  writeEnd(tx, vote, { state: VoteState.CLOSED, ...result, ...quorum, closedAt: tx.now }, counts);
  const details = {
    outcome: result.outcome,
    cast: vote.cast,
    eligible: vote.eligible,
    counts: Object.fromEntries([...counts].map(([id, count]) => [globalId('option', id), count])),
    ...quorum,
  };
  recordStep(tx, locked, vote, 'closeVote', details, `VOTE_${result.outcome}`);
  return { vote: vote.id };
};

/** Annuls an open vote. */
export const annulVote: Service<AnnulVoteInput, { vote: string }> = async (tx, input) => {
  const found = await openVoteRunBySender(tx, input.voteId);
  if (isRefused(found)) return found;
  const { locked, vote } = found;
  const reason = cleaned(input.reason);
  writeAnnulled(tx, vote.allianceId, [vote.id], {
    annulment: VoteAnnulment.DECIDED,
    annulmentReason: reason,
    closedAt: tx.now,
  });
  recordStep(tx, locked, vote, 'annulVote', { reason }, 'VOTE_ANNULLED');
  return { vote: vote.id };
};

interface FoundVote {
  readonly locked: LockedMeeting;
  readonly vote: VoteWithOptions;
}

/** A vote in its locked meeting; for whoever may not see its item, there is none. */
async function voteIn(tx: WriteTransaction, voteId: string): Promise<FoundVote | Refused<'voteId'>> {
  const id = rowId(voteId);
  const locked = await lockMeetingOf(tx, { voteId: id }, 'voteId');
  if (isRefused(locked)) return locked;
  const vote = await readVote(tx.manager, { allianceId: locked.meeting.allianceId, id });
  return vote.audience > locked.accessLevel ? notFound('voteId') : { locked, vote };
}

/** A vote that the sender may end, and that has not ended. */
async function openVoteRunBySender(tx: WriteTransaction, voteId: string): Promise<FoundVote | Refused<'voteId'>> {
  const found = await voteIn(tx, voteId);
  if (isRefused(found)) return found;
  const refused = unlessMayDo(found.locked, 'runs', 'voteId');
  if (refused !== null) return refused;
  return found.vote.state === VoteState.OPEN ? found : notOpen();
}

function notOpen(): Refused<'voteId'> {
  return refuse('WRONG_STATE', 'vote.notOpen', 'voteId');
}

/** One whose vote is cast, and the ballot that it is cast on. */
interface Voter {
  /** As the audit log names it. */
  readonly voter: string;
  readonly ballotId: string;
}

type BlamedInCast = 'unitId' | 'guestId' | 'forCarried';

async function votersFor(
  tx: WriteTransaction,
  { locked, vote }: FoundVote,
  { unitId, guestId, forCarried }: CastVoteInput,
): Promise<Voter[] | Refused<BlamedInCast>> {
  const byUnit = vote.basis === VoteBasis.UNIT;
  if (Boolean(unitId) !== byUnit || Boolean(guestId) === byUnit) return refuse('INVALID', 'vote.castFor');
  if (forCarried === true && !byUnit) return refuse('INVALID', 'vote.carriedByUnit', 'forCarried');
  return byUnit
    ? unitVoters(tx, locked, vote, rowId(unitId ?? ''), forCarried === true)
    : guestVoter(tx, locked, vote, rowId(guestId ?? ''));
}

async function unitVoters(
  tx: WriteTransaction,
  locked: LockedMeeting,
  vote: VoteWithOptions,
  unitId: string,
  forCarried: boolean,
): Promise<Voter[] | Refused<'unitId' | 'forCarried'>> {
  const { authority } = locked;
  const seats = await readSeats(tx.manager, vote, unitId);
  const named = seats.find((seat) => seat.unitId === unitId);
  if (named === undefined || !(seesAttendance(locked) || authority.isOfUnit(unitId))) return notFound('unitId');
  const voting = seatsToCast(seats, named, forCarried, (id) => authority.represents(id));
  if (isRefused(voting)) return voting;
  return voting.map(({ unitId: id, ballotId }) => ({ voter: globalId('unit', id), ballotId: ballotId ?? '' }));
}

async function guestVoter(
  tx: WriteTransaction,
  locked: LockedMeeting,
  vote: VoteWithOptions,
  guestId: string,
): Promise<Voter[] | Refused<'guestId'>> {
  const refused = unlessMayDo(locked, 'runs', 'guestId');
  if (refused !== null) return refused;
  const ballotId = await guestBallot(tx.manager, vote, guestId);
  return ballotId === null ? notFound('guestId') : [{ voter: globalId('guest', guestId), ballotId }];
}

/** The choices of an open secret vote; null where its key was enclosed with another secret of the installation's. */
function choicesOf(tx: WriteTransaction, { id, choicesKey }: VoteWithOptions): SecretChoices | null {
  const key = choicesKey === null ? null : tx.sealer.open(choicesKey, id);
  return key === null ? null : new SecretChoices(key);
}

/**
 * The totals of a secret vote; null unless there is one readable choice for each ballot that was cast, and no other: what the
 * sum of the totals proves from then on.
 */
async function secretCounts(tx: WriteTransaction, vote: VoteWithOptions): Promise<Map<string, number> | null> {
  const choices = choicesOf(tx, vote);
  if (choices === null) return null;
  const { kept, ballotIds } = await readSecretChoices(tx.manager, vote);
  const slots = new Set(ballotIds.map((id) => choices.slot(id).toString('hex')));
  if (
    slots.size !== kept.length ||
    slots.size !== vote.cast ||
    kept.some(({ slot }) => !slots.has(slot.toString('hex')))
  )
    return null;
  return tally(
    vote.options.map(({ id }) => id),
    kept.map((choice) => choices.optionOf(choice)),
  );
}

function recordStep(
  tx: WriteTransaction,
  { meeting }: LockedMeeting,
  { id, itemId }: { readonly id: string; readonly itemId: string },
  action: string,
  details: Readonly<Record<string, unknown>>,
  /** Who has cast a vote is not for everybody whom the timeline is for. */
  told?: TimelineKind,
): void {
  recordChange(tx, meeting, {
    action,
    ...(told === undefined ? {} : { told: [{ kind: told, item: { id: itemId } }] }),
    subject: globalId('vote', id),
    details: { meeting: globalId('meeting', meeting.id), item: globalId('item', itemId), ...details },
    event: { votes: [{ id, item: itemId }] },
  });
}
