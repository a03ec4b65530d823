import { declareMutations, preparedMutation } from '../../writes/declarations';
import { Session } from '../session/session.mutations';
import { AcceptInvitationInput } from './invitation.inputs';
import { acceptInvitation } from './invitation.service';

declareMutations({
  acceptInvitation: preparedMutation(acceptInvitation, {
    input: AcceptInvitationInput,
    by: 'anyone',
    who: ['anyone'],
    openToRefused: true,
    login: 'identity',
    handsOutTokens: true,
    description: 'Takes up an invitation (接受邀请), good once and for seven days, and signs in.',
    payload: { session: () => Session },
  }),
});
