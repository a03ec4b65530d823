import type { AgreementStatus } from './agreement.entity';
import type { AgreementEventKind } from '../history/history.entity';

type Status = `${AgreementStatus}`;
type EventKind = `${AgreementEventKind}`;

/** A hundred organisations and their witnesses. */
export const MOST_PARTIES = 120;
export const MOST_COMMITMENTS = 300;
/** Texts of an agreement: every step checks the agreement, and that reads all of them. */
export const MOST_REVISIONS = 200;

/**
 * Who may take a step (docs/visibility.md, "Does"): a unit's staff and representatives are `staff`, its representatives
 * alone `representative`; both of the initiating unit where it says so. `platform`: the day has come.
 */
export type Taker =
  | 'initiator’s staff, secretariat'
  | 'initiator’s representative, secretariat'
  | 'a party’s staff, secretariat'
  | 'a party’s representative'
  | 'platform';

export interface Transition {
  readonly from: readonly Status[];
  /** Null: the status stays. */
  readonly to: Status | null;
  readonly by: Taker;
  /** What it appends to the history. */
  readonly event: EventKind;
  readonly when?: string;
}

/** Every step of an agreement. The diagram in docs/agreements.md and the tests are made from it, and histories are replayed by it. */
export const TRANSITIONS = {
  revise: { from: ['DRAFT', 'OPEN_FOR_SIGNATURE'], to: null, by: 'initiator’s staff, secretariat', event: 'REVISED' },
  open: { from: ['DRAFT'], to: 'OPEN_FOR_SIGNATURE', by: 'initiator’s representative, secretariat', event: 'OPENED' },
  withdraw: {
    from: ['DRAFT', 'OPEN_FOR_SIGNATURE'],
    to: 'WITHDRAWN',
    by: 'initiator’s representative, secretariat',
    event: 'WITHDRAWN',
  },
  sign: { from: ['OPEN_FOR_SIGNATURE'], to: null, by: 'a party’s representative', event: 'SIGNED' },
  decline: { from: ['OPEN_FOR_SIGNATURE'], to: 'DECLINED', by: 'a party’s representative', event: 'DECLINED' },
  conclude: {
    from: ['OPEN_FOR_SIGNATURE'],
    to: 'SIGNED',
    by: 'a party’s representative',
    event: 'SIGNED',
    when: 'the last signature, before startsOn',
  },
  activate: {
    from: ['OPEN_FOR_SIGNATURE'],
    to: 'ACTIVE',
    by: 'a party’s representative',
    event: 'ACTIVATED',
    when: 'the last signature, from startsOn on',
  },
  begin: { from: ['SIGNED'], to: 'ACTIVE', by: 'platform', event: 'ACTIVATED', when: 'startsOn' },
  leave: { from: ['SIGNED', 'ACTIVE'], to: null, by: 'a party’s representative', event: 'PARTY_LEFT' },
  terminate: {
    from: ['SIGNED', 'ACTIVE'],
    to: 'TERMINATED',
    by: 'a party’s representative',
    event: 'TERMINATED',
    when: 'fewer than two signing parties remain',
  },
  complete: {
    from: ['ACTIVE'],
    to: 'COMPLETED',
    by: 'platform',
    event: 'COMPLETED',
    when: 'the day after endsOn, every commitment kept or waived',
  },
  expire: {
    from: ['ACTIVE'],
    to: 'EXPIRED',
    by: 'platform',
    event: 'EXPIRED',
    when: 'the day after endsOn, otherwise',
  },
  renew: { from: ['ACTIVE', 'COMPLETED', 'EXPIRED'], to: null, by: 'a party’s staff, secretariat', event: 'RENEWED' },
} as const satisfies Readonly<Record<string, Transition>>;

export type AgreementStep = keyof typeof TRANSITIONS;

/** Whether a step may be taken from a status. */
export function allows(step: AgreementStep, status: Status): boolean {
  return (TRANSITIONS[step].from as readonly Status[]).includes(status);
}

/** In these, everybody may know that there is such an agreement. */
export const CONCLUDED: readonly Status[] = ['SIGNED', 'ACTIVE', 'COMPLETED', 'EXPIRED', 'TERMINATED'];

/** In these it binds nobody, and never will. */
export const VOID_STATUSES: readonly Status[] = ['DECLINED', 'WITHDRAWN'];

/** What the rules of signing read of a party. */
export interface Signatory {
  readonly unitId: string;
  readonly role: string;
  readonly signingStep: number;
  readonly leftAt: Date | null;
}

/** Whether a party is bound by the agreement: a witness only attests it. */
export function isSigningParty({ role }: Pick<Signatory, 'role'>): boolean {
  return role !== 'WITNESS';
}

/** Whether one party's turn comes before another's: step by step, and witnesses after all parties. */
function precedes(one: Signatory, other: Signatory): boolean {
  const [late, later] = [!isSigningParty(one), !isSigningParty(other)];
  return late === later ? one.signingStep < other.signingStep : later;
}

/** The parties whose turn it is to sign, when these units have signed the present text. */
export function whoseTurn<P extends Signatory>(parties: readonly P[], signed: ReadonlySet<string>): P[] {
  const open = parties.filter((party) => !signed.has(party.unitId));
  const earliest = open.reduce<P | undefined>(
    (first, party) => (first !== undefined && !precedes(party, first) ? first : party),
    undefined,
  );
  return open.filter((party) => earliest !== undefined && !precedes(earliest, party));
}

/** The step that follows when a signature is added; null when none does. */
export function afterSignature(
  parties: readonly Signatory[],
  signed: ReadonlySet<string>,
  startsOn: string | null,
  today: string,
): 'conclude' | 'activate' | null {
  if (parties.some((party) => !signed.has(party.unitId))) return null;
  return startsOn !== null && startsOn > today ? 'conclude' : 'activate';
}

/** Whether an agreement stays in force when this unit leaves it. */
export function survivesLeaving(parties: readonly Signatory[], leaving: string): boolean {
  return (
    parties.filter((party) => isSigningParty(party) && party.leftAt === null && party.unitId !== leaving).length >= 2
  );
}

/** The step at the end of an agreement's term, by the statuses of its commitments. */
export function afterTerm(commitments: readonly string[]): 'complete' | 'expire' {
  const kept = commitments.length > 0 && commitments.every((status) => status === 'FULFILLED' || status === 'WAIVED');
  return kept ? 'complete' : 'expire';
}
