import { maySeeField, type DocumentSource } from '../../../platform/printing';
import { Agreement } from '../agreement/agreement.entity';
import { ofAgreement } from '../proof/integrity.queries';
import { pageLayoutOf } from './print-layout.rules';
import { ALTERED, PRINTED, type PrintedOf } from './printed.rules';

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
 * A revision with the signatures under it: taken from the rows that were checked, so that the print says what was signed.
 * For whoever may see `documentUrl`, the field that answers with links to it.
 */
export const agreementDocument: DocumentSource = async (request, { id, textId }) => {
  const { database, sealer } = request;
  if (!(await maySeeField(request, Agreement, 'documentUrl', id))) return null;
  const {
    rows: [asked],
  } = await database.query<Asked>({ name: 'printed-revision', text: ASKED, values: [id, textId] });
  if (asked === undefined) return null;
  const keys = await sealer.keys(database);
  const printed = await ofAgreement(request, { allianceId: asked.allianceId, id }, keys, PRINTED, asked);
  if (printed === null || printed === ALTERED) return printed;
  return { name: printed.number, title: printed.title, layout: (locale) => pageLayoutOf(printed, locale) };
};
