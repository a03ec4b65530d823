import type { PublicKey } from '../../../platform/sealing';
import type { KeysUnder } from '../../../platform/i18n/messages';
import { shortened } from '../../../platform/i18n/shortened';
import { hashOf } from '../../../platform/sealing/canonical.rules';
import type { AgreementContent, EventContent } from './canonical.rules';
import { evidenceProblems, readEvidence, type Evidence, type Problem, type ReadEvidence } from './evidence.rules';
import { agrees, isAsRecorded, ratingDetails } from '../history/history.rules';

/** Characters of a commitment that a problem names. */
const NAMED = 30;

/** An agreement as its rows show it; ids are global, but for those of rows that are not there, and moments RFC 3339. */
export interface AgreementRows {
  readonly alliance: string;
  readonly evidence: Evidence;
  readonly purpose: string | null;
  readonly tier: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly territory: string | null;
  readonly renews: string | null;
  readonly createdAt: string | null;
  readonly activatedAt: string | null;
  /** The ordinal of the present revision; null when the agreement has no such revision. */
  readonly present: number | null;
  /** Revisions' columns, in the order of the evidence's texts; of the clauses their SHA-256, hex. */
  readonly texts: readonly {
    readonly bodyHash: string;
    readonly author: string | null;
    readonly writtenAt: string | null;
  }[];
  readonly parties: readonly {
    readonly unit: string;
    readonly name: string;
    readonly role: string;
    readonly representative: string | null;
    readonly signingStep: number;
    /** In the list, from 1. */
    readonly place: number;
    readonly leftAt: string | null;
  }[];
  readonly commitments: readonly {
    readonly id: string;
    readonly place: number;
    readonly unit: string | null;
    readonly text: string;
    readonly category: string;
    readonly dueOn: string | null;
    readonly status: string;
    readonly evidence: string | null;
    readonly fulfilledOn: string | null;
  }[];
  /** Commitments of other agreements that hang on a party of this one. */
  readonly strays: readonly { readonly id: string; readonly text: string }[];
  readonly ratings: readonly {
    readonly agreement: string;
    readonly commitmentId: string;
    readonly unit: string;
    readonly rating: number;
    readonly comment: string | null;
    readonly ratedAt: string | null;
  }[];
  /** Signatures' columns, in the order of the evidence's statements. */
  readonly signatures: readonly {
    readonly unit: string;
    readonly by: string;
    readonly signedAt: string | null;
    readonly contentHash: string;
    /** The ordinal; null when the agreement has no such revision. */
    readonly revision: number | null;
  }[];
  /** Agreements that say that they renew this one, oldest first. */
  readonly renewals: readonly { readonly id: string; readonly number: string }[];
  /** Units that the rows name, and that do not exist. */
  readonly unitsMissing: readonly string[];
}

/** An agreement's problems: in its evidence, and where its rows differ from what was signed and chained. */
export function integrityProblems(
  rows: AgreementRows,
  trusted: readonly PublicKey[],
  read: ReadEvidence = readEvidence(rows.evidence),
): Problem[] {
  const problems = evidenceProblems(rows.evidence, trusted, read);
  const add: Add = (key, parameters = {}) => void problems.push({ key: `integrity.${key}`, parameters });
  const events = read.events.filter((event) => event !== null);
  checkPresent(rows, read, add);
  rows.evidence.revisions.forEach(({ ordinal }, index) => {
    const { bodyHash, author = null, writtenAt = null } = rows.texts[index] ?? {};
    const content = read.contents[index] ?? null;
    if (content !== null && hashOf(content.body) !== bodyHash) add('body', { ordinal });
    const event = events.find(
      ({ kind, details }) => (kind === 'DRAFTED' || kind === 'REVISED') && details['revision'] === ordinal,
    );
    if (event !== undefined && (event.by !== author || event.at !== writtenAt)) add('written', { ordinal });
  });
  checkSigned(rows, read, add);
  checkFounding(rows, events, add);
  checkRenewals(rows, events, add);
  for (const unit of rows.unitsMissing) add('unitMissing', { unit });
  checkCommitments(rows, events, add);
  return unique(problems);
}

type Add = (key: KeysUnder<'integrity'>, parameters?: Problem['parameters']) => void;

/** The agreement shows its last text, and its columns say the same. */
function checkPresent(rows: AgreementRows, { contents }: ReadEvidence, add: Add): void {
  const {
    present,
    evidence: { revisions },
  } = rows;
  if (present !== revisions.at(-1)?.ordinal) add('revisionBehind', { ordinal: present ?? '?' });
  // a text that cannot be read is a problem of its own
  const content = contents[revisions.findIndex(({ ordinal }) => ordinal === present)] ?? null;
  if (content !== null) for (const field of fieldsThatDiffer(rows, content)) add('field', { field });
}

function fieldsThatDiffer(
  { evidence, purpose, tier, startsOn, endsOn, territory, parties, commitments }: AgreementRows,
  content: AgreementContent,
): string[] {
  const says = {
    title: evidence.agreement.title,
    number: evidence.agreement.number,
    purpose,
    tier,
    startsOn,
    endsOn,
    territory,
    parties: parties.map(({ place, unit, role, representative, signingStep }) => [
      place,
      unit,
      role,
      representative,
      signingStep,
    ]),
    commitments: commitments.map(({ place, unit, text, category, dueOn }) => [place, unit, text, category, dueOn]),
  };
  const signed = {
    ...content,
    territory: content.territory?.id ?? null,
    parties: content.parties.map(({ unit, role, representative, signingStep }, index) => [
      index + 1,
      unit.id,
      role,
      representative,
      signingStep,
    ]),
    commitments: content.commitments.map(({ unit, text, category, dueOn }, index) => [
      index + 1,
      unit,
      text,
      category,
      dueOn,
    ]),
  };
  return (Object.keys(says) as (keyof typeof says)[]).filter(
    (field) => JSON.stringify(says[field]) !== JSON.stringify(signed[field]),
  );
}

/** Signatures' columns say what their statements say; whether statements hold is checked with the evidence. */
function checkSigned({ signatures, parties }: AgreementRows, { statements }: ReadEvidence, add: Add): void {
  signatures.forEach(({ unit, by, signedAt, contentHash, revision }, index) => {
    const said = statements[index] ?? null;
    const matches =
      said !== null &&
      said.unit.id === unit &&
      said.signedBy.id === by &&
      said.signedAt === signedAt &&
      said.contentHash === contentHash &&
      said.revision === revision;
    if (!matches)
      add('signature', { unit: said?.unit.name ?? parties.find((party) => party.unit === unit)?.name ?? unit });
  });
}

function lastOf(
  events: readonly EventContent[],
  kind: string,
  matches: (event: EventContent) => boolean = () => true,
): EventContent | undefined {
  return events.filter((event) => event.kind === kind && matches(event)).at(-1);
}

/** Where and when it was drafted, when it came into force, what it renews, and who has left it. */
function checkFounding(
  { alliance, parties, activatedAt, createdAt, renews }: AgreementRows,
  events: readonly EventContent[],
  add: Add,
): void {
  const drafted = events.find(({ kind }) => kind === 'DRAFTED');
  if (drafted !== undefined && drafted.details['alliance'] !== alliance) add('field', { field: 'alliance' });
  if (drafted !== undefined && drafted.at !== createdAt) add('field', { field: 'createdAt' });
  if (drafted !== undefined && (drafted.details['renews'] ?? null) !== renews) add('field', { field: 'renews' });
  if ((lastOf(events, 'ACTIVATED')?.at ?? null) !== activatedAt) add('field', { field: 'activatedAt' });
  for (const { unit, name, leftAt } of parties) {
    if ((lastOf(events, 'PARTY_LEFT', (event) => event.unit === unit)?.at ?? null) !== leftAt)
      add('left', { unit: name });
  }
}

/** The history tells of each follow-up, and each that it tells of is there. */
function checkRenewals({ renewals }: AgreementRows, events: readonly EventContent[], add: Add): void {
  const renewed = events.filter(({ kind }) => kind === 'RENEWED');
  for (const { id, number } of renewals) {
    if (!renewed.some(({ details }) => details['renewal'] === id)) add('renewal', { number });
  }
  for (const { details, sequence } of renewed) {
    if (!renewals.some(({ id }) => details['renewal'] === id)) add('renewalMissing', { sequence });
  }
}

/** Commitments and ratings are as the history last recorded them, each at its place in the text. */
function checkCommitments(
  { evidence: { agreement }, commitments, strays, ratings }: AgreementRows,
  events: readonly EventContent[],
  add: Add,
): void {
  const places = new Map(commitments.map(({ id }, index) => [id, index + 1]));
  for (const commitment of commitments) {
    const { id, text } = commitment;
    const recorded =
      lastOf(events, 'COMMITMENT_UPDATED', ({ details }) => details['commitment'] === id)?.details ?? null;
    const row = { ...commitment, place: places.get(id) ?? 0, id: id.slice(id.lastIndexOf('_') + 1) };
    if (!isAsRecorded(row, recorded)) add('commitment', { text: shortened(text, NAMED), id });
  }
  for (const { id, text } of strays) add('strayCommitment', { text: shortened(text, NAMED), id });
  for (const { kind, details, sequence } of events) {
    if (kind === 'COMMITMENT_UPDATED' && !places.has(String(details['commitment'])))
      add('commitmentMissing', { place: details['place'], sequence });
  }
  const key = (unit: string | null, commitment: unknown): string => `${unit ?? ''} ${String(commitment)}`;
  const kept = new Set<string>();
  for (const { commitmentId, unit, rating, comment, ratedAt, ...row } of ratings) {
    const { commitment, ...judged } = ratingDetails({
      commitmentId,
      place: places.get(`commitment_${commitmentId}`) ?? 0,
      rating,
      comment,
    });
    const recorded = lastOf(
      events,
      'COMMITMENT_RATED',
      (event) => event.unit === unit && event.details['commitment'] === commitment,
    );
    if (
      recorded === undefined ||
      !agrees(judged, recorded.details) ||
      recorded.at !== ratedAt ||
      row.agreement !== agreement.id
    )
      add('rating', { commitment });
    kept.add(key(unit, commitment));
  }
  const rated = new Set(
    events
      .filter(({ kind }) => kind === 'COMMITMENT_RATED')
      .map(({ unit, details }) => key(unit, details['commitment'])),
  );
  const missing = [...rated].filter((each) => !kept.has(each)).length;
  if (missing > 0) add('ratingMissing', { count: missing });
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const mark = hashOf(JSON.stringify(problem));
    return !seen.has(mark) && seen.add(mark) !== null;
  });
}
