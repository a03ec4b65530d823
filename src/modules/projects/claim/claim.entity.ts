import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { JointProject } from '../project/project.entity';

export enum ClaimStatus {
  SUBMITTED = 'SUBMITTED',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  WITHDRAWN = 'WITHDRAWN',
}
describeEnum(ClaimStatus, {
  name: 'ClaimStatus',
  description: 'How far a claim is (认领状态).',
  values: {
    SUBMITTED: 'Not decided yet (待审核).',
    ACCEPTED: 'Its unit leads the project (已中榜).',
    DECLINED: 'Another was accepted, or none (未中榜).',
    WITHDRAWN: 'Taken back by its unit (已撤回).',
  },
});

@Entity('project_claims')
@ObjectType({ implements: Node, description: 'A unit’s offer to take on a posted project (认领 / 接榜).' })
export class ProjectClaim extends AllianceRow {
  @Column('uuid') projectId!: string;
  @ManyToOne(() => JointProject) @WithinAlliance('project_id') project!: JointProject;
  @Column('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit that offers it (认领单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit;
  @Field(() => String, { description: 'How it would go about it (实施方案).' }) @Column('text') proposal!: string;
  @Field(() => ClaimStatus, { description: 'How far it is (状态).' }) @EnumColumn() status!: ClaimStatus;
  @MomentColumn() createdAt!: Date;
}
