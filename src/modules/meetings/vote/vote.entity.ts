import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { EnumColumn, IdColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { AgendaItem } from '../agenda/agenda.entity';
import { Guest, JointMeeting } from '../meeting/meeting.entity';

export enum VoteOptionKind {
  FOR = 'FOR',
  AGAINST = 'AGAINST',
  ABSTAIN = 'ABSTAIN',
  CHOICE = 'CHOICE',
}
describeEnum(VoteOptionKind, {
  name: 'VoteOptionKind',
  description: 'What an option means for the outcome (选项类型).',
  values: {
    FOR: 'For what is asked (赞成).',
    AGAINST: 'Against it (反对).',
    ABSTAIN: 'Neither; cast, and not in what a threshold over CAST is taken of (弃权).',
    CHOICE: 'One of several to choose from (备选).',
  },
});

export enum VoteBasis {
  UNIT = 'UNIT',
  PERSON = 'PERSON',
}
describeEnum(VoteBasis, {
  name: 'VoteBasis',
  description: 'Who has a vote (表决单位).',
  values: {
    UNIT: 'Each invited unit that is an active member when the vote opens, hosts left out (按单位).',
    PERSON: 'Each guest who is present when the vote opens; cast by those who run the meeting, on their word (按人).',
  },
});

export enum VoteBase {
  CAST = 'CAST',
  ELIGIBLE = 'ELIGIBLE',
}
describeEnum(VoteBase, {
  name: 'VoteBase',
  description: 'What a threshold is taken over (计票基数).',
  values: {
    CAST: 'The votes for and against, or for all choices; without abstentions (有效票).',
    ELIGIBLE: 'All who may vote, whether they do or not (全体应投票).',
  },
});

export enum VoteThreshold {
  SIMPLE_MAJORITY = 'SIMPLE_MAJORITY',
  TWO_THIRDS = 'TWO_THIRDS',
  UNANIMOUS = 'UNANIMOUS',
}
describeEnum(VoteThreshold, {
  name: 'VoteThreshold',
  description: 'How much of the base carries (通过比例); of an empty base nothing does.',
  values: {
    SIMPLE_MAJORITY: 'More than half (过半数).',
    TWO_THIRDS: 'At least two thirds (三分之二).',
    UNANIMOUS: 'All of it (一致).',
  },
});

export enum VoteState {
  OPEN = 'OPEN',
  CLOSED = 'CLOSED',
  ANNULLED = 'ANNULLED',
}
describeEnum(VoteState, {
  name: 'VoteState',
  description: 'How far a vote is (表决状态).',
  values: {
    OPEN: 'Votes can be cast and changed (进行中).',
    CLOSED: 'Counted (已结束).',
    ANNULLED: 'Without an outcome and without counts (作废).',
  },
});

export enum VoteOutcome {
  CARRIED = 'CARRIED',
  NOT_CARRIED = 'NOT_CARRIED',
  NO_QUORUM = 'NO_QUORUM',
}
describeEnum(VoteOutcome, {
  name: 'VoteOutcome',
  description: 'What came of a vote (表决结果).',
  values: {
    CARRIED: 'The threshold is met, or a choice won (通过).',
    NOT_CARRIED: 'It is not, or choices are tied (未通过).',
    NO_QUORUM: 'Too few units were there at its closing, whatever was cast (不足法定人数).',
  },
});

export enum VoteAnnulment {
  DECIDED = 'DECIDED',
  ITEM_ENDED = 'ITEM_ENDED',
  MEETING_ENDED = 'MEETING_ENDED',
}
describeEnum(VoteAnnulment, {
  name: 'VoteAnnulment',
  description: 'How a vote came to be annulled (作废方式).',
  values: {
    DECIDED: 'By those who run the meeting, who say why (决定作废).',
    ITEM_ENDED: 'Its item ended while it was open (议程项结束).',
    MEETING_ENDED: 'The meeting ended while it was open (会议结束).',
  },
});

@Entity('votes')
@ObjectType({
  implements: Node,
  description: `A vote on an agenda item (表决): one for each eligible unit, cast by its representative or its proxy; or, by person, one for
each guest. A secret vote never shows who chose what, and shows counts only once it is closed.`,
})
export class Vote extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Column('uuid') itemId!: string;
  @ManyToOne(() => AgendaItem) @WithinAlliance('item_id') item!: AgendaItem;
  @Field(() => String, { description: 'What is asked (表决事项).' }) @Column('text') question!: string;
  @Field(() => VoteState, { description: 'How far it is (状态).' }) @EnumColumn() state!: VoteState;
  @Field(() => VoteBasis, { description: 'Who has a vote (表决单位).' }) @EnumColumn() basis!: VoteBasis;
  @Field(() => VoteThreshold, { description: 'How much of the base carries (通过比例).' })
  @EnumColumn()
  threshold!: VoteThreshold;
  @Field(() => VoteBase, { description: 'The votes that the threshold is taken over (计票基数).' })
  @EnumColumn()
  base!: VoteBase;
  @Field(() => Boolean, { description: 'Whether nobody learns who chose what (是否无记名).' })
  @Column('boolean')
  secret!: boolean;
  @Field(() => Int, { description: 'How many have voted (已投票数).' }) @Column('int') cast!: number;
  @Field(() => Int, { description: 'How many may vote, as of its opening (应投票数).' })
  @Column('int')
  eligible!: number;
  @Field(() => VoteOutcome, { nullable: true, description: 'Null unless it is closed (表决结果).' })
  @EnumColumn({ nullable: true })
  outcome!: VoteOutcome | null;
  @Column('uuid', { nullable: true }) winnerId!: string | null;
  @Field(() => VoteOption, {
    nullable: true,
    description: 'The choice that won (当选项); null where none did, or none was to be chosen.',
  })
  @ManyToOne(() => VoteOption)
  @WithinAlliance('winner_id')
  winner!: VoteOption | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'Units that had to be there at its closing (法定人数); null when none was asked for, or it is not closed.',
  })
  @Column('int', { nullable: true })
  quorumRequired!: number | null;
  @Field(() => Int, { nullable: true, description: 'Units that were there at its closing (结束时到会单位数).' })
  @Column('int', { nullable: true })
  quorumPresent!: number | null;
  @Field(() => VoteAnnulment, {
    nullable: true,
    description: 'How it came to be annulled; null unless it was (作废方式).',
  })
  @EnumColumn({ nullable: true })
  annulment!: VoteAnnulment | null;
  @Field(() => String, { nullable: true, description: 'Why, in the words of those who annulled it (作废原因).' })
  @Column('text', { nullable: true })
  annulmentReason!: string | null;
  /** What a secret vote's choices are under while it is open, enclosed with a key of the servers'. */
  @Column('bytea', { select: false, nullable: true }) choicesKey!: Buffer | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was opened (开始时间).' })
  @MomentColumn()
  openedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was closed or annulled (结束时间).' })
  @MomentColumn({ nullable: true })
  closedAt!: Date | null;
}

@Entity('vote_options')
@ObjectType({ implements: Node, description: 'What can be chosen in a vote (表决选项).' })
export class VoteOption extends AllianceRow {
  @Column('uuid') voteId!: string;
  @ManyToOne(() => Vote) @WithinAlliance('vote_id') vote!: Vote;
  @Column('uuid') itemId!: string;
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  /** Its place among the options, from 1. */
  @Column('int') position!: number;
  @Field(() => String, { description: 'As it is written on the ballot (选项).' }) @Column('text') label!: string;
  @Field(() => VoteOptionKind, { description: 'What it means for the outcome (类型).' })
  @EnumColumn()
  kind!: VoteOptionKind;
  @Field(() => Int, {
    nullable: true,
    description: 'How many chose it (票数); null while a secret vote is open, and once a vote is annulled.',
  })
  @Column('int', { nullable: true })
  count!: number | null;
}

@Entity('ballots')
@ObjectType({ description: 'One who may vote, a unit or a guest, and whether they have (选票).' })
export class Ballot {
  @PrimaryColumn('uuid') allianceId!: string;
  @IdColumn() id!: string;
  @Column('uuid') voteId!: string;
  @ManyToOne(() => Vote) @WithinAlliance('vote_id') vote!: Vote;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit, where units vote (单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Column('uuid', { nullable: true }) guestId!: string | null;
  @Field(() => Guest, {
    nullable: true,
    description: 'The guest, where guests vote (列席人员); null once they are taken off the list.',
  })
  @ManyToOne(() => Guest)
  @WithinAlliance('guest_id')
  guest!: Guest | null;
  @Field(() => Boolean, { description: 'Whether it was cast (是否已投).' }) @Column('boolean') cast!: boolean;
  @Column('uuid', { nullable: true }) optionId!: string | null;
  @Field(() => VoteOption, {
    nullable: true,
    description: 'What was chosen (选项); null in a secret vote, whoever asks.',
  })
  @ManyToOne(() => VoteOption)
  @WithinAlliance('option_id')
  option!: VoteOption | null;
}

@ObjectType({ description: 'What a unit chose (单位选择).' })
export class UnitChoice {
  @Field(() => MemberUnit, { description: 'The unit (单位).' }) unit!: MemberUnit;
  @Field(() => ID, { nullable: true, description: 'The option; null while it has not voted (选项).' })
  optionId!: string | null;
}
