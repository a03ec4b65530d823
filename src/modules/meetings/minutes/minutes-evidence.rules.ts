import { z } from 'zod';
import { auditProofSchema, provedEntry, type AuditProof } from '../../../platform/audit/proof.rules';
import { readCheckpoint, signerOf } from '../../../platform/audit/checkpoint.rules';
import type { KeysUnder } from '../../../platform/i18n/messages';
import { hashOf } from '../../../platform/sealing/canonical.rules';
import { isSealOf, keySchema, sealSchema, type PublicKey } from '../../../platform/sealing/seal.rules';
import { canonicalMinutes, closedSealedText, sealedText, type Sealed } from './minutes-seal.rules';

/** The format of evidence files of minutes; it gets another name with every change that readers must know of. */
export const MINUTES_EVIDENCE_FORMAT = 'gongjian-minutes-1';

/** An evidence file of an approved edition (纪要证据文件): the text as it was hashed, so that a reader need not rebuild it. */
export const minutesEvidenceSchema = z.object({
  format: z.literal(MINUTES_EVIDENCE_FORMAT),
  minutes: z.string(),
  contentHash: z.string(),
  canonicalText: z.string(),
  seal: sealSchema,
  /** What is less open than the meeting, for those who may see it: null where there is nothing. */
  closed: z.object({ body: z.string().nullable(), seal: sealSchema }).optional(),
  /** That the approval is in the log of the checkpoint; null where it was not sealed yet. */
  audit: auditProofSchema.nullable(),
  /** The audit log's head when the file was written (C2SP tlog-checkpoint). */
  checkpoint: z.string().nullable(),
  /** Public keys of the seals; to be compared with those of /.well-known/gongjian-keys.json. */
  keys: z.array(keySchema),
  writtenAt: z.string(),
});
export type MinutesEvidence = z.infer<typeof minutesEvidenceSchema>;

/** What is written beside the edition's own text and seals. */
interface Beside {
  readonly audit: AuditProof | null;
  readonly checkpoint: string | null;
  readonly keys: readonly PublicKey[];
  readonly now: Date;
}

export function minutesEvidence(
  minutes: Sealed & { readonly globalId: string },
  { audit, checkpoint, keys, now }: Beside,
  withClosed: boolean,
): MinutesEvidence {
  const { keyId, contentHash } = minutes;
  return {
    format: MINUTES_EVIDENCE_FORMAT,
    minutes: minutes.globalId,
    contentHash,
    canonicalText: canonicalMinutes(minutes),
    seal: { keyId, signature: minutes.seal },
    ...(withClosed ? { closed: { body: minutes.closedBody, seal: { keyId, signature: minutes.closedSeal } } } : {}),
    audit,
    checkpoint,
    keys: [...keys],
    writtenAt: now.toISOString(),
  };
}

/** What the canonical text says, as far as a summary needs it. */
const contentSchema = z.object({
  meeting: z.string(),
  minutes: z.string(),
  edition: z.number().int(),
  version: z.number().int(),
  corrects: z.object({ minutes: z.string(), contentHash: z.string() }).nullable(),
  approvedAt: z.string(),
  approvedBy: z.string(),
  body: z.string(),
});
export type MinutesContent = z.infer<typeof contentSchema>;

export function readMinutes({ canonicalText }: MinutesEvidence): MinutesContent | null {
  try {
    return contentSchema.safeParse(JSON.parse(canonicalText)).data ?? null;
  } catch {
    return null;
  }
}

/** What is checked of a file; `closed` and `log` only where it has them. */
export type MinutesCheck = KeysUnder<'minutesEvidence.check'>;

/** The checks that a file of minutes allows, each with whether it holds: with nothing but the file and the trusted keys. */
export function minutesChecks(
  evidence: MinutesEvidence,
  trusted: readonly PublicKey[],
): (readonly [check: MinutesCheck, holds: boolean])[] {
  const { contentHash, canonicalText, seal, closed, audit, checkpoint } = evidence;
  const holds = (text: string, by: { keyId: string; signature: string }): boolean =>
    trusted.some((key) => isSealOf(text, by, key));
  const head = checkpoint === null ? null : readCheckpoint(checkpoint);
  return [
    ['text', hashOf(canonicalText) === contentHash && readMinutes(evidence)?.minutes === evidence.minutes],
    ['seal', holds(sealedText(contentHash), seal)],
    ...(closed === undefined
      ? []
      : [['closed', holds(closedSealedText(contentHash, closed.body), closed.seal)] as const]),
    ...(checkpoint === null ? [] : [['checkpoint', head !== null && signerOf(head, trusted) !== null] as const]),
    ...(audit === null ? [] : [['log', head !== null && isApproval(provedEntry(audit, head), evidence)] as const]),
  ];
}

/** Whether the entry that was proved is the approval of this text. */
function isApproval(entry: ReturnType<typeof provedEntry>, { minutes, contentHash }: MinutesEvidence): boolean {
  const details = entry?.details as { readonly contentHash?: unknown } | null | undefined;
  return entry?.action === 'approveMinutes' && entry.subject === minutes && details?.contentHash === contentHash;
}
