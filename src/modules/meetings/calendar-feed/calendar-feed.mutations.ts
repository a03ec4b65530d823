import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { Url } from '../../../platform/reads/scalars';
import { declareMutations, mutation, preparedMutation } from '../../../platform/writes/declarations';
import { CalendarFeed } from './calendar-feed.entity';
import { CreateCalendarFeedInput, RevokeCalendarFeedInput } from './calendar-feed.inputs';
import { createCalendarFeed, revokeCalendarFeed } from './calendar-feed.service';

declareMutations({
  createCalendarFeed: preparedMutation(createCalendarFeed, {
    input: CreateCalendarFeedInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    handsOutTokens: true,
    description:
      'Makes a feed of meetings for one’s own calendar (创建日历订阅), whose address is shown this once; its person is notified. It ' +
      'has what its person may see when it is fetched, drafts left out.',
    payload: {
      calendarFeed: () => CalendarFeed,
      url: {
        type: () => Url,
        description: 'The address to subscribe to (订阅地址), shown this once: whoever has it reads the feed.',
      },
    },
  }),
  revokeCalendarFeed: mutation(revokeCalendarFeed, {
    input: RevokeCalendarFeedInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    description: 'Revokes one of the own feeds (撤销日历订阅) at once.',
    payload: { viewer: () => Viewer },
  }),
});
