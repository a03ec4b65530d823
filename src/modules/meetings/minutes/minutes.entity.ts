import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { JointMeeting } from '../meeting/meeting.entity';

@Entity('minutes')
@ObjectType({
  implements: Node,
  description: 'An edition of the minutes of a meeting (会议纪要): written once it is closed, frozen once approved.',
})
export class Minutes extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Field(() => Int, { description: 'Numbered from 1; each but the first corrects the one before it (版次).' })
  @Column('int')
  edition!: number;
  @Field(() => Int, {
    description: 'Grows with every change, from edition to edition; for `expectedVersion` (版本).',
  })
  @Column('int')
  version!: number;
  @Field(() => String, {
    description: 'What everybody who may see the meeting may read, as Markdown (CommonMark with tables) (正文).',
  })
  @Column('text')
  body!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'What is less open than the meeting, as Markdown (不公开部分): for participants and the secretariat; null for others, and where there is nothing.',
  })
  @Column('text', { nullable: true })
  closedBody!: string | null;
  @Column('uuid', { nullable: true }) correctsId!: string | null;
  @Field(() => Minutes, {
    nullable: true,
    description: 'The approved edition that this one corrects (被更正的版次); null for the first.',
  })
  @ManyToOne(() => Minutes)
  @WithinAlliance('corrects_id')
  corrects!: Minutes | null;
  /** The content hash of that edition. */
  @Column('text', { nullable: true }) correctsHash!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was approved; null until then (批准时间).' })
  @MomentColumn({ nullable: true })
  approvedAt!: Date | null;
  @Column('uuid', { nullable: true }) approvedById!: string | null;
  @Field(() => Person, { nullable: true, description: 'Who approved it (批准人).' })
  @ManyToOne(() => Person)
  @JoinColumn({ name: 'approved_by_id', referencedColumnName: 'id' })
  approvedBy!: Person | null;
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256, hex, of canonicalText; null until it is approved (内容哈希).',
  })
  @Column('text', { nullable: true })
  contentHash!: string | null;
  /** The server's, over the content hash. */
  @Column('text', { nullable: true }) seal!: string | null;
  /** Over what is less open, whether there is such a part or not: nothing may tell. */
  @Column('text', { nullable: true }) closedSeal!: string | null;
  @Column('text', { nullable: true }) keyId!: string | null;
}

@ObjectType({ description: 'Whether approved minutes are what was approved (完整性校验).' })
export class MinutesIntegrity {
  @Field(() => Boolean, { description: 'Whether everything holds (是否完整).' }) valid!: boolean;
  @Field(() => [String], {
    description: "What does not hold, in the request's language (问题); empty when all does.",
  })
  problems!: string[];
}
