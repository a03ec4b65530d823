import { declareMutations, preparedMutation } from '../../writes/declarations';
import { Viewer } from '../person/viewer.entity';
import { ChangePasswordInput } from './password.inputs';
import { changePassword } from './password.service';

declareMutations({
  changePassword: preparedMutation(changePassword, {
    input: ChangePasswordInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    description:
      'Changes the own password (修改密码); the other sessions end, and external identities are unbound. Its person is notified, by mail as well.',
    payload: { viewer: () => Viewer },
  }),
});
