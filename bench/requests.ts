/** Signs in as a person would; the access token, which lasts ten minutes. */
export async function signIn(
  url: string,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<string> {
  const query =
    'mutation SignIn($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { message } } }';
  const text = await ask({ url, body: JSON.stringify({ query, variables: { input: { email, password } } }) });
  const { data } = JSON.parse(text) as { data?: { signIn: { session: { accessToken: string } | null } } };
  const token = data?.signIn.session?.accessToken;
  if (token === undefined) throw new Error(`cannot sign in: ${text}`);
  return token;
}

export interface Request {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request and its answer's body. */
export async function ask({ url, body, headers }: Request): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text.slice(0, 500)}`);
  return text;
}
