import { declareAccess, extendAccess } from '../../../platform/access/access';
import { and, sql, type Sql } from '../../../platform/database/sql';
import { seesAttendance, withinMeeting } from '../meeting/meeting.access';
import { JointMeeting } from '../meeting/meeting.entity';
import { MeetingEvent } from './timeline.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    happening: MeetingEvent;
  }
}

/* Who sees what of a timeline: docs/visibility.md, "timeline". */

declareAccess<MeetingEvent>(MeetingEvent, {
  id: 'happening',
  within: 'meeting',
  row: (event) => {
    const accessLevel = event.$within.$local['accessLevel'] as Sql;
    return and(
      withinMeeting(event),
      sql`${event.audience} <= ${accessLevel}`,
      // an item that was closed since takes what happened to it along
      sql`not exists (
        select
        from agenda_items closed
        where closed.alliance_id = ${event.allianceId}
          and closed.id = ${event.itemId}
          and closed.audience > ${accessLevel}
      )`,
    );
  },
  open: ['id', 'revision', 'at', 'by', 'kind', 'summary', 'item'],
});

extendAccess<JointMeeting>(JointMeeting, { rules: { timeline: seesAttendance } });
