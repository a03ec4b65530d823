import { createHash, randomBytes } from 'node:crypto';

/** A secret's prefix says what it is for, so that people and secret scanners recognise it. */
export const SecretKind = {
  apiToken: 'gjt_',
  refreshToken: 'gjr_',
  invitation: 'gji_',
  passwordReset: 'gjp_',
  receipt: 'gjq_',
  calendarFeed: 'gjc_',
} as const;
export type SecretKind = (typeof SecretKind)[keyof typeof SecretKind];

/** A secret as it is handed out, once, and what is kept of it. */
export interface Secret {
  readonly text: string;
  readonly hash: Buffer;
}

/** Makes a secret of 256 random bits. */
export function newSecret(kind: SecretKind): Secret {
  const text = kind + randomBytes(32).toString('base64url');
  return { text, hash: secretHash(text) };
}

/** What is stored of a secret. With 256 random bits there is nothing to guess, so a fast hash is enough. */
export function secretHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const SHAPE = /^[\w-]{43}$/;

/** Whether a text can be a secret of this kind at all. */
export function isSecret(text: string, kind: SecretKind): boolean {
  return text.startsWith(kind) && SHAPE.test(text.slice(kind.length));
}
