import { setImmediate } from 'node:timers/promises';
import { message } from '../../../platform/i18n/messages';
import type { Computing } from '../../../platform/reads/declarations';
import type { Queryable } from '../../../platform/reads/statement';
import type { PublicKey, Sealer } from '../../../platform/sealing';
import type { Agreement } from '../agreement/agreement.entity';
import type { AgreementServices } from '../shared/services';
import { canonicalText, type EventContent } from './canonical.rules';
import { EVIDENCE_FORMAT, readEvidence, type Evidence, type Problem, type ReadEvidence } from './evidence.rules';
import type { AgreementIntegrity } from './integrity.entity';
import { integrityProblems, type AgreementRows } from './integrity.rules';

/** A moment as it was hashed; one that RFC 3339 cannot write (a year before Christ, infinity) as text that no hashed one has. */
const moment = (column: string): string => `case
      when ${column} >= '0001-01-01' and isfinite(${column})
      then to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      else ${column}::text
    end`;
const id = (prefix: string, column: string): string => `'${prefix}_' || ${column}`;
const list = (object: string, from: string, order: string): string =>
  `coalesce((
      select json_agg(json_build_object(${object}) order by ${order})
      from ${from}
    ), '[]')`;
const OF = (alias: string): string => `${alias}.alliance_id = a.alliance_id and ${alias}.agreement_id = a.id`;

/** All rows of some agreements, one JSON object for each: hashed texts are rebuilt from the columns that people read. */
const ROWS = `
  select a.alliance_id as alliance, a.id, json_build_object(
    'alliance', ${id('alliance', 'a.alliance_id')},
    'agreement', json_build_object('id', ${id('agreement', 'a.id')}, 'number', a.number, 'title', a.title, 'status', a.status),
    'purpose', a.purpose,
    'tier', a.tier,
    'startsOn', a.starts_on,
    'endsOn', a.ends_on,
    'territory', ${id('territory', 'a.territory_id')},
    'renews', ${id('agreement', 'a.renews_id')},
    'createdAt', ${moment('a.created_at')},
    'activatedAt', ${moment('a.activated_at')},
    'present', (
      select r.ordinal
      from agreement_revisions r
      where ${OF('r')}
        and r.id = a.revision_id
    ),
    'head', json_build_object(
      'count', a.history_count,
      'chainHash', a.history_head,
      'seal', json_build_object('keyId', a.head_key_id, 'signature', a.head_seal)
    ),
    'revisions', ${list(
      `'ordinal', r.ordinal, 'contentHash', r.content_hash, 'canonicalText', r.canonical_text,
        'bodyHash', encode(sha256(convert_to(r.body, 'UTF8')), 'hex'), 'author', ${id('person', 'r.author_id')},
        'writtenAt', ${moment('r.created_at')}`,
      `agreement_revisions r
      where ${OF('r')}`,
      'r.ordinal',
    )},
    'signatures', ${list(
      `'unit', ${id('unit', 's.unit_id')}, 'by', ${id('person', 's.person_id')}, 'signedAt', ${moment('s.signed_at')},
        'contentHash', s.content_hash, 'statement', s.statement, 'revision', r.ordinal`,
      `agreement_signatures s
      join agreement_revisions r on ${OF('r')} and r.id = s.revision_id
      where ${OF('s')}`,
      's.signed_at, s.id',
    )},
    'events', ${list(
      `'sequence', e.sequence, 'kind', e.kind, 'at', ${moment('e.at')}, 'by', ${id('person', 'e.by_id')},
        'unit', ${id('unit', 'e.unit_id')}, 'note', e.note, 'details', e.details, 'chainHash', e.chain_hash,
        'seal', e.seal, 'keyId', e.key_id`,
      `agreement_events e
      where ${OF('e')}`,
      'e.sequence',
    )},
    'parties', ${list(
      `'unit', ${id('unit', 'p.unit_id')}, 'name', u.name, 'role', p.role, 'representative', p.representative,
        'signingStep', p.signing_step, 'place', p.position + 1, 'leftAt', ${moment('p.left_at')}`,
      `agreement_parties p
      join member_units u on u.alliance_id = p.alliance_id and u.id = p.unit_id
      where ${OF('p')}`,
      'p.position',
    )},
    'commitments', ${list(
      `'id', ${id('commitment', 'c.id')}, 'place', c.position + 1, 'unit', ${id('unit', 'p.unit_id')}, 'text', c.text,
        'category', c.category, 'dueOn', c.due_on, 'status', c.status, 'evidence', c.evidence,
        'fulfilledOn', c.fulfilled_on`,
      `commitments c
      left join agreement_parties p on ${OF('p')} and p.id = c.party_id
      where ${OF('c')}`,
      'c.position',
    )},
    'ratings', ${list(
      `'agreement', ${id('agreement', 'g.agreement_id')}, 'commitmentId', g.commitment_id, 'unit', ${id('unit', 'g.unit_id')},
        'rating', g.rating, 'comment', g.comment, 'ratedAt', ${moment('g.rated_at')}`,
      `commitments c
      join commitment_ratings g on g.alliance_id = c.alliance_id and g.commitment_id = c.id
      where ${OF('c')}`,
      'g.rated_at, g.unit_id',
    )}
  ) as stored
  from agreements a
  join unnest($1::uuid[], $2::uuid[]) as asked (alliance, id) on a.alliance_id = asked.alliance and a.id = asked.id`;

interface StoredEvent {
  readonly sequence: number;
  readonly kind: string;
  readonly at: string;
  readonly by: string | null;
  readonly unit: string | null;
  readonly note: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly chainHash: string;
  readonly seal: string | null;
  readonly keyId: string | null;
}

type StoredAgreement = Omit<AgreementRows, 'evidence' | 'texts' | 'signatures'> &
  Pick<Evidence, 'agreement' | 'head'> & {
    readonly revisions: readonly (Evidence['revisions'][number] & AgreementRows['texts'][number])[];
    readonly signatures: readonly (AgreementRows['signatures'][number] & { readonly statement: string })[];
    readonly events: readonly StoredEvent[];
  };

/** Agreements as they are stored, by alliance and row id: a row that was inserted by SQL in another alliance may have the same id. */
async function readStored(
  database: Queryable,
  asked: readonly (readonly unknown[])[],
): Promise<Map<string, StoredAgreement>> {
  const { rows } = await database.query<{ alliance: string; id: string; stored: StoredAgreement }>({
    name: 'agreement-rows',
    text: ROWS,
    values: [asked.map(([alliance]) => alliance), asked.map(([, key]) => key)],
  });
  return new Map(rows.map(({ alliance, id: key, stored }) => [`${alliance} ${key}`, stored]));
}

function rowsOf(stored: StoredAgreement, keys: PublicKey[], writtenAt: Date): AgreementRows {
  return { ...stored, texts: stored.revisions, evidence: evidenceOf(stored, keys, writtenAt.toISOString()) };
}

function evidenceOf(
  { agreement, revisions, signatures, events, head }: StoredAgreement,
  keys: PublicKey[],
  writtenAt: string,
): Evidence {
  return {
    format: EVIDENCE_FORMAT,
    agreement,
    revisions: revisions.map(({ ordinal, contentHash, canonicalText: text }) => ({
      ordinal,
      contentHash,
      canonicalText: text,
    })),
    signatures: signatures.map(({ statement }) => ({ statement })),
    history: events.map(({ chainHash, seal, keyId, ...event }) => ({
      text: eventText({ agreement: agreement.id, ...event }),
      chainHash,
      seal: seal === null || keyId === null ? null : { keyId, signature: seal },
    })),
    head,
    keys,
    writtenAt,
  };
}

/** An event as it was hashed; empty, which proves nothing, where its columns hold what canonical JSON cannot (such as NaN). */
function eventText(event: EventContent): string {
  try {
    return canonicalText(event);
  } catch {
    return '';
  }
}

/** An agreement's rows, its texts as they were read, and its problems. */
export interface CheckedAgreement {
  readonly rows: AgreementRows;
  readonly read: ReadEvidence;
  readonly problems: readonly Problem[];
}

/** One agreement, checked; null when there is none. */
export async function checkedAgreement(
  database: Queryable,
  sealer: Sealer,
  { allianceId, id: agreementId }: Pick<Agreement, 'allianceId' | 'id'>,
  now: Date,
): Promise<CheckedAgreement | null> {
  const keys = await sealer.keys(database);
  const [stored] = (await readStored(database, [[allianceId, agreementId]])).values();
  if (stored === undefined) return null;
  const rows = rowsOf(stored, keys, now);
  const read = readEvidence(rows.evidence);
  return { rows, read, problems: integrityProblems(rows, keys, read) };
}

/** Computes something of each agreement, null for one that there is not; a row is [alliance's id, agreement's id]. */
async function computeEach<T>(
  asked: readonly (readonly unknown[])[],
  { database, services }: Computing,
  compute: (rows: AgreementRows, keys: PublicKey[]) => T,
): Promise<(T | null)[]> {
  const sealer: Sealer = (services as AgreementServices).sealer;
  const [keys, byKey, now] = [await sealer.keys(database), await readStored(database, asked), new Date()];
  const all: (T | null)[] = [];
  for (const row of asked) {
    const stored = byKey.get(row.join(' '));
    all.push(stored === undefined ? null : compute(rowsOf(stored, keys, now), keys));
    // a hundred of them take a while: other requests get their turn
    await setImmediate();
  }
  return all;
}

/** Whether agreements hold; a row is [alliance's id, agreement's id]. */
export function integrities(
  rows: readonly (readonly unknown[])[],
  computing: Computing,
): Promise<(AgreementIntegrity | null)[]> {
  return computeEach(rows, computing, (agreement, keys) => {
    const problems = integrityProblems(agreement, keys).map(({ key, parameters }) =>
      message(computing.locale, key, parameters),
    );
    return { valid: problems.length === 0, problems };
  });
}

/** Evidence files, each with the audit log's present head; a row is [alliance's id, agreement's id]. */
export async function evidences(
  rows: readonly (readonly unknown[])[],
  computing: Computing,
): Promise<(string | null)[]> {
  const { auditLog } = computing.services as AgreementServices;
  const checkpoint = await auditLog.checkpoint(computing.database);
  return computeEach(rows, computing, ({ evidence }) => JSON.stringify({ ...evidence, checkpoint }, null, 2));
}
