import { declareAccess, extendAccess } from '../../../platform/access/access';
import { sql } from '../../../platform/database/sql';
import type { Person } from '../../../platform/identity/person/person.entity';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import { person } from '../../alliance/shared/rights';
import { CalendarFeed } from './calendar-feed.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    calendar: CalendarFeed;
  }
}

/* Who sees a feed: the person, and nobody else (docs/visibility.md, "notifications, sessions, tokens"). */

declareAccess<CalendarFeed>(CalendarFeed, {
  id: 'calendar',
  row: (feed) => sql`${feed.personId} = ${person}`,
  open: ['id', 'unit', 'createdAt', 'lastUsedAt'],
  // a unit's feed is of its alliance, and not of the alliance's meetings
  rules: { scope: (feed) => sql`${feed.unitId} is null` },
});

extendAccess<Person>(Viewer, { open: ['calendarFeeds'] });
