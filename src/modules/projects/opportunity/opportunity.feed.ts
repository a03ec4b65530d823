import { declareEventFeed } from '../../../platform/live';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { byCurrentPeople } from '../../alliance/shared/rights';
import { Need } from '../need/need.entity';
import { JointProject } from '../project/project.entity';
import { Opportunity } from './opportunity.entity';

declareEventFeed<Opportunity>({
  field: 'opportunities',
  type: () => Opportunity,
  description: `Needs and posted projects that fit what a unit offers, as they appear, each once (机会); for its people and the secretariat.
Without \`after\`, from now on. What is taken up or taken back before it is sent is left out. \`after\` may lie at most 30 days back.`,
  by: 'person',
  streams: (of) => ({ unitId: of(() => MemberUnit, { watchedBy: byCurrentPeople }) }),
  tree: () => [Opportunity, Need, JointProject],
  costCeiling: 200,
  row: () => Opportunity,
  named: 'opportunity',
  resumable: true,
  computes: true,
});
