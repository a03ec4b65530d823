import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Credential, Viewer } from '../access/viewer';
import { LIMITS } from '../budgets';
import { derivedKey, type Configuration } from '../config';
import type { FieldOf, Refused } from '../writes/outcome';
import type { MessageParameters } from '../i18n/messages';
import type { Origin, Service, WriteTransaction } from '../writes/transaction';
import { AccessTokens } from './session/access-tokens';
import { Authenticator } from './authenticate';
import type { SessionCookies } from './session/cookies';
import { ExternalIssuer } from './external-identity/external-issuer';
import { Limits } from './limits';
import { Passwords } from './password/passwords';
import type { SecurityLog } from '../observability/security-log';
import { Incidents, type IncidentsDependencies } from './security/incidents';
import type { OwnerNotice } from './security/notify-owner';

/** What identity works with. */
export interface IdentityDependencies {
  readonly configuration: Pick<Configuration, 'authSecret' | 'publicUrl' | 'allowedOrigins' | 'trustProxy' | 'oidc'>;
  readonly pool: Pool;
  /** The viewer of a credential, with the rights that hold inside this transaction. */
  readonly loadViewer: (manager: EntityManager, credential: Credential) => Promise<Viewer>;
  /** Leaves a notification about the security of an account for its owner. */
  readonly notify: (
    transaction: WriteTransaction,
    notice: { readonly personId: string; readonly key: OwnerNotice; readonly parameters: MessageParameters },
  ) => Promise<void>;
  /** Where security events are counted and logged. */
  readonly securityLog: SecurityLog;
  /** Performs a service of the platform's own, beside requests. */
  readonly perform: IncidentsDependencies['perform'];
  /** Where people reach the platform, without a slash at its end. */
  readonly address: () => string;
  /** Called with what went wrong beside a request, where nobody waits for an answer. */
  readonly onFault: (fault: unknown) => void;
}

/** What services and the authentication of requests work with; one for each process. */
export class Identity {
  readonly pool: Pool;
  readonly loadViewer: IdentityDependencies['loadViewer'];
  readonly notify: IdentityDependencies['notify'];
  readonly securityLog: SecurityLog;
  readonly address: IdentityDependencies['address'];
  readonly incidents: Incidents;
  readonly passwords = new Passwords();
  readonly accessTokens: AccessTokens;
  readonly limits: Limits;
  /** Null where no external issuer is configured. */
  readonly issuer: ExternalIssuer | null;
  readonly authenticator: Authenticator;
  private readonly perform: IdentityDependencies['perform'];
  private readonly onFault: IdentityDependencies['onFault'];
  private working: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor({
    configuration,
    pool,
    loadViewer,
    notify,
    securityLog,
    perform,
    address,
    onFault,
  }: IdentityDependencies) {
    const { authSecret, oidc } = configuration;
    this.pool = pool;
    this.loadViewer = loadViewer;
    this.notify = notify;
    this.securityLog = securityLog;
    this.address = address;
    this.perform = perform;
    this.onFault = onFault;
    this.incidents = new Incidents({ log: securityLog, perform, onFault });
    this.accessTokens = new AccessTokens(derivedKey(authSecret, 'access token'));
    this.limits = new Limits(pool, derivedKey(authSecret, 'rate limit'), (reason, address) =>
      securityLog.note('limit_reached', { address, reason }),
    );
    this.issuer = oidc && new ExternalIssuer(oidc.issuer, oidc.audience);
    this.authenticator = new Authenticator({
      pool,
      accessTokens: this.accessTokens,
      issuer: this.issuer,
      origins: configuration,
      onFault,
    });
  }

  /** Performs a service beside the request that it comes from, whose answer takes the same time whatever it does. */
  beside(service: Service<object, object>, origin: Origin): void {
    if (this.waiting >= LIMITS.passwordResetsWaiting) return;
    this.waiting += 1;
    this.working = this.working
      .then(() => this.perform(service, origin))
      .catch(this.onFault)
      .finally(() => (this.waiting -= 1));
  }

  /** Waits for what is still being written beside requests. */
  async settled(): Promise<void> {
    await Promise.all([this.authenticator.settled(), this.incidents.settled(), this.working]);
  }
}

declare module '../writes/mutation' {
  interface RequestDependencies {
    readonly identity: Identity;
    readonly cookies: SessionCookies;
  }
}

/** A service that was refused before its transaction began. */
export function refusing<I extends object, P extends object>(refused: Refused<FieldOf<I>>): Service<I, P> {
  return async () => refused;
}
