/**
 * Meetings (会议): who meets, who comes, what is on the agenda, and how it goes, live.
 *
 * - joint meeting (联席会议): a meeting of the alliance, a sector group, an area group or a territory, which is its scope
 * - draft (草稿), scheduled (已安排), in session (进行中), recess (休会), closed (已结束), cancelled (已取消): its status
 * - organiser (会议组织者), convenor (召集人): those who run it; liaison (联系人): prepares it until it opens
 * - invitation, attendance (邀请、签到): a unit's place in a meeting, its answer, and whether it is present
 * - representative (参会代表): who comes for a unit; proxy (委托): the unit that acts for one that does not come
 * - guest (列席): a resident, expert, department or supervisor at the table
 * - quorum (法定人数): how many units must be present
 * - check-in code (签到码): six digits shown in the room, which change every half minute
 * - agenda, agenda item (议程、议程项): what is dealt with, in order, at up to three levels
 * - turn (发言): somebody's place in the queue of those who speak to an item; point of order (程序性发言): comes first
 * - decision (决定): what was decided on an item; action item (决定事项): work that it gives to units, with a day
 * - carried item (承接事项): an action item that comes up again at the next meeting of the same scope, while it is to be done
 * - vote (表决): what is asked on an item, of units or guests; ballot (选票): one who may vote, and whether they have
 * - secret vote (无记名表决): nobody learns who chose what; its choices are under a key of its own until it is closed
 * - carried (受托代投): a unit that is not there, and votes through the checked-in unit that stands in for it
 * - access level: what a viewer is to a meeting, from 1, the public, to 4, those who run it
 * - audience: the least access level that sees a meeting or an item
 * - layout: what follows from an agenda's order, states and plans for each audience: numbers and expected starts (预计开始)
 * - consultation (专题会商): a question put to experts of the think tank; recommendation (专家建议): what one of them advises
 * - timeline (大事记): what happened to a meeting and when, in words, for good
 * - series (系列会议): meetings that come again by a rule, each drafted by itself; template (议程模板): what an agenda begins with
 * - calendar feed (日历订阅): meetings in a person's own calendar, by an address that is a secret
 * - minutes (会议纪要): what is kept of a closed meeting, in editions (版次): drafted from what happened or written by hand,
 *   approved (批准), then frozen and sealed; a correction (更正) is a new edition
 * - revision: counts the changes of a meeting's live state, whoever may see them
 */
import '../projects';
import './agenda/agenda.access';
import { AgendaItem } from './agenda/agenda.entity';
import './agenda/agenda.fields';
import './agenda/agenda.messages';
import './agenda/agenda.mutations';
import './agenda/agenda.feed';
import './consultation/consultation.access';
import { Consultation, ConsultationExpert, Recommendation } from './consultation/consultation.entity';
import './consultation/consultation.feed';
import './consultation/consultation.fields';
import './consultation/consultation.messages';
import './consultation/consultation.mutations';
import './calendar-feed/calendar-feed.access';
import { CalendarFeed } from './calendar-feed/calendar-feed.entity';
import './calendar-feed/calendar-feed.fields';
import './calendar-feed/calendar-feed.messages';
import './calendar-feed/calendar-feed.mutations';
import './agenda/agenda-subject.feed';
import './decision/decision.access';
import { ActionItem, Decision } from './decision/decision.entity';
import './decision/decision.fields';
import './decision/decision.messages';
import './decision/decision.mutations';
import './invitation/invitation.messages';
import './invitation/invitation.mutations';
import './meeting/meeting.access';
import { Attendance, Guest, JointMeeting, MeetingOrganiser } from './meeting/meeting.entity';
import './meeting/meeting.fields';
import './meeting/meeting-clashes.fields';
import './meeting/meeting.messages';
import './meeting/meeting.mutations';
import './minutes/minutes.access';
import { Minutes } from './minutes/minutes.entity';
import './minutes/minutes.fields';
import './minutes/minutes.messages';
import './minutes/minutes.mutations';
import './schedule/schedule.mutations';
import './timeline/timeline.access';
import { MeetingEvent } from './timeline/timeline.entity';
import './timeline/timeline.fields';
import './timeline/timeline.messages';
import './series/series.access';
import { MeetingSeries } from './series/series.entity';
import './series/series.fields';
import './series/series.messages';
import './series/series.mutations';
import './template/template.access';
import { AgendaTemplate, AgendaTemplateItem } from './template/template.entity';
import './template/template.fields';
import './template/template.messages';
import './template/template.mutations';
import './speaker/speaker.access';
import { SpeakerTurn } from './speaker/speaker.entity';
import './speaker/speaker.fields';
import './speaker/speaker.messages';
import './speaker/speaker.mutations';
import './vote/vote.access';
import { Ballot, Vote, VoteOption } from './vote/vote.entity';
import './vote/vote.fields';
import './vote/vote.messages';
import './vote/vote.mutations';

export const meetingEntities = [
  JointMeeting,
  MeetingOrganiser,
  Attendance,
  Guest,
  AgendaItem,
  MeetingEvent,
  Consultation,
  ConsultationExpert,
  Recommendation,
  AgendaTemplate,
  AgendaTemplateItem,
  MeetingSeries,
  CalendarFeed,
  Minutes,
  SpeakerTurn,
  Decision,
  ActionItem,
  Vote,
  VoteOption,
  Ballot,
];
export { carriedItemTask } from './carried-item/carried-item.task';
export { recordDecision } from './decision/decision.service';
export { actionItemTask } from './decision/decision.task';
export type { AgendaItemInput } from './agenda/agenda.inputs';
export { addAgendaItem, setAgendaItemState, updateAgendaItem } from './agenda/agenda.service';
export { meetingsOfFeed, useFeed } from './calendar-feed/calendar-feed.queries';
export { calendarOf } from './calendar-feed/calendar-feed.rules';
export { openConsultation, respondToRecommendation, submitRecommendation } from './consultation/consultation.service';
export { checkIn, respondToInvitation } from './invitation/invitation.service';
export { cancelMeeting, closeMeeting, openMeeting } from './meeting/meeting.service';
export { minutesDocument } from './minutes/minutes-print.queries';
export { approveMinutes, writeMinutes } from './minutes/minutes.service';
export { scheduleMeeting } from './schedule/schedule.service';
export { requestToSpeak } from './speaker/speaker.service';
export { scheduleSeries } from './series/series.service';
export { seriesTask } from './series/series.task';
export type { MeetingServices } from './shared/services';
export { openVote } from './vote/vote.service';
