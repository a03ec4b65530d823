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
 * - revision: counts the changes of a meeting's live state, whoever may see them
 */
import '../projects';
import './agenda/agenda.access';
import { AgendaItem } from './agenda/agenda.entity';
import './agenda/agenda.fields';
import './agenda/agenda.messages';
import './agenda/agenda.mutations';
import './agenda/agenda.feed';
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
import './meeting/meeting.messages';
import './meeting/meeting.mutations';
import './schedule/schedule.mutations';
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
  SpeakerTurn,
  Decision,
  ActionItem,
  Vote,
  VoteOption,
  Ballot,
];
export { carriedItemTask } from './carried-item/carried-item.task';
export { actionItemTask } from './decision/decision.task';
export type { AgendaItemInput } from './agenda/agenda.inputs';
export { addAgendaItem, setAgendaItemState } from './agenda/agenda.service';
export { checkIn, respondToInvitation } from './invitation/invitation.service';
export { cancelMeeting, closeMeeting, openMeeting } from './meeting/meeting.service';
export { scheduleMeeting } from './schedule/schedule.service';
export type { MeetingServices } from './shared/services';
export { openVote } from './vote/vote.service';
