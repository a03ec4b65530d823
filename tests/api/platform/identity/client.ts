import { invitePerson } from '../../../../src/platform/identity';
import { request } from '../../../testkit/graphql';
import { PASSWORD } from '../../../testkit/keys';
import type { TestServer } from '../../../testkit/server';

export const ALLIANCE = '0193a000-0000-7000-8000-000000000001';

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Readonly<Record<string, ReturnType<typeof JSON.parse>>> | null;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** One request as a client sends it. */
export async function ask(
  server: TestServer,
  query: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer> {
  const {
    body,
    status,
    headers: answered,
  } = await request<NonNullable<GraphQLAnswer['data']>>(server.url, {
    query,
    variables,
    headers,
  });
  return { status, headers: answered, data: body.data ?? null, errors: body.errors ?? [] };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) {
  session { accessToken refreshToken expiresAt mustChangePassword viewer { person { id name email locale } } }
  userErrors { code message path } } }`;
export const ACCEPT = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
  session { accessToken refreshToken viewer { person { id name email } } } userErrors { code message path } } }`;
export const REFRESH = `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) {
  session { accessToken refreshToken viewer { person { email } } } userErrors { code message path } } }`;
export const SIGN_OUT = 'mutation { signOut { userErrors { code } } }';
export const VIEWER = '{ viewer { person { id email } apiTokens { name revokedAt } } }';

/** Somebody with an account, and their tokens. */
export async function somebody(
  server: TestServer,
  email: string,
  name = '郑国',
): Promise<{ accessToken: string; refreshToken: string }> {
  const { invitation } = await server.running.connections.identity.transaction((manager) =>
    invitePerson({ manager, now: new Date() }, { allianceId: ALLIANCE, name, email }),
  );
  const { data } = await ask(server, ACCEPT, { input: { invitation, password: PASSWORD } });
  return data?.['acceptInvitation'].session;
}
