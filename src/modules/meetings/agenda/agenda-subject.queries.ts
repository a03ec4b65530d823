import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/writes/statements';

/** An agenda item that is about something that moves on. */
export interface AboutSubject {
  readonly id: string;
  readonly meetingId: string;
}

const COLUMNS = { agreement: 'agreement_id', consultation: 'consultation_id' } as const;
export type FollowedSubject = keyof typeof COLUMNS;

/** The items that are about something, of meetings that are not over; in the order in which meetings are locked. */
export function itemsAbout(
  manager: EntityManager,
  allianceId: string,
  kind: FollowedSubject,
  id: string,
): Promise<AboutSubject[]> {
  return query<AboutSubject>(
    manager,
    `select item.id, item.meeting_id as "meetingId"
     from agenda_items item
     join joint_meetings meeting on meeting.alliance_id = item.alliance_id and meeting.id = item.meeting_id
     where item.alliance_id = $1
       and item.${COLUMNS[kind]} = $2
       and meeting.status not in ('CLOSED', 'CANCELLED')
     order by item.meeting_id, item.id`,
    [allianceId, id],
  );
}
