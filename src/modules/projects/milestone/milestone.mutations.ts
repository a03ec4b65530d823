import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { JointProject } from '../project/project.entity';
import { CompleteMilestoneInput } from './milestone.inputs';
import { completeMilestone } from './milestone.service';

declareMutations({
  completeMilestone: mutation(completeMilestone, {
    input: CompleteMilestoneInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Reports a milestone of a project under way as done (完成节点任务): by the staff of the unit that answers for it or of ' +
      'the lead, or the secretariat. One that carries out a commitment is reported in its agreement, by whoever may report that.',
    payload: { project: () => JointProject },
    payloadDescription: 'The project with the milestone done (项目).',
  }),
});
