import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, IdOf, Optional, ReferenceId, Text } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';
import { MOST_SKILLS } from '../volunteer-team/volunteer-team.inputs';

@InputType({
  description:
    'Appoints an expert to the think tank (聘任专家), or changes the appointment that lasts; of that, what is absent stays.',
})
export class AppointExpertInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @IdOf('person')
  @Field(() => ID, { description: 'Somebody whom the secretariat has registered (专家).' })
  personId!: string;
  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'Position or rank (职务、职称).' })
  title?: string | null;
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The unit the expert comes from (所在单位).' })
  unitId?: string | null;
  @AtMost(MOST_SKILLS)
  @Text({ max: 60, each: true })
  @Field(() => [String], { description: 'What they know about (专业领域).' })
  fields!: string[];
  @Field(() => Day, {
    nullable: true,
    description: 'From when on (聘任起始日); when absent, that of an appointment that lasts, else today.',
  })
  since?: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day (聘任截止日); in the past it ends the appointment.' })
  until?: string | null;
}
