import { LIMITS } from '../../../platform/budgets';
import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { writesAnywhere } from '../../alliance/shared/rights';
import { proposeProject, updateProject } from './project-content.service';
import { JointProject } from './project.entity';
import {
  CancelProjectInput,
  CompleteProjectInput,
  EvaluateProjectInput,
  JoinProjectInput,
  PostProjectInput,
  ProposeProjectInput,
  StartProjectInput,
  UpdateProjectInput,
} from './project.inputs';
import {
  cancelProject,
  completeProject,
  evaluateProject,
  joinProject,
  postProject,
  startProject,
} from './project.service';

/** A hundred milestones with their words, and a description of ten thousand characters. */
const largeInput = { bytes: LIMITS.textBodyBytes, from: writesAnywhere };
const payload = { project: () => JointProject };

declareMutations({
  proposeProject: mutation(proposeProject, {
    input: ProposeProjectInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    largeInput,
    description:
      'Proposes a joint project (提出共建项目): by a unit’s staff, or the secretariat. Units whose needs and resources it names, ' +
      'that its agreement binds, or that answer for a milestone take part, and are notified.',
    payload,
    payloadDescription: 'The project, PROPOSED (新提出的项目).',
  }),
  updateProject: mutation(updateProject, {
    input: UpdateProjectInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    largeInput,
    description:
      'Changes a joint project until it is completed (修改共建项目): by the lead unit’s staff, by those of the unit that ' +
      'proposed it while it is PROPOSED, or the secretariat, which alone assigns and replaces the lead of a posted one.',
    payload,
    payloadDescription: 'The project as it is now (修改后的项目).',
  }),
  postProject: mutation(postProject, {
    input: PostProjectInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description:
      'Opens a proposed project without a lead to claims (发布项目 / 发榜), or again one whose lead is no active unit any ' +
      'more. By the secretariat.',
    payload,
    payloadDescription: 'The project, POSTED (已发布的项目).',
  }),
  joinProject: mutation(joinProject, {
    input: JoinProjectInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description: 'Takes part in a project, or changes what a unit brings (参与项目): by the unit’s staff.',
    payload,
    payloadDescription: 'The project with the unit among its participants (项目).',
  }),
  startProject: mutation(startProject, {
    input: StartProjectInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Begins to carry a project out (启动项目): a claimed one by its lead unit’s staff; by the secretariat also one that ' +
      'has a lead and was never posted.',
    payload,
    payloadDescription: 'The project, UNDERWAY (实施中的项目).',
  }),
  completeProject: mutation(completeProject, {
    input: CompleteProjectInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Reports a project as done, when each of its milestones is (完成项目): by the lead unit’s staff, or the secretariat.',
    payload,
    payloadDescription: 'The project, COMPLETED (已完成的项目).',
  }),
  evaluateProject: mutation(evaluateProject, {
    input: EvaluateProjectInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description:
      'Writes down what came of a completed project, as those say whom it served (评价项目): by the secretariat, which asks them.',
    payload,
    payloadDescription: 'The project, EVALUATED (已评价的项目).',
  }),
  cancelProject: mutation(cancelProject, {
    input: CancelProjectInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Gives a project up (取消项目): while it is PROPOSED by the staff of its lead or of the unit that proposed it; until ' +
      'it is completed by the secretariat.',
    payload,
    payloadDescription: 'The project, CANCELLED (已取消的项目).',
  }),
});
