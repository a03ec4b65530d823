import type { TokenScopes } from '../../access/viewer';
import { describeEnum } from '../../reads/enums';

export const platformTokenScopes = {
  READ_PUBLIC: 'Reads as the public (公众).',
  READ_MEMBER: 'Reads as its person (本人).',
} as const;

/** The graph's enumeration, which has its values from when they are registered. */
export const apiScopeEnum: Record<string, string> = {};

/** Registers the scopes of all modules, once and before the schema is built. */
export function registerTokenScopes(scopes: TokenScopes): void {
  for (const name of Object.keys(scopes)) apiScopeEnum[name] = name;
  describeEnum(apiScopeEnum, {
    name: 'ApiScope',
    description:
      'What an API token (API 令牌) may be used for. None signs, votes, or touches passwords, tokens, roles, invitations.',
    values: { ...scopes },
  });
}
