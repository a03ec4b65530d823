import ical, { ICalEventClass, ICalEventStatus } from 'ical-generator';
import { globalId } from '../../../platform/database/ids';

/** A meeting as a calendar shows it. */
export interface CalendarMeeting {
  readonly id: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly venue: string | null;
  readonly cancelled: boolean;
  readonly cancelReason: string | null;
  readonly visibility: 'PUBLIC' | 'MEMBERS' | 'CLOSED';
  readonly version: number;
  readonly updatedAt: Date;
}

const CLASSES = {
  PUBLIC: ICalEventClass.PUBLIC,
  MEMBERS: ICalEventClass.PRIVATE,
  CLOSED: ICalEventClass.CONFIDENTIAL,
} as const;

/** How often a calendar is asked to look again, in seconds. */
const LOOK_AGAIN_AFTER = 3_600;

/**
 * Meetings as an iCalendar object (RFC 5545). The same meetings are the same text, whenever it is written, so that a reader who has it
 * is told so. Moments are in UTC, which every calendar shows in its own zone, clock changes included.
 */
export function calendarOf(name: string, meetings: readonly CalendarMeeting[]): string {
  const calendar = ical({
    // the library folds a name, and leaves all else as it is: line feeds, and what RFC 5545 (3.3.11) has escaped
    name: name.replace(/\s+/g, ' ').replace(/[\\;,]/g, '\\$&'),
    prodId: { company: 'Gongjian', product: 'Meetings', language: 'ZH' },
    ttl: LOOK_AGAIN_AFTER,
  });
  for (const meeting of meetings) {
    calendar.createEvent({
      // for good, wherever the platform is reached
      id: `${globalId('meeting', meeting.id)}@gongjian`,
      sequence: meeting.version - 1,
      start: meeting.startsAt,
      end: meeting.endsAt,
      summary: meeting.title,
      location: meeting.venue,
      description: meeting.cancelReason,
      status: meeting.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      class: CLASSES[meeting.visibility],
      // where nothing is sent from one to another, this says when it last changed
      stamp: meeting.updatedAt,
      lastModified: meeting.updatedAt,
    });
  }
  return calendar.toString();
}
