import { createUnionType, Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../platform/reads/scalars';
import { AgendaItem } from './agenda.entity';
import { Attendance, JointMeeting, Quorum } from './meeting.entity';

@ObjectType({ description: 'The meeting itself changed: its title, times, status, visibility, organisers, guests or invitations.' })
export class MeetingChanged {
  @Field(() => JointMeeting) meeting!: JointMeeting;
}

@ObjectType({ description: 'An item came, or became visible.' })
export class AgendaItemAdded {
  @Field(() => AgendaItem) item!: AgendaItem;
  @Field(() => ID, { nullable: true }) parentId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The visible sibling just before it, or null for the first.' }) afterItemId!: string | null;
}

@ObjectType({ description: 'Something an item says changed.' })
export class AgendaItemChanged {
  @Field(() => AgendaItem) item!: AgendaItem;
}

@ObjectType({ description: 'An item has another place.' })
export class AgendaItemMoved {
  @Field(() => AgendaItem) item!: AgendaItem;
  @Field(() => ID, { nullable: true }) parentId!: string | null;
  @Field(() => ID, { nullable: true, description: 'The visible sibling just before it, or null for the first.' }) afterItemId!: string | null;
}

@ObjectType({ description: 'An item is gone or hidden, with everything below it.' })
export class AgendaItemRemoved {
  @Field(() => ID) itemId!: string;
}

@ObjectType({ description: 'A unit answered its invitation, came or left.' })
export class AttendanceChanged {
  @Field(() => Attendance, { nullable: true, description: 'For members.' }) attendance!: Attendance | null;
  @Field(() => Quorum, { nullable: true }) quorum!: Quorum | null;
}

export const AgendaChange = createUnionType({
  name: 'AgendaChange',
  types: () => [MeetingChanged, AgendaItemAdded, AgendaItemChanged, AgendaItemMoved, AgendaItemRemoved, AttendanceChanged] as const,
});

@ObjectType({ description: "An item's number and expected start, after something else moved." })
export class AgendaSlot {
  @Field(() => ID) itemId!: string;
  @Field(() => String) number!: string;
  @Field(() => DateTime, { nullable: true }) expectedAt!: Date | null;
}

@ObjectType({
  description: `One step of a live agenda, covering every revision after \`previousRevision\` up to \`revision\`: usually one, several when
they come faster than watchers are served or after a reconnection. A client whose last revision is not \`previousRevision\` has missed
something and subscribes again; with \`after\` = its last revision it loses nothing, across reconnections, server restarts and any number
of server processes. The first update carries \`snapshot\` when \`after\` is absent or can no longer be served; so does one after the
viewer's rights have changed. \`changes\` show what changed as it stands now, under the rights that hold now, to be applied in their
order: what is gone or hidden is AgendaItemRemoved, what became visible is AgendaItemAdded. A change that the viewer may not see leaves
an update with no changes. When the viewer loses the meeting itself, the subscription ends with NOT_FOUND.`,
})
export class AgendaUpdate {
  @Field(() => Int) previousRevision!: number;
  @Field(() => Int) revision!: number;
  @Field(() => DateTime) at!: Date;
  @Field(() => JointMeeting, { nullable: true }) snapshot!: JointMeeting | null;
  @Field(() => [AgendaChange]) changes!: (typeof AgendaChange)[];
  @Field(() => ID, { nullable: true, description: 'The visible item that is running.' }) currentItemId!: string | null;
  @Field(() => [AgendaSlot], { description: 'Numbers and expected starts that shifted; names only the items that shifted.' })
  schedule!: AgendaSlot[];
}
