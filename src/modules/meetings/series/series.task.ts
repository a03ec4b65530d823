import { dueTask } from '../../../platform/timed-work';
import { DRAFTED_DAYS } from './series.rules';
import { keepSeries } from './series.service';

/** Series whose next meeting is near enough to be drafted. */
const DUE = `
  select id
  from meeting_series
  where id > $2
    and next_starts_at <= $1::timestamptz + interval '${DRAFTED_DAYS * 24} hours'`;

/** Drafts the meetings of series 60 days ahead, each once. */
export const seriesTask = dueTask({ name: 'meeting-series', prefix: 'series', due: DUE, keep: keepSeries });
