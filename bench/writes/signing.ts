import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What the peers hash and seal of a signature, as every signature has it: the work is the same, whatever the text. */

const { privateKey } = generateKeyPairSync('ed25519');
export const KEY_ID = 'bench';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const seal = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64url');

/** What an audit entry is sealed with: it is hashed and signed as ours are. */
export function entrySeal(entry: object): string {
  return seal(`gongjian audit entry ${sha256(JSON.stringify(entry))}`);
}

/** A UUIDv7: where they are keys, random ones would cost their tables more pages. */
export function newId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export interface SignRequest {
  readonly agreementId: string;
  readonly unitId: string;
  readonly personId: string;
  readonly contentHash: string;
}

export interface RenameRequest {
  readonly itemId: string;
  readonly personId: string;
  readonly title: string;
}

export interface SignedRow {
  readonly alliance_id: string;
  readonly id: string;
  readonly number: string;
  readonly revision_id: string;
  readonly history_count: number;
  readonly history_head: string;
}

/** The event, the seals and the statement of a signature. */
export function signatureOf(
  agreement: SignedRow,
  { agreementId, unitId, personId, contentHash }: SignRequest,
  at: Date,
) {
  const sequence = agreement.history_count + 1;
  const statement = JSON.stringify({
    agreement: `agreement_${agreementId}`,
    number: agreement.number,
    revision: 1,
    contentHash,
    unit: { id: `unit_${unitId}`, name: '共建单位' },
    signedBy: { id: `person_${personId}`, name: '代表' },
    signedAt: at.toISOString(),
    authority: { appointedAt: at.toISOString(), appointedBy: null, invitation: null },
  });
  const details = { revision: 1, contentHash, statement: sha256(statement), status: 'OPEN_FOR_SIGNATURE' };
  const head = sha256(
    `${agreement.history_head}\n${JSON.stringify({ agreement: agreementId, sequence, kind: 'SIGNED', at, by: personId, unit: unitId, details })}`,
  );
  return {
    id: newId(),
    eventId: newId(),
    sequence,
    statement,
    details,
    head,
    eventSeal: seal(`gongjian event ${head}`),
    headSeal: seal(`gongjian history ${agreementId} ${sequence} ${head}`),
  };
}
