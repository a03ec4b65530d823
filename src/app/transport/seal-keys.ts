import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PublicKey } from '../../platform/sealing';

/** The path of the public keys of the server's seals (签章公钥). */
export const SEAL_KEYS_PATH = '/.well-known/gongjian-keys.json';

/** Answers with the keys as a JSON Web Key Set (RFC 7517); any page may read it, and keep it for five minutes. */
export async function answerSealKeys(
  keys: () => Promise<readonly PublicKey[]>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('x-content-type-options', 'nosniff');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const found = await keys().catch(() => null);
  if (found === null) {
    response.writeHead(503, { 'cache-control': 'no-store' }).end();
    return;
  }
  const body = Buffer.from(
    JSON.stringify({ keys: found.map((key) => ({ ...key, use: 'sig', alg: 'EdDSA' })) }, null, 2),
  );
  response.writeHead(200, {
    'content-type': 'application/jwk-set+json',
    'cache-control': 'public, max-age=300',
    'content-length': body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
