import './meeting.access';
import './meeting.fields';
import { AgendaItem } from './agenda.entity';
import { AgendaSubscriptions } from './agenda.subscription';
import { Attendance, Guest, JointMeeting, MeetingOrganiser } from './meeting.entity';

export const meetingEntities = [JointMeeting, MeetingOrganiser, Attendance, Guest, AgendaItem];
export const meetingResolvers: Function[] = [AgendaSubscriptions];
export { agendaFeed } from './agenda.feed';
