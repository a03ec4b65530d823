import { createPublicKey } from 'node:crypto';
import type { Configuration } from './configuration';
import { derivedKey } from './derived-key';

/** By which the keys of an installation are known again, and nobody learns them. */
export interface KeyFingerprints {
  readonly AUTH_SECRET: string;
  /** The public half. */
  readonly SEAL_KEY: string;
}

export type KeyName = keyof KeyFingerprints;
export const KEY_NAMES: readonly KeyName[] = ['AUTH_SECRET', 'SEAL_KEY'];

export function fingerprintsOf({
  authSecret,
  sealKey,
}: Pick<Configuration, 'authSecret' | 'sealKey'>): KeyFingerprints {
  return {
    AUTH_SECRET: derivedKey(authSecret, 'fingerprint').toString('base64url'),
    SEAL_KEY: String(createPublicKey(sealKey).export({ format: 'jwk' }).x),
  };
}
