import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/writes/statements';

/** An agenda item that is about an agreement. */
export interface AboutAgreement {
  readonly id: string;
  readonly meetingId: string;
}

/** The items that are about an agreement, of meetings that are not over; in the order in which meetings are locked. */
export function itemsAbout(manager: EntityManager, allianceId: string, agreementId: string): Promise<AboutAgreement[]> {
  return query<AboutAgreement>(
    manager,
    `select item.id, item.meeting_id as "meetingId"
     from agenda_items item
     join joint_meetings meeting on meeting.alliance_id = item.alliance_id and meeting.id = item.meeting_id
     where item.alliance_id = $1
       and item.agreement_id = $2
       and meeting.status not in ('CLOSED', 'CANCELLED')
     order by item.meeting_id, item.id`,
    [allianceId, agreementId],
  );
}
