import { globalId } from '../../../platform/database/ids';
import { canonical, hashOf } from '../../../platform/sealing/canonical.rules';
import { isSealOf, type PublicKey } from '../../../platform/sealing/seal.rules';
import type { Minutes } from './minutes.entity';

/*
 * What is hashed and sealed of an approved edition. It is made of the row's columns alone, and so says of each of them
 * whether it is as it was approved. What is less open has a seal of its own, so that nothing the public is shown depends
 * on it: not even whether it is there.
 */

/** What an edition says, and who approved it when. */
export type Approved = Pick<
  Minutes,
  'id' | 'meetingId' | 'edition' | 'version' | 'body' | 'closedBody' | 'correctsId' | 'correctsHash'
> & { readonly approvedAt: Date; readonly approvedById: string };

/** An approved edition with what proves it. */
export type Sealed = Approved & Record<'contentHash' | 'seal' | 'closedSeal' | 'keyId', string>;

/** Canonical JSON (RFC 8785) of all that everybody who may see the meeting may read. */
export function canonicalMinutes(minutes: Approved): string {
  const { correctsId, correctsHash } = minutes;
  return canonical({
    meeting: globalId('meeting', minutes.meetingId),
    minutes: globalId('minutes', minutes.id),
    edition: minutes.edition,
    version: minutes.version,
    corrects: correctsId === null ? null : { minutes: globalId('minutes', correctsId), contentHash: correctsHash },
    approvedAt: minutes.approvedAt.toISOString(),
    approvedBy: globalId('person', minutes.approvedById),
    body: minutes.body,
  });
}

/** SHA-256 of a text's UTF-8 bytes, hex. */
export function contentHashOf(minutes: Approved): string {
  return hashOf(canonicalMinutes(minutes));
}

/** The text under the seal. */
export function sealedText(contentHash: string): string {
  return `gongjian minutes ${contentHash}`;
}

/** The text under the seal of what is less open. */
export function closedSealedText(contentHash: string, closedBody: string | null): string {
  return `gongjian closed minutes ${hashOf(canonical({ contentHash, closedBody }))}`;
}

export type MinutesProblem = 'minutes.altered' | 'minutes.unsealed';

/** What does not hold of an approved edition. Which part it is of is not said: that there is a closed one is not for all. */
export function minutesProblems(minutes: Sealed, keys: readonly PublicKey[]): MinutesProblem[] {
  if (contentHashOf(minutes) !== minutes.contentHash) return ['minutes.altered'];
  const holds = (text: string, signature: string): boolean =>
    keys.some((key) => isSealOf(text, { keyId: minutes.keyId, signature }, key));
  const isSealed =
    holds(sealedText(minutes.contentHash), minutes.seal) &&
    holds(closedSealedText(minutes.contentHash, minutes.closedBody), minutes.closedSeal);
  return isSealed ? [] : ['minutes.unsealed'];
}
