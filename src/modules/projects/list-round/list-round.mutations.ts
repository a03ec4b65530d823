import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { ListRound } from './list-round.entity';
import { AnswerListRoundInput, SendListsInput } from './list-round.inputs';
import { answerListRound, sendLists } from './list-round.service';

declareMutations({
  sendLists: mutation(sendLists, {
    input: SendListsInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description:
      'Sends both lists to every active unit, hosts too (发出清单). By the secretariat; one round at a time. A unit answers by ' +
      'publishing or changing an entry, or by `answerListRound`.',
    payload: { round: () => ListRound },
    payloadDescription: 'The round (清单征集).',
  }),
  answerListRound: mutation(answerListRound, {
    input: AnswerListRoundInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description: 'Says that a unit’s entries are up to date (反馈清单): by its staff, or the secretariat in its place.',
    payload: { round: () => ListRound },
    payloadDescription: 'The round (清单征集).',
  }),
});
