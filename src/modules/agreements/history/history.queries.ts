import { globalId } from '../../../platform/database/ids';
import type { Queryable } from '../../../platform/reads/statement';
import { assignments } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Agreement } from '../agreement/agreement.entity';
import type { Signature } from '../agreement/party.entity';
import type { AgreementEvent } from './history.entity';

export type WrittenSignature = Pick<Signature, 'id' | 'unitId' | 'personId' | 'contentHash' | 'statement'>;

type WrittenEvent = Pick<
  AgreementEvent,
  'id' | 'sequence' | 'byId' | 'unitId' | 'note' | 'details' | 'chainHash' | 'seal' | 'keyId'
> & { readonly kind: `${AgreementEvent['kind']}` };

/** The rows of a step. */
export interface WrittenStep {
  readonly events: readonly WrittenEvent[];
  /** Of the agreement. */
  readonly columns: Partial<Agreement>;
  readonly at: Date;
  readonly signature: WrittenSignature | null;
}

const EVENTS = `
  event as (
    insert into agreement_events (
      alliance_id, id, agreement_id, sequence, kind, at, by_id, unit_id, note, details, chain_hash, seal, key_id
    )
    select $1, id, $2, sequence, kind, $3, "byId", "unitId", note, details, "chainHash", seal, "keyId"
    from jsonb_to_recordset($4) as e (
      id uuid, sequence int, kind text, "byId" uuid, "unitId" uuid, note text, details jsonb, "chainHash" text, seal text,
      "keyId" text
    )
  )`;

const SIGNATURE = `
  signature as (
    insert into agreement_signatures (
      alliance_id, agreement_id, signed_at, revision_id, id, unit_id, person_id, content_hash, statement
    )
    values ($1, $2, $3, $5, $6, $7, $8, $9, $10)
    returning 1
  )`;

/** Writes the rows of a step in one statement: its events, its signature, and the agreement's own. */
export function writeStep(
  tx: Pick<WriteTransaction, 'manager' | 'send'>,
  { allianceId, id, revisionId }: Pick<Agreement, 'allianceId' | 'id' | 'revisionId'>,
  { events, columns, at, signature }: WrittenStep,
): void {
  const values = [allianceId, id, at, JSON.stringify(events)];
  if (signature !== null) {
    const { id: signatureId, unitId, personId, contentHash, statement } = signature;
    values.push(revisionId, signatureId, unitId, personId, contentHash, statement);
  }
  const set = assignments(tx.manager, Agreement, columns, values.length + 1);
  tx.send(
    `with ${signature === null ? EVENTS : `${SIGNATURE},${EVENTS}`}
     update agreements
     set ${set.text}
     where alliance_id = $1
       and id = $2${
         // the signature is checked against the agreement as it is before its last one concludes it
         signature === null ? '' : ' and (select count(*) from signature) = 1'
       }`,
    [...values, ...set.values],
  );
}

/** An agreement whose history is not the one that the audit log knows. */
export interface HistoryBehindLog {
  readonly id: string;
  /** How many events it has by the log. */
  readonly logged: number;
  /** How many it has; null when it is gone. */
  readonly found: number | null;
}

const MOST_NAMED = 20;

/**
 * Histories that are shorter than the audit log says, or end differently. Entries that no server wrote are not believed; those
 * of the last second have no seal yet, so a history may be longer.
 */
const BEHIND = `
  with logged as (
    select distinct on (e.alliance_id, e.subject)
      e.alliance_id,
      replace(e.subject, $1, '')::uuid as id,
      (e.details #>> '{history,count}')::int as count,
      e.details #>> '{history,head}' as head
    from audit_entries e
    join audit_seals s on s.entry_id = e.id and s.vouched
    where e.details ? 'history'
    order by e.alliance_id, e.subject, (e.details #>> '{history,count}')::int desc
  )
  select logged.id, logged.count as logged, a.history_count as found
  from logged
  left join agreements a on a.alliance_id = logged.alliance_id and a.id = logged.id
  where a.id is null
    or a.history_count < logged.count
    or (a.history_count = logged.count and a.history_head <> logged.head)
  order by logged.id
  limit ${MOST_NAMED}`;

/** Agreements that were set back, rewritten or taken away. */
export async function historiesBehindLog(database: Queryable): Promise<HistoryBehindLog[]> {
  const { rows } = await database.query<HistoryBehindLog>(BEHIND, [globalId('agreement', '')]);
  return rows.map((row) => ({ ...row, id: globalId('agreement', row.id) }));
}
