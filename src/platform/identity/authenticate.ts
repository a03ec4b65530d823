import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Credential, TokenScope } from '../access/viewer';
import { badCredential, ErrorCode, RequestError, type BadCredential } from '../errors/errors';
import { OWN_ISSUER, type AccessTokens } from './session/access-tokens';
import { SessionCookies, type OriginRules } from './session/cookies';
import type { ExternalIssuer } from './external-identity/external-issuer';
import { isSecret, secretHash, SecretKind } from './secrets';

/** What a request shows of its sender. `loadPrincipal` says whether that is still valid. */
export interface Authenticated {
  readonly credential: Credential;
  /** In epoch milliseconds; null for nobody. */
  readonly expiresAt: number | null;
  readonly cookies: SessionCookies;
  /**
   * Why the credential that came is not good; null when it is, or none came. Nobody is signed in then, but the request is
   * not the public's either: only what is `openToRefused` is open to it, and everything else answers this.
   */
  readonly refused: RequestError | null;
}

type Known = Pick<Authenticated, 'credential'> & { readonly expiresAt: number };

interface TokenRow {
  readonly id: string;
  readonly scopes: TokenScope[];
  readonly expires_at: Date;
  readonly revoked: boolean;
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

const NOTE_TOKEN_USE = {
  name: 'note-api-token-use',
  text: `
    update api_tokens
    set last_used_at = $1
    where id = $2
      and (last_used_at is null or last_used_at < $1::timestamptz - interval '1 minute')`,
};
const NOTE_EXTERNAL_USE = {
  name: 'note-external-identity-use',
  text: `
    update external_identities
    set last_used_at = $1
    where issuer = $2
      and subject = $3
      and (last_used_at is null or last_used_at < $1::timestamptz - interval '1 minute')`,
};

/** Finds out from a request's headers who sends it. */
export class Authenticator {
  /**
   * What tokens say, by their hashes: none of it changes while they last, so each is verified once. That a session
   * or token has been revoked meanwhile is not known here.
   */
  private readonly known = new LRUCache<string, Known>({ max: MOST_KNOWN });
  private readonly lastNoted = new LRUCache<string, number>({ max: MOST_KNOWN });
  private readonly notes = new Set<Promise<unknown>>();

  constructor(private readonly dependencies: AuthenticatorDependencies) {}

  /**
   * The sender of a request or the opener of a socket; `connectionParams` are those of graphql-ws, whose
   * `authorization` replaces the header that browsers cannot set on sockets. A header takes precedence over a cookie.
   * @throws RequestError FORBIDDEN (403) when a credential came by cookie from a page that may not use it
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
      return authenticated(token === undefined ? 'malformed' : await this.lookUp(token), cookies);
    }
    if (!cookies.present) return { ...NOBODY, cookies };
    if (!cookies.allowed) throw new RequestError(ErrorCode.forbidden, 'errors.origin', {}, null, 403);
    // a browser drops the access token's cookie no sooner than the refresh token's, but others may
    return authenticated(cookies.access === null ? 'expired' : await this.session(cookies.access), cookies);
  }

  /** Waits for what is still being written about the use of tokens. */
  async settled(): Promise<void> {
    await Promise.all(this.notes);
  }

  private async lookUp(token: string): Promise<Known | BadCredential> {
    if (token.startsWith(SecretKind.apiToken)) return this.noted(await this.apiToken(token));
    const known = this.known.get(keyOf(token));
    const own = known === undefined ? issuerOf(token) === OWN_ISSUER : known.credential.kind === 'session';
    return own ? this.session(token) : this.noted(await this.external(token));
  }

  private session(token: string): Promise<Known | BadCredential> {
    return this.remembered(token, async () => {
      const claims = await this.dependencies.accessTokens.verify(token);
      if (typeof claims === 'string') return claims;
      const { sessionId, expiresAt } = claims;
      return { credential: { kind: 'session', sessionId }, expiresAt: expiresAt.getTime() };
    });
  }

  private apiToken(token: string): Promise<Known | BadCredential> {
    return this.remembered(token, async () => {
      if (!isSecret(token, SecretKind.apiToken)) return 'malformed';
      const {
        rows: [row],
      } = await this.dependencies.pool.query<TokenRow>({
        name: 'api-token-by-hash',
        text: `
          select id, scopes, expires_at, revoked_at is not null as revoked
          from api_tokens
          where hash = $1`,
        values: [secretHash(token)],
      });
      if (row === undefined) return 'malformed';
      if (row.revoked) return 'revoked';
      const { id: tokenId, scopes, expires_at: expiresAt } = row;
      return { credential: { kind: 'token', tokenId, scopes }, expiresAt: expiresAt.getTime() };
    });
  }

  /** Whom the token is about. Whether they are bound to a person here is not known until that person is read. */
  private async external(token: string): Promise<Known | BadCredential> {
    const { issuer } = this.dependencies;
    if (issuer === null) return 'malformed';
    return this.remembered(token, async () => {
      const claims = await issuer.verify(token);
      if (typeof claims === 'string') return claims;
      const { issuer: at, subject, expiresAt } = claims;
      return { credential: { kind: 'external', issuer: at, subject }, expiresAt: expiresAt.getTime() };
    });
  }

  private async remembered(
    token: string,
    verify: () => Promise<Known | BadCredential>,
  ): Promise<Known | BadCredential> {
    const key = keyOf(token);
    const found = this.known.get(key) ?? (await verify());
    if (typeof found === 'string') return found;
    this.known.set(key, found);
    return found.expiresAt > Date.now() ? found : 'expired';
  }

  /** Notes when it was last used, once a minute at the most and without the request waiting for it. */
  private noted(found: Known | BadCredential): Known | BadCredential {
    if (typeof found === 'string') return found;
    const { credential } = found;
    if (credential.kind === 'token') this.noteUse(NOTE_TOKEN_USE, [credential.tokenId]);
    if (credential.kind === 'external') this.noteUse(NOTE_EXTERNAL_USE, [credential.issuer, credential.subject]);
    return found;
  }

  private noteUse(statement: { readonly name: string; readonly text: string }, of: readonly string[]): void {
    const now = Date.now();
    const key = of.join(' ');
    if (now - (this.lastNoted.get(key) ?? 0) < USE_NOTED_EVERY_MS) return;
    this.lastNoted.set(key, now);
    const note = this.dependencies.pool
      .query({ ...statement, values: [new Date(now), ...of] })
      .catch(this.dependencies.onFault)
      .finally(() => this.notes.delete(note));
    this.notes.add(note);
  }
}

const NOBODY = { credential: { kind: 'none' }, expiresAt: null, refused: null } as const;

function authenticated(found: Known | BadCredential, cookies: SessionCookies): Authenticated {
  if (typeof found === 'string') return { ...NOBODY, cookies, refused: badCredential(found) };
  return { ...found, cookies, refused: null };
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
