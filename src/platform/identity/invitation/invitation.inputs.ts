import { Field, InputType } from 'type-graphql';
import { EmailAddress } from '../../reads/scalars';
import { MaxLength } from '../../writes/validation';
import { LIMITS } from '../../budgets';
import { COOKIE } from '../session/session.inputs';

@InputType({ description: 'Accepts an invitation (接受邀请) and signs in.' })
export class AcceptInvitationInput {
  @MaxLength(LIMITS.tokenCharacters)
  @Field(() => String, { description: 'What the invitation holds (邀请码).' })
  invitation!: string;

  @MaxLength(LIMITS.passwordCharacters)
  @Field(() => String, {
    description:
      "A new password of 10 to 200 characters once composed (NFKC), or, where the address has an account, that account's (新密码).",
  })
  password!: string;

  @Field(() => EmailAddress, {
    nullable: true,
    description:
      'Where the person is reached (邮箱): only of an invitation that names no address, the first administrator’s.',
  })
  email?: string | null;

  @Field(() => Boolean, COOKIE)
  cookie?: boolean | null;
}
