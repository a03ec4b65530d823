import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Agenda, AgendaItem } from './agenda.entity';
import {
  AddAgendaItemInput,
  MoveAgendaItemInput,
  RemoveAgendaItemInput,
  SetAgendaItemStateInput,
  UpdateAgendaItemInput,
} from './agenda.inputs';
import {
  addAgendaItem,
  moveAgendaItem,
  removeAgendaItem,
  setAgendaItemState,
  updateAgendaItem,
} from './agenda.service';

declareMutations({
  addAgendaItem: mutation(addAgendaItem, {
    input: AddAgendaItemInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Adds an item (添加议程项).',
    payload: { item: () => AgendaItem, agenda: () => Agenda },
  }),
  updateAgendaItem: mutation(updateAgendaItem, {
    input: UpdateAgendaItemInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Changes an item (修改议程项).',
    payload: { item: () => AgendaItem, agenda: () => Agenda },
  }),
  moveAgendaItem: mutation(moveAgendaItem, {
    input: MoveAgendaItemInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Moves an item with all below it (移动议程项).',
    payload: { item: () => AgendaItem, agenda: () => Agenda },
  }),
  removeAgendaItem: mutation(removeAgendaItem, {
    input: RemoveAgendaItemInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Removes an item with all below it (删除议程项).',
    payload: { agenda: () => Agenda },
  }),
  setAgendaItemState: mutation(setAgendaItemState, {
    input: SetAgendaItemStateInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Sets the state of an item (推进议程): one runs at a time. By those who run the meeting.',
    payload: { item: () => AgendaItem, agenda: () => Agenda },
  }),
});
