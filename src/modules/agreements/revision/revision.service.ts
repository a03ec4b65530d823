import { globalId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Territory } from '../../alliance/territory/territory.entity';
import type { Agreement } from '../agreement/agreement.entity';
import { unitNames } from '../agreement/agreement.queries';
import { contentOf, type Draft } from '../drafting/drafting.rules';
import { hashOf } from '../../../platform/sealing/canonical.rules';
import { canonicalText, type Named } from '../proof/canonical.rules';
import { AgreementRevision } from './revision.entity';

/** Writes a revision, which never changes after that. */
export async function writeRevision(
  tx: WriteTransaction,
  agreement: Agreement,
  draft: Draft,
  { id, ordinal }: Pick<AgreementRevision, 'id' | 'ordinal'>,
): Promise<AgreementRevision> {
  const { manager, now } = tx;
  const { allianceId } = agreement;
  const territory = await territoryOf(tx, agreement);
  const names = await unitNames(
    manager,
    allianceId,
    draft.parties.map((party) => party.unitId),
  );
  const text = canonicalText(
    contentOf(
      draft,
      { agreement: globalId('agreement', agreement.id), number: agreement.number, ordinal, territory },
      (unitId) => ({ id: globalId('unit', unitId), name: names.get(unitId) ?? '' }),
    ),
  );
  const revision = manager.create(AgreementRevision, {
    allianceId,
    id,
    agreementId: agreement.id,
    ordinal,
    body: draft.body,
    canonicalText: text,
    contentHash: hashOf(text),
    authorId: tx.viewer.personId,
    createdAt: now,
  });
  await manager.insert(AgreementRevision, revision);
  return revision;
}

async function territoryOf(tx: WriteTransaction, { allianceId, territoryId }: Agreement): Promise<Named | null> {
  if (territoryId === null) return null;
  const { name } = await tx.manager.findOneByOrFail(Territory, { allianceId, id: territoryId });
  return { id: globalId('territory', territoryId), name };
}
