import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MomentColumn } from '../../../platform/database/columns';
import { DateTime } from '../../../platform/reads/scalars';
import { JointProject } from '../project/project.entity';

export const TRACE_KINDS = [
  'NEED',
  'RESOURCE',
  'AGREEMENT',
  'PROPOSED',
  'NEED_MATCHED',
  'RESOURCE_MATCHED',
  'AGREEMENT_ACTIVE',
  'POSTED',
  'CLAIMED',
  'STARTED',
  'MILESTONE_DONE',
  'ACTIVITY',
  'COMPLETED',
  'EVALUATED',
  'DISCUSSED',
  'DECIDED',
] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** A row of the view over all that a project came of, and that came of it. */
@Entity('project_trace')
@ObjectType({ description: 'One step of how a project came about or of what came of it (闭环).' })
export class TraceStep {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') projectId!: string;
  @ManyToOne(() => JointProject) @WithinAlliance('project_id') project!: JointProject;
  @Field(() => DateTime, {
    description: 'When; of what is known by the day, the beginning of that day where the alliance is (时间).',
  })
  @MomentColumn()
  at!: Date;
  @Column('text') kind!: TraceKind;
  /** Among those of one moment. */
  @Column('int') place!: number;
  @PrimaryColumn('text') subject!: string;
}
