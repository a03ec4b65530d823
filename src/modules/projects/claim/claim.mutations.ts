import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { JointProject } from '../project/project.entity';
import { ProjectClaim } from './claim.entity';
import { ClaimProjectInput, ReviewClaimInput, WithdrawClaimInput } from './claim.inputs';
import { claimProject, reviewClaim, withdrawClaim } from './claim.service';

declareMutations({
  claimProject: mutation(claimProject, {
    input: ClaimProjectInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Offers to take on a posted project before its `claimBy` (认领 / 接榜): by a unit’s staff, one claim of a unit at a time.',
    payload: { claim: () => ProjectClaim, project: () => JointProject },
    payloadDescription: 'The claim, and its project (认领与项目).',
  }),
  withdrawClaim: mutation(withdrawClaim, {
    input: WithdrawClaimInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description: 'Takes a claim back that is not decided (撤回认领): by the staff of its unit.',
    payload: { claim: () => ProjectClaim },
    payloadDescription: 'The claim, WITHDRAWN (已撤回的认领).',
  }),
  reviewClaim: mutation(reviewClaim, {
    input: ReviewClaimInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description:
      'Decides on a claim (审核认领): by the secretariat. Of one that is accepted the unit leads the project, and all others are declined.',
    payload: { claim: () => ProjectClaim, project: () => JointProject },
    payloadDescription: 'The claim, and its project (认领与项目).',
  }),
});
