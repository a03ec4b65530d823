import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { MeetingSeries } from './series.entity';
import { EndSeriesInput, ScheduleSeriesInput } from './series.inputs';
import { endSeries, scheduleSeries } from './series.service';

declareMutations({
  scheduleSeries: mutation(scheduleSeries, {
    input: ScheduleSeriesInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Schedules meetings that come again by a rule (安排系列会议), each drafted by itself 60 days ahead: the secretariat and ' +
      'organisers any, convenors and liaisons those of their own group or territory.',
    payload: { series: () => MeetingSeries },
  }),
  endSeries: mutation(endSeries, {
    input: EndSeriesInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Ends a series (终止系列会议): its drafts that are still ahead are cancelled, and what was published stays as it is. By ' +
      'those who run its meetings.',
    payload: { series: () => MeetingSeries },
  }),
});
