import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Alliance } from '../../alliance';
import { AgendaTemplate } from './template.entity';
import { DeleteAgendaTemplateInput, SaveAgendaTemplateInput } from './template.inputs';
import { deleteAgendaTemplate, saveAgendaTemplate } from './template.service';

declareMutations({
  saveAgendaTemplate: mutation(saveAgendaTemplate, {
    input: SaveAgendaTemplateInput,
    by: 'person',
    who: ['secretariat', 'organiser'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Saves a template of agendas (保存议程模板): a new one, or in place of one that there is. By the secretariat and organisers.',
    payload: { template: () => AgendaTemplate },
  }),
  deleteAgendaTemplate: mutation(deleteAgendaTemplate, {
    input: DeleteAgendaTemplateInput,
    by: 'person',
    who: ['secretariat', 'organiser'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Deletes a template of agendas (删除议程模板), while no series drafts meetings with it: WRONG_STATE otherwise. Meetings that were made with ' +
      'it keep their agendas; series that are over show it no more. By the secretariat and organisers.',
    payload: { alliance: () => Alliance },
    payloadDescription: 'The alliance, which has the template no more (联合会).',
  }),
});
