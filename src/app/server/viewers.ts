import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import {
  noRights,
  RIGHTS_SQL,
  viewerParameters,
  type AllianceRight,
  type Rights,
  type UnitRight,
} from '../../modules/alliance';
import { anonymous, type Credential, type Viewer } from '../../platform/access/viewer';
import { loadPrincipal, withoutPrincipal, type Authenticated, type Identity } from '../../platform/identity';
import type { Queryable } from '../../platform/reads/statement';

/** How long a viewer's rights are kept while this process is notified of changes of rights; otherwise they are not kept. */
const KEPT_MS = 60_000;

/** Turns a credential into a viewer with the rights they have now. */
export class Viewers {
  private evictions = 0;
  private readonly kept = new LRUCache<string, Viewer>({ max: 20_000, ttl: KEPT_MS });

  constructor(
    private readonly pool: Pool,
    private readonly identity: () => Identity,
    /** Whether this process is notified of changes of rights. */
    private readonly listening: () => boolean,
    /** Called when this process is told of a change of rights. */
    private readonly changed: () => void = () => undefined,
  ) {}

  /** The sender of a request, or the opener of a socket. */
  async of(
    request: IncomingMessage,
    connectionParams?: Readonly<Record<string, unknown>>,
  ): Promise<{ viewer: Viewer; authenticated: Authenticated }> {
    const authenticated = await this.identity().authenticator.authenticate(request, connectionParams);
    const { credential } = authenticated;
    if (credential.kind === 'none') return { viewer: anonymous, authenticated };
    const key = keyOf(credential);
    let viewer = this.listening() ? this.kept.get(key) : undefined;
    if (viewer === undefined) {
      const { evictions } = this;
      const loaded = await this.load(this.pool, credential, authenticated.expiresAt);
      if (loaded === null)
        return { viewer: anonymous, authenticated: { ...authenticated, refused: withoutPrincipal(credential) } };
      viewer = loaded;
      // rights that were read before a change must not be kept after it
      if (this.evictions === evictions) this.kept.set(key, viewer);
    }
    return { viewer: { ...viewer, expiresAt: authenticated.expiresAt }, authenticated };
  }

  /** The viewer of a credential as this connection sees the database; null when the credential is no longer good. */
  async load(on: Queryable, credential: Credential, expiresAt: number | null): Promise<Viewer | null> {
    if (credential.kind === 'none') return anonymous;
    const principal = await loadPrincipal(on, credential);
    if (principal === null) return null;
    const rights =
      principal.personId === null ? noRights : await loadRights(on, principal.personId, principal.administrator);
    const session = credential.kind === 'session' ? credential.sessionId : null;
    const parameters = { ...viewerParameters(rights), session };
    const { personId, rightsAsOf } = principal;
    return { personId, credential, expiresAt, rightsAsOf, parameters, rights };
  }

  /** A person with their present rights, for links that name them; null when there is no such person. */
  async ofPerson(personId: string): Promise<Viewer | null> {
    const {
      rows: [person],
    } = await this.pool.query<object>('select from persons where id = $1 and disabled_at is null', [personId]);
    if (person === undefined) return null;
    const rights = await loadRights(this.pool, personId, false);
    return {
      personId,
      credential: { kind: 'none' },
      expiresAt: null,
      rightsAsOf: null,
      parameters: viewerParameters(rights),
      rights,
    };
  }

  /** The same viewer with the rights that this connection sees now. */
  async refresh(on: Queryable, viewer: Viewer): Promise<Viewer> {
    const fresh = await this.load(on, viewer.credential, viewer.expiresAt);
    if (fresh === null) throw withoutPrincipal(viewer.credential);
    return fresh;
  }

  /** Evicts what is kept of a person, or of everybody. */
  evict(personId: string | null): void {
    this.evictions += 1;
    this.changed();
    if (personId === null) return this.kept.clear();
    for (const [key, viewer] of this.kept) {
      if (viewer.personId === personId || viewer.personId === null) this.kept.delete(key);
    }
  }
}

async function loadRights(on: Queryable, personId: string, administrator: boolean): Promise<Rights> {
  const {
    rows: [row],
  } = await on.query<{ units: UnitRight[]; roles: AllianceRight[] }>({
    name: 'rights',
    text: RIGHTS_SQL,
    values: [personId],
  });
  return { personId, administrator, units: row?.units ?? [], roles: row?.roles ?? [] };
}

export function keyOf(credential: Credential): string {
  switch (credential.kind) {
    case 'none':
      return '';
    case 'session':
      return `s${credential.sessionId}`;
    case 'token':
      return `t${credential.tokenId}`;
    case 'external':
      return `x${credential.issuer} ${credential.subject}`;
  }
}
