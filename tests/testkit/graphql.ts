/** A GraphQL request over HTTP as a client sends it. */
export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: object;
  readonly operationName?: string;
  /** For the Authorization header: an access token or an API token. */
  readonly token?: string | null;
  /** Sent besides; English is asked for unless they say otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A top-level error of a response. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions: { readonly code: string; readonly requestId?: string; readonly inputPath?: readonly string[] };
}

export interface GraphQLResponse<D> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly data?: D | null; readonly errors?: readonly ResponseError[] };
  /** The body as it came. */
  readonly text: string;
}

/** Sends one request. */
export async function request<D = unknown>(
  url: string,
  { token, headers, ...asked }: GraphQLRequest,
): Promise<GraphQLResponse<D>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': 'en',
      // one that is kept may be closed by the server just as it is used again, when the machine is busy
      connection: 'close',
      ...(token === undefined || token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(asked),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(text) as GraphQLResponse<D>['body'],
    text,
  };
}

/** The data of a request that must succeed. */
export async function fetchData<D>(url: string, asked: GraphQLRequest): Promise<D> {
  const { body, text } = await request<D>(url, asked);
  if (body.errors !== undefined || body.data === undefined || body.data === null)
    throw new Error(`${text}\nfor ${asked.query}`);
  return body.data;
}
