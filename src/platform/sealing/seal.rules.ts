import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { isKnown, know } from './known-seals';

/** A public key as RFC 8037 writes it in a JSON Web Key; `kid` is its thumbprint (RFC 7638). */
export interface PublicKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** The 32 bytes of the key, base64url. */
  readonly x: string;
  readonly kid: string;
}

/** What a server says of a text: an Ed25519 signature (RFC 8032) over its UTF-8 bytes. */
export interface Seal {
  readonly keyId: string;
  /** 64 bytes, base64url. */
  readonly signature: string;
}

/* The same as files have them. */
export const sealSchema = z.object({ keyId: z.string(), signature: z.string() });
export const keySchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() });

/** The public key of these 32 bytes, base64url. */
export function publicKey(x: string): PublicKey {
  // the members in this order are what RFC 7638 hashes
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid };
}

/** Whether the seal is this key's and of this text. */
export function isSealOf(text: string, seal: Seal, key: PublicKey): boolean {
  if (isKnown(text, seal, key)) return true;
  const holds = isVerified(text, seal, key);
  if (holds) know(text, seal, key);
  return holds;
}

function isVerified(text: string, { keyId, signature }: Seal, key: PublicKey): boolean {
  if (keyId !== key.kid || publicKey(key.x).kid !== key.kid) return false;
  const bytes = Buffer.from(signature, 'base64url');
  // the same bytes could be written in other ways, and a changed seal is to be distinguished from the one that was made
  if (bytes.toString('base64url') !== signature) return false;
  try {
    const imported = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' });
    return verify(null, Buffer.from(text), imported, bytes);
  } catch {
    return false;
  }
}
