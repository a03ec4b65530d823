import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { ActionItem, Decision } from './decision.entity';
import { RecordDecisionInput, SetActionItemStatusInput } from './decision.inputs';
import { recordDecision, setActionItemStatus } from './decision.service';

declareMutations({
  recordDecision: mutation(recordDecision, {
    input: RecordDecisionInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Records what was decided on an item, and the work that it gives to units (记录决定): by those who run the meeting, while that is on.',
    payload: { decision: () => Decision },
  }),
  setActionItemStatus: mutation(setActionItemStatus, {
    input: SetActionItemStatusInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Reports on an action item (更新办理状态), also after the meeting: done, by the staff of one of its units or by those who run ' +
      'the meeting; open again or cancelled, by the latter alone.',
    payload: { actionItem: () => ActionItem },
  }),
});
