import type { DataSource } from 'typeorm';
import { accessOf, type Rule } from '../platform/access/access';
import type { Viewer } from '../platform/access/viewer';
import { sql, type Parameter } from '../platform/database/sql';
import { columnOf } from '../platform/reads/json';
import { Aliases, Scope } from '../platform/reads/scope';
import { runRow, statementOf, type Queryable } from '../platform/reads/statement';
import { Agreement } from './agreement.entity';
import type { AgreementContent, SigningStatement } from './proof/canonical.rules';
import type { PrintedAgreement } from './print';

const WANTED: Parameter = { source: 'given', name: 'id', type: 'uuid' };

/** Whether a viewer may have an agreement's text: by the very rule of the field that gives out links to it. */
export async function mayHaveDocument(dataSource: DataSource, database: Queryable, viewer: Viewer, agreementId: string): Promise<boolean> {
  const access = accessOf(Agreement);
  const rule = access?.rules?.['documentUrl'] as Rule<object> | undefined;
  if (access === undefined || rule === undefined) throw new Error('access to Agreement.documentUrl is not declared');
  const scope = new Scope(new Aliases(), dataSource.getMetadata(Agreement), access, true);
  const condition = sql`${columnOf(scope, 'id')} = ${WANTED} and (${scope.rule()}) and (${rule(scope.row as Parameters<typeof rule>[0])})`;
  const statement = statementOf(sql`select true from ${scope.from()} where ${condition}`);
  return (await runRow(database, statement, viewer, new Map([[WANTED, agreementId]]))) !== null;
}

interface PrintRow {
  readonly alliance: string;
  readonly timeZone: string;
  readonly status: string;
  readonly superseded: boolean;
  readonly contentHash: string;
  readonly canonicalText: string;
  readonly signatures: readonly { readonly unit: string; readonly statement: string; readonly chainHash: string; readonly keyId: string }[];
  readonly left: readonly { readonly unit: string; readonly at: string }[];
}

/** One revision with the signatures under it: what is printed is the canonical text itself, taken apart. */
const PRINTED = `
  select alliances.name as alliance, alliances.time_zone as "timeZone", a.status, a.revision_id <> r.id as superseded,
    r.content_hash as "contentHash", r.canonical_text as "canonicalText",
    coalesce((select json_agg(json_build_object('unit', 'unit_' || s.unit_id, 'statement', s.statement, 'chainHash', e.chain_hash, 'keyId', e.key_id))
      from agreement_signatures s join agreement_events e on e.alliance_id = s.alliance_id and e.agreement_id = s.agreement_id and e.kind = 'SIGNED'
        and e.unit_id = s.unit_id and e.details ->> 'contentHash' = s.content_hash
      where s.alliance_id = a.alliance_id and s.agreement_id = a.id and s.revision_id = r.id), '[]') as signatures,
    coalesce((select json_agg(json_build_object('unit', 'unit_' || p.unit_id, 'at', p.left_at))
      from agreement_parties p where p.alliance_id = a.alliance_id and p.agreement_id = a.id and p.left_at is not null), '[]') as left
  from agreements a join alliances on alliances.id = a.alliance_id
    join agreement_revisions r on r.alliance_id = a.alliance_id and r.agreement_id = a.id
  where a.id = $1 and r.id = $2`;

/** What is printed of a revision; null when there is none. */
export async function readPrinted(database: Queryable, agreementId: string, revisionId: string, printedAt: Date): Promise<PrintedAgreement | null> {
  const { rows: [row] } = await database.query<PrintRow>({ name: 'printed-agreement', text: PRINTED, values: [agreementId, revisionId] });
  if (row === undefined) return null;
  const content = JSON.parse(row.canonicalText) as AgreementContent;
  const leftAt = new Map(row.left.map(({ unit, at }) => [unit, new Date(at)]));
  const signatures = new Map(row.signatures.map(({ unit, statement, ...chained }) => [unit, { ...chained, said: JSON.parse(statement) as SigningStatement }]));
  const nameOf = new Map(content.parties.map(({ unit }) => [unit.id, unit.name]));
  return {
    alliance: row.alliance, number: content.number, title: content.title, tier: content.tier, status: row.superseded ? 'DRAFT' : row.status,
    territory: content.territory?.name ?? null, purpose: content.purpose, startsOn: content.startsOn, endsOn: content.endsOn, body: content.body,
    revision: { ordinal: content.ordinal, contentHash: row.contentHash, superseded: row.superseded },
    parties: content.parties.map(({ unit, role, representative, signingStep }) => {
      const signature = signatures.get(unit.id);
      return {
        unit: unit.name, role, representative, signingStep, leftAt: leftAt.get(unit.id) ?? null,
        signature: signature === undefined ? null : {
          signedBy: signature.said.signedBy.name, signedAt: new Date(signature.said.signedAt), contentHash: signature.said.contentHash,
          chainHash: signature.chainHash, keyId: signature.keyId,
        },
      };
    }),
    commitments: content.commitments.map(({ unit, text, category, dueOn }) => ({ unit: nameOf.get(unit) ?? unit, text, category, dueOn })),
    printedAt, timeZone: row.timeZone,
  };
}
