import { newId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { fittingUnits } from '../match/match.queries';
import { reasonsOf } from '../match/match.rules';

type Transaction = Pick<WriteTransaction, 'manager' | 'now' | 'emit'>;

/** What may fit units: a need that is open, or a project that is posted. */
export type Offered = { readonly allianceId: string } & ({ readonly needId: string } | { readonly projectId: string });

/**
 * Tells the units that a need or a posted project fits, each once, however often this is called: by whatever publishes it, changes it
 * or opens it again, in the same transaction and after its row is written. A unit that it newly fits after an edit is told then.
 */
export async function tellFittingUnits(tx: Transaction, offered: Offered): Promise<void> {
  const { allianceId } = offered;
  const [side, id] =
    'needId' in offered ? (['need', offered.needId] as const) : (['project', offered.projectId] as const);
  const units = await fittingUnits(tx.manager, side, allianceId, id);
  if (side === 'need')
    await tx.manager.query('update needs set told_version = version where alliance_id = $1 and id = $2', [
      allianceId,
      id,
    ]);
  if (units.length === 0) return;
  const rows = units.map(({ unitId, ...facts }) => ({ id: newId(), unit_id: unitId, why: reasonsOf(facts) }));
  const told = await tx.manager.query<{ id: string; unitId: string }[]>(
    `insert into opportunities (alliance_id, id, unit_id, ${side}_id, why, created_at)
     select $1, id, unit_id, $2, why, $3
     from jsonb_to_recordset($4::jsonb) as fitting (id uuid, unit_id uuid, why jsonb)
     order by unit_id
     on conflict on constraint opportunities_once do nothing
     returning id, unit_id as "unitId"`,
    [allianceId, id, tx.now, JSON.stringify(rows)],
  );
  for (const { id: opportunity, unitId } of told)
    tx.emit({ feed: 'opportunities', allianceId, streamId: unitId, content: { opportunity } });
}

/** Tells the units that a need (row id) fits, where that was not done as it was written; it repeats nothing. */
export async function tellOfNeed(tx: Transaction, { id }: { readonly id: string }): Promise<object> {
  const [need] = await tx.manager.query<{ allianceId: string }[]>(
    'select alliance_id as "allianceId" from needs where id = $1 for no key update',
    [id],
  );
  if (need !== undefined) await tellFittingUnits(tx, { ...need, needId: id });
  return {};
}
