import { Field, ID, InputType } from 'type-graphql';
import { IdOf, Optional } from '../../../platform/writes/validation';
import { AllianceRole, UnitRole } from './role.entity';

@InputType({ description: "Names a unit's representative or staff (任命单位代表或工作人员)." })
export class GrantUnitRoleInput {
  @IdOf('person')
  @Field(() => ID, { description: 'Somebody registered in the alliance (人员).' })
  personId!: string;

  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;

  @Field(() => UnitRole, { description: 'Takes the place of the role that the person had in the unit (角色).' })
  role!: UnitRole;
}

@InputType({ description: "Ends a person's role in a unit (撤销单位角色)." })
export class RevokeUnitRoleInput {
  @IdOf('person')
  @Field(() => ID, { description: 'The person (人员).' })
  personId!: string;

  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;
}

@InputType()
abstract class AllianceRoleInput {
  @IdOf('person')
  @Field(() => ID, { description: 'Somebody registered in the alliance (人员).' })
  personId!: string;

  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Field(() => AllianceRole, {
    description:
      'A convenor (召集人) and a liaison (联系人) are of one group or territory; a resident of a territory; ' +
      'a dispatcher of a territory or the whole alliance; the others of the whole alliance.',
  })
  role!: AllianceRole;

  @Optional()
  @IdOf('sector')
  @Field(() => ID, { nullable: true, description: 'The sector group that the role is of (界别小组).' })
  sectorGroupId?: string | null;

  @Optional()
  @IdOf('area')
  @Field(() => ID, { nullable: true, description: 'The area group that the role is of (片区).' })
  areaGroupId?: string | null;

  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'The territory that the role is of (区域).' })
  territoryId?: string | null;
}

@InputType({ description: 'Gives a person a role in an alliance (授予角色).' })
export class GrantAllianceRoleInput extends AllianceRoleInput {}

@InputType({ description: "Ends a person's role in an alliance (撤销角色): the very one that was granted." })
export class RevokeAllianceRoleInput extends AllianceRoleInput {}
