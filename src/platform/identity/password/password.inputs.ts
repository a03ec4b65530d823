import { Field, InputType } from 'type-graphql';
import { MaxLength } from '../../writes/validation';
import { LIMITS } from '../../budgets';

@InputType({
  description: 'Changes the own password (修改密码), ends the other sessions and unbinds external identities.',
})
export class ChangePasswordInput {
  @MaxLength(LIMITS.passwordCharacters)
  @Field(() => String, { description: 'The present one (当前密码).' })
  currentPassword!: string;

  @MaxLength(LIMITS.passwordCharacters)
  @Field(() => String, {
    description: 'A password of 10 to 200 characters once composed (NFKC), neither common nor the address (新密码).',
  })
  newPassword!: string;
}
