import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { DayColumn, MomentColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { Base } from '../base/base.entity';
import { JointProject } from '../project/project.entity';

@Entity('activities')
@ObjectType({ implements: Node, description: 'Something that took place, at a base or for a project (活动).' })
export class Activity extends AllianceRow {
  @Field(() => String, { description: 'What it was (名称).' }) @Column('text') title!: string;
  @Field(() => Day, { description: 'The day (日期).' }) @DayColumn() heldOn!: string;
  @Column('uuid', { nullable: true }) baseId!: string | null;
  @Field(() => Base, { nullable: true, description: 'The base where it took place (共建基地).' })
  @ManyToOne(() => Base)
  @WithinAlliance('base_id')
  base!: Base | null;
  @Column('uuid', { nullable: true }) projectId!: string | null;
  @Field(() => JointProject, { nullable: true, description: 'The project that it belongs to (共建项目).' })
  @ManyToOne(() => JointProject)
  @WithinAlliance('project_id')
  project!: JointProject | null;
  @Field(() => Int, { nullable: true, description: 'How many came (参加人数).' })
  @Column('int', { nullable: true })
  attendance!: number | null;
  @MomentColumn() createdAt!: Date;
}

@Entity('activity_units')
export class ActivityUnit {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') activityId!: string;
  @PrimaryColumn('uuid') unitId!: string;
}
