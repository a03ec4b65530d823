import { Field, InputType } from 'type-graphql';
import { LIMITS } from '../../budgets';
import { EmailAddress } from '../../reads/scalars';
import { MaxLength } from '../../writes/validation';

@InputType({ description: 'Asks for a mail by which a forgotten password is reset (申请重置密码).' })
export class RequestPasswordResetInput {
  @Field(() => EmailAddress, { description: 'Of the account, in any case (邮箱).' })
  email!: string;
}

@InputType({ description: 'Sets a new password without the old one (重置密码).' })
export class ResetPasswordInput {
  @MaxLength(LIMITS.tokenCharacters)
  @Field(() => String, { description: 'What the mail or the administrator’s link holds (重置码).' })
  token!: string;

  @MaxLength(LIMITS.passwordCharacters)
  @Field(() => String, {
    description: 'A password of 10 to 200 characters once composed (NFKC), neither common nor the address (新密码).',
  })
  newPassword!: string;
}
