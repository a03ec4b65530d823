import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { AgendaTemplate } from './template.entity';
import { SaveAgendaTemplateInput } from './template.inputs';
import { saveAgendaTemplate } from './template.service';

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
});
