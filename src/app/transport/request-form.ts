import type { IncomingMessage } from 'node:http';
import { ErrorCode, RequestError } from '../../platform/errors/errors';
import type { MessageKey } from '../../platform/i18n/messages';
import './request-form.messages';

/** Apollo refuses what is left by these, in its own words. */
const BY_STATUS: Readonly<Record<number, MessageKey>> = { 405: 'errors.mutationByGet', 406: 'errors.accept' };

/** What Apollo said of a request by its status alone; null when it said more. */
export function refusalOf(status: number | undefined): RequestError | null {
  const key = status === undefined ? undefined : BY_STATUS[status];
  return key === undefined ? null : refusal(key, null, status);
}

/**
 * Throws for what is no GraphQL request (GraphQL over HTTP, sections 5.3 and 5.4), which Apollo would refuse in English.
 * @param body the parsed JSON; undefined when none came
 */
export function requireRequestForm({ method, headers }: IncomingMessage, search: string, body: unknown): void {
  if (method === 'GET') {
    if (headers['content-type'] !== undefined && !/^application\/json *(;|$)/i.test(headers['content-type']))
      throw refusal('errors.getWithBody', null, 415);
    return requireParameters(parametersOf(search));
  }
  if (method !== 'POST') throw refusal('errors.method', null, 405);
  if (body === undefined) throw refusal('errors.noBody');
  if (!isObject(body)) throw refusal('errors.bodyForm');
  requireParameters(body);
}

function parametersOf(search: string): Readonly<Record<string, unknown>> {
  const parameters: Record<string, unknown> = {};
  const found = new URLSearchParams(search);
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    const [value, ...more] = found.getAll(name);
    if (more.length > 0) throw refusal('errors.parameterTwice', name);
    if (value !== undefined)
      parameters[name] = name === 'variables' || name === 'extensions' ? json(name, value) : value;
  }
  return parameters;
}

function json(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('errors.parameterObject', name);
  }
}

function requireParameters({ query, operationName, variables, extensions }: Readonly<Record<string, unknown>>): void {
  // Apollo Client and urql then send the text, whatever the status; with another they would not look at the answer
  if (isObject(extensions) && isObject(extensions['persistedQuery']))
    throw new RequestError(ErrorCode.persistedQuery, 'errors.persistedQuery', {}, null, 200);
  if (typeof query !== 'string' || query === '') throw refusal('errors.parameterQuery', 'query');
  if (!isAbsent(operationName) && typeof operationName !== 'string')
    throw refusal('errors.parameterText', 'operationName');
  if (!isAbsent(variables) && !isObject(variables)) throw refusal('errors.parameterObject', 'variables');
  if (!isAbsent(extensions) && !isObject(extensions)) throw refusal('errors.parameterObject', 'extensions');
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(key: MessageKey, parameter: string | null = null, status = 400): RequestError {
  return new RequestError(ErrorCode.badUserInput, key, { parameter }, parameter === null ? null : [parameter], status);
}

/** Headers that a page elsewhere cannot send unasked, nor a form at all. */
const ASKED_FOR = ['apollo-require-preflight', 'x-apollo-operation-name', 'content-type'] as const;

/**
 * Throws for a GET that is authenticated by cookies alone and may come from a page of the same site that is none of the
 * platform's: it has no Origin, and SameSite does not keep the cookies from it. What has an Origin was looked at with its cookies.
 */
export function requireOwnPage({ method, headers }: IncomingMessage, hasCookies: boolean): void {
  if (method !== 'GET' || !hasCookies || headers.authorization !== undefined || headers.origin !== undefined) return;
  if (headers['sec-fetch-site'] === 'same-origin' || ASKED_FOR.some((name) => headers[name])) return;
  throw new RequestError(ErrorCode.forbidden, 'errors.getWithCookies', {}, null, 403);
}
