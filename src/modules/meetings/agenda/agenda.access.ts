import { declareAccess } from '../../../platform/access/access';
import { sql, type Sql } from '../../../platform/database/sql';
import { seesMeeting } from '../meeting/meeting.access';
import { JointMeeting } from '../meeting/meeting.entity';
import { Agenda, AgendaItem } from './agenda.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    agenda: Agenda;
    item: AgendaItem;
  }
}

/* Who sees what of agendas: docs/visibility.md, "agenda item". */

declareAccess<JointMeeting>(Agenda, {
  id: 'agenda',
  source: () => JointMeeting,
  row: seesMeeting,
  open: ['id', 'revision', 'items', 'current', 'serverTime'],
});

declareAccess<AgendaItem>(AgendaItem, {
  id: 'item',
  within: 'meeting',
  row: (item) => sql`${item.audience} <= ${item.$within.$local['accessLevel'] as Sql}`,
  open: [
    'id',
    'meeting',
    'number',
    'parent',
    'children',
    'title',
    'description',
    'kind',
    'state',
    'visibility',
    'presenterUnit',
    'presenter',
    'plannedMinutes',
    'expectedAt',
    'startedAt',
    'elapsedSeconds',
    'version',
  ],
});
