import type { EntityManager } from 'typeorm';
import type { AgreementStatus } from '../../agreements/agreement/agreement.entity';
import type { CommitmentStatus } from '../../agreements/commitment/commitment.entity';

/** What decides whether a commitment can still be reported on. */
interface Reportability {
  readonly agreementStatus: `${AgreementStatus}`;
  readonly status: `${CommitmentStatus}`;
  /** When its party left the agreement. */
  readonly leftAt: Date | null;
}

/** Locks the agreement of a commitment, and reads whether that can still be reported on. */
export async function reportability(
  manager: EntityManager,
  allianceId: string,
  commitmentId: string,
): Promise<Reportability> {
  const [row] = await manager.query<Reportability[]>(
    `select a.status as "agreementStatus", c.status, p.left_at as "leftAt"
     from commitments c
     join agreement_parties p on p.alliance_id = c.alliance_id and p.id = c.party_id
     join agreements a on a.alliance_id = c.alliance_id and a.id = c.agreement_id
     where c.alliance_id = $1
       and c.id = $2
     for no key update of a`,
    [allianceId, commitmentId],
  );
  if (row === undefined) throw new Error(`there is no commitment ${commitmentId}`);
  return row;
}
