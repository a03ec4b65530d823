import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

/** A small OpenID Connect issuer on the loopback interface. */
export class Issuer {
  private readonly server: Server;
  private keys: { kid: string; privateKey: CryptoKey; publicKey: CryptoKey }[] = [];
  reachable = true;
  claimedIssuer: string | null = null;
  fetched: string[] = [];

  constructor() {
    this.server = createServer((request, response) => {
      this.fetched.push(request.url ?? '');
      void this.answer(request.url ?? '').then((body) => {
        response.writeHead(body === null ? 503 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.keys = [{ kid: 'key-1', ...(await generateKeyPair('ES256', { extractable: true })) }];
    return this;
  }

  async token(claims: JWTPayload = {}, times: { issued?: string; expires?: string } = {}): Promise<string> {
    const { kid, privateKey } = this.keys[0]!;
    return new SignJWT({ sub: 'subject-1', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(claims.iss ?? this.url)
      .setAudience((claims.aud as string) ?? 'gongjian')
      .setIssuedAt(times.issued ?? '0s')
      .setExpirationTime(times.expires ?? '5m')
      .sign(privateKey);
  }

  /** Signed with what everybody can read: the public key, taken for a shared one. */
  async forged(): Promise<string> {
    const { kid, publicKey } = this.keys[0]!;
    const shared = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)));
    return new SignJWT({ sub: 'subject-1' })
      .setProtectedHeader({ alg: 'HS256', kid })
      .setIssuer(this.url)
      .setAudience('gongjian')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(shared);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(path: string): Promise<object | null> {
    if (!this.reachable) return null;
    if (path === '/.well-known/openid-configuration')
      return { issuer: this.claimedIssuer ?? this.url, jwks_uri: `${this.url}/keys` };
    return {
      keys: await Promise.all(
        this.keys.map(async ({ kid, publicKey }) => ({
          ...(await exportJWK(publicKey)),
          kid,
          alg: 'ES256',
          use: 'sig',
        })),
      ),
    };
  }
}
