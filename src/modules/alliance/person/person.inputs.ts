import { Field, ID, InputType } from 'type-graphql';
import { EmailAddress } from '../../../platform/reads/scalars';
import { IdOf, Text } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';

@InputType({ description: 'Registers a person in an alliance and invites them (登记人员).' })
export class RegisterPersonInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Name(100)
  @Field(() => String, { description: 'The name (姓名).' })
  name!: string;

  @Text({ max: 254 })
  @Field(() => EmailAddress, { description: 'Where the invitation is for (邮箱).' })
  email!: string;
}
