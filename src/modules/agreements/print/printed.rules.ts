import type { Task } from '../../../platform/workers';
import { hashOf } from '../../../platform/sealing/canonical.rules';
import type { Checked } from '../proof/check.rules';
import { isOfSeals, readEvidence, type Evidence, type ReadEvidence } from '../proof/evidence.rules';
import { integrityProblems } from '../proof/integrity.rules';
import { rowsOf } from '../proof/stored.rules';
import type { PrintedAgreement, PrintedSignature } from './print-layout.rules';

/** Instead of an agreement that is not printed, because its rows are not what was signed and recorded. */
export const ALTERED = 'altered';

/** Which revision is printed, and what is printed besides what the agreement's rows say. */
export interface PrintedOf {
  readonly ordinal: number;
  /** Its name. */
  readonly alliance: string;
  readonly timeZone: string;
}

/** What is printed of a revision; null when there is none. */
export function printedOf({
  stored,
  keys,
  now,
  ordinal,
  alliance,
  timeZone,
}: Checked & PrintedOf): PrintedAgreement | typeof ALTERED | null {
  const { evidence, parties, ...rows } = rowsOf(stored, keys, now);
  const read = readEvidence(evidence);
  const problems = integrityProblems({ ...rows, evidence, parties }, keys, read);
  const index = evidence.revisions.findIndex((each) => each.ordinal === ordinal);
  const [revision, content] = [evidence.revisions[index], read.contents[index] ?? null];
  if (!problems.every(isOfSeals) || revision === undefined || content === null) return ALTERED;
  const superseded = revision !== evidence.revisions.at(-1);
  const leftAt = new Map(
    parties.flatMap((party) => (party.leftAt === null ? [] : [[party.unit, new Date(party.leftAt)]])),
  );
  const signatures = signaturesUnder(content.ordinal, evidence, read);
  const nameOf = new Map(content.parties.map(({ unit }) => [unit.id, unit.name]));
  return {
    alliance,
    number: content.number,
    title: content.title,
    tier: content.tier,
    status: superseded ? 'DRAFT' : evidence.agreement.status,
    territory: content.territory?.name ?? null,
    purpose: content.purpose,
    startsOn: content.startsOn,
    endsOn: content.endsOn,
    body: content.body,
    revision: { ordinal: content.ordinal, contentHash: revision.contentHash, superseded },
    isUnsealed: problems.length > 0,
    parties: content.parties.map(({ unit, role, representative, signingStep }) => ({
      unit: unit.name,
      role,
      representative,
      signingStep,
      leftAt: leftAt.get(unit.id) ?? null,
      signature: signatures.get(unit.id) ?? null,
    })),
    commitments: content.commitments.map(({ unit, text, category, dueOn }) => ({
      unit: nameOf.get(unit) ?? unit,
      text,
      category,
      dueOn,
    })),
    printedAt: new Date(now),
    timeZone,
  };
}

export const PRINTED: Task<Checked & PrintedOf, PrintedAgreement | typeof ALTERED | null> = {
  file: __filename,
  name: printedOf.name,
  run: printedOf,
};

/** The signatures under a revision, each with its event in the history; by unit. */
function signaturesUnder(
  ordinal: number,
  { signatures, history }: Evidence,
  { statements, events }: ReadEvidence,
): Map<string, PrintedSignature> {
  const chained = new Map(events.map((event, index) => [event?.details['statement'], history[index]]));
  return new Map(
    statements.flatMap((said, index) => {
      const event = chained.get(hashOf(signatures[index]?.statement ?? ''));
      if (said?.revision !== ordinal || event === undefined) return [];
      return [
        [
          said.unit.id,
          {
            signedBy: said.signedBy.name,
            signedAt: new Date(said.signedAt),
            contentHash: said.contentHash,
            chainHash: event.chainHash,
            keyId: event.seal?.keyId ?? '',
          },
        ],
      ];
    }),
  );
}
