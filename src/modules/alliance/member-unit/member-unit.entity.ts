import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { ChangeColumn, DayColumn, EnumColumn, IdColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime, Day, EmailAddress } from '../../../platform/reads/scalars';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../alliance/alliance.entity';
import { CreditCode } from '../shared/credit-code-scalar';
import { AreaGroup, SectorGroup } from '../group/group.entity';
import { Territory } from '../territory/territory.entity';

export enum UnitKind {
  GOVERNMENT = 'GOVERNMENT',
  PUBLIC_INSTITUTION = 'PUBLIC_INSTITUTION',
  STATE_ENTERPRISE = 'STATE_ENTERPRISE',
  PRIVATE_ENTERPRISE = 'PRIVATE_ENTERPRISE',
  SOCIAL_ORGANISATION = 'SOCIAL_ORGANISATION',
  SCHOOL = 'SCHOOL',
  HOSPITAL = 'HOSPITAL',
  MILITARY = 'MILITARY',
  COMMUNITY = 'COMMUNITY',
  OTHER = 'OTHER',
}
describeEnum(UnitKind, {
  name: 'UnitKind',
  description: 'What kind of organisation a unit is (单位性质).',
  values: {
    GOVERNMENT: 'A government office (机关).',
    PUBLIC_INSTITUTION: 'A public institution (事业单位).',
    STATE_ENTERPRISE: 'A state-owned enterprise (国有企业).',
    PRIVATE_ENTERPRISE: 'A private enterprise (民营企业).',
    SOCIAL_ORGANISATION: 'A social organisation (社会组织).',
    SCHOOL: 'A school (学校).',
    HOSPITAL: 'A hospital (医院).',
    MILITARY: 'A unit of the armed forces (部队).',
    COMMUNITY: 'A community (社区).',
    OTHER: 'Another one (其他).',
  },
});

export enum UnitAffiliation {
  CENTRAL = 'CENTRAL',
  PROVINCIAL = 'PROVINCIAL',
  MUNICIPAL = 'MUNICIPAL',
  DISTRICT = 'DISTRICT',
  SUBDISTRICT = 'SUBDISTRICT',
  NONE = 'NONE',
}
describeEnum(UnitAffiliation, {
  name: 'UnitAffiliation',
  description: 'The rank that a unit is affiliated to (隶属).',
  values: {
    CENTRAL: 'Central (中央).',
    PROVINCIAL: 'Of a province (省).',
    MUNICIPAL: 'Of a city (市).',
    DISTRICT: 'Of a district or county (区).',
    SUBDISTRICT: 'Of a subdistrict or town (街道).',
    NONE: 'None (无).',
  },
});

export enum MembershipStatus {
  APPLIED = 'APPLIED',
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  LEFT = 'LEFT',
  DECLINED = 'DECLINED',
}
describeEnum(MembershipStatus, {
  name: 'MembershipStatus',
  description: 'Where a membership stands (成员资格).',
  values: {
    APPLIED: 'Has applied and waits for an answer (已申请).',
    ACTIVE: 'A member (在册).',
    SUSPENDED: 'A member who does not take part for now (暂停).',
    LEFT: 'No member any more (已退出).',
    DECLINED: 'Was not admitted (未通过).',
  },
});

@Entity('member_units')
@ObjectType({ implements: Node, description: 'A member unit (成员单位 / 共建单位 / 红色合伙人).' })
export class MemberUnit extends AllianceRow {
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'The name (单位名称).' }) @Column('text') name!: string;
  @Field(() => String, { nullable: true, description: 'Short name (简称).' })
  @Column('text', { nullable: true })
  shortName!: string | null;
  @Field(() => UnitKind, { description: 'What kind of organisation it is (单位性质).' }) @EnumColumn() kind!: UnitKind;
  @Field(() => UnitAffiliation, { description: 'The rank it is affiliated to (隶属).' })
  @EnumColumn()
  affiliation!: UnitAffiliation;
  @Field(() => CreditCode, { nullable: true, description: 'Unified social credit code (统一社会信用代码).' })
  @Column('text', { nullable: true })
  creditCode!: string | null;
  @Field(() => MembershipStatus, { description: 'How its membership stands (成员状态).' })
  @EnumColumn()
  status!: MembershipStatus;
  @Field(() => Boolean, {
    description: 'The subdistrict or a community itself: may sign and host, is never counted as a member (街道、社区).',
  })
  @Column('boolean')
  host!: boolean;
  @Field(() => Day, { nullable: true, description: 'Since when it has been a member (加入日期).' })
  @DayColumn({ nullable: true })
  joinedOn!: string | null;
  @Field(() => Day, { nullable: true, description: 'From this day on it is no member (退出日期).' })
  @DayColumn({ nullable: true })
  leftOn!: string | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'Where it is (所在区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @Column('uuid', { nullable: true }) areaGroupId!: string | null;
  @Field(() => AreaGroup, { nullable: true, description: 'The area group it belongs to (片区).' })
  @ManyToOne(() => AreaGroup)
  @WithinAlliance('area_group_id')
  areaGroup!: AreaGroup | null;
  @Field(() => String, { nullable: true, description: 'The official who keeps in touch with it (联系领导).' })
  @Column('text', { nullable: true })
  contactOfficial!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "Why the membership was declined, suspended or ended (事由); for the unit's people until it leaves, and the secretariat.",
  })
  @Column('text', { nullable: true })
  statusReason!: string | null;
  /** SHA-256 of the receipt that an application was handed. */
  @Column('bytea', { nullable: true, select: false }) receiptHash!: Buffer | null;
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
  @Field(() => DateTime, { description: 'When `version` last grew (更新时间).' })
  @ChangeColumn()
  updatedAt!: Date;
}

@Entity('unit_contacts')
@ObjectType({ description: 'Whom to reach at a unit (联系人).' })
export class UnitContact {
  @Column('uuid', { primary: true }) allianceId!: string;
  @IdColumn() id!: string;
  @Column('uuid') unitId!: string;
  @ManyToOne(() => MemberUnit) @WithinAlliance('unit_id') unit!: MemberUnit;
  @Column('int') position!: number;
  @Field(() => String, { description: 'The name (姓名).' }) @Column('text') name!: string;
  @Field(() => String, { nullable: true, description: 'The position (职务).' })
  @Column('text', { nullable: true })
  title!: string | null;
  @Field(() => String, { nullable: true, description: 'The telephone number (电话).' })
  @Column('text', { nullable: true })
  phone!: string | null;
  @Field(() => EmailAddress, { nullable: true, description: 'The e-mail address (邮箱).' })
  @Column('text', { nullable: true })
  email!: string | null;
}

/** A unit's place in a sector group. */
@Entity('sector_group_members')
export class SectorGroupMember {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') sectorGroupId!: string;
  @PrimaryColumn('uuid') unitId!: string;
  @ManyToOne(() => SectorGroup) @WithinAlliance('sector_group_id') sectorGroup!: SectorGroup;
  @ManyToOne(() => MemberUnit) @WithinAlliance('unit_id') unit!: MemberUnit;
}

/** A unit paired with a territory (结对). */
@Entity('territory_pairings')
export class TerritoryPairing {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') territoryId!: string;
  @PrimaryColumn('uuid') unitId!: string;
  @ManyToOne(() => Territory) @WithinAlliance('territory_id') territory!: Territory;
  @ManyToOne(() => MemberUnit) @WithinAlliance('unit_id') unit!: MemberUnit;
}
