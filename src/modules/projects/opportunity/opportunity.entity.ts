import { createUnionType, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { MomentColumn } from '../../../platform/database/columns';
import type { Reason } from '../match/match.rules';
import { Need } from '../need/need.entity';
import { JointProject } from '../project/project.entity';

export const OpportunitySubject = createUnionType({
  name: 'OpportunitySubject',
  description: 'What a unit could take up (机会对象).',
  types: () => [Need, JointProject] as const,
});

/** A unit that was told of a need or a posted project; of each once. */
@Entity('opportunities')
@ObjectType({ description: 'Something that fits what a unit offers (机会), as it stands now.' })
export class Opportunity extends AllianceRow {
  @Column('uuid') unitId!: string;
  @ManyToOne(() => MemberUnit) @WithinAlliance('unit_id') unit!: MemberUnit;
  @Column('uuid', { nullable: true }) needId!: string | null;
  @ManyToOne(() => Need) @WithinAlliance('need_id') need!: Need | null;
  @Column('uuid', { nullable: true }) projectId!: string | null;
  @ManyToOne(() => JointProject) @WithinAlliance('project_id') project!: JointProject | null;
  /** Why it fits, as it was when the unit was told. */
  @Column('jsonb') why!: readonly Reason[];
  @MomentColumn() createdAt!: Date;
}
