import type { Computing } from '../../../platform/reads/declarations';
import type { Shape } from '../../../platform/reads/declarations';
import { JsonText } from '../../../platform/reads/json';
import type { AgreementServices } from '../shared/services';
import { DIFFERENCE, weightOfDifference, type Measured } from './difference.rules';

/** A revision by its agreement, which is named by alliance and row id. */
interface RevisionKey {
  readonly allianceId: string;
  readonly agreementId: string;
  readonly ordinal: number;
}

const WANTED = `
  from unnest($1::uuid[], $2::uuid[], $3::int[]) as wanted (alliance, agreement, ordinal)
  join agreement_revisions r on r.alliance_id = wanted.alliance
    and r.agreement_id = wanted.agreement
    and r.ordinal = wanted.ordinal`;
const KEY = `r.alliance_id || ' ' || r.agreement_id || ' ' || r.ordinal`;
const times = (what: string): string =>
  `(length(r.canonical_text) - length(replace(r.canonical_text, '${what}', ''))) / ${what.length}`;

/** Lines of clauses, and those of parties and commitments; and some more that every revision has. */
const MEASURES = `
  select ${KEY} as key, octet_length(r.canonical_text) as bytes, 16 + ${times('\\n')} + ${times('"unit":')} as lines
  ${WANTED}`;
const TEXTS = `
  select ${KEY} as key, r.canonical_text as text
  ${WANTED}`;

/**
 * The differences of revisions against another of their agreement; a row is [alliance's id, agreement's id, ordinal].
 * @throws RequestError when the request would read and answer too much
 */
export async function differences(
  asked: readonly (readonly unknown[])[],
  { database, locale, services, shared, viewer }: Computing,
  { against }: Readonly<Record<string, unknown>>,
  shape: Shape | null,
): Promise<(JsonText | null)[]> {
  const { workers } = services as AgreementServices;
  const pairs = asked.map(([allianceId, agreementId, ordinal]) => {
    const agreement = { allianceId: String(allianceId), agreementId: String(agreementId) };
    const after = Number(ordinal);
    return {
      after: { ...agreement, ordinal: after },
      before: { ...agreement, ordinal: typeof against === 'number' ? against : after - 1 },
    };
  });
  const wanted = pairs.flatMap(({ before, after }) => [before, after]);
  const measures = await read<Measured>(MEASURES, 'revision-measures', wanted);
  const measured = (key: RevisionKey): Measured | null => measures.get(nameOf(key)) ?? null;
  const weights = pairs.map(({ before, after }) => weightOfDifference(measured(before), measured(after)));
  shared.reserve(weights.reduce((sum, weight) => sum + weight, 0));
  const texts = await shared.inTurn(() => read<{ text: string }>(TEXTS, 'revision-texts', wanted));
  const found: (JsonText | null)[] = [];
  for (const [index, { before, after }] of pairs.entries()) {
    // before the first there was nothing
    const old = before.ordinal === 0 ? null : texts.get(nameOf(before))?.text;
    const present = texts.get(nameOf(after))?.text;
    const compared = old === undefined || present === undefined ? null : { before: old, after: present, locale, shape };
    const text =
      compared === null
        ? null
        : await shared.inTurn(() => workers.run(DIFFERENCE, compared, weights[index] ?? 0, viewer.personId));
    found.push(text === null ? null : new JsonText(text));
  }
  return found;

  async function read<T>(text: string, name: string, keys: readonly RevisionKey[]): Promise<Map<string, T>> {
    const distinct = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
    const { rows } = await database.query<T & { key: string }>({
      name,
      text,
      values: [
        distinct.map(({ allianceId }) => allianceId),
        distinct.map(({ agreementId }) => agreementId),
        distinct.map(({ ordinal }) => ordinal),
      ],
    });
    return new Map(rows.map((row) => [row.key, row]));
  }
}

function nameOf({ allianceId, agreementId, ordinal }: RevisionKey): string {
  return `${allianceId} ${agreementId} ${ordinal}`;
}
