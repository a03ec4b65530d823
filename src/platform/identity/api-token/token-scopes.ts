import { registerEnumType } from 'type-graphql';
import type { TokenScopes } from '../../access/viewer';

export const platformTokenScopes = {
  READ_PUBLIC: 'Reads as the public (公众).',
  READ_MEMBER: 'Reads as its person.',
} as const;

/** The graph's enumeration, which has its values from when they are registered. */
export const apiScopeEnum: Record<string, string> = {};

/** Registers the scopes of all modules, once and before the schema is built. */
export function registerTokenScopes(scopes: TokenScopes): void {
  for (const name of Object.keys(scopes)) apiScopeEnum[name] = name;
  registerEnumType(apiScopeEnum, {
    name: 'ApiScope',
    description:
      'What an API token (API 令牌) may be used for. None signs, votes, or touches passwords, tokens, roles, invitations.',
    valuesConfig: Object.fromEntries(Object.entries(scopes).map(([name, description]) => [name, { description }])),
  });
}
