/**
 * Joint projects (共建项目): three lists, of needs, resources and projects, and how one comes of the others.
 *
 * - need (需求): an entry on the needs list (需求清单); resource (资源): one on the resources or services list (资源清单 / 服务清单)
 * - provider (提供人): a resident or group behind a resource that a community keeps
 * - list round (清单征集): both lists sent to every unit; outstanding (未反馈) are those that have not answered
 * - booking (预约): a resource reserved for a time; slot: which of the resource's places it takes
 * - match (匹配): a need and a resource that could meet it, with a score and the reasons (理由)
 * - opportunity (机会): a need or a posted project that fits what a unit offers; the unit is told once. Whatever publishes, changes or
 *   opens a need again, or posts a project, calls \`tellFittingUnits\` in its transaction
 * - joint project (共建项目): proposed, posted (发布), claimed (认领 / 揭榜), under way, completed, evaluated, or cancelled
 * - lead unit (牵头单位): who is in charge; participants (参与单位) bring something; milestones (节点任务) are its steps
 * - claim (认领 / 接榜): a unit's offer to take on a posted project; one is accepted
 * - milestone (节点任务): one that carries out a commitment is done when that is reported, in one place for both
 * - trace (闭环): the steps by which a project came about and what came of it
 * - base (共建基地 / 阵地): a place that units keep together; activity (活动): what took place there, or for a project
 *
 * Locks are taken in one order: joint_projects, then agreements, then needs and resources by id, then bookings and claims.
 */
import '../agreements';
import './activity/activity.access';
import { Activity, ActivityUnit } from './activity/activity.entity';
import './activity/activity.fields';
import './activity/activity.messages';
import './activity/activity.mutations';
import './base/base.access';
import { Base, BaseHost } from './base/base.entity';
import './base/base.fields';
import './base/base.messages';
import './base/base.mutations';
import './booking/booking.access';
import { Booking } from './booking/booking.entity';
import './booking/booking.fields';
import './booking/booking.messages';
import './booking/booking.mutations';
import './claim/claim.access';
import { ProjectClaim } from './claim/claim.entity';
import './claim/claim.messages';
import './claim/claim.mutations';
import './entry/entry-export.mutations';
import './entry/entry-import.mutations';
import './entry/entry.messages';
import './list-round/list-gap.access';
import { ListGap } from './list-round/list-gap.entity';
import './list-round/list-gap.fields';
import './list-round/list-round.access';
import { ListRound, ListRoundUnit } from './list-round/list-round.entity';
import './list-round/list-round.fields';
import './list-round/list-round.messages';
import './list-round/list-round.mutations';
import './match/match.access';
import { Match } from './match/match.entity';
import './match/match.fields';
import './match/match.messages';
import './milestone/milestone.messages';
import './milestone/milestone.mutations';
import './need/need.access';
import { Need } from './need/need.entity';
import './need/need.fields';
import './need/need.messages';
import './need/need.mutations';
import './opportunity/opportunity.access';
import { Opportunity } from './opportunity/opportunity.entity';
import './opportunity/opportunity.feed';
import './opportunity/opportunity.fields';
import './project/project.access';
import { JointProject, Milestone, ProjectNeed, ProjectParticipant, ProjectResource } from './project/project.entity';
import './project/project.fields';
import './project/project.messages';
import './project/project.mutations';
import './resource/resource.access';
import { Resource } from './resource/resource.entity';
import './resource/resource.fields';
import './resource/resource.messages';
import './resource/resource.mutations';
import './trace/trace.access';
import { TraceStep } from './trace/trace.entity';
import { alsoTraced } from './trace/trace.fields';

export const projectEntities = [
  Need,
  Resource,
  Booking,
  ListRound,
  ListRoundUnit,
  ListGap,
  JointProject,
  ProjectParticipant,
  ProjectNeed,
  ProjectResource,
  Milestone,
  ProjectClaim,
  Base,
  BaseHost,
  Activity,
  ActivityUnit,
  TraceStep,
  Match,
  Opportunity,
];
export { alsoTraced };
export { claimProject, reviewClaim } from './claim/claim.service';
export { completeMilestone } from './milestone/milestone.service';
export { publishNeed } from './need/need.service';
export { proposeProject } from './project/project-content.service';
export { cancelProject, completeProject, evaluateProject, postProject, startProject } from './project/project.service';
export { publishResource } from './resource/resource.service';
export { bookingTask } from './booking/booking.task';
export { listRoundTask } from './list-round/list-round.task';
export { PROJECT_TRANSITIONS, type ProjectTransition } from './project/project.rules';
export { opportunityTask } from './opportunity/opportunity.task';
export { projectTask } from './project/project.task';
