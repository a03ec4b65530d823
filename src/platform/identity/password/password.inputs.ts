import { Field, InputType } from 'type-graphql';

@InputType({ description: 'Changes the own password (修改密码) and ends the other sessions.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The present one (当前密码).' })
  currentPassword!: string;

  @Field(() => String, { description: '10 to 200 characters, neither common nor the address (新密码).' })
  newPassword!: string;
}
