import { Field, ID, InputType } from 'type-graphql';
import { LIMITS } from '../../budgets';
import { IdOf, MaxLength } from '../../writes/validation';

@InputType({ description: 'Binds an account of the external issuer (绑定外部身份) to the own person.' })
export class BindExternalIdentityInput {
  @MaxLength(LIMITS.idTokenCharacters)
  @Field(() => String, { description: 'An ID token, made out to this platform in the last ten minutes (身份令牌).' })
  idToken!: string;

  @MaxLength(LIMITS.passwordCharacters)
  @Field(() => String, { description: 'The own password (当前密码): what is bound outlives the session.' })
  password!: string;
}

@InputType({ description: 'Unbinds an account of the external issuer (解除绑定) at once.' })
export class UnbindExternalIdentityInput {
  @IdOf('externalIdentity')
  @Field(() => ID, { description: 'The external identity (外部身份).' })
  externalIdentityId!: string;
}
