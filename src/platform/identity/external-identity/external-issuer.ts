import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { ErrorCode, RequestError } from '../../errors/errors';

/** Signatures that only the issuer can make; a shared key (HS256) or none at all is no proof. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const PATIENCE_MS = 5_000;
/** In characters: what fits into a header. */
const LONGEST_TOKEN = 16_384;
const CLOCKS_DIFFER_BY = '30s';
/** How old a token may be by which somebody binds an account: it was fetched for that, just now. */
const FRESH = '10m';

/** Whom an external token is about, and until when. Never by mail address: those change hands. */
export interface ExternalClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly expiresAt: Date;
}

/** An OpenID Connect issuer whose tokens are accepted: found by discovery, its keys fetched and renewed when needed. */
export class ExternalIssuer {
  private keys: Promise<JWTVerifyGetKey> | null = null;

  constructor(
    readonly issuer: string,
    private readonly audience: string,
  ) {}

  /** Whom the token is about, or why it does not hold. */
  async verify(token: string): Promise<ExternalClaims | 'expired' | 'malformed'> {
    return this.claims(token, {});
  }

  /** The same for an ID token that was issued to this platform in the last minutes. */
  async verifyFresh(idToken: string): Promise<ExternalClaims | 'expired' | 'malformed'> {
    return this.claims(idToken, { maxTokenAge: FRESH }, ({ azp }) => azp === undefined || azp === this.audience);
  }

  private async claims(
    token: string,
    more: { maxTokenAge?: string },
    accepts: (payload: JWTPayload) => boolean = () => true,
  ): Promise<ExternalClaims | 'expired' | 'malformed'> {
    if (token.length > LONGEST_TOKEN) return 'malformed';
    try {
      const { payload } = await jwtVerify(token, await this.discovered(), {
        issuer: this.issuer,
        audience: this.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCKS_DIFFER_BY,
        ...more,
      });
      const { sub, exp } = payload;
      if (sub === undefined || sub === '' || sub.length > 255 || exp === undefined) return 'malformed';
      if (!accepts(payload)) return 'malformed';
      return { issuer: this.issuer, subject: sub, expiresAt: new Date(exp * 1_000) };
    } catch (error) {
      if (isUnreachable(error)) throw unavailable();
      if (error instanceof errors.JWTExpired) return 'expired';
      if (error instanceof errors.JOSEError) return 'malformed';
      throw error;
    }
  }

  /** Its keys; a discovery that failed is tried again by the next token. */
  private discovered(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.discover().catch((error: unknown) => {
      this.keys = null;
      throw error;
    });
    return this.keys;
  }

  private async discover(): Promise<JWTVerifyGetKey> {
    const address = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(address, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => null);
    const found: unknown = response?.ok === true ? await response.json().catch(() => null) : null;
    if (typeof found !== 'object' || found === null) throw unavailable();
    const { issuer, jwks_uri: keysAt } = found as { issuer?: unknown; jwks_uri?: unknown };
    // whoever answers at the address must be the issuer that was meant (OpenID Connect Discovery 1.0, 4.3)
    if (issuer !== this.issuer || typeof keysAt !== 'string' || !URL.canParse(keysAt)) throw unavailable();
    const keysUrl = new URL(keysAt);
    if (keysUrl.protocol !== 'https:' && keysUrl.protocol !== new URL(this.issuer).protocol) throw unavailable();
    return createRemoteJWKSet(keysUrl, { timeoutDuration: PATIENCE_MS });
  }
}

/** The issuer's keys could not be fetched, as opposed to not having the one that the token names. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  const generic = error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
  return generic || (error instanceof TypeError && error.message === 'fetch failed');
}

function unavailable(): RequestError {
  return new RequestError(ErrorCode.unavailable, 'errors.unavailable', {}, null, 503);
}
