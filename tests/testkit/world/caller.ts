import { fetchData, request, type GraphQLResponse } from '../graphql';

/** Whose requests they are: by a session or an API token; nobody's without a token. */
export interface Sender {
  readonly token?: string | null;
  readonly language?: 'en' | 'zh-CN';
  /** The request's idempotency key. */
  readonly key?: string;
}

/** Somebody with an account, and signed in. */
export interface Somebody {
  readonly id: string;
  /** An access token of ten minutes. */
  readonly token: string;
}

export interface UserErrorShown {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}

/** What a mutation answered. */
export type Answer<P = Readonly<Record<string, unknown>>> = P & { readonly userErrors: readonly UserErrorShown[] };

/** Sends requests as somebody. */
export class Caller {
  private readonly headers: Readonly<Record<string, string>>;
  private readonly token: string | null;

  constructor(
    private readonly url: () => string,
    { token, language = 'en', key }: Sender,
  ) {
    this.token = token ?? null;
    this.headers = { 'accept-language': language, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  }

  /** The body of the response as it comes, with its errors if there are any. */
  async send(query: string, variables: object = {}): Promise<GraphQLResponse<unknown>['body']> {
    return (await request(this.url(), { query, variables, token: this.token, headers: this.headers })).body;
  }

  /** The data of a response that must not have errors. */
  query<D>(query: string, variables: object = {}): Promise<D> {
    return fetchData<D>(this.url(), { query, variables, token: this.token, headers: this.headers });
  }

  /** Any object by its id. */
  async node<T>(id: string, selection: string): Promise<T> {
    return (await this.query<{ node: T }>(`query ($id: ID!) { node(id: $id) { ${selection} } }`, { id })).node;
  }

  /** Performs a mutation that may be refused. */
  async attempt<P = Readonly<Record<string, unknown>>>(
    mutation: string,
    input: object | null,
    selection = '__typename',
  ): Promise<Answer<P>> {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
    const [declared, args] = input === null ? ['', ''] : [`($input: ${type})`, '(input: $input)'];
    const { done } = await this.query<{ done: Answer<P> }>(
      `mutation${declared} { done: ${mutation}${args} { ${selection} userErrors { code message path } } }`,
      input === null ? {} : { input },
    );
    return done;
  }

  /** Performs a mutation that must succeed. */
  async mutate<P = unknown>(mutation: string, input: object | null, selection = '__typename'): Promise<P> {
    const { userErrors, ...payload } = await this.attempt<object>(mutation, input, selection);
    if (userErrors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(userErrors)}`);
    return payload as P;
  }

  /** Performs a mutation that must succeed; answers the id of the object that stands in this field of its payload. */
  async make(mutation: string, field: string, input: object): Promise<string> {
    const payload = await this.mutate<Readonly<Record<string, { readonly id: string }>>>(
      mutation,
      input,
      `${field} { id }`,
    );
    return payload[field]?.id ?? '';
  }
}
