import { LIMITS } from '../../../platform/budgets';
import { sql } from '../../../platform/database/sql';
import type { Person } from '../../../platform/identity/person/person.entity';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { declareFields } from '../../../platform/reads/declarations';
import { MeetingScope } from '../meeting/meeting.fields';
import { CalendarFeed } from './calendar-feed.entity';

declareFields<Person>(Viewer, (field) => ({
  calendarFeeds: field.many(() => CalendarFeed, {
    most: LIMITS.calendarFeedsPerPerson,
    by: 'person',
    order: (feed) => sql`${feed.createdAt} desc, ${feed.id} desc`,
    estimatedCount: 2,
    description: 'Feeds of meetings for the person’s own calendar, the newest first (日历订阅).',
  }),
}));

declareFields(CalendarFeed, (field) => ({
  scope: field.oneOf(() => MeetingScope, {
    nullable: true,
    relations: ['sectorGroup', 'areaGroup', 'territory', 'alliance'],
    description: 'Whose meetings they are: the alliance as a whole, a group or a territory (会议范围).',
  }),
}));
