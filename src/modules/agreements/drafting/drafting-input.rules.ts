import { place } from '../../../platform/writes/outcome';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { kept } from '../../alliance/shared/changes';
import type { NamedUnit } from '../../alliance/shared/named-units';
import { cleanText } from '../../alliance/shared/roster';
import type {
  AgreementPartyInput,
  CommitmentInput,
  DraftAgreementInput,
  ReviseAgreementInput,
} from './drafting.inputs';
import { cleanBody, type Draft, type DraftedCommitment, type DraftedParty } from './drafting.rules';

/** The draft that an input describes. */
export function draftFrom(input: DraftAgreementInput): Draft {
  return {
    title: cleanText(input.title),
    purpose: cleaned(input.purpose) || null,
    tier: input.tier,
    startsOn: input.startsOn ?? null,
    endsOn: input.endsOn ?? null,
    body: cleanBody(input.body),
    parties: partiesOf(input.parties),
    commitments: commitmentsOf(input.commitments ?? []),
  };
}

/** A draft after a revision: what the input leaves out stays. */
export function draftAfter(before: Draft, input: ReviseAgreementInput): Draft {
  return {
    title: input.title === undefined ? before.title : cleanText(input.title),
    purpose: input.purpose === undefined ? before.purpose : cleaned(input.purpose) || null,
    tier: kept(input.tier, before.tier),
    startsOn: kept(input.startsOn, before.startsOn),
    endsOn: kept(input.endsOn, before.endsOn),
    body: input.body === undefined ? before.body : cleanBody(input.body),
    parties: input.parties === undefined ? before.parties : partiesOf(input.parties),
    commitments: input.commitments === undefined ? before.commitments : commitmentsOf(input.commitments ?? []),
  };
}

function partiesOf(inputs: readonly AgreementPartyInput[]): DraftedParty[] {
  return inputs.map(({ unitId, role, representative, signingStep }) => ({
    unitId: rowId(unitId),
    role,
    representative: representative === undefined || representative === null ? null : cleanText(representative),
    signingStep: signingStep ?? 1,
  }));
}

function commitmentsOf(inputs: readonly CommitmentInput[]): DraftedCommitment[] {
  return inputs.map(({ unitId, text, category, dueOn }) => ({
    unitId: rowId(unitId),
    text: cleanBody(text),
    category,
    dueOn: dueOn ?? null,
  }));
}

/** The units of a draft, each named in the list of parties. */
export function namedIn({ parties }: Draft): NamedUnit<'parties'>[] {
  return parties.map(({ unitId }, index) => ({ id: unitId, path: place('parties', index, 'unitId') }));
}
