import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';

/** Encrypts as it flows, in authenticated pieces of 64 KB whose order and end are part of what is authenticated. */
export async function encrypted(content: Readable, passphrase: string): Promise<Readable> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return flowing(await encrypter.encrypt(bytesOf(content)));
}

/**
 * Decrypts as it flows. What comes out is what went in, but whether it is all of it is known only at its end: a file that was
 * cut or altered fails there.
 * @throws where the passphrase does not open it
 */
export async function decrypted(content: Readable, passphrase: string): Promise<Readable> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return flowing(await decrypter.decrypt(bytesOf(content)));
}

type Bytes = globalThis.ReadableStream<Uint8Array>;

/** Node's streams of the web are the web's own, by another name for the compiler. */
const bytesOf = (readable: Readable): Bytes => Readable.toWeb(readable) as Bytes;
const flowing = (bytes: Bytes): Readable => Readable.fromWeb(bytes as ReadableStream<Uint8Array>);
