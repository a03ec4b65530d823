import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { IdColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../alliance/alliance.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { Territory } from '../territory/territory.entity';

@Entity('volunteer_teams')
@ObjectType({ implements: Node, description: 'A volunteer corps (志愿者服务总队), or a team under it (志愿服务队).' })
export class VolunteerTeam extends AllianceRow {
  @Field(() => String, { description: 'The name (名称).' }) @Column('text') name!: string;
  @Field(() => Boolean, { description: 'Whether it is a standing core team (核心队伍，5+N) or was formed as needed.' })
  @Column('boolean')
  core!: boolean;
  @Field(() => String, { nullable: true, description: 'What it does (专长).' })
  @Column('text', { nullable: true })
  specialty!: string | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'Where it serves (服务区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit that it is of (所属单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  @Field(() => VolunteerTeam, { nullable: true, description: 'The corps that it belongs to (所属总队).' })
  @ManyToOne(() => VolunteerTeam)
  @WithinAlliance('parent_id')
  parent!: VolunteerTeam | null;
  @Field(() => String, { nullable: true, description: 'Who leads it (队长).' })
  @Column('text', { nullable: true })
  leader!: string | null;
  @Field(() => Int, { description: 'How many belong to it, named or not (人数).' }) @Column('int') memberCount!: number;
}

@Entity('volunteers')
@ObjectType({ description: 'A volunteer who agreed to be named (志愿者).' })
export class Volunteer {
  @Column('uuid', { primary: true }) allianceId!: string;
  @IdColumn() id!: string;
  @Column('uuid') teamId!: string;
  @ManyToOne(() => VolunteerTeam) @WithinAlliance('team_id') team!: VolunteerTeam;
  @Column('int') position!: number;
  @Field(() => String, { description: 'The name (姓名).' }) @Column('text') name!: string;
  @Field(() => [String], { description: 'What they can do (特长). At most 20.' })
  @Column('text', { array: true })
  skills!: string[];
  @Field(() => String, { nullable: true, description: 'How to reach them (联系方式); for members.' })
  @Column('text', { nullable: true })
  contact!: string | null;
}

@Entity('team_sizes')
@ObjectType({ description: 'How many belonged to a team from a day on (队伍规模).' })
export class TeamSize {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') teamId!: string;
  @ManyToOne(() => VolunteerTeam) @WithinAlliance('team_id') team!: VolunteerTeam;
  @Field(() => Day, { description: 'From this day on (日期).' }) @PrimaryColumn('date') on!: string;
  @Field(() => Int, { description: 'How many belonged to it then (人数).' }) @Column('int') memberCount!: number;
}
