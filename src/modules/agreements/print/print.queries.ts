import type { Sealer } from '../../../platform/sealing';
import type { DataSource } from 'typeorm';
import { accessOf, type Rule } from '../../../platform/access/access';
import type { Viewer } from '../../../platform/access/viewer';
import { sql, type Parameter } from '../../../platform/database/sql';
import { columnOf } from '../../../platform/reads/json';
import { Aliases, Scope } from '../../../platform/reads/scope';
import { runRow, statementOf, type Queryable } from '../../../platform/reads/statement';
import { Agreement } from '../agreement/agreement.entity';
import { ofAgreement, type Checking } from '../proof/integrity.queries';
import type { PrintedAgreement } from './print-layout.rules';
import { PRINTED, type ALTERED, type PrintedOf } from './printed.rules';

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

const ASKED = `
  select a.alliance_id as "allianceId", alliances.name as alliance, alliances.time_zone as "timeZone", r.ordinal
  from agreements a
  join alliances on alliances.id = a.alliance_id
  join agreement_revisions r on r.alliance_id = a.alliance_id and r.agreement_id = a.id
  where a.id = $1
    and r.id = $2`;

interface Asked extends PrintedOf {
  readonly allianceId: string;
}

/**
 * What is printed of a revision, with the signatures under it: taken from the rows that were checked, so that the print
 * says what was signed. Null when there is no such revision.
 */
export async function readPrinted(
  { sealer, ...checking }: Checking & { readonly sealer: Sealer },
  agreementId: string,
  revisionId: string,
): Promise<PrintedAgreement | typeof ALTERED | null> {
  const {
    rows: [asked],
  } = await checking.database.query<Asked>({
    name: 'printed-revision',
    text: ASKED,
    values: [agreementId, revisionId],
  });
  if (asked === undefined) return null;
  const keys = await sealer.keys(checking.database);
  return ofAgreement(checking, { allianceId: asked.allianceId, id: agreementId }, keys, PRINTED, asked);
}
