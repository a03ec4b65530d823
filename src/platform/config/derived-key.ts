import { hkdfSync } from 'node:crypto';

/** The key for one purpose, derived from the installation's secret (HKDF, RFC 5869). */
export function derivedKey(authSecret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', authSecret, '', `gongjian ${purpose}`, 32));
}
