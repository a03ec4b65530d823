import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Credential, TokenScope } from '../access/viewer';
import { ErrorCode, RequestError, unauthenticated } from '../errors/errors';
import { OWN_ISSUER, type AccessTokens } from './session/access-tokens';
import { SessionCookies, type OriginRules } from './session/cookies';
import type { ExternalIssuer } from './external-identity/external-issuer';
import { isSecret, secretHash, SecretKind } from './secrets';

/** What a request shows of its sender. `loadPrincipal` says whether that is still valid. */
export interface Authenticated {
  readonly credential: Credential;
  /** Null for nobody, and for an API token that only reads as the public. */
  readonly personId: string | null;
  /** In epoch milliseconds; null for nobody. */
  readonly expiresAt: number | null;
  readonly cookies: SessionCookies;
  /** Whether the credential came in a cookie, which its caller cannot leave out. */
  readonly byCookie: boolean;
  /**
   * A session's cookies came, but their access token has expired. Nobody is signed in then, and only the operations in
   * `sessionOperations` are open to the request: everything else answers UNAUTHENTICATED.
   */
  readonly expired: boolean;
}

/** Mutations that begin, renew or end a session, and so are open to expired cookies. */
export const sessionOperations: ReadonlySet<string> = new Set([
  'signIn',
  'refreshSession',
  'signOut',
  'acceptInvitation',
]);

type Known = Pick<Authenticated, 'credential' | 'personId'> & { readonly expiresAt: number };

interface TokenRow {
  readonly id: string;
  readonly person_id: string;
  readonly scopes: TokenScope[];
  readonly expires_at: Date;
}

interface AuthenticatorDependencies {
  readonly pool: Pool;
  readonly accessTokens: AccessTokens;
  readonly issuer: ExternalIssuer | null;
  readonly origins: OriginRules;
  readonly onFault: (fault: unknown) => void;
}

const MOST_KNOWN = 10_000;
const USE_NOTED_EVERY_MS = 60_000;

/** Finds out from a request's headers who sends it. */
export class Authenticator {
  /**
   * What tokens say, by their hashes: none of it changes while they last, so each is verified once. That a session
   * or token has been revoked meanwhile is not known here.
   */
  private readonly known = new LRUCache<string, Known>({ max: MOST_KNOWN });
  private readonly noted = new LRUCache<string, number>({ max: MOST_KNOWN });
  private readonly notes = new Set<Promise<unknown>>();

  constructor(private readonly dependencies: AuthenticatorDependencies) {}

  /**
   * The sender of a request or the opener of a socket; `connectionParams` are those of graphql-ws, whose
   * `authorization` replaces the header that browsers cannot set on sockets. A header takes precedence over a cookie.
   * @throws RequestError UNAUTHENTICATED (401) when a credential came that is not valid: a request with one is never
   * treated as the public's; FORBIDDEN (403) when it came by cookie from a page that may not use it
   */
  async authenticate(
    request: IncomingMessage,
    connectionParams?: Readonly<Record<string, unknown>>,
  ): Promise<Authenticated> {
    const cookies = SessionCookies.of(request, this.dependencies.origins);
    const parameter = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
    const header = parameter ?? request.headers.authorization;
    if (header !== undefined) {
      const token = typeof header === 'string' ? /^Bearer +(\S+) *$/i.exec(header)?.[1] : undefined;
      const found = token === undefined ? null : await this.lookUp(token);
      if (found === null) throw unauthenticated();
      return { ...found, cookies, byCookie: false, expired: false };
    }
    if (!cookies.present) return nobody(cookies, false);
    if (!cookies.allowed) throw new RequestError(ErrorCode.forbidden, 'errors.origin', {}, null, 403);
    const found = cookies.access === null ? null : await this.session(cookies.access);
    if (found !== null) return { ...found, cookies, byCookie: true, expired: false };
    if (request.headers.upgrade !== undefined) throw unauthenticated();
    return nobody(cookies, true);
  }

  /** Waits for what is still being written about the use of tokens. */
  async settled(): Promise<void> {
    await Promise.all(this.notes);
  }

  private async lookUp(token: string): Promise<Known | null> {
    if (token.startsWith(SecretKind.apiToken)) {
      const found = await this.apiToken(token);
      if (found?.credential.kind === 'token') this.noteUse(found.credential.tokenId);
      return found;
    }
    const known = this.known.get(keyOf(token));
    if (known !== undefined && known.expiresAt > Date.now()) return known;
    return issuerOf(token) === OWN_ISSUER ? this.session(token) : this.external(token);
  }

  private session(token: string): Promise<Known | null> {
    return this.remembered(token, async () => {
      const claims = await this.dependencies.accessTokens.verify(token);
      if (claims === null) return null;
      const { sessionId, personId, expiresAt } = claims;
      return { credential: { kind: 'session', sessionId }, personId, expiresAt: expiresAt.getTime() };
    });
  }

  private apiToken(token: string): Promise<Known | null> {
    return this.remembered(token, async () => {
      if (!isSecret(token, SecretKind.apiToken)) return null;
      const {
        rows: [row],
      } = await this.dependencies.pool.query<TokenRow>({
        name: 'api-token-by-hash',
        text: 'select id, person_id, scopes, expires_at from api_tokens where hash = $1 and revoked_at is null',
        values: [secretHash(token)],
      });
      if (row === undefined) return null;
      return {
        credential: { kind: 'token', tokenId: row.id, scopes: row.scopes },
        personId: readsAsPublic(row.scopes) ? null : row.person_id,
        expiresAt: row.expires_at.getTime(),
      };
    });
  }

  private async external(token: string): Promise<Known | null> {
    const { issuer, pool } = this.dependencies;
    if (issuer === null) return null;
    return this.remembered(token, async () => {
      const claims = await issuer.verify(token);
      if (claims === null) return null;
      const {
        rows: [row],
      } = await pool.query<{ person_id: string }>({
        name: 'person-by-external-identity',
        text: 'select person_id from external_identities where issuer = $1 and subject = $2',
        values: [claims.issuer, claims.subject],
      });
      if (row === undefined) throw unauthenticated('identity.externalUnbound');
      const { issuer: at, subject } = claims;
      const expiresAt = claims.expiresAt.getTime();
      return { credential: { kind: 'external', issuer: at, subject }, personId: row.person_id, expiresAt };
    });
  }

  private async remembered(token: string, verify: () => Promise<Known | null>): Promise<Known | null> {
    const key = keyOf(token);
    let found = this.known.get(key) ?? null;
    if (found === null) {
      found = await verify();
      if (found !== null) this.known.set(key, found);
    }
    return found !== null && found.expiresAt > Date.now() ? found : null;
  }

  /** When a token was last used, once a minute at the most and without the request waiting for it. */
  private noteUse(tokenId: string): void {
    const now = Date.now();
    if (now - (this.noted.get(tokenId) ?? 0) < USE_NOTED_EVERY_MS) return;
    this.noted.set(tokenId, now);
    const note = this.dependencies.pool
      .query({
        name: 'note-api-token-use',
        text: `update api_tokens
               set last_used_at = $2
               where id = $1
                 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`,
        values: [tokenId, new Date(now)],
      })
      .catch(this.dependencies.onFault)
      .finally(() => this.notes.delete(note));
    this.notes.add(note);
  }
}

function nobody(cookies: SessionCookies, expired: boolean): Authenticated {
  return { credential: { kind: 'none' }, personId: null, expiresAt: null, cookies, byCookie: expired, expired };
}

/** Whether a token shows no more than anybody sees. */
export function readsAsPublic(scopes: readonly TokenScope[]): boolean {
  return scopes.every((scope) => scope === 'READ_PUBLIC');
}

function keyOf(token: string): string {
  return hash('sha256', token, 'base64');
}

/** Who says to have issued a JSON Web Token; nothing of it is verified yet. */
function issuerOf(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    return null;
  }
}
