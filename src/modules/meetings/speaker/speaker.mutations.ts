import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { AgendaItem } from '../agenda/agenda.entity';
import { SpeakerTurn } from './speaker.entity';
import { ReorderSpeakersInput, RequestToSpeakInput, SetSpeakerStateInput } from './speaker.inputs';
import { reorderSpeakers, requestToSpeak, setSpeakerState } from './speaker.service';

declareMutations({
  requestToSpeak: mutation(requestToSpeak, {
    input: RequestToSpeakInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Asks to speak to an agenda item (申请发言): by the staff of a unit that is checked in, as often as the meeting lets each unit ' +
      '(LIMIT_REACHED), or by those who run the meeting.',
    payload: { turn: () => SpeakerTurn },
  }),
  setSpeakerState: mutation(setSpeakerState, {
    input: SetSpeakerStateInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Gives somebody the floor, which ends the turn that was, or ends a turn (设置发言状态): by those who run the meeting; the staff ' +
      'of its unit withdraw one that waits.',
    payload: { turn: () => SpeakerTurn },
  }),
  reorderSpeakers: mutation(reorderSpeakers, {
    input: ReorderSpeakersInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Orders those who wait to speak to an item (调整发言顺序): by those who run the meeting.',
    payload: { item: () => AgendaItem },
  }),
});
