import { createHash } from 'node:crypto';
import { isSealOf, type PublicKey, type Seal } from '../sealing/seal.rules';
import type { TreeHead } from './tree.rules';

/*
 * Checkpoints in the form of C2SP tlog-checkpoint, which is a signed-note: log's name, size and root on a line each, an empty
 * line, and signatures. Clients of other transparency logs and their witnesses read it as it is.
 */

/** A log's head: what it is called, how many leaves it has, and its root. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
}

/** A checkpoint as it was read, before anybody trusts it. */
export interface SignedCheckpoint extends Checkpoint {
  /** What is signed: all up to the empty line. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly keyId: Buffer; readonly signature: Buffer }[];
}

/** Ed25519, in signed-note. */
const ALGORITHM = Buffer.of(1);

/** The four bytes by which a note names the key that signed it. */
function keyIdOf(name: string, { x }: PublicKey): Buffer {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(ALGORITHM)
    .update(Buffer.from(x, 'base64url'))
    .digest()
    .subarray(0, 4);
}

/** The log's name as it may stand in a note: an address without its scheme. */
export function originOf(publicUrl: string | null): string {
  return publicUrl === null ? 'gongjian' : publicUrl.replace(/^https?:\/\//, '').replaceAll('+', '%2B');
}

/** Writes and signs a checkpoint. */
export function signedCheckpoint(
  { origin, size, root }: Checkpoint,
  signer: { readonly key: PublicKey; seal(text: string): Seal },
): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  const signature = Buffer.from(signer.seal(text).signature, 'base64url');
  return `${text}\n— ${origin} ${Buffer.concat([keyIdOf(origin, signer.key), signature]).toString('base64')}\n`;
}

const NOTE = /^([^\n]+)\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)\n((?:— [^\n]+\n){1,16})$/;
const SIGNATURE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;

/** A checkpoint read; null for what is none. */
export function readCheckpoint(note: string): SignedCheckpoint | null {
  const [, origin = '', size, root = '', , lines = ''] = NOTE.exec(note) ?? [];
  if (size === undefined || /[\x00-\x09\x0b-\x1f\x7f]/.test(note)) return null;
  const signatures = lines
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [, name, encoded = ''] = SIGNATURE.exec(line) ?? [];
      const bytes = bytesOf(encoded);
      return name === undefined || bytes === null || bytes.length < 5
        ? []
        : [{ name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) }];
    });
  const head = bytesOf(root);
  if (head === null || signatures.length !== lines.trimEnd().split('\n').length) return null;
  return {
    origin,
    size: Number(size),
    root: head,
    text: note.slice(0, note.lastIndexOf('\n\n') + 1),
    signatures,
  };
}

/** Bytes from base64 written in the one way that it should be. */
export function bytesOf(encoded: string): Buffer | null {
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded ? bytes : null;
}

/** The first of these keys that signed it as its log; null when none did, or when the signature of one of them does not hold. */
export function signerOf({ origin, text, signatures }: SignedCheckpoint, keys: readonly PublicKey[]): PublicKey | null {
  const known = signatures.flatMap(({ name, keyId, signature }) =>
    keys
      .filter((key) => name === origin && keyIdOf(name, key).equals(keyId))
      .map((key) => ({
        key,
        holds: isSealOf(text, { keyId: key.kid, signature: signature.toString('base64url') }, key),
      })),
  );
  return known.every(({ holds }) => holds) ? (known[0]?.key ?? null) : null;
}
