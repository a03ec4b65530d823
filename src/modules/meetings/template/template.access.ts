import { declareAccess, extendAccess } from '../../../platform/access/access';
import { sql } from '../../../platform/database/sql';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { byMembers, memberOf } from '../../alliance/shared/rights';
import { AgendaTemplate, AgendaTemplateItem } from './template.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    template: AgendaTemplate;
  }
}

/* Who sees what of templates: members all (docs/visibility.md, "agenda template"). */

declareAccess<AgendaTemplate>(AgendaTemplate, {
  id: 'template',
  row: byMembers,
  open: ['id', 'title', 'kind', 'items'],
});

declareAccess<AgendaTemplateItem>(AgendaTemplateItem, {
  row: byMembers,
  open: ['title', 'kind', 'visibility', 'plannedMinutes', 'level'],
});

extendAccess<Alliance>(Alliance, { rules: { agendaTemplates: (alliance) => sql`${alliance.id} = any(${memberOf})` } });
