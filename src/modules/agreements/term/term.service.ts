import type { MessageKey } from '../../../platform/i18n/messages';
import { shortened } from '../../../platform/i18n/shortened';
import { globalId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { AgreementStatus, type Agreement } from '../agreement/agreement.entity';
import { recordStep, type StepEvent } from '../history/history.service';
import { notifyRepresentatives } from '../agreement/agreement.notices';
import {
  lockAgreementRow,
  readCommitments,
  readDependencies,
  type AgreementDependencies,
  type StoredCommitment,
  type StoredParty,
} from '../agreement/agreement.queries';
import { afterTerm, isSigningParty, whoseTurn } from '../agreement/agreement.rules';
import { foundationFault } from '../agreement/agreement-lock.service';
import { Commitment, CommitmentStatus } from '../commitment/commitment.entity';
import { isOverdue, REPORTED_IN } from '../commitment/commitment.rules';
import { commitmentDetails } from '../history/history.rules';
import { endingReminder, isDueSoon, isLongUnsigned, isToBegin, isToEnd, UNSIGNED_DAYS } from './term.rules';

/** A locked agreement, and the day in its time zone. */
interface Situation extends AgreementDependencies {
  agreement: Agreement;
  /** Of parties that have not left: the others owe nothing any more. */
  readonly commitments: readonly StoredCommitment[];
}

/**
 * Does what is due today for one agreement (row id), with no person as its author: it begins, its commitments turn
 * overdue, it ends, people are reminded. It repeats nothing, so it may run at any time and any number of times.
 *
 * @throws when a step is due and the rows are not as signed and chained: the operator has to look into it
 */
export async function keepTerm(tx: WriteTransaction, { id }: { readonly id: string }): Promise<object> {
  const { manager } = tx;
  const [agreement, dependencies] = await Promise.all([
    lockAgreementRow(manager, id, null),
    readDependencies(tx, id, null),
  ]);
  if (agreement === null || dependencies === null) return {};
  const { parties, today } = dependencies;
  const bound = presentUnits(parties);
  const situation: Situation = {
    ...dependencies,
    agreement,
    commitments: (await readCommitments(manager, agreement)).filter(({ unitId }) => bound.includes(unitId)),
  };
  const isStepDue = isToBegin(agreement, today) || overdueIn(situation).length > 0 || isToEnd(agreement, today);
  if (isStepDue && (await foundationFault(tx, situation, 'agreementId')) !== null) {
    throw new Error(
      `agreement ${agreement.number} (${globalId('agreement', agreement.id)}) is not as signed and chained: see its integrity`,
    );
  }
  await begin(tx, situation);
  const overdue = await turnOverdue(tx, situation);
  await end(tx, situation, overdue);
  await remind(tx, situation);
  return {};
}

/** Also of agreements that have expired: a commitment may be due after the term's last day. */
function overdueIn({ agreement: { status }, commitments, today }: Situation): StoredCommitment[] {
  return REPORTED_IN.includes(status) ? commitments.filter((commitment) => isOverdue(commitment, today)) : [];
}

function step(
  tx: WriteTransaction,
  situation: Situation,
  action: string,
  events: readonly StepEvent[],
  columns: Partial<Agreement> = {},
): void {
  const unitIds = situation.parties.map((party) => party.unitId);
  situation.agreement = recordStep(tx, situation, { action, events, columns, unitIds });
}

async function begin(tx: WriteTransaction, situation: Situation): Promise<void> {
  const { agreement, parties, revision, today } = situation;
  if (!isToBegin(agreement, today)) return;
  const { ordinal, contentHash } = revision;
  step(tx, situation, 'activateAgreement', [{ kind: 'ACTIVATED', details: { revision: ordinal, contentHash } }], {
    status: AgreementStatus.ACTIVE,
    activatedAt: tx.now,
  });
  await notifyRepresentatives(tx, agreement, presentUnits(parties), {
    kind: 'OTHER',
    key: 'agreement.begun',
  });
}

/** Marks commitments whose due day has passed; returns their ids. */
async function turnOverdue(tx: WriteTransaction, situation: Situation): Promise<ReadonlySet<string>> {
  const { allianceId } = situation.agreement;
  const overdue = overdueIn(situation);
  if (overdue.length === 0) return new Set();
  for (const { id } of overdue)
    await tx.manager.update(Commitment, { allianceId, id }, { status: CommitmentStatus.OVERDUE });
  step(
    tx,
    situation,
    'turnOverdue',
    overdue.map((commitment): StepEvent => ({
      kind: 'COMMITMENT_UPDATED',
      unitId: commitment.unitId,
      details: commitmentDetails({ ...commitment, status: CommitmentStatus.OVERDUE }),
    })),
  );
  for (const commitment of overdue) await notifyOfCommitment(tx, situation, commitment, 'commitment.overdue');
  return new Set(overdue.map(({ id }) => id));
}

async function end(tx: WriteTransaction, situation: Situation, overdue: ReadonlySet<string>): Promise<void> {
  const { agreement, parties, commitments, today } = situation;
  if (!isToEnd(agreement, today)) return;
  const complete =
    afterTerm(commitments.map(({ id, status }) => (overdue.has(id) ? 'OVERDUE' : status))) === 'complete';
  step(
    tx,
    situation,
    complete ? 'completeAgreement' : 'expireAgreement',
    [{ kind: complete ? 'COMPLETED' : 'EXPIRED' }],
    {
      status: complete ? AgreementStatus.COMPLETED : AgreementStatus.EXPIRED,
    },
  );
  await notifyRepresentatives(tx, agreement, presentUnits(parties), {
    kind: 'AGREEMENT_ENDING',
    key: 'agreement.ended',
    parameters: { endsOn: agreement.endsOn },
  });
}

async function remind(tx: WriteTransaction, situation: Situation): Promise<void> {
  const { agreement, parties, commitments, signed, today } = situation;
  const { id, status, endsOn, revisionId, stepOpenedAt } = agreement;
  if (status === AgreementStatus.OPEN_FOR_SIGNATURE && isLongUnsigned(stepOpenedAt, tx.now)) {
    const turn = whoseTurn(parties, signed);
    await notifyRepresentatives(
      tx,
      agreement,
      turn.map((party) => party.unitId),
      {
        kind: 'TO_SIGN',
        key: 'agreement.stillToSign',
        parameters: { days: UNSIGNED_DAYS },
        once: `unsigned ${revisionId} ${stepOpenedAt?.getTime() ?? ''}`,
      },
    );
  }
  const days = status === AgreementStatus.ACTIVE ? endingReminder(endsOn, today) : null;
  if (days !== null) {
    await notifyRepresentatives(tx, agreement, presentUnits(parties), {
      kind: 'AGREEMENT_ENDING',
      key: 'agreement.ending',
      parameters: { endsOn },
      once: `ending ${days} ${id}`,
    });
  }
  for (const commitment of REPORTED_IN.includes(status) ? commitments : []) {
    if (isDueSoon(commitment, today)) await notifyOfCommitment(tx, situation, commitment, 'commitment.due');
  }
}

async function notifyOfCommitment(
  tx: WriteTransaction,
  { agreement }: Situation,
  { id, unitId, text, dueOn }: StoredCommitment,
  key: MessageKey,
): Promise<void> {
  await notifyRepresentatives(tx, agreement, [unitId], {
    kind: 'COMMITMENT_DUE',
    key,
    parameters: { text: shortened(text), dueOn },
    once: `${key} ${id}`,
    subject: globalId('commitment', id),
  });
}

/** Units that are still bound. */
function presentUnits(parties: readonly StoredParty[]): string[] {
  return parties.filter((party) => party.leftAt === null && isSigningParty(party)).map((party) => party.unitId);
}
