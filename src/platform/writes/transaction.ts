import type { EntityManager } from 'typeorm';
import type { Viewer } from '../access/viewer';
import type { Quota } from '../budgets';
import type { Span } from '../observability/tracing';
import type { LiveEvent } from '../live/event';
import type { FieldOf, Refused } from './outcome';
import type { Locale } from '../i18n/messages';
import type { LetterBox } from '../mail/letter';
import type { Sealer } from '../sealing';
import type { Workers } from '../workers';

/** One line of the audit log: who did what to which object. */
export interface AuditEntry {
  /** Null for what concerns the installation and no one alliance. */
  readonly allianceId: string | null;
  /** The mutation's name, or the background task's. */
  readonly action: string;
  /** The global id of what was acted on. */
  readonly subject: string | null;
  /** What changed, without secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Where a mutation came from. */
export interface Origin {
  readonly requestId: string;
  readonly address: string;
  /** Browser or program, as it named itself; null where it did not. */
  readonly client: string | null;
  readonly locale: Locale;
  /** What it is shown as in a trace, where there is one. */
  readonly trace?: Span;
  /** Told of limits that this has used some of, where the answer can say so. */
  readonly noteQuota?: (quota: Quota) => void;
}

/** The same origin, within a trace. Its id may be one that is made when it is first read. */
export function withTrace(origin: Origin, trace: Span | undefined): Origin {
  return trace === undefined ? origin : { ...origin, requestId: origin.requestId, trace };
}

/**
 * One mutation's transaction, as a service sees it. The audit entries and live events that it leaves here are
 * written just before the commit, in the same transaction.
 */
export interface WriteTransaction {
  readonly manager: EntityManager;
  /**
   * Runs a statement of the code's own whose answer nobody waits for. What is asked after it finds what it did; its failure is the
   * transaction's, by a constraint perhaps a refusal.
   */
  send(text: string, values: readonly unknown[]): void;
  /** With rights that hold until the commit: when they turn out to have changed, all is undone and done again. */
  readonly viewer: Viewer;
  readonly origin: Origin;
  /** The moment all of the transaction's rows are stamped with. */
  readonly now: Date;
  /**
   * Makes that later than the last change of what it has locked, which may have been by a transaction that began after this one and
   * locked before it, or by a server whose clock is ahead.
   */
  after(changed: Date): void;
  audit(entry: AuditEntry): void;
  emit(event: LiveEvent): void;
  /** Says that somebody's rights changed, so that open sockets are looked at again. */
  accessChanged(who: { readonly personId?: string | null; readonly allianceId?: string | null }): void;
  /** Reads the payload as this viewer instead: the one that has just signed in, the holder of a receipt. */
  readAs(viewer: Viewer): void;
  /** A Set-Cookie header for the response; sent only when the transaction has committed. */
  setCookie(header: string): void;
  /** Seals what the server testifies to. */
  readonly sealer: Sealer;
  /** Where letters go, which are sent once this has committed; null where no mail is configured. */
  readonly mail: LetterBox | null;
  /** Where computing goes that would hold the event loop. */
  readonly workers: Workers;
  /** Runs after the commit: what must not happen when the transaction fails. */
  afterCommit(work: () => Promise<void>): void;
  /** Runs after a refusal, which takes back all that the transaction did: what has to stay gets one of its own. */
  afterRefusal(work: () => Promise<void>): void;
}

/**
 * A service function: one for each mutation. It answers the payload's fields by name, or why not, and blames no field
 * that its input does not have. Where the payload shows an object of the graph, the answer holds that object's row id
 * (or ids); the platform reads it as the viewer may see it.
 */
export type Service<I, P extends object> = (
  transaction: WriteTransaction,
  input: I,
) => Promise<P | Refused<FieldOf<I>>>;
