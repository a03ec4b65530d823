import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { LIMITS, networkOf } from '../budgets';
import type { Logger } from './logger';
import { metrics } from './metrics';

interface Declared {
  readonly level: 'info' | 'warn';
  readonly meaning: string;
}

/** What whoever watches over an installation looks for. The names are stable; docs/security.md is made from them. */
export const SECURITY_EVENTS = {
  sign_in_failed: { level: 'warn', meaning: 'a password was wrong, or there is no such account' },
  limit_reached: { level: 'warn', meaning: 'tries or operations were refused because there were too many' },
  credential_malformed: { level: 'warn', meaning: 'a credential came that is none: misshapen, unknown or forged' },
  credential_revoked: { level: 'warn', meaning: 'a credential came after it was revoked, or its session had ended' },
  refresh_token_reused: { level: 'warn', meaning: 'a refresh token came twice: somebody may have a copy' },
  foreign_origin: { level: 'warn', meaning: 'a page of another origin used cookies that it may not use' },
  forbidden: { level: 'warn', meaning: 'an API token was used for what its scopes do not cover' },
  new_device: { level: 'info', meaning: 'somebody signed in from a device that was new to the account' },
  password_reset_requested: { level: 'info', meaning: 'somebody asked for a link to set the password of an account' },
  password_reset_issued: { level: 'warn', meaning: 'an administrator made a link to set the password of an account' },
  password_reset: { level: 'info', meaning: 'a password was set by such a link' },
  account_disabled: { level: 'warn', meaning: 'an administrator disabled an account' },
  account_enabled: { level: 'warn', meaning: 'an administrator enabled an account' },
  access_ended: { level: 'warn', meaning: 'an administrator ended all sessions and tokens of an account' },
  administrator_granted: { level: 'warn', meaning: 'somebody became an administrator' },
  administrator_revoked: { level: 'warn', meaning: 'somebody is no longer an administrator' },
  password_changed: { level: 'info', meaning: 'a password was changed' },
  external_identity_bound: { level: 'info', meaning: 'an external identity was bound' },
  external_identity_unbound: { level: 'info', meaning: 'an external identity was unbound' },
  api_token_created: { level: 'info', meaning: 'an API token was created' },
  session_ended: { level: 'info', meaning: 'a session was ended from another one' },
} as const satisfies Record<string, Declared>;

export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** What is known of an event. Neither addresses nor accounts are ever written as they are. */
export interface SecurityDetails {
  readonly address: string;
  /** The row id of the person whose account it concerns. */
  readonly person?: string | null;
  readonly requestId?: string;
  /** Which limit: its name, or the key of the message that refuses. */
  readonly reason?: string;
  /** How often, where several are noted at once. */
  readonly times?: number;
}

const MOST_NETWORKS = 10_000;

/**
 * Counts security events and writes each as one structured line of the log, up to a number in a minute from one network, so
 * that nobody fills the log. A network is written as a keyed hash: the same one can be told again, and not found out.
 */
export class SecurityLog {
  private readonly counted = new Map<SecurityEvent, number>();
  private readonly lines = new LRUCache<string, { count: number }>({
    max: MOST_NETWORKS,
    ttl: LIMITS.securityLinesSeconds * 1_000,
  });

  constructor(
    private readonly log: Logger,
    private readonly key: Buffer,
  ) {}

  /** How often each event happened since this process began. */
  get counts(): ReadonlyMap<SecurityEvent, number> {
    return this.counted;
  }

  note(event: SecurityEvent, { address, times = 1, ...details }: SecurityDetails): void {
    metrics.securityEvents.inc({ event }, times);
    this.counted.set(event, (this.counted.get(event) ?? 0) + times);
    const network = createHmac('sha256', this.key).update(networkOf(address)).digest('base64url').slice(0, 22);
    const line = this.lines.get(`${event} ${network}`) ?? { count: 0 };
    if (line.count === 0) this.lines.set(`${event} ${network}`, line);
    line.count += 1;
    if (line.count > LIMITS.securityLines) return;
    const { level, meaning } = SECURITY_EVENTS[event];
    this.log[level]({ event, network, ...details, ...(times === 1 ? {} : { times }) }, meaning);
  }
}
