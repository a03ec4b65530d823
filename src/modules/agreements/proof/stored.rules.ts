import type { PublicKey } from '../../../platform/sealing';
import { canonicalText, type EventContent } from './canonical.rules';
import { EVIDENCE_FORMAT, type Evidence } from './evidence.rules';
import type { AgreementRows } from './integrity.rules';

/** The kinds of rows that an agreement is made of. */
export type Part =
  'agreement' | 'revision' | 'signature' | 'event' | 'party' | 'commitment' | 'stray' | 'rating' | 'renewal';

/** A row as PostgreSQL prints it in JSON. Rows of one kind are in their order. */
export interface StoredRow {
  readonly part: Part;
  /** Of a large agreement in UTF-16, in memory that threads share: handing it to one as a text takes 150 ms for 50 MB. */
  readonly json: string | Uint8Array;
}

/** A text in memory that threads share. */
export function sharedText(text: string): Uint8Array {
  const bytes = Buffer.from(new SharedArrayBuffer(2 * text.length));
  bytes.write(text, 'utf16le');
  return bytes;
}

function textOf(json: StoredRow['json']): string {
  return typeof json === 'string'
    ? json
    : Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('utf16le');
}

/** An event's columns: what is chained of it, and what chains it. */
type StoredEvent = Omit<EventContent, 'agreement'> & {
  readonly chainHash: string;
  readonly seal: string | null;
  readonly keyId: string | null;
};

type Own = Omit<
  AgreementRows,
  'evidence' | 'texts' | 'signatures' | 'parties' | 'commitments' | 'strays' | 'ratings' | 'renewals'
> &
  Pick<Evidence, 'agreement' | 'head'>;

/** An agreement's rows, with its texts as they were hashed: events are rebuilt from the columns that people read. */
export function rowsOf(stored: readonly StoredRow[], keys: readonly PublicKey[], writtenAt: string): AgreementRows {
  const parsed = <T>(part: Part): T[] =>
    stored.flatMap((row) => (row.part === part ? [JSON.parse(textOf(row.json)) as T] : []));
  const [own] = parsed<Own>('agreement');
  if (own === undefined) throw new Error('an agreement without a row of its own');
  const texts = parsed<Evidence['revisions'][number] & AgreementRows['texts'][number]>('revision');
  const signatures = parsed<AgreementRows['signatures'][number] & { statement: string }>('signature');
  return {
    ...own,
    texts,
    signatures,
    parties: parsed('party'),
    commitments: parsed('commitment'),
    strays: parsed('stray'),
    ratings: parsed('rating'),
    renewals: parsed('renewal'),
    evidence: {
      format: EVIDENCE_FORMAT,
      agreement: own.agreement,
      revisions: texts.map(({ ordinal, contentHash, canonicalText: text }) => ({
        ordinal,
        contentHash,
        canonicalText: text,
      })),
      signatures: signatures.map(({ statement }) => ({ statement })),
      history: parsed<StoredEvent>('event').map(({ chainHash, seal, keyId, ...event }) => ({
        text: eventText({ agreement: own.agreement.id, ...event }),
        chainHash,
        seal: seal === null || keyId === null ? null : { keyId, signature: seal },
      })),
      head: own.head,
      keys: [...keys],
      writtenAt,
    },
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
