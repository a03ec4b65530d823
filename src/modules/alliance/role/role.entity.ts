import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { EnumColumn, IdColumn, MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { Alliance, OfAlliance, WithinAlliance } from '../alliance/alliance.entity';
import { AreaGroup, SectorGroup } from '../group/group.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { Territory } from '../territory/territory.entity';
import { describeEnum } from '../../../platform/reads/enums';

export enum UnitRole {
  REPRESENTATIVE = 'REPRESENTATIVE',
  STAFF = 'STAFF',
}
describeEnum(UnitRole, {
  name: 'UnitRole',
  description: 'As what a person acts for a unit (单位角色).',
  values: {
    REPRESENTATIVE: 'Also signs, votes and names staff for it (单位代表).',
    STAFF: 'Does its everyday work on the platform (工作人员).',
  },
});

export enum AllianceRole {
  SECRETARIAT = 'SECRETARIAT',
  CONVENOR = 'CONVENOR',
  LIAISON = 'LIAISON',
  ORGANISER = 'ORGANISER',
  DISPATCHER = 'DISPATCHER',
  EXPERT = 'EXPERT',
  RESIDENT = 'RESIDENT',
  OBSERVER = 'OBSERVER',
}
describeEnum(AllianceRole, {
  name: 'AllianceRole',
  description: 'Roles in an alliance (联合会角色).',
  values: {
    SECRETARIAT: 'Runs the alliance (秘书处).',
    CONVENOR: 'Leads one group or territory and runs its meetings (召集人).',
    LIAISON: 'Prepares the meetings of one group or territory (联系人).',
    ORGANISER: 'Schedules and runs any meeting of the alliance (会议组织者).',
    DISPATCHER: 'Sends requests to those who can meet them (派单员).',
    EXPERT: 'Advises in consultations that name them (智库专家).',
    RESIDENT: 'Lives in a territory and takes part there (居民).',
    OBSERVER: 'Sees what members see (观察员).',
  },
});

/** Somebody the alliance's secretariat has registered, or who has a role there. */
@Entity('alliance_people')
export class AlliancePerson {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') personId!: string;
  @ManyToOne(() => Person) @JoinColumn({ name: 'person_id', referencedColumnName: 'id' }) person!: Person;
  @MomentColumn() since!: Date;
}

/** A person's role in a unit; the graph's Representation. */
@Entity('unit_roles')
@ObjectType({ description: 'A person acting for a unit (单位代表).' })
export class Representation {
  @Column('uuid', { primary: true }) allianceId!: string;
  @IdColumn() id!: string;
  @Column('uuid') personId!: string;
  @ManyToOne(() => Person) @JoinColumn({ name: 'person_id', referencedColumnName: 'id' }) person!: Person;
  @Column('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit (单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit;
  @Field(() => UnitRole, { description: 'As what (角色).' }) @EnumColumn() role!: UnitRole;
  @MomentColumn() since!: Date;
  /** Who appointed them; null for appointments from before that was kept. */
  @Column('uuid', { nullable: true }) grantedById!: string | null;
  @ManyToOne(() => Person) @JoinColumn({ name: 'granted_by_id', referencedColumnName: 'id' }) grantedBy!: Person | null;
}

@Entity('alliance_roles')
@ObjectType({ description: 'A role that a person has in an alliance, and of which group or territory (联合会角色).' })
export class AllianceRoleGrant {
  @Column('uuid', { primary: true }) allianceId!: string;
  @IdColumn() id!: string;
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Column('uuid') personId!: string;
  @ManyToOne(() => Person) @JoinColumn({ name: 'person_id', referencedColumnName: 'id' }) person!: Person;
  @Field(() => AllianceRole, { description: 'The role (角色).' }) @EnumColumn() role!: AllianceRole;
  @Column('uuid', { nullable: true }) sectorGroupId!: string | null;
  @Field(() => SectorGroup, { nullable: true, description: 'The sector group that it is of (界别小组).' })
  @ManyToOne(() => SectorGroup)
  @WithinAlliance('sector_group_id')
  sectorGroup!: SectorGroup | null;
  @Column('uuid', { nullable: true }) areaGroupId!: string | null;
  @Field(() => AreaGroup, { nullable: true, description: 'The area group that it is of (片区).' })
  @ManyToOne(() => AreaGroup)
  @WithinAlliance('area_group_id')
  areaGroup!: AreaGroup | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'The territory that it is of (区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @MomentColumn() since!: Date;
}

@ObjectType({ description: 'A person in the secretariat (秘书处成员).' })
export class AllianceRoleHolder {
  @Field(() => Person, { description: 'Who holds it (人员).' }) person!: Person;
  @Field(() => AllianceRole, { description: 'The role (角色).' }) role!: AllianceRole;
  @Field(() => MemberUnit, {
    nullable: true,
    description: 'The unit the person comes from (所在单位): of several, the longest that the viewer may see.',
  })
  unit!: MemberUnit | null;
}
