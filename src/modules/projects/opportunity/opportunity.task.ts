import { dueTask } from '../../../platform/timed-work';
import { tellOfNeed } from './opportunity.notices';

const UNTOLD = `
  select id
  from needs
  where id > $2
    and created_at <= $1
    and told_version <> version
    and status in ('OPEN', 'MATCHED')`;

/** Tells units of the needs of an import, of which there may be tens of thousands. */
export const opportunityTask = dueTask({ name: 'opportunities', prefix: 'need', due: UNTOLD, keep: tellOfNeed });
