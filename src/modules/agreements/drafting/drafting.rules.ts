import { changedFields } from '../../alliance/shared/changes';
import { place, refuse, refusedFor, UserErrorCode, type Refusal, type Refused } from '../../../platform/writes/outcome';
import type { AgreementContent, CommitmentContent, PartyContent } from '../proof/canonical.rules';

/** A party as it is drafted; `unitId` is a row id. */
export interface DraftedParty {
  readonly unitId: string;
  readonly role: string;
  readonly representative: string | null;
  readonly signingStep: number;
}

export interface DraftedCommitment {
  readonly unitId: string;
  readonly text: string;
  readonly category: string;
  readonly dueOn: string | null;
}

/** All that a revision may change. */
export interface Draft {
  readonly title: string;
  readonly purpose: string | null;
  readonly tier: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly body: string;
  readonly parties: readonly DraftedParty[];
  readonly commitments: readonly DraftedCommitment[];
}

/** Refuses units that are listed twice, a second or missing initiator, and a missing second signing party. */
function partiesFault(parties: readonly DraftedParty[]): Refusal<'parties'>[] {
  const seen = new Set<string>();
  const faults = parties.flatMap(({ unitId, role }, index): Refusal<'parties'>[] => {
    const doubled = seen.has(unitId);
    seen.add(unitId);
    if (doubled)
      return [{ code: UserErrorCode.INVALID, key: 'agreement.partyTwice', path: place('parties', index, 'unitId') }];
    const first = parties.findIndex((party) => party.role === 'INITIATOR');
    return role === 'INITIATOR' && index > first
      ? [{ code: UserErrorCode.INVALID, key: 'agreement.oneInitiator', path: place('parties', index, 'role') }]
      : [];
  });
  if (!parties.some(({ role }) => role === 'INITIATOR'))
    faults.push({ code: UserErrorCode.INVALID, key: 'agreement.noInitiator', path: place('parties') });
  else if (parties.filter(({ role }) => role !== 'WITNESS').length < 2) {
    faults.push({ code: UserErrorCode.INVALID, key: 'agreement.noSecondParty', path: place('parties') });
  }
  return faults;
}

function commitmentsFault({ commitments, parties, startsOn }: Draft): Refusal<'commitments'>[] {
  return commitments.flatMap(({ unitId, dueOn }, index): Refusal<'commitments'>[] => {
    const party = parties.find((each) => each.unitId === unitId);
    if (party === undefined)
      return [
        { code: UserErrorCode.INVALID, key: 'agreement.committedNoParty', path: place('commitments', index, 'unitId') },
      ];
    if (party.role === 'WITNESS')
      return [
        { code: UserErrorCode.INVALID, key: 'agreement.witnessCommits', path: place('commitments', index, 'unitId') },
      ];
    return dueOn !== null && startsOn !== null && dueOn < startsOn
      ? [{ code: UserErrorCode.INVALID, key: 'agreement.dueBeforeStart', path: place('commitments', index, 'dueOn') }]
      : [];
  });
}

/** What is wrong with the first and the last day in force; null when nothing is. */
export function termFault({ startsOn, endsOn }: Pick<Draft, 'startsOn' | 'endsOn'>): Refused<'endsOn'> | null {
  return startsOn !== null && endsOn !== null && endsOn < startsOn
    ? refuse('INVALID', 'agreement.endsBeforeStart', 'endsOn')
    : null;
}

/** What is wrong with a draft, all of it at once; null when nothing is. */
export function draftFault(draft: Draft): Refused<'parties' | 'commitments' | 'endsOn'> | null {
  return refusedFor([
    ...partiesFault(draft.parties),
    ...commitmentsFault(draft),
    ...(termFault(draft)?.refusals ?? []),
  ]);
}

/** A follow-up keeps at least two signing parties of the agreement that it renews (`before`, unit ids); others may join them. */
export function renewalFault({ parties }: Draft, before: readonly string[]): Refused<'parties'> | null {
  const still = parties.filter(({ unitId, role }) => role !== 'WITNESS' && before.includes(unitId));
  return still.length < 2 ? refuse('INVALID', 'agreement.renewalOfOthers', 'parties') : null;
}

/** Whether two drafts agree on the same; names of units do not count. */
export function isSameDraft(one: Draft, other: Draft): boolean {
  return changedFields<Draft>(one, other).length === 0;
}

/** The content of a revision that is made from a draft. */
export function contentOf(
  draft: Draft,
  fixed: Pick<AgreementContent, 'agreement' | 'number' | 'ordinal' | 'territory'>,
  unitNamed: (unitId: string) => PartyContent['unit'],
): AgreementContent {
  return {
    ...fixed,
    title: draft.title,
    purpose: draft.purpose,
    tier: draft.tier,
    startsOn: draft.startsOn,
    endsOn: draft.endsOn,
    body: draft.body,
    parties: draft.parties.map(({ unitId, role, representative, signingStep }): PartyContent => ({
      unit: unitNamed(unitId),
      role,
      representative,
      signingStep,
    })),
    commitments: draft.commitments.map(({ unitId, text, category, dueOn }): CommitmentContent => ({
      unit: unitNamed(unitId).id,
      text,
      category,
      dueOn,
    })),
  };
}

/** A text as it is signed: in Unicode's composed form (NFC), with line feeds between lines, and trimmed. */
export function cleanBody(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
}

/** An agreement's number (编号): the year, and its place in it. */
export function agreementNumber(year: number, ordinal: number): string {
  return `${year}-${String(ordinal).padStart(3, '0')}`;
}
