import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Configuration } from '../../config';
import type { WriteTransaction } from '../../writes/transaction';

export type OriginRules = Pick<Configuration, 'publicUrl' | 'allowedOrigins' | 'trustProxy'>;

/** How a request reached the platform, as far as it can be known. */
interface Reached {
  readonly host: string;
  /** Null where the scheme is not known: a proxy may have taken TLS off. */
  readonly scheme: 'http:' | 'https:' | null;
}

function reached(request: IncomingMessage, trustProxy: boolean): Reached {
  const forwarded = (name: string): string | undefined => {
    const value = trustProxy ? request.headers[`x-forwarded-${name}`] : undefined;
    return (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim().toLowerCase();
  };
  const host = forwarded('host') ?? request.headers.host?.toLowerCase() ?? '';
  if ((request.socket as Partial<TLSSocket>).encrypted === true) return { host, scheme: 'https:' };
  const scheme = forwarded('proto');
  if (scheme !== undefined) return { host, scheme: scheme === 'https' ? 'https:' : 'http:' };
  return { host, scheme: null };
}

const LOOPBACK = /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/**
 * Whether the request's cookies may authenticate it. A browser sends them with whatever page makes the request, so the
 * page's origin must be the platform's own or an allowed one. Reads (GET) of the own pages carry no Origin header, and
 * SameSite keeps the cookies from any other; everything else has to have one, sockets above all.
 */
function mayUseCookies(request: IncomingMessage, rules: OriginRules, at: Reached): boolean {
  const { origin } = request.headers;
  const upgrades = request.headers.upgrade !== undefined;
  if (origin === undefined) return !upgrades && (request.method === 'GET' || request.method === 'HEAD');
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (from.protocol !== 'http:' && from.protocol !== 'https:') return false;
  if (rules.allowedOrigins.includes(from.origin)) return true;
  if (rules.publicUrl !== null && new URL(rules.publicUrl).origin === from.origin) return true;
  if (at.host === '' || (at.scheme !== null && at.scheme !== from.protocol)) return false;
  return URL.canParse(`${from.protocol}//${at.host}`) && new URL(`${from.protocol}//${at.host}`).origin === from.origin;
}

function valuesOf(header: string | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const cut = pair.indexOf('=');
    const name = pair.slice(0, cut).trim();
    // the first of a name is the most specific one
    if (cut > 0 && !values.has(name)) values.set(name, pair.slice(cut + 1).trim());
  }
  return values;
}

/**
 * The cookies that carry a session: HttpOnly, SameSite=Strict, and Secure except on plain http to the same
 * machine. Secure ones have the `__Host-` prefix, so that no neighbouring host can plant them.
 */
export class SessionCookies {
  private readonly prefix: string;
  /** The access token and the refresh token that came; null where none did. */
  readonly access: string | null;
  readonly refresh: string | null;
  /** Where in the database's log the caller's last change is; it holds no secret, and authorises nothing. */
  readonly seen: string | null;

  private constructor(
    header: string | undefined,
    private readonly secure: boolean,
    /** Whether the caller's origin may use them. */
    readonly allowed: boolean,
  ) {
    this.prefix = secure ? '__Host-' : '';
    const values = valuesOf(header);
    this.access = values.get(`${this.prefix}gongjian_access`) ?? null;
    this.refresh = values.get(`${this.prefix}gongjian_refresh`) ?? null;
    this.seen = values.get(`${this.prefix}gongjian_seen`) ?? null;
  }

  /** Those of a request; for a socket, of the request that opened it. */
  static of(request: IncomingMessage, rules: OriginRules): SessionCookies {
    const at = reached(request, rules.trustProxy);
    const secure = at.scheme === 'https:' || !LOOPBACK.test(at.host);
    return new SessionCookies(request.headers.cookie, secure, mayUseCookies(request, rules, at));
  }

  /** For what did not come over HTTP, where no cookie can be set. */
  static none(): SessionCookies {
    return new SessionCookies(undefined, true, false);
  }

  get present(): boolean {
    return this.access !== null || this.refresh !== null;
  }

  /**
   * Both last as long as the refresh token: if the access token's vanished when that expires, a session that only needs
   * a refresh would look like nobody's.
   */
  set(
    transaction: WriteTransaction,
    tokens: { readonly access: string; readonly refresh: string; readonly seconds: number },
  ): void {
    transaction.setCookie(this.header('access', tokens.access, tokens.seconds));
    transaction.setCookie(this.header('refresh', tokens.refresh, tokens.seconds));
  }

  clear(transaction: WriteTransaction): void {
    transaction.setCookie(this.header('access', '', 0));
    transaction.setCookie(this.header('refresh', '', 0));
  }

  /** A Set-Cookie header by which what the caller reads next is no older than this. */
  rememberingSeen(position: string, seconds: number): string {
    return this.header('seen', position, seconds);
  }

  private header(name: 'access' | 'refresh' | 'seen', value: string, seconds: number): string {
    const attributes = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${this.secure ? '; Secure' : ''}`;
    return `${this.prefix}gongjian_${name}=${value}; ${attributes}`;
  }
}
