import { declareMutations, preparedMutation } from '../../writes/declarations';
import { Viewer } from '../person/viewer.entity';
import { BindExternalIdentityInput } from './external-identity.inputs';
import { bindExternalIdentity } from './external-identity.service';

declareMutations({
  bindExternalIdentity: preparedMutation(bindExternalIdentity, {
    input: BindExternalIdentityInput,
    by: 'session',
    login: 'identity',
    description: 'Binds an account of the external issuer (绑定外部身份) to the own person.',
    payload: { viewer: () => Viewer },
  }),
});
