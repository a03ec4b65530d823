import { Field, InputType } from 'type-graphql';
import { MaxLength } from '../../writes/validation';
import { LIMITS } from '../../budgets';

@InputType({ description: 'Binds an account of the external issuer (绑定外部身份) to the own person.' })
export class BindExternalIdentityInput {
  @MaxLength(LIMITS.idTokenCharacters)
  @Field(() => String, { description: 'An ID token, made out to this platform in the last ten minutes (身份令牌).' })
  idToken!: string;
}
