import { createUnionType, Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../../../platform/reads/scalars';
import { Agenda, AgendaItem } from './agenda.entity';
import { Decision } from '../decision/decision.entity';
import { Attendance, JointMeeting, Quorum } from '../meeting/meeting.entity';
import { SpeakerTurn } from '../speaker/speaker.entity';
import { Vote } from '../vote/vote.entity';

@ObjectType({
  description:
    'The meeting itself changed: its title, times, status, visibility, organisers, guests, invitations or minutes (会议变更).',
})
export class MeetingChanged {
  @Field(() => JointMeeting, { description: 'The meeting as it is now (会议).' }) meeting!: JointMeeting;
}

@ObjectType({ description: 'An item came, or became visible (新增议程).' })
export class AgendaItemAdded {
  @Field(() => AgendaItem, { description: 'The new item (议程项).' }) item!: AgendaItem;
  @Field(() => ID, { nullable: true, description: 'The item that it is part of; null at the top (上级议程).' })
  parentId!: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The visible sibling just before it, or null for the first (前一议程).',
  })
  afterItemId!: string | null;
}

@ObjectType({ description: 'Something an item says changed (议程变更).' })
export class AgendaItemChanged {
  @Field(() => AgendaItem, { description: 'The item as it is now (议程项).' }) item!: AgendaItem;
}

@ObjectType({ description: 'An item has another place (议程移动).' })
export class AgendaItemMoved {
  @Field(() => AgendaItem, { description: 'The item that was moved (议程项).' }) item!: AgendaItem;
  @Field(() => ID, { nullable: true, description: 'Where it is now; null at the top (上级议程).' })
  parentId!: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The visible sibling just before it, or null for the first (前一议程).',
  })
  afterItemId!: string | null;
}

@ObjectType({ description: 'An item is gone or hidden, with everything below it (议程移除).' })
export class AgendaItemRemoved {
  @Field(() => ID, { description: 'The item that is gone, or that the viewer may not see any more (议程项).' })
  itemId!: string;
}

@ObjectType({ description: 'A unit answered its invitation, came or left (到会变更).' })
export class AttendanceChanged {
  @Field(() => Attendance, { nullable: true, description: 'For members (到会情况).' }) attendance!: Attendance | null;
  @Field(() => Quorum, { nullable: true, description: 'As it is now; null when none is asked for (法定人数).' })
  quorum!: Quorum | null;
}

@ObjectType({ description: 'Somebody asked to speak, was given the floor, has spoken or withdrew (发言变更).' })
export class SpeakersChanged {
  @Field(() => AgendaItem, { description: 'The item that is spoken to (议程项).' }) item!: AgendaItem;
  @Field(() => [SpeakerTurn], { description: 'All its turns as they are now, in order (发言名单).' })
  speakers!: SpeakerTurn[];
}

@ObjectType({ description: 'Something was decided, or an action item of a decision changed (决定变更).' })
export class DecisionRecorded {
  @Field(() => AgendaItem, { description: 'The item that it was decided under (议程项).' }) item!: AgendaItem;
  @Field(() => Decision, { description: 'The decision as it is now (决定).' }) decision!: Decision;
}

@ObjectType({ description: 'A vote was opened, cast, closed or annulled (表决变更).' })
export class VoteChanged {
  @Field(() => AgendaItem, { description: 'The item that it is on (议程项).' }) item!: AgendaItem;
  @Field(() => Vote, { description: 'The vote as it is now (表决).' }) vote!: Vote;
}

export const AgendaChange = createUnionType({
  name: 'AgendaChange',
  description: 'What changed in a live agenda (变更).',
  types: () =>
    [
      MeetingChanged,
      AgendaItemAdded,
      AgendaItemChanged,
      AgendaItemMoved,
      AgendaItemRemoved,
      AttendanceChanged,
      SpeakersChanged,
      DecisionRecorded,
      VoteChanged,
    ] as const,
});

@ObjectType({ description: "An item's number and expected start, after something else moved (序号与预计时间)." })
export class AgendaSlot {
  @Field(() => ID, { description: 'The item (议程项).' }) itemId!: string;
  @Field(() => AgendaItem, { description: 'The item as it is now, for caches that know objects by id (议程项).' })
  item!: AgendaItem;
  @Field(() => String, { description: 'As printed now (序号).' }) number!: string;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it is due to begin now; null once it has begun or when it will not (预计开始时间).',
  })
  expectedAt!: Date | null;
}

@ObjectType({
  description: `One step of a live agenda (议程更新), covering every revision after \`previousRevision\` up to \`revision\`: usually one, several when
they come faster than watchers are served or after a reconnection. A client whose last revision is not \`previousRevision\` has missed
something and subscribes again; with \`after\` = its last revision it loses nothing, across reconnections, server restarts and any number
of server processes. The first update carries \`snapshot\` when \`after\` is absent or can no longer be served; so does one after the
viewer's rights have changed. \`changes\` show what changed as it stands now, under the rights that hold now, to be applied in their
order: what is gone or hidden is AgendaItemRemoved, what became visible is AgendaItemAdded. A change that the viewer may not see leaves
an update with no changes. When the viewer loses the meeting itself, the subscription ends with NOT_FOUND.`,
})
export class AgendaUpdate {
  @Field(() => Int, {
    description: 'The revision that the watcher had; with a first snapshot the same as `revision` (前一修订号).',
  })
  previousRevision!: number;
  @Field(() => Int, { description: 'The revision that it leads to (修订号).' }) revision!: number;
  @Field(() => DateTime, { description: 'When the last of its changes was made (时间).' }) at!: Date;
  @Field(() => JointMeeting, {
    nullable: true,
    description: 'The whole meeting, where the watcher begins anew; else null (快照).',
  })
  snapshot!: JointMeeting | null;
  @Field(() => Agenda, {
    description:
      "The agenda's own fields as they are now, for caches that know objects by id (议程): `revision`, `current`, `serverTime`, and not its items.",
  })
  agenda!: Agenda;
  @Field(() => [AgendaChange], {
    description: 'What changed, to be applied in this order; empty with a snapshot (变更).',
  })
  changes!: (typeof AgendaChange)[];
  @Field(() => ID, { nullable: true, description: 'The visible item that is running (当前议程).' })
  currentItemId!: string | null;
  @Field(() => [AgendaSlot], {
    description: 'Numbers and expected starts that shifted (时间表); names only the items that shifted.',
  })
  schedule!: AgendaSlot[];
}
