import { declareAccess, extendAccess } from '../../../platform/access/access';
import { ofVisibleItem } from '../agenda/agenda.access';
import { AgendaItem } from '../agenda/agenda.entity';
import { JointMeeting } from '../meeting/meeting.entity';
import { ActionItem, Decision } from './decision.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    decision: Decision;
    actionItem: ActionItem;
  }
}

/* Who sees what of decisions: docs/visibility.md, "action item, decision". */

declareAccess<Decision>(Decision, {
  id: 'decision',
  within: 'meeting',
  row: ofVisibleItem,
  open: ['id', 'text', 'outcome', 'item', 'vote', 'decidedAt', 'actionItems'],
});

declareAccess<ActionItem>(ActionItem, {
  id: 'actionItem',
  within: 'meeting',
  row: ofVisibleItem,
  open: ['id', 'text', 'units', 'dueOn', 'status', 'meeting', 'decision'],
});

extendAccess(AgendaItem, { open: ['decisions'] });
extendAccess(JointMeeting, { open: ['decisions', 'actionItems'] });
