import type { DataSource } from 'typeorm';
import { accessOf, type Rule } from '../../../platform/access/access';
import type { Viewer } from '../../../platform/access/viewer';
import { sql, type Parameter } from '../../../platform/database/sql';
import { columnOf } from '../../../platform/reads/json';
import { Aliases, Scope } from '../../../platform/reads/scope';
import { runRow, statementOf, type Queryable } from '../../../platform/reads/statement';
import type { Sealer } from '../../../platform/sealing';
import { Agreement } from '../agreement/agreement.entity';
import { checkedAgreement } from '../proof/integrity.queries';
import type { PrintedAgreement, PrintedSignature } from '../shared/printing';
import { hashOf } from '../proof/canonical.rules';
import { isOfSeals, type Evidence, type ReadEvidence } from '../proof/evidence.rules';

const WANTED: Parameter = { source: 'bound', name: 'id', type: 'uuid' };

/** Whether a viewer may have an agreement's text: by the rule of `documentUrl`, the field that answers with links to it. */
export async function mayHaveDocument(
  dataSource: DataSource,
  database: Queryable,
  viewer: Viewer,
  agreementId: string,
): Promise<boolean> {
  const access = accessOf(Agreement);
  const rule = access?.rules?.['documentUrl'] as Rule<object> | undefined;
  if (access === undefined || rule === undefined) throw new Error('access to Agreement.documentUrl is not declared');
  const scope = new Scope(new Aliases(), dataSource.getMetadata(Agreement), access, true);
  const condition = sql`${columnOf(scope, 'id')} = ${WANTED}
    and (${scope.rule()})
    and (${rule(scope.row as Parameters<typeof rule>[0])})`;
  const statement = statementOf(sql`
    select true
    from ${scope.from()}
    where ${condition}`);
  return (await runRow(database, statement, viewer, new Map([[WANTED, agreementId]]))) !== null;
}

/** Instead of an agreement that is not printed, because its rows are not what was signed and recorded. */
export const ALTERED = Symbol('altered');

const ASKED = `
  select a.alliance_id as "allianceId", alliances.name as alliance, alliances.time_zone as "timeZone", r.ordinal
  from agreements a
  join alliances on alliances.id = a.alliance_id
  join agreement_revisions r on r.alliance_id = a.alliance_id and r.agreement_id = a.id
  where a.id = $1
    and r.id = $2`;

interface Asked {
  readonly allianceId: string;
  readonly alliance: string;
  readonly timeZone: string;
  readonly ordinal: number;
}

/**
 * What is printed of a revision, with the signatures under it: taken from the rows that were checked, so that the print
 * says what was signed. Null when there is no such revision.
 */
export async function readPrinted(
  database: Queryable,
  sealer: Sealer,
  agreementId: string,
  revisionId: string,
  printedAt: Date,
): Promise<PrintedAgreement | typeof ALTERED | null> {
  const {
    rows: [asked],
  } = await database.query<Asked>({ name: 'printed-revision', text: ASKED, values: [agreementId, revisionId] });
  const checked =
    asked === undefined
      ? null
      : await checkedAgreement(database, sealer, { allianceId: asked.allianceId, id: agreementId }, printedAt);
  if (asked === undefined || checked === null) return null;
  const {
    rows: { evidence, parties },
    read,
    problems,
  } = checked;
  const index = evidence.revisions.findIndex(({ ordinal }) => ordinal === asked.ordinal);
  const [revision, content] = [evidence.revisions[index], read.contents[index] ?? null];
  if (!problems.every(isOfSeals) || revision === undefined || content === null) return ALTERED;
  const superseded = revision !== evidence.revisions.at(-1);
  const leftAt = new Map(
    parties.flatMap((party) => (party.leftAt === null ? [] : [[party.unit, new Date(party.leftAt)]])),
  );
  const signatures = signaturesUnder(content.ordinal, evidence, read);
  const nameOf = new Map(content.parties.map(({ unit }) => [unit.id, unit.name]));
  return {
    alliance: asked.alliance,
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
    printedAt,
    timeZone: asked.timeZone,
  };
}

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
