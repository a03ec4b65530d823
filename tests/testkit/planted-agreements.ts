import { canonicalText } from '../../src/modules/agreements/proof/canonical.rules';
import { newId } from '../../src/platform/database/ids';
import type { Planter, PlantedRow } from './plant';

/** What agreements are planted among. */
export interface AgreementGround {
  readonly allianceId: string;
  readonly territoryId: string;
  /** Person ids. */
  readonly author: string;
  readonly signer: string;
  /** Unit ids: those of the agreements in every status, and two whose agreements no one else is a party to. */
  readonly parties: readonly [string, string, string];
  readonly strangers: readonly [string, string];
  readonly serial: () => number;
}

export const AGREEMENT_STATUSES = [
  'DRAFT',
  'OPEN_FOR_SIGNATURE',
  'SIGNED',
  'ACTIVE',
  'COMPLETED',
  'EXPIRED',
  'TERMINATED',
  'DECLINED',
  'WITHDRAWN',
] as const;

const AT = new Date('2026-06-01T01:00:00Z');
const hash = (serial: number): string => serial.toString(16).padStart(64, 'a');

/**
 * Agreements in every status, once among the parties and once among strangers, by `STATUS` and `STATUS/strangers`. Their
 * hashes prove nothing: what they prove is tested where agreements are real.
 */
export async function plantAgreements(planter: Planter, ground: AgreementGround): Promise<Record<string, string>> {
  const planted: Record<string, string> = {};
  let renews: string | null = null;
  for (const status of AGREEMENT_STATUSES) {
    const among = await plant(planter, ground, status, ground.parties, renews);
    planted[status] = among;
    // the one among strangers follows it: what is public may lead to a draft that is not, and the other way round
    planted[`${status}/strangers`] = await plant(planter, ground, status, ground.strangers, among);
    renews = planted[`${status}/strangers`] ?? null;
  }
  return planted;
}

async function plant(
  planter: Planter,
  ground: AgreementGround,
  status: string,
  units: readonly string[],
  renews: string | null,
): Promise<string> {
  const { allianceId, serial, author, signer } = ground;
  const id = newId();
  const revisions = [newId(), newId()] as const;
  const number = serial();
  const moment = (): Date => new Date(AT.getTime() + serial() * 1_000);
  const concluded = !['DRAFT', 'OPEN_FOR_SIGNATURE', 'DECLINED', 'WITHDRAWN'].includes(status);
  const agreement = {
    alliance_id: allianceId,
    id,
    number: `2026-${number}`,
    title: `协议${serial()}`,
    tier: 'COMMUNITY',
    status,
    purpose: `协议宗旨${serial()}`,
    // nothing of it is due: what happens by itself would make it another
    starts_on: status === 'SIGNED' ? '2099-01-01' : '2026-06-01',
    ends_on: status === 'ACTIVE' ? null : '2099-06-30',
    territory_id: ground.territoryId,
    revision_id: revisions[1],
    created_at: moment(),
    activated_at: concluded && status !== 'SIGNED' ? moment() : null,
    renews_id: renews,
    version: 9,
    history_count: 2,
    history_head: hash(number),
    head_seal: 'seal',
    head_key_id: 'key',
  };
  const texts = revisions.map((revision, index) => {
    const body = `第${index + 1}稿正文${serial()}`;
    const content = {
      agreement: `agreement_${id}`,
      number: agreement.number,
      ordinal: index + 1,
      title: agreement.title,
      purpose: agreement.purpose,
      tier: 'COMMUNITY',
      territory: null,
      startsOn: null,
      endsOn: null,
      parties: [],
      commitments: [],
      body,
    };
    return {
      alliance_id: allianceId,
      id: revision,
      agreement_id: id,
      ordinal: index + 1,
      body,
      canonical_text: canonicalText(content),
      content_hash: hash(serial()),
      author_id: author,
      created_at: moment(),
    };
  });
  // together: each refers to the other
  await planter.run(
    `with planted as (insert into agreements (${Object.keys(agreement).join()}) select ${Object.keys(agreement).join()} from jsonb_populate_recordset(null::agreements, $1))
     insert into agreement_revisions (${Object.keys(texts[0] ?? {}).join()}) select ${Object.keys(texts[0] ?? {}).join()}
     from jsonb_populate_recordset(null::agreement_revisions, $2)`,
    [JSON.stringify([agreement]), JSON.stringify(texts)],
  );
  const roles = ['INITIATOR', 'PARTY', 'WITNESS'];
  const parties = units.map((unit, position) => ({
    alliance_id: allianceId,
    id: newId(),
    agreement_id: id,
    unit_id: unit,
    position,
    role: roles[position],
    representative: `签约代表${serial()}`,
    signing_step: position + 1,
    left_at: status === 'TERMINATED' && position === 1 ? moment() : null,
  }));
  await planter.insert('agreement_parties', parties);
  await signatures(planter, {
    allianceId,
    id,
    revisions,
    units: concluded ? units : units.slice(0, 1),
    signer,
    moment,
    serial,
  });
  await commitments(planter, ground, id, parties, moment);
  await planter.insert(
    'agreement_events',
    [1, 2].map((sequence) => ({
      alliance_id: allianceId,
      id: newId(),
      agreement_id: id,
      sequence,
      kind: sequence === 1 ? 'DRAFTED' : 'REVISED',
      at: moment(),
      by_id: sequence === 1 ? author : null,
      unit_id: sequence === 1 ? null : units[0],
      note: `历程${serial()}`,
      details: { status },
      chain_hash: hash(serial()),
    })),
  );
  return id;
}

interface Signing {
  readonly allianceId: string;
  readonly id: string;
  readonly revisions: readonly [string, string];
  readonly units: readonly string[];
  readonly signer: string;
  readonly moment: () => Date;
  readonly serial: () => number;
}

/** Under the first text all that sign, under the present one the same: signatures that are void stay where they are. */
async function signatures(
  planter: Planter,
  { allianceId, id, revisions, units, signer, moment, serial }: Signing,
): Promise<void> {
  const rows = revisions.flatMap((revision) =>
    units.map((unit): PlantedRow => ({
      alliance_id: allianceId,
      id: newId(),
      agreement_id: id,
      revision_id: revision,
      unit_id: unit,
      person_id: signer,
      signed_at: moment(),
      content_hash: hash(serial()),
      statement: '{}',
    })),
  );
  await planter.run('alter table agreement_signatures disable trigger agreement_signatures_turn');
  await planter.insert('agreement_signatures', rows);
  await planter.run('alter table agreement_signatures enable trigger agreement_signatures_turn');
}

async function commitments(
  planter: Planter,
  { allianceId, serial }: AgreementGround,
  agreementId: string,
  parties: readonly { id: string; unit_id: string }[],
  moment: () => Date,
): Promise<void> {
  const rows = parties.slice(0, 2).map((party, position) => ({
    alliance_id: allianceId,
    id: newId(),
    agreement_id: agreementId,
    party_id: party.id,
    position,
    text: `承诺${serial()}`,
    category: 'SAFETY',
    due_on: position === 0 ? '2026-12-31' : null,
    status: position === 0 ? 'FULFILLED' : 'PENDING',
    evidence: position === 0 ? `佐证${serial()}` : null,
    fulfilled_on: position === 0 ? '2026-10-01' : null,
  }));
  await planter.insert('commitments', rows);
  await planter.insert('commitment_ratings', [
    {
      alliance_id: allianceId,
      agreement_id: agreementId,
      commitment_id: rows[0]?.id,
      unit_id: parties[1]?.unit_id,
      rating: 4,
      comment: `评语${serial()}`,
      rated_at: moment(),
    },
  ]);
}
