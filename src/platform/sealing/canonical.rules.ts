import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Canonical JSON of a value (RFC 8785): what anyone who has it can hash with standard tools. */
export function canonical(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('this value has no JSON');
  return text;
}

/** SHA-256 of a text's UTF-8 bytes, hex. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
