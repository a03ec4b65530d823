import type { GraphiQLProps } from 'graphiql';
import { getOperationAST, parse, type FormattedExecutionResult, type OperationDefinitionNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { currentLanguage } from './language';
import { texts } from './texts';

type Fetcher = GraphiQLProps['fetcher'];
type Operation = Parameters<Fetcher>[0];
type Headers = Record<string, string>;
type Json = Record<string, unknown>;

const endpoint = '/graphql';
const failed = (message: string): FormattedExecutionResult => ({ errors: [{ message }] });

/**
 * The operation of the document that is meant. GraphiQL tells its name and its parsed document a moment late: run at
 * once after changing tabs, it names an operation of the tab before.
 */
function operationOf({ query, operationName }: Operation): OperationDefinitionNode | undefined {
  try {
    const document = parse(query);
    return getOperationAST(document, operationName) ?? getOperationAST(document) ?? undefined;
  } catch {
    // A document that does not parse goes to the server, whose answer says where it breaks.
    return undefined;
  }
}

async function post(operation: Operation, headers: Headers): Promise<FormattedExecutionResult> {
  const text = texts[currentLanguage()];
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json;q=0.9',
        ...headers,
      },
      body: JSON.stringify(operation),
    });
    const body = await response.text();
    try {
      return JSON.parse(body) as FormattedExecutionResult;
    } catch {
      return failed(`${text.notGraphQL}: HTTP ${response.status} ${response.statusText} ${body.slice(0, 500)}`.trim());
    }
  } catch {
    return failed(text.unreachable);
  }
}

/** One socket for one subscription, so that its connection parameters are the headers that its tab shows. */
function subscribe(operation: Operation, headers: Headers): AsyncIterable<FormattedExecutionResult> {
  const client = createClient({
    url: new URL(endpoint, location.href.replace(/^http/, 'ws')).href,
    connectionParams: headers,
  });
  const updates = client.iterate<Json, Json>({ ...operation, operationName: operation.operationName ?? undefined });
  return {
    // Not a generator: one that waits for its next value cannot be stopped.
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        try {
          return await updates.next();
        } catch (failure) {
          return { done: false, value: socketFailure(failure) };
        }
      },
      return: async () => {
        await updates.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}

function socketFailure(failure: unknown): FormattedExecutionResult {
  const text = texts[currentLanguage()];
  if (Array.isArray(failure)) return { errors: failure };
  const lost = !(failure instanceof CloseEvent) || failure.code === 1006;
  return failed(lost ? text.unreachable : `${text.socketClosed}: ${failure.code} ${failure.reason}`.trim());
}

/** Queries and mutations over HTTP, subscriptions over a WebSocket: both at /graphql of the server of this page. */
export const fetcher: Fetcher = (asked, options) => {
  const headers: Headers = { 'Accept-Language': currentLanguage(), ...options?.headers };
  const meant = operationOf(asked);
  const operation: Operation = { ...asked, operationName: meant ? meant.name?.value : asked.operationName };
  const result = meant?.operation === 'subscription' ? subscribe(operation, headers) : post(operation, headers);
  // The declared type asks for errors that are objects of graphql-js; GraphiQL prints them as the JSON that they are.
  return result as ReturnType<Fetcher>;
};
