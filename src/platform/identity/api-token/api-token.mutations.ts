import { declareMutations, mutation, preparedMutation } from '../../writes/declarations';
import { ApiToken } from './api-token.entity';
import { CreateApiTokenInput, RevokeApiTokenInput } from './api-token.inputs';
import { createApiToken, revokeApiToken } from './api-token.service';

declareMutations({
  createApiToken: preparedMutation(createApiToken, {
    input: CreateApiTokenInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    handsOutTokens: true,
    description: 'Makes an API token (创建 API 令牌), shown this once; its person is notified, by mail as well.',
    payload: {
      apiToken: () => ApiToken,
      secret: { type: () => String, description: 'The token itself (令牌), shown this once.' },
    },
  }),
  revokeApiToken: mutation(revokeApiToken, {
    input: RevokeApiTokenInput,
    by: 'session',
    who: ['self'],
    login: 'identity',
    description: 'Revokes one of the own API tokens (撤销 API 令牌) at once.',
    payload: { apiToken: () => ApiToken },
  }),
});
