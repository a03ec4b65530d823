import { declareAccess, type Rule } from '../../../platform/access/access';
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

/** Of what belongs to an item, in the same meeting: it is seen by whoever sees the item. */
export const ofVisibleItem: Rule<{ allianceId: string; itemId: string }> = (row) => sql`exists (
  select
  from agenda_items item
  where item.alliance_id = ${row.allianceId}
    and item.id = ${row.itemId}
    and item.audience <= ${row.$within.$local['accessLevel'] as Sql}
)`;

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
    'subject',
    'plannedMinutes',
    'expectedAt',
    'startedAt',
    'elapsedSeconds',
    'version',
  ],
});
