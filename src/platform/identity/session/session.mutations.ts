import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../../reads/scalars';
import { declareMutations, preparedMutation } from '../../writes/declarations';
import { Viewer } from '../person/viewer.entity';
import { EndSessionInput, RefreshSessionInput, SignInInput } from './session.inputs';
import { endSession, refreshSession, signIn, signOut } from './session.service';

/** What a sign-in hands out. The row behind it is a SignedInSession. */
@ObjectType({
  description:
    'A session (登录会话) begun or renewed. With `cookie` the tokens are null and travel in HttpOnly SameSite cookies.',
})
export class Session {
  @Field(() => String, { nullable: true, description: 'For the Authorization header (访问令牌): Bearer …' })
  accessToken!: string | null;

  @Field(() => String, { nullable: true, description: 'Good for one refreshSession within thirty days (刷新令牌).' })
  refreshToken!: string | null;

  @Field(() => DateTime, { description: 'When the access token ends (到期时间).' })
  expiresAt!: Date;

  @Field(() => Boolean, { description: 'Whether the password has to be changed first (须修改密码).' })
  mustChangePassword!: boolean;

  @Field(() => Viewer, { description: 'Who has signed in (当前用户).' })
  viewer!: Viewer;
}

declareMutations({
  signIn: preparedMutation(signIn, {
    input: SignInInput,
    by: 'anyone',
    who: ['anyone'],
    openToRefused: true,
    login: 'identity',
    handsOutTokens: true,
    description: 'Signs in (登录). Rate limited; never tells whether there is an account.',
    payload: { session: () => Session },
  }),
  refreshSession: preparedMutation(refreshSession, {
    input: RefreshSessionInput,
    by: 'anyone',
    who: ['anyone'],
    openToRefused: true,
    login: 'identity',
    handsOutTokens: true,
    description: 'Goes on with a session (续期). A refresh token is good once: one that comes twice ends its session.',
    payload: { session: () => Session },
  }),
  signOut: preparedMutation(signOut, {
    by: 'anyone',
    who: ['self'],
    openToRefused: true,
    login: 'identity',
    description: 'Ends the session (退出登录) and clears its cookies.',
    payload: {},
  }),
  endSession: preparedMutation(endSession, {
    input: EndSessionInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    description:
      'Ends one of the own sessions (结束会话) at once, on open sockets too; where it is another one, its person is notified, by mail as well.',
    payload: { viewer: () => Viewer },
    payloadDescription: 'The viewer (当前用户) is null where it was the session that the request came by.',
  }),
});
