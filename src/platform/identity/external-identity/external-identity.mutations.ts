import { declareMutations, preparedMutation } from '../../writes/declarations';
import { Viewer } from '../person/viewer.entity';
import { BindExternalIdentityInput, UnbindExternalIdentityInput } from './external-identity.inputs';
import { bindExternalIdentity, unbindExternalIdentity } from './external-identity.service';

declareMutations({
  bindExternalIdentity: preparedMutation(bindExternalIdentity, {
    input: BindExternalIdentityInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    description:
      'Binds an account of the external issuer (绑定外部身份) to the own person, who is notified, by mail as well. Rate limited.',
    payload: { viewer: () => Viewer },
  }),
  unbindExternalIdentity: preparedMutation(unbindExternalIdentity, {
    input: UnbindExternalIdentityInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    description:
      'Unbinds an account of the external issuer (解除绑定) at once, on open sockets too; its person is notified, by mail as well.',
    payload: { viewer: () => Viewer },
  }),
});
