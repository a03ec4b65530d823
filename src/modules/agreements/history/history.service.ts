import { globalId, newId } from '../../../platform/database/ids';
import { isSealOf, type PublicKey } from '../../../platform/sealing';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { LockedAgreement } from '../agreement/agreement-lock.service';
import type { Agreement } from '../agreement/agreement.entity';
import { canonicalText, chainHash, SEALED_KINDS, sealedHead, sealedText } from '../proof/canonical.rules';
import type { AgreementEventKind } from './history.entity';
import { writeStep, type WrittenSignature } from './history.queries';

/** An event that a step appends to the history. */
export interface StepEvent {
  readonly kind: `${AgreementEventKind}`;
  readonly unitId?: string;
  readonly note?: string | null;
  /** What else is chained; ids are global, and texts are replaced by their hashes. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What one step does to an agreement that this transaction has locked, or has just made. */
export interface AgreementChange {
  /** The mutation's name, or the task's. */
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly columns?: Partial<
    Pick<
      Agreement,
      'title' | 'tier' | 'status' | 'purpose' | 'startsOn' | 'endsOn' | 'revisionId' | 'stepOpenedAt' | 'activatedAt'
    >
  >;
  readonly events: readonly StepEvent[];
  /** The signature that the step is; it is of the present revision. */
  readonly signature?: WrittenSignature;
  /** Units whose streams get the events: those that are parties, and those that were until now. */
  readonly unitIds: readonly string[];
  /** Whether its parties change: then watchers are reauthorised. */
  readonly changesParties?: boolean;
}

/** An agreement that a step is taken of, and the keys whose seals hold. */
export type Recorded = Pick<LockedAgreement, 'agreement' | 'keys'>;

/**
 * Writes a step: its columns, the events that it appends to the chain, the seals, the live events and the audit entry.
 * Every step goes through here, which is why the chain has no gaps and the agreement's head is always its end.
 * @returns the agreement as it is then
 */
export function recordStep(tx: WriteTransaction, { agreement, keys }: Recorded, change: AgreementChange): Agreement {
  const { allianceId, id } = agreement;
  const { now, sealer } = tx;
  const subject = globalId('agreement', id);
  const status = change.columns?.status ?? agreement.status;
  let head = agreement.historyHead;
  const events = change.events.map(({ kind, unitId = null, note = null, details = {} }, index) => {
    const event = {
      id: newId(),
      sequence: agreement.historyCount + index + 1,
      kind,
      unitId,
      note,
      byId: tx.viewer.personId,
      details: { ...details, status },
    };
    head = chainHash(
      head,
      canonicalText({
        agreement: subject,
        sequence: event.sequence,
        kind,
        at: now.toISOString(),
        note,
        details: event.details,
        by: event.byId === null ? null : globalId('person', event.byId),
        unit: unitId === null ? null : globalId('unit', unitId),
      }),
    );
    const seal = SEALED_KINDS.has(kind) ? sealer.seal(sealedText(head)) : null;
    return { ...event, chainHash: head, seal: seal?.signature ?? null, keyId: seal?.keyId ?? null };
  });
  const count = agreement.historyCount + events.length;
  const headSeal = isEndSealed(agreement, keys)
    ? sealer.seal(sealedHead(subject, count, head))
    : { keyId: agreement.headKeyId, signature: agreement.headSeal };
  const columns = {
    ...change.columns,
    version: agreement.version + 1,
    historyCount: count,
    historyHead: head,
    headSeal: headSeal.signature,
    headKeyId: headSeal.keyId,
    ...(change.changesParties === true ? { rightsRevision: count } : {}),
  };
  writeStep(tx, agreement, { events, columns, at: now, signature: change.signature ?? null });
  for (const event of events) {
    const content = { agreement: id, event: event.id };
    tx.emit({ feed: 'agreementUpdates', allianceId, streamId: id, revision: event.sequence, content });
    for (const unitId of new Set(change.unitIds))
      tx.emit({ feed: 'agreementUpdates', allianceId, streamId: unitId, content });
  }
  tx.audit({
    allianceId,
    action: change.action,
    subject,
    // what the log's checkpoints then hold of the agreement: one that is set back shows
    details: { ...change.details, history: { count, head } },
  });
  return { ...agreement, ...columns };
}

/**
 * Whether the end of the history, which a step continues, has a valid seal of the platform. If not (its key was lost, or
 * somebody altered it), no new seal is put over it, so that `integrity` keeps naming the problem.
 */
function isEndSealed(
  { id, historyCount, historyHead, headSeal, headKeyId }: Agreement,
  keys: readonly PublicKey[],
): boolean {
  if (historyCount === 0) return true;
  const text = sealedHead(globalId('agreement', id), historyCount, historyHead);
  return keys.some((key) => isSealOf(text, { keyId: headKeyId, signature: headSeal }, key));
}
