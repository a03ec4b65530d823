import { Field, InputType } from 'type-graphql';
import { EmailAddress } from '../../reads/scalars';

/** Administrators know accounts by their addresses, and are shown no list of them. */
@InputType()
abstract class OfAccount {
  @Field(() => EmailAddress, { description: 'The address that its person signs in with, in any case (邮箱).' })
  email!: string;
}

@InputType({ description: 'Shuts a person out (停用账号).' })
export class DisableAccountInput extends OfAccount {}

@InputType({ description: 'Lets a person sign in again (启用账号).' })
export class EnableAccountInput extends OfAccount {}

@InputType({ description: 'Ends all that a person is signed in by (结束账号的会话与令牌).' })
export class EndAccountSessionsInput extends OfAccount {}

@InputType({ description: 'Makes a link by which a person sets a new password (签发重置密码链接).' })
export class IssuePasswordResetInput extends OfAccount {}

@InputType({ description: 'Makes a person an administrator of the installation (授予系统管理员).' })
export class GrantAdministratorInput extends OfAccount {}

@InputType({ description: 'Takes the right of an administrator back (撤销系统管理员).' })
export class RevokeAdministratorInput extends OfAccount {}
