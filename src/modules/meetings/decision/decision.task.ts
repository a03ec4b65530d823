import { dueTask } from '../../../platform/timed-work';
import { REMINDED_DAYS } from './decision.rules';
import { keepActionItem } from './decision.service';

/** Action items of which something may be due; a day wider, since each alliance has a day of its own. */
const DUE = `
  select id
  from action_items
  where id > $2
    and status = 'OPEN'
    and due_on <= ($1::timestamptz at time zone 'UTC')::date + ${REMINDED_DAYS + 1}`;

/** Reminds the units of action items three days before these are due, and has those turn overdue whose day has passed. */
export const actionItemTask = dueTask({ name: 'action-items', prefix: 'actionItem', due: DUE, keep: keepActionItem });
