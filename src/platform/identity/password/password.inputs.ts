import { Field, InputType } from 'type-graphql';

@InputType({
  description: 'Changes the own password (修改密码), ends the other sessions and unbinds external identities.',
})
export class ChangePasswordInput {
  @Field(() => String, { description: 'The present one (当前密码).' })
  currentPassword!: string;

  @Field(() => String, { description: '10 to 200 characters, neither common nor the address (新密码).' })
  newPassword!: string;
}
