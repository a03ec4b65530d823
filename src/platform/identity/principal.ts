import type { Credential, Viewer } from '../access/viewer';
import { badCredential, unauthenticated, type RequestError } from '../errors/errors';
import type { Locale } from '../i18n/messages';
import type { Queryable } from '../reads/statement';
import { readsAsPublic } from './authenticate';

/** The person behind a credential, as the database has it at this moment. */
export interface Principal {
  /** Null for nobody, and for an API token that only reads as the public. */
  readonly personId: string | null;
  /** False by API token: a token never does what only administrators may. */
  readonly administrator: boolean;
  readonly mustChangePassword: boolean;
  /** The language that the person chose; null where they did not. */
  readonly locale: Locale | null;
  /** The clock of rights at that moment; null for nobody. */
  readonly rightsAsOf: number | null;
}

const NOBODY: Principal = {
  personId: null,
  administrator: false,
  mustChangePassword: false,
  locale: null,
  rightsAsOf: null,
};

const PERSON = `
        p.id as "personId",
        p.administrator,
        p.must_change_password as "mustChangePassword",
        p.locale,
        (select revision::float8 from access_clock) as "rightsAsOf"`;

/** One statement a kind of credential; no row when it is no longer good. */
const STATEMENTS = {
  session: {
    name: 'principal-by-session',
    text: `
      select ${PERSON}
      from sessions s
      join persons p on p.id = s.person_id
      where s.id = $1
        and s.ended_at is null
        and s.expires_at > now()
        and p.disabled_at is null`,
  },
  token: {
    name: 'principal-by-token',
    text: `
      select ${PERSON}
      from api_tokens t
      join persons p on p.id = t.person_id
      where t.id = $1
        and t.revoked_at is null
        and t.expires_at > now()
        and p.disabled_at is null`,
  },
  external: {
    name: 'principal-by-external-identity',
    text: `
      select ${PERSON}
      from external_identities e
      join persons p on p.id = e.person_id
      where e.issuer = $1
        and e.subject = $2
        and p.disabled_at is null`,
  },
} as const;

/** The principal of the credential; null when it has been revoked or has ended. */
export async function loadPrincipal(on: Queryable, credential: Credential): Promise<Principal | null> {
  if (credential.kind === 'none') return NOBODY;
  const {
    rows: [row],
  } = await on.query<Principal>({ ...STATEMENTS[credential.kind], values: keysOf(credential) });
  if (row === undefined) return null;
  if (credential.kind !== 'token') return row;
  return readsAsPublic(credential.scopes) ? NOBODY : { ...row, administrator: false };
}

/** Who is signed in by a session of the platform's own: what outlives a session is done by no other credential. */
export function bySession({ personId, credential }: Viewer): { personId: string; sessionId: string } {
  if (personId === null || credential.kind !== 'session') throw unauthenticated('errors.signInFirst');
  return { personId, sessionId: credential.sessionId };
}

/** Why a credential that holds by itself has no principal. */
export function withoutPrincipal({ kind }: Credential): RequestError {
  return kind === 'external' ? unauthenticated('identity.externalUnbound') : badCredential('revoked');
}

function keysOf(credential: Exclude<Credential, { kind: 'none' }>): string[] {
  switch (credential.kind) {
    case 'session':
      return [credential.sessionId];
    case 'token':
      return [credential.tokenId];
    case 'external':
      return [credential.issuer, credential.subject];
  }
}
