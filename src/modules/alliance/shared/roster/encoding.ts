import { setImmediate } from 'node:timers/promises';

const bytesWithoutPause = 1_048_576;

/**
 * The text that bytes stand for, its mark left out, piece by piece so that the process goes on serving.
 * @throws TypeError when it must be valid (`fatal`) and is not
 */
export async function* decoded(bytes: Uint8Array, encoding: string, fatal = false): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal });
  for (let at = 0; at < bytes.length; at += bytesWithoutPause) {
    if (at > 0) await setImmediate();
    yield decoder.decode(bytes.subarray(at, at + bytesWithoutPause), { stream: true });
  }
  yield decoder.decode();
}
