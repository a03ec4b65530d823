import { errors, jwtVerify, SignJWT } from 'jose';
import { LIMITS } from '../../budgets';

/** Who issues and who accepts the platform's own access tokens. */
export const OWN_ISSUER = 'gongjian';
const TYPE = 'at+jwt';

/** What an access token says: a person, signed in by a session, until a moment. */
export interface AccessClaims {
  readonly personId: string;
  readonly sessionId: string;
  /** To the second. */
  readonly expiresAt: Date;
}

/** Short-lived JSON Web Tokens (RFC 9068's type, HS256) that show which session a request belongs to. */
export class AccessTokens {
  constructor(private readonly key: Uint8Array) {}

  /** A token for the next ten minutes, or for as long as its session has left. */
  async issue(
    of: { readonly personId: string; readonly sessionId: string; readonly expiresAt: Date },
    now: Date,
  ): Promise<{ text: string; expiresAt: Date }> {
    const issuedAt = Math.floor(now.getTime() / 1_000);
    const expires = Math.min(issuedAt + LIMITS.accessTokenMinutes * 60, Math.floor(of.expiresAt.getTime() / 1_000));
    const text = await new SignJWT({ sid: of.sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: TYPE })
      .setIssuer(OWN_ISSUER)
      .setAudience(OWN_ISSUER)
      .setSubject(of.personId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expires)
      .sign(this.key);
    return { text, expiresAt: new Date(expires * 1_000) };
  }

  /** What the token says, or why it says nothing; that it has expired is said of the platform's own tokens only. */
  async verify(text: string): Promise<AccessClaims | 'expired' | 'malformed'> {
    try {
      const { payload } = await jwtVerify(text, this.key, {
        algorithms: ['HS256'],
        typ: TYPE,
        issuer: OWN_ISSUER,
        audience: OWN_ISSUER,
        requiredClaims: ['sub', 'exp'],
      });
      const { sub, sid, exp } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || exp === undefined) return 'malformed';
      return { personId: sub, sessionId: sid, expiresAt: new Date(exp * 1_000) };
    } catch (error) {
      // looked at last, when signature, kind and issuer are the platform's
      if (error instanceof errors.JWTExpired) return 'expired';
      if (error instanceof errors.JOSEError) return 'malformed';
      throw error;
    }
  }
}
