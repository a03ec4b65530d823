import type { Partner } from './world/test-alliance';
import type { TestAgreements } from './world/test-agreements';

interface Bound {
  readonly status: string;
  readonly revision: { readonly ordinal: number; readonly contentHash: string };
  readonly parties: readonly {
    readonly signed: boolean;
    readonly signature: { readonly contentHash: string } | null;
  }[];
  readonly integrity: { readonly valid: boolean; readonly problems: readonly string[] };
}
const BOUND =
  'status revision { ordinal contentHash } parties { signed signature { contentHash } } integrity { valid problems }';

/**
 * Two partners, round after round: at the moment at which the one revises, the other gives the last signature. Expects
 * that one of the two happens, and that what is ACTIVE was signed by both under its own text. Answers who came first how
 * often.
 */
export async function reviseAgainstSign(
  agreements: TestAgreements,
  [author, other]: readonly [Partner, Partner],
  rounds: number,
): Promise<{ revised: number; signed: number }> {
  const first = { revised: 0, signed: 0 };
  let open = await agreements.open([author, other]);
  for (let round = 1; round <= rounds; round += 1) {
    await agreements.sign(author, open);
    const {
      id,
      revision: { contentHash },
    } = open;
    const revise = () =>
      agreements.errors(author, 'reviseAgreement', { agreementId: id, body: `第一条 第 ${round} 次修订。` });
    const sign = () =>
      agreements.errors(other, 'signAgreement', { agreementId: id, unitId: other.unitId, contentHash });
    const [refused, unsigned] =
      round % 2 === 0
        ? await Promise.all([revise(), sign()])
        : await Promise.all([sign(), revise()]).then(([second, one]) => [one, second] as const);
    const found = (await agreements.ask<Bound>(other, id, BOUND)) as Bound;
    expect(found.integrity).toEqual({ valid: true, problems: [] });
    const hashes = found.parties.map(({ signature }) => signature?.contentHash ?? null);
    if (found.status === 'ACTIVE') {
      first.signed += 1;
      expect(hashes).toEqual([contentHash, contentHash]);
      expect(found.revision.contentHash).toBe(contentHash);
      expect([refused, unsigned]).toMatchObject([[{ code: 'WRONG_STATE', path: ['agreementId'] }], []]);
      open = await agreements.open([author, other]);
    } else {
      first.revised += 1;
      expect(found.status).toBe('OPEN_FOR_SIGNATURE');
      expect(hashes).toEqual([null, null]);
      expect(found.revision.contentHash).not.toBe(contentHash);
      expect([refused, unsigned]).toMatchObject([[], [{ code: 'CONFLICT', path: ['contentHash'] }]]);
      open = { ...open, revision: found.revision };
    }
  }
  return first;
}
