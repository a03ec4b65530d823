import { AgreementStatus, AgreementTier } from '../../../src/modules/agreements/agreement/agreement.entity';
import type { TestAlliance } from './test-alliance';
import { rowId } from './test-world';

/** An agreement among many, as its row says; ids are row ids. */
export interface PlantedAgreement {
  readonly id: string;
  readonly title: string;
  readonly number: string;
  readonly tier: string;
  readonly status: string;
  readonly endsOn: string | null;
  readonly territoryId: string | null;
  /** Its parties' units in the order of their steps. */
  readonly unitIds: readonly string[];
  /** How many of them have signed. */
  readonly signed: number;
}

const STATUSES = Object.values(AgreementStatus);
const TIERS = Object.values(AgreementTier);
const TITLES = ['党建共建协议', '助老100%协议', '垃圾_分类 协议', 'Green Street 绿色街区', '“𠮷”字号协议\\'] as const;
const HASH = 'ab'.repeat(32);
const DAY_MS = 86_400_000;

const idOf = (kind: number, place: number): string =>
  `00000000-0000-7000-8000-${kind}${String(place).padStart(11, '0')}`;

/**
 * Plants so many agreements, newest last, each between two units of these and every seventh with a third: of every tier,
 * status and title, with parts of the signatures of those that are open. Their histories are empty, so their integrity
 * does not hold.
 */
export async function plantAgreements(
  alliance: TestAlliance,
  count: number,
  units: readonly string[],
  territories: readonly string[],
): Promise<PlantedAgreement[]> {
  const allianceId = rowId(alliance.id);
  const planted = Array.from({ length: count }, (_, index): PlantedAgreement => {
    const unitAt = (step: number): string => rowId(units[(index + step * (1 + (index % 3))) % units.length] ?? '');
    const status = STATUSES[Math.floor(index / 5) % STATUSES.length] ?? '';
    return {
      id: idOf(1, index),
      title: `${TITLES[index % TITLES.length] ?? ''} ${index % 97}`,
      number: `2020-${String(index + 1).padStart(3, '0')}`,
      tier: TIERS[index % TIERS.length] ?? '',
      status,
      endsOn:
        index % 4 === 0 ? null : new Date(Date.UTC(2026, 0, 1) + (index % 900) * DAY_MS).toISOString().slice(0, 10),
      territoryId: index % 6 === 0 ? rowId(territories[index % territories.length] ?? '') : null,
      unitIds: index % 7 === 0 ? [unitAt(0), unitAt(1), unitAt(2)] : [unitAt(0), unitAt(1)],
      signed: status === 'OPEN_FOR_SIGNATURE' ? index % 2 : 0,
    };
  });
  const at = (index: number): string => new Date(Date.UTC(2025, 0, 1) + index * 1_000).toISOString();
  const agreements = planted.map(({ id, title, number, tier, status, endsOn, territoryId }, index) => ({
    alliance_id: allianceId,
    id,
    title,
    number,
    tier,
    status,
    ends_on: endsOn,
    territory_id: territoryId,
    revision_id: idOf(2, index),
    created_at: at(index),
    updated_at: at(index),
    version: 1,
    history_count: 0,
    history_head: '0'.repeat(64),
    head_seal: '',
    head_key_id: '',
    rights_revision: 0,
  }));
  const revisions = planted.map(({ id, title }, index) => ({
    alliance_id: allianceId,
    id: idOf(2, index),
    agreement_id: id,
    ordinal: 1,
    body: title,
    canonical_text: '{}',
    content_hash: HASH,
    created_at: at(index),
  }));
  const parties = planted.flatMap(({ id, unitIds }, index) =>
    unitIds.map((unit_id, position) => ({
      alliance_id: allianceId,
      id: idOf(3 + position, index),
      agreement_id: id,
      unit_id,
      position,
      role: position === 0 ? 'INITIATOR' : 'PARTY',
      signing_step: position + 1,
    })),
  );
  // in one statement: an agreement and its revision refer to each other
  await alliance.world.sql(
    `with agreements as (insert into agreements select * from jsonb_populate_recordset(null::agreements, $1)),
       revisions as (insert into agreement_revisions select * from jsonb_populate_recordset(null::agreement_revisions, $2))
     insert into agreement_parties select * from jsonb_populate_recordset(null::agreement_parties, $3)`,
    [agreements, revisions, parties].map((rows) => JSON.stringify(rows)),
  );
  const signatures = planted.flatMap(({ id, unitIds, signed }, index) =>
    unitIds.slice(0, signed).map((unit_id, place) => ({
      alliance_id: allianceId,
      id: idOf(6 + place, index),
      agreement_id: id,
      revision_id: idOf(2, index),
      unit_id,
      person_id: rowId(alliance.secretariat.id),
      signed_at: at(index),
      content_hash: HASH,
      statement: '{}',
    })),
  );
  await alliance.world.sql(
    'insert into agreement_signatures select * from jsonb_populate_recordset(null::agreement_signatures, $1)',
    [JSON.stringify(signatures)],
  );
  await alliance.world.sql('analyze');
  return planted;
}
