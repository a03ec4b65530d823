import { canonical, hashOf } from '../../../platform/sealing/canonical.rules';

/*
 * The texts that are hashed, signed and chained. All are RFC 8785 canonical JSON, so that anyone who has one can hash its
 * bytes with standard tools and get what the platform got. Ids are global ids; moments are RFC 3339 in UTC to the
 * millisecond, days YYYY-MM-DD.
 */

/** Something named in a text: by its id, and by its name as it was then. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface PartyContent {
  readonly unit: Named;
  readonly role: string;
  readonly representative: string | null;
  readonly signingStep: number;
}

export interface CommitmentContent {
  /** The unit's id. */
  readonly unit: string;
  readonly text: string;
  readonly category: string;
  readonly dueOn: string | null;
}

/** All that a revision says. */
export interface AgreementContent {
  readonly agreement: string;
  readonly number: string;
  readonly ordinal: number;
  readonly title: string;
  readonly purpose: string | null;
  readonly tier: string;
  readonly territory: Named | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly parties: readonly PartyContent[];
  readonly commitments: readonly CommitmentContent[];
  readonly body: string;
}

/** By what authority a person signs: who made them the unit's representative, and when they accepted their invitation. */
export interface SigningAuthority {
  readonly appointedAt: string;
  /** Null for appointments from before they were recorded. */
  readonly appointedBy: Named | null;
  /** Null for accounts that were opened without an invitation. */
  readonly invitation: { readonly acceptedAt: string; readonly invitedBy: Named | null } | null;
}

/** What a signature says. */
export interface SigningStatement {
  readonly agreement: string;
  readonly number: string;
  /** The revision's ordinal. */
  readonly revision: number;
  readonly contentHash: string;
  readonly unit: Named;
  readonly signedBy: Named;
  readonly signedAt: string;
  readonly authority: SigningAuthority;
}

/** What is chained of an event. */
export interface EventContent {
  readonly agreement: string;
  readonly sequence: number;
  readonly kind: string;
  readonly at: string;
  readonly by: string | null;
  readonly unit: string | null;
  readonly note: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Canonical JSON of a value (RFC 8785). */
export function canonicalText(value: AgreementContent | SigningStatement | EventContent): string {
  return canonical(value);
}

/** The hash before a history's first event. */
export const NO_EVENT = '0'.repeat(64);

/** The hash over an event's text and the hash of the one before it. */
export function chainHash(before: string, eventText: string): string {
  return hashOf(`${before}\n${eventText}`);
}

/** Events that the server seals: those that bind units, and those that end it. */
export const SEALED_KINDS: ReadonlySet<string> = new Set(['SIGNED', 'ACTIVATED', 'TERMINATED']);

/** The text under an event's seal. The chain hash covers what happened, and everything before it. */
export function sealedText(hash: string): string {
  return `gongjian event ${hash}`;
}

/** The text under the seal on a history's end: how long it is, and its last hash. */
export function sealedHead(agreement: string, count: number, head: string): string {
  return `gongjian history ${agreement} ${count} ${head}`;
}
