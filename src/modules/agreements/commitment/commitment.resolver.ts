import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { RateCommitmentPayload, UpdateCommitmentPayload } from '../agreement/agreement.payloads';
import { RateCommitmentInput, UpdateCommitmentInput } from './commitment.inputs';
import { rateCommitment, updateCommitment } from './commitment.service';

@Resolver()
export class CommitmentResolver {
  @Mutation(() => UpdateCommitmentPayload, {
    description:
      'Reports on a commitment (承诺进展): by the staff of the unit that undertook it, or the secretariat, who alone waive.',
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  updateCommitment(
    @Arg('input', () => UpdateCommitmentInput) input: UpdateCommitmentInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateCommitment, input);
  }

  @Mutation(() => RateCommitmentPayload, {
    description: 'Judges how another party kept a commitment (双向监督): by a representative of a signing party.',
  })
  @Operation({ by: 'session' })
  rateCommitment(
    @Arg('input', () => RateCommitmentInput) input: RateCommitmentInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(rateCommitment, input);
  }
}
