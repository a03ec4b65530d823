import { sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MOST_ITEMS } from '../agenda/agenda.rules';
import { AgendaTemplate, AgendaTemplateItem } from './template.entity';
import { MOST_TEMPLATES } from './template.rules';

declareFields(Alliance, (field) => ({
  agendaTemplates: field.many(() => AgendaTemplate, {
    most: MOST_TEMPLATES,
    by: 'alliance',
    nullable: true,
    estimatedCount: 10,
    description: 'Templates of agendas, oldest first; for members (议程模板).',
  }),
}));

declareFields(AgendaTemplate, (field) => ({
  items: field.many(() => AgendaTemplateItem, {
    most: MOST_ITEMS,
    order: (item) => item.ordinal,
    estimatedCount: 10,
    description: 'Its items in order, each after the one that it is part of (议程项).',
    on: (item, template) => sql`${item.allianceId} = ${template.allianceId} and ${item.templateId} = ${template.id}`,
  }),
}));
