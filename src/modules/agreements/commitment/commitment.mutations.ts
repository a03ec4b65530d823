import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Commitment } from './commitment.entity';
import { RateCommitmentInput, UpdateCommitmentInput } from './commitment.inputs';
import { rateCommitment, updateCommitment } from './commitment.service';

declareMutations({
  updateCommitment: mutation(updateCommitment, {
    input: UpdateCommitmentInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Reports on a commitment (承诺进展): by the staff of the unit that undertook it, or the secretariat, who alone waive.',
    payload: { commitment: () => Commitment },
    payloadDescription: 'The commitment as it stands (更新后的承诺).',
  }),
  rateCommitment: mutation(rateCommitment, {
    input: RateCommitmentInput,
    by: 'session',
    who: ['representative'],
    description: 'Judges how another party kept a commitment (双向监督): by a representative of a signing party.',
    payload: { commitment: () => Commitment },
    payloadDescription: 'The commitment with the rating (评价后的承诺).',
  }),
});
