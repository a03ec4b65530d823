import type { GraphQLSchema } from 'graphql';
import { Extensions } from 'type-graphql';
import { ErrorCode, RequestError } from '../errors/errors';
import type { Credential, TokenScope, Viewer } from './viewer';

type WriteScope = Exclude<TokenScope, 'READ_PUBLIC' | 'READ_MEMBER'>;

/** Those whom mutations are for, in words. Modules add theirs. */
export interface Performers {
  anyone: InWords;
  self: InWords;
  administrator: InWords;
}
export type Performer = keyof Performers;

interface InWords {
  readonly en: string;
  readonly 'zh-CN': string;
}

export const platformPerformers = {
  anyone: { en: 'anyone', 'zh-CN': '任何人' },
  self: { en: 'whoever is signed in, of their own', 'zh-CN': '本人' },
  administrator: { en: 'administrator', 'zh-CN': '系统管理员' },
} as const;

/** Who may try an operation at all; what exactly they may do with it is for its service to say. */
export interface OperationRule {
  /** `anyone`: nobody need be signed in; `person`: somebody is; `session`: and not by an API token. */
  readonly by: 'anyone' | 'person' | 'session';
  /** The scopes of which an API token needs one; without any, none may be used. */
  readonly token?: WriteScope | readonly WriteScope[];
  /** Answers with a token or an invitation, which must not be kept for a repetition. */
  readonly handsOutTokens?: true;
  /** What it is asked must never be found out from what is kept for a repetition, so that its key has to be one that nobody guesses. */
  readonly confidential?: true;
  /**
   * Open to a request whose credential was refused: it begins, renews or ends a session, and clients send along whatever
   * credential they still have.
   */
  readonly openToRefused?: true;
  /** Whose login its transaction writes with: identity's, where it writes people, what they sign in with, or roles. */
  readonly login?: 'identity';
  readonly largeInput?: LargeInput;
}

/** An input that is larger than others are, such as a file. Who sends it is asked for their right before it is read. */
export interface LargeInput {
  readonly bytes: number;
  /** Whether a viewer may send it anywhere; whether they may send it there is for the service to say. */
  readonly from: (viewer: Viewer) => boolean;
}

/** Whether this kind of credential may try the operation. */
export function isCovered(rule: OperationRule, credential: Credential): boolean {
  if (rule.by === 'anyone' || credential.kind !== 'token') return true;
  return scopesOf(rule).some((scope) => credential.scopes.includes(scope));
}

/** The scopes of which a token needs one to try the operation; none where no token may. */
export function scopesOf({ by, token }: OperationRule): readonly TokenScope[] {
  return by !== 'person' || token === undefined ? [] : [token].flat();
}

/** What a token is told whose scopes stand in the way of a field: which would do, or that none would. */
export function beyondToken(field: string, scopes: readonly TokenScope[]): RequestError {
  return scopes.length === 0
    ? new RequestError(ErrorCode.forbidden, 'errors.notByToken', { field }, null, 403)
    : new RequestError(ErrorCode.forbidden, 'errors.tokenScope', { field, scopes }, null, 403);
}

/** Declares the rule of a mutation or subscription. The schema is not built while one has none. */
export function Operation(rule: OperationRule): MethodDecorator & PropertyDecorator {
  return Extensions({ operation: rule });
}

export function operationRule(extensions: Readonly<Record<string, unknown>>): OperationRule | undefined {
  return extensions['operation'] as OperationRule | undefined;
}

/** Throws when the schema has operations without a rule, naming them all. */
export function requireOperationRules(schema: GraphQLSchema): void {
  const bare = [schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {})
      .filter((field) => operationRule(field.extensions) === undefined)
      .map((field) => `${type?.name ?? ''}.${field.name}`),
  );
  if (bare.length > 0) throw new Error(`operations without a declared rule: ${bare.join(', ')}`);
}
