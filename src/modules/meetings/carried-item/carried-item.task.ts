import { dueTask } from '../../../platform/timed-work';
import { TO_CARRY } from './carried-item.queries';
import { carryOver } from './carried-item.service';

/** Meetings ahead at which something comes up again; what has been carried over is told by a row of its own. */
const DUE = `
  select distinct ahead.id
  ${TO_CARRY}
    and ahead.id > $2
    and $1::timestamptz is not null`;

/** Has action items that are to be done yet come up at the next meeting of the same scope. */
export const carriedItemTask = dueTask({ name: 'carried-items', prefix: 'meeting', due: DUE, keep: carryOver });
